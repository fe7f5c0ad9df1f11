"""What tests of reading share: the address of a week, its state in memory, a press on one line."""

from tests.pages import JudgingClient
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import Decision
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.week import Week
from xprsa.web.house import House

LAST_WEEK = Week(2026, 47)


def address(person: Beneficiary, week: Week = LAST_WEEK) -> str:
    return f"/portefeuille/{person.account.public_id}/{week}"


def summary_of(house: House, person: Beneficiary, week: Week = LAST_WEEK) -> Summary:
    territory = house.territory(person.account.territory)
    with house.database.reading() as memory:
        found = summarise(
            memory.declarations.of_week(person.id, week),
            memory.decisions.of_week(person.id, week),
            rules=territory.rules_of(week),
            target=memory.contracts.engagement_of(person.id).target(week),
            as_of=house.now(),
        )
    assert found is not None
    return found


def moves_of(house: House, person: Beneficiary, week: Week = LAST_WEEK) -> tuple[Decision, ...]:
    with house.database.reading() as memory:
        return memory.decisions.of_week(person.id, week)


def events_about(house: House, person: Beneficiary) -> list[str]:
    """Give what the journal holds about a person, oldest first."""
    with house.database.reading() as memory:
        return [event.event for event in reversed(memory.audit.about(person.id))]


def count_week(browser: JudgingClient, person: Beneficiary, week: Week = LAST_WEEK) -> None:
    page = browser.get(address(person, week))
    assert browser.press(page, "Compter toute la semaine").status_code == 303
