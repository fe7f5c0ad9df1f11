"""A week is counted once nothing of it can change, told once, and stays as it was told."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from tests.builders import Clock, People, activity, content, could_not
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.statistic import LEAST, ROUNDED_TO, SPLITS, WeekFact
from xprsa.domain.week import Week
from xprsa.running.clock_guard import confirm
from xprsa.running.service import Service
from xprsa.statistics.publishing import COUNTED_AFTER, publish_due
from xprsa.statistics.reading import read_told
from xprsa.statistics.words import CAPTIONS
from xprsa.storage.statistics import Statistics
from xprsa.storage.tables_weeks import VersionRow

Browse = Callable[[Account], JudgingClient]
WEEK = Week(2026, 46)
HOURS = content(activity("training", "2 h"))


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def crowd(people: People, adviser: Account) -> list[Beneficiary]:
    """Twelve who declare hours, twelve who could not as nothing was proposed, twelve who are silent."""
    return [people.beneficiary(adviser=adviser) for _ in range(36)]


@pytest.fixture
def declared(people: People, crowd: list[Beneficiary]) -> None:
    for person in crowd[:12]:
        people.sends(person, WEEK, HOURS)
    for person in crowd[12:24]:
        people.sends(person, WEEK, content(prevented=could_not(1, reason=PreventedReason.NO_OFFER)))


def day_due(service: Service, territory: int, clock: Clock) -> None:
    """Go to the first day on which the week is due."""
    found = service.territory(territory)
    last = found.rules_of(WEEK).last_day_to_send(WEEK) + timedelta(days=COUNTED_AFTER + 1)
    clock.advance(days=(last - service.today(found)).days)
    confirm(service)


def never_up(below: int) -> int:
    return below - 1


def document(service: Service, territory: int, week: Week = WEEK) -> dict[str, object] | None:
    with service.database.reading() as store:
        written = store.statistics.of_week(territory, week)
    return json.loads(written) if written else None


def test_a_week_is_told_once_it_can_change_no_more_and_never_before(
    service: Service, adviser: Account, declared: None, clock: Clock
) -> None:
    day_due(service, adviser.territory, clock)
    clock.advance(days=-1)
    publish_due(service)
    assert document(service, adviser.territory) is None
    clock.advance(days=1)
    assert publish_due(service, draw=never_up) == 1
    found = document(service, adviser.territory)
    assert found is not None
    assert found["form"] == "xprsa.statistics/1"
    assert found["people"] == {
        "asked": 35, "declared": 20, "not_received": 10, "with_activity": 10, "without_activity": 10,
        "all_days_possible": 10, "some_days_not": 10,
    }  # fmt: skip


def test_only_who_was_asked_is_counted(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    for _ in range(12):
        people.sends(people.beneficiary(adviser=adviser), WEEK, HOURS)
        people.beneficiary(adviser=adviser, weekly_minutes=None)
    day_due(service, adviser.territory, clock)
    publish_due(service, draw=never_up)
    found = document(service, adviser.territory)
    assert found is not None
    assert found["people"] == {"asked": 10}  # all of them declared: that nobody was silent is not told


def test_what_was_told_stays_whatever_happens_since(
    service: Service, people: People, adviser: Account, declared: None, crowd: list[Beneficiary], clock: Clock
) -> None:
    day_due(service, adviser.territory, clock)
    publish_due(service, draw=never_up)
    before = document(service, adviser.territory)
    with service.database.writing() as store:
        for person in crowd:
            store.accounts.disable(person.id, at=service.now())
    for _ in range(2):
        assert publish_due(service) == 0
    assert document(service, adviser.territory) == before


def test_weeks_that_a_worker_missed_are_told_in_their_order(
    service: Service, adviser: Account, declared: None, clock: Clock
) -> None:
    day_due(service, adviser.territory, clock)
    publish_due(service)
    clock.advance(weeks=3)
    assert publish_due(service) == 0  # nothing is told by a clock in doubt
    confirm(service)
    publish_due(service)
    with service.database.reading() as store:
        weeks = store.statistics.weeks(adviser.territory, most=9)
    assert weeks == tuple(WEEK.plus(after) for after in (3, 2, 1, 0))


def test_two_workers_tell_a_week_once(
    service: Service, adviser: Account, declared: None, clock: Clock
) -> None:
    day_due(service, adviser.territory, clock)
    service.territories()
    start = Barrier(2)

    def publish() -> int:
        start.wait()
        return publish_due(service)

    with ThreadPoolExecutor(2) as two:
        done = [task.result() for task in [two.submit(publish) for _ in range(2)]]
    assert sum(done) == 1


def test_a_count_that_is_stopped_tells_nothing_and_is_begun_again(
    service: Service, adviser: Account, declared: None, clock: Clock
) -> None:
    day_due(service, adviser.territory, clock)
    assert publish_due(service, stopped=lambda: True) == 0
    assert document(service, adviser.territory) is None
    assert publish_due(service) == 1


def test_a_reason_that_no_key_opens_stops_nobody(
    service: Service, adviser: Account, declared: None, crowd: list[Beneficiary], clock: Clock
) -> None:
    with service.database.writing() as store:
        store.connection.execute(
            update(VersionRow)
            .where(VersionRow.person_id == crowd[12].id)
            .values(prevented_reason="nothing of ours")
        )
    day_due(service, adviser.territory, clock)
    assert publish_due(service) == 1


def test_a_split_of_which_one_part_is_small_is_not_told_at_all(
    service: Service, people: People, adviser: Account, declared: None, crowd: list[Beneficiary], clock: Clock
) -> None:
    for person in crowd[24:26]:  # ten are silent: two more declare
        people.sends(person, WEEK, HOURS)
    day_due(service, adviser.territory, clock)
    publish_due(service, draw=never_up)
    found = document(service, adviser.territory)
    assert found is not None
    assert found["people"] == {"asked": 35}


def test_organisations_are_told_all_or_none(
    service: Service, people: People, adviser: Account, declared: None, crowd: list[Beneficiary], clock: Clock
) -> None:
    other = people.adviser(organisation="Cap emploi")
    theirs = [people.beneficiary(adviser=other, organisation="Cap emploi") for _ in range(24)]
    for person in theirs[:12]:
        people.sends(person, WEEK, HOURS)
    day_due(service, adviser.territory, clock)
    publish_due(service, draw=never_up)
    found = document(service, adviser.territory)
    assert found is not None
    assert [one["people"] for one in found["organisations"]] == [
        {"asked": 20, "declared": 10, "not_received": 10},
        {"asked": 35, "declared": 20, "not_received": 10},
    ]


def test_one_small_organisation_keeps_all_of_them_untold(
    service: Service, people: People, adviser: Account, declared: None, clock: Clock
) -> None:
    other = people.adviser(organisation="Cap emploi")
    for _ in range(LEAST - 1):
        people.beneficiary(adviser=other, organisation="Cap emploi")
    day_due(service, adviser.territory, clock)
    publish_due(service)
    found = document(service, adviser.territory)
    assert found is not None
    assert found["organisations"] == []


def test_people_are_read_in_slices_of_four_statements(
    service: Service, adviser: Account, declared: None
) -> None:
    with service.database.reading() as store:
        seen, last = [], 0
        while some := store.statistics.slice_after(last, territory=adviser.territory, week=WEEK, most=7):
            seen += [person.id for person in some]
            last = some[-1].id
    assert len(seen) == len(set(seen)) == 36
    assert isinstance(store.statistics, Statistics)


def test_every_split_has_a_caption_of_its_own() -> None:
    assert set(CAPTIONS) == {split.parts[0].value for split in SPLITS}
    assert len(set(CAPTIONS.values())) == len(CAPTIONS)


def page_of(territory: str = "99", week: Week = WEEK) -> str:
    return f"/statistiques/{territory}/{week}"


def test_managers_alone_read_it_until_they_open_it_to_all(
    service: Service,
    people: People,
    adviser: Account,
    declared: None,
    clock: Clock,
    as_adviser: Browse,
    client: JudgingClient,
) -> None:
    day_due(service, adviser.territory, clock)
    publish_due(service, draw=never_up)
    manager = as_adviser(people.manager())
    shown = manager.get(page_of())
    assert shown.status_code == 200
    assert "Semaine pas reçue" in shown.text
    assert f'href="{page_of()}"' in manager.get("/statistiques").text
    for stranger in (client, as_adviser(people.manager(territory="Z2")), as_adviser(adviser)):
        assert stranger.get(page_of()).status_code == 404
        assert stranger.get(f"{page_of()}.csv").status_code == 404
        assert page_of() not in stranger.get("/statistiques").text
    asked = manager.get("/gestion/statistiques")
    assert "sans se connecter" in asked.text
    assert client.get(page_of()).status_code == 404
    manager.press(asked, "Les ouvrir à tous")
    assert client.get(page_of()).status_code == 200
    assert f'href="{page_of()}"' in client.get("/statistiques").text
    manager.press(manager.get("/gestion/statistiques"), "Ne plus les montrer à tous")
    assert client.get(page_of()).status_code == 404


def test_the_file_is_for_a_french_spreadsheet_and_runs_nothing(
    service: Service,
    people: People,
    adviser: Account,
    declared: None,
    crowd: list[Beneficiary],
    clock: Clock,
    as_adviser: Browse,
) -> None:
    other = people.adviser(organisation="=1+1")
    for person in [people.beneficiary(adviser=other, organisation="=1+1") for _ in range(24)][:12]:
        people.sends(person, WEEK, HOURS)
    day_due(service, adviser.territory, clock)
    publish_due(service, draw=never_up)
    file = as_adviser(people.manager()).get(f"{page_of()}.csv")
    assert file.mimetype == "text/csv"
    text = file.get_data(as_text=True)
    assert text.startswith("\ufeffterritoire;semaine;organisme;tableau;part;personnes\r\n")
    assert "99;2026-W46;;Participation;Semaine reçue;35\r\n" in text
    assert "99;2026-W46;'=1+1;Participation;Semaine reçue;10\r\n" in text


def test_a_week_of_too_few_people_says_so(
    service: Service, people: People, adviser: Account, clock: Clock, as_adviser: Browse
) -> None:
    people.sends(people.beneficiary(adviser=adviser), WEEK, HOURS)
    day_due(service, adviser.territory, clock)
    assert publish_due(service) == 0
    page = as_adviser(people.manager()).get(page_of())
    assert "rien ne peut être dit" in page.text
    territory = service.territory(adviser.territory)
    found = read_told(service, code=territory.code, week=WEEK, manages=adviser.territory)
    assert found is not None
    assert (found.asked, found.shown) == (None, ())


def test_no_figure_is_exact_and_none_is_of_fewer_than_the_least(
    service: Service, adviser: Account, declared: None, clock: Clock
) -> None:
    day_due(service, adviser.territory, clock)
    publish_due(service)
    found = document(service, adviser.territory)
    assert found is not None
    people = found["people"]
    assert isinstance(people, dict)
    assert all(count % ROUNDED_TO == 0 and count >= LEAST - LEAST % ROUNDED_TO for count in people.values())
    assert set(people) <= {fact.value for fact in WeekFact}


@pytest.mark.parametrize(
    "address", ["/statistiques/zz/2026-W46", "/statistiques/99/2026-W45", "/statistiques/99/2026-W99"]
)
def test_what_was_never_told_is_nowhere(people: People, as_adviser: Browse, address: str) -> None:
    assert as_adviser(people.manager()).get(address).status_code == 404
