"""What a person reads of one answer about them: all of it, views written before, what became of a contest."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xprsa.answers.words import AnswerInWords, answer_in_words
from xprsa.domain.contest import last_day_to_decide
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.answer_entries import AnswerContest, KeptAnswer, OwnView


@dataclass(frozen=True)
class OwnAnswerPage:
    """An answer as its person reads it.

    :ivar asking: public id.
    :ivar views: what readers thought while it was the latest of its module, newest first.
    :ivar decided_by: the last day on which a contest is decided in time; None where there is none.
    """

    person: Beneficiary
    asking: UUID
    said: AnswerInWords
    contest: AnswerContest | None
    decided_by: date | None
    today: date
    views: tuple[OwnView, ...]


def read_own_answer(service: Service, *, actor: Actor, asking: UUID) -> OwnAnswerPage | None:
    """Read what came back about a person in one asking; None when nothing did.

    :param asking: public id.
    """
    territory = service.territory(actor.territory)
    with service.database.reading() as store:
        everything = store.kept_answers.about(actor.account)
        kept = next((one for one in everything if one.asking.public_id == asking), None)
        if kept is None:
            return None
        of_territory = store.registered_modules.of_territory(territory.id)
        views = store.own_views.about(actor.account)
        person = store.files.of(actor.account).person
    module = next(module for module in of_territory if module.id == kept.asking.module)
    return OwnAnswerPage(
        person=person,
        asking=asking,
        said=answer_in_words(kept, module, zone=territory.zone),
        contest=kept.contest,
        decided_by=last_day_to_decide(kept.contest.contested_at, territory.zone) if kept.contest else None,
        today=service.today(territory),
        views=_written_beside(views, kept, everything),
    )


def _written_beside(
    views: tuple[OwnView, ...], kept: KeptAnswer, everything: tuple[KeptAnswer, ...]
) -> tuple[OwnView, ...]:
    """Give the views written since an answer came, and before the next one of its module."""
    newest_first = [
        ended
        for one in everything
        if one.asking.module == kept.asking.module and (ended := one.asking.ended_at) is not None
    ]
    since = next(ended for ended in newest_first if ended == kept.asking.ended_at)
    until = next((ended for ended in reversed(newest_first) if ended > since), None)
    return tuple(
        view for view in views if since <= view.written_at and (until is None or view.written_at < until)
    )
