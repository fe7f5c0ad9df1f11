"""What tests of reading share: the address of a week, its state in the database, a press on one line."""

from datetime import date

from tests.builders import actor
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.declare.answering import Said, answer
from xprsa.domain.content import Activity
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Decision, Verdict
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.week import Week
from xprsa.review.service import LineChoice, decide_line
from xprsa.running.service import Service

LAST_WEEK = Week(2026, 47)
TODAY = date(2026, 11, 24)


def address(person: Beneficiary, week: Week = LAST_WEEK) -> str:
    return f"/portefeuille/{person.account.public_id}/{week}"


def notes_of(person: Beneficiary) -> str:
    return f"/portefeuille/{person.account.public_id}/appels"


def summary_of(service: Service, person: Beneficiary, week: Week = LAST_WEEK) -> Summary:
    territory = service.territory(person.account.territory)
    with service.database.reading() as store:
        found = summarise(
            store.declarations.of_week(person.id, week),
            store.decisions.of_week(person.id, week),
            rules=territory.rules_of(week),
            target=store.contracts.engagement_of(person.id).target(week),
            as_of=service.now(),
        )
    assert found is not None
    return found


def moves_of(service: Service, person: Beneficiary, week: Week = LAST_WEEK) -> tuple[Decision, ...]:
    with service.database.reading() as store:
        return store.decisions.of_week(person.id, week)


def events_about(service: Service, person: Beneficiary) -> list[str]:
    """Give what the journal holds about a person, oldest first."""
    with service.database.reading() as store:
        return [event.event for event in reversed(lines_about(store, person.id))]


def count_week(browser: JudgingClient, person: Beneficiary, week: Week = LAST_WEEK) -> None:
    page = browser.get(address(person, week))
    assert browser.press(page, "Compter toute la semaine").status_code == 303


def contest(
    service: Service, person: Beneficiary, line: Activity, *, adviser: Account, week: Week = LAST_WEEK
) -> None:
    """Set a line of the first version aside, and let its person ask for another reading."""
    choice = LineChoice(line.line, 1, Verdict.SET_ASIDE, words="Déjà comptée.")
    decide_line(service, actor=actor(adviser), person=person.id, week=week, choice=choice)
    said = Said(line.line, 1, Verdict.CONTESTED, "C’en est une autre.", seen=1)
    answer(service, actor=actor(person.account), week=week, said=said)
