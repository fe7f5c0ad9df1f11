"""A week that somebody tells by phone, on paper or side by side is typed by staff, and stays theirs."""

from dataclasses import dataclass

from xprsa.declare.proposing import proposed
from xprsa.declare.reading import WeekPage, content_of
from xprsa.declare.typed import TypedWeek
from xprsa.domain.declaration import Declaration, Version
from xprsa.domain.permission import Actor, Permission, Subject, may
from xprsa.domain.person import Beneficiary, named_apart
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.files import File


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """A week that can be typed now.

    :ivar is_received: whether a version stands.
    :ivar is_asked: whether the person is asked to declare it.
    """

    week: Week
    is_received: bool
    is_asked: bool


def find_files(service: Service, *, actor: Actor, file_reference: str) -> tuple[tuple[Beneficiary, str], ...]:
    """Give the people with this file reference for whom the actor may type a week.

    :returns: each with no more of a name than tells them from the others.
    """
    with service.database.reading() as store:
        people = store.people.of_file(actor.territory, file_reference)
    found = [person for person in people if may(actor, Permission.ENTER_WEEK, _to_type_for(person))]
    return tuple(zip(found, named_apart(found), strict=True))


def _to_type_for(person: Beneficiary) -> Subject:
    account = person.account
    return Subject(account.id, account.territory, adviser=None, organisation=account.organisation)


def open_weeks(service: Service, *, actor: Actor, file: File) -> tuple[OpenWeek, ...]:
    """Give the weeks of a person that can be typed now, newest first."""
    territory = service.territory(actor.territory)
    weeks = territory.open_weeks(service.today(territory))
    with service.database.reading() as store:
        sent = store.declarations.of_weeks(file.person.id, weeks[0], weeks[-1])
    return tuple(
        OpenWeek(
            week,
            is_received=week in sent and sent[week].current is not None,
            is_asked=file.engagement.not_asked(week) is None,
        )
        for week in reversed(weeks)
    )


def read_week_told(service: Service, *, actor: Actor, file: File, week: Week) -> WeekPage:
    """Read a week for the form of whoever types it; what the person typed and has not sent stays theirs.

    :raises RuleBroken: RECEIVED_ALREADY when the actor may not read what stands: a manager types what is
        new, and whoever follows the person changes what was sent.
    """
    person = file.person
    follows = _follows(actor, person)
    with service.database.reading() as store:
        weeks = store.weeks.of_weeks(person.id, week.plus(-1), week)
    sent = weeks.get(week)
    standing = sent.declaration if sent else Declaration(person.id, week)
    if standing.current and not _may_read(actor, person, standing.current):
        raise RuleBroken(Reason.RECEIVED_ALREADY)
    return WeekPage(
        week=week,
        territory=service.territory(actor.territory),
        person=person,
        engagement=file.engagement,
        declaration=standing,
        decisions=sent.decisions if sent and _may_read_last(actor, person, standing) else (),
        previous=content_of(weeks.get(week.plus(-1))) if follows else None,
        draft=None,
    )


def typed_first(page: WeekPage, *, actor: Actor) -> TypedWeek:
    """Give what the form shows before anything is typed: what was sent or withdrawn, for who may read it."""
    if not _may_read_last(actor, page.person, page.declaration):
        return proposed(None, page.rules.catalogue, base=page.declaration.shown)
    return page.typed()


def _follows(actor: Actor, person: Beneficiary) -> bool:
    return person.adviser is not None and person.adviser.id == actor.account


def _may_read_last(actor: Actor, person: Beneficiary, declaration: Declaration) -> bool:
    """Tell whether the actor may read the last text of a week, withdrawn or not, and what was said of it."""
    return not declaration.versions or _may_read(actor, person, declaration.versions[-1])


def _may_read(actor: Actor, person: Beneficiary, version: Version) -> bool:
    return _follows(actor, person) or version.entered_by == actor.account
