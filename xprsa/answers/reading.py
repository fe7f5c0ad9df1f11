"""What an adviser reads of what programs answered: their own view first, then what stands, if anything."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xprsa.answers.words import AnswerInWords, answer_in_words
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.answer_entries import ModuleAsking, OwnView
from xprsa.storage.files import File


class AnotherAskingEnded(Exception):
    """Another asking was done since the page was shown: the view would not be about what opens now."""


class ViewWritten(Exception):
    """The reader wrote another view before, and what opens was open to them since."""


class NoViewWritten(Exception):
    """The reader has no view that could have changed."""


class ChangeSaid(Exception):
    """The reader said already whether their view changed, and said something else."""


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """An answer that staff may read.

    :ivar contested_at: when its person contested it, without taking it away: somebody else let it stand.
    """

    said: AnswerInWords
    contested_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnViewPage:
    """What a reader is shown of a person beside their own view.

    :ivar asking: the latest one that was done in the territory; None: no program was ever asked there.
    :ivar view: what they think, written for that asking; None: nothing opens.
    :ivar answers: empty whenever nothing is to be read, for whatever cause.
    """

    person: Beneficiary
    asking: ModuleAsking | None
    view: OwnView | None
    answers: tuple[StandingAnswer, ...] = ()


def read_own_view(service: Service, *, actor: Actor, file: File) -> OwnViewPage:
    """Read what the reader thinks of a person; what programs answered too, once they wrote it.

    That it opens is written in the journal first, whether or not anything is there to read.
    """
    territory, person = service.territory(actor.territory), file.person.id
    with service.database.reading() as store:
        # First what stands, then the latest asking: one done between the two has no view yet, and shuts all.
        standing = store.kept_answers.open_to_staff(
            person, territory=territory.id, on=service.today(territory)
        )
        asking = store.askings.latest_done(territory.id)
        view = None
        if asking is not None:
            view = store.own_views.find(person, account=actor.account, asking=asking.public_id)
        modules = (
            {module.id: module for module in store.registered_modules.of_territory(territory.id)}
            if view
            else {}
        )
    if view is None:
        return OwnViewPage(file.person, asking, None)
    with service.database.at_once() as store:
        store.audit.note(at=service.now(), actor=actor.account, event="answers_opened", person=person)
    answers = (
        StandingAnswer(
            answer_in_words(kept, modules[kept.asking.module], zone=territory.zone),
            contested_at=kept.contest.contested_at if kept.contest else None,
        )
        for kept in standing
    )
    return OwnViewPage(file.person, asking, view, tuple(answers))


def write_own_view(service: Service, *, actor: Actor, person: int, asking: str, words: str | None) -> None:
    """Keep what the reader thinks of a person; the same twice is kept once.

    :param asking: public id of the latest asking when the page was shown.
    :param words: None for « je n’ai pas encore d’avis ».
    :raises AnotherAskingEnded: when it is no longer the latest.
    :raises ViewWritten: when they wrote something else for it before.
    """
    now = service.now()
    with service.database.writing() as store:
        latest = store.askings.latest_done(actor.territory)
        if latest is None or str(latest.public_id) != asking:
            raise AnotherAskingEnded
        known = store.own_views.find(person, account=actor.account, asking=latest.public_id)
        if known is not None:
            if known.words == words:
                return
            raise ViewWritten
        store.own_views.write(person, account=actor.account, asking=latest.id, words=words, at=now)
        store.audit.note(at=now, actor=actor.account, event="own_view_written", person=person)


def note_changed(service: Service, *, actor: Actor, person: int, asking: UUID, changed: bool) -> None:
    """Keep, once, whether what the reader read changed their view.

    It is about what they read then: another asking that was done since takes nothing away.

    :param asking: public id of the asking for which the view was written.
    :raises NoViewWritten: when they wrote none for it.
    :raises ChangeSaid: when they said something else before.
    """
    now = service.now()
    with service.database.writing() as store:
        view = store.own_views.find(person, account=actor.account, asking=asking)
        if view is None:
            raise NoViewWritten
        if view.changed == changed:
            return
        if not store.own_views.note_changed(
            person, account=actor.account, asking=view.asking, changed=changed, at=now
        ):
            raise ChangeSaid
        store.audit.note(at=now, actor=actor.account, event="own_view_reviewed", person=person)
