"""What tests of reading share: the address of a week, its state in the database, a press on one line."""

from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import Decision
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.week import Week
from xprsa.running.service import Service

LAST_WEEK = Week(2026, 47)


def address(person: Beneficiary, week: Week = LAST_WEEK) -> str:
    return f"/portefeuille/{person.account.public_id}/{week}"


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
