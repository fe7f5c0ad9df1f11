"""As long as a contest is open, nothing that it is about goes; `xprsa forget` says so before that."""

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests.builders import Clock, People, activity, content, could_not, tidied, week
from tests.forgetting.scene import contests, decides
from xprsa.commands.forgetting import forget
from xprsa.domain.person import Beneficiary
from xprsa.running.clock_guard import beat
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import LineDecisionRow, VersionRow


@pytest.fixture
def person(people: People) -> Beneficiary:
    return people.beneficiary(adviser=people.adviser())


def forgets(service: Service, *words: str) -> Result:
    return CliRunner().invoke(forget, words, obj=service, catch_exceptions=False)


def reasons(service: Service) -> int:
    query = select(func.count(table(VersionRow).c.prevented_reason))
    with service.database.reading() as store:
        return int(store.connection.execute(query).scalar_one())


def has_weeks(service: Service, person: Beneficiary) -> bool:
    rows = (table(VersionRow), table(LineDecisionRow))
    with service.database.reading() as store:
        return all(
            store.connection.execute(select(kept).where(kept.c.person_id == person.id)).first() is not None
            for kept in rows
        )


def test_a_file_with_an_open_contest_keeps_its_weeks_and_its_decisions_until_somebody_decides(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    contests(service, people, person)
    tidied(service, clock, days=900)
    assert has_weeks(service, person)
    decides(service, person, people.adviser())
    tidied(service, clock, days=729)
    assert has_weeks(service, person)
    tidied(service, clock, days=1 + 7, seconds=1)
    assert not has_weeks(service, person)


def test_a_contest_holds_the_reason_of_its_own_week_alone(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    people.sends(person, week("2026-W46"), content(prevented=could_not(1)))
    people.sends(people.beneficiary(), week(), content(prevented=could_not(1)))
    contests(service, people, person)
    tidied(service, clock, days=92 + 2, seconds=1)
    assert reasons(service) == 1
    decides(service, person, people.adviser())
    for _ in range(3):  # a notice that is under way ends first: what was held is in the next one
        tidied(service, clock, days=2, seconds=1)
    assert reasons(service) == 0


@pytest.mark.slow
def test_a_contest_that_its_person_took_back_holds_nothing(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    contests(service, people, person)
    people.sends(person, week(), content(activity("training", "1 h"), prevented=could_not(2)))
    tidied(service, clock, days=730 + 7, seconds=1)
    assert not has_weeks(service, person)


def test_the_report_tells_what_would_go_since_when_and_what_is_held_and_writes_nothing(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    contests(service, people, person)
    people.sends(people.beneficiary(), week(), content(activity("training", "2h")))
    clock.advance(days=731)
    told = forgets(service, "--dry-run")
    assert told.exit_code == 0
    assert "dossiers à supprimer : 1, depuis le 24/11/2026" in told.output
    held = f"Retenu : dossier {person.file_reference}, semaine 2026-W47, contestation ouverte le 24/11/2026."
    assert told.output.count(held) == 2  # for the weeks, and for the reason
    assert "Tout est retenu : Aucun passage depuis plus de deux jours" in told.output
    assert "rien n’est encore annoncé, rien ne part" in told.output
    with service.database.reading() as store:
        assert not store.worker_marks.notices()


def test_a_clock_in_doubt_deletes_nothing_by_this_command_either(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    people.sends(person, week(), content(prevented=could_not(1)))
    beat(service)
    tidy(service)
    clock.advance(days=100)
    refused = forgets(service)
    assert refused.exit_code == 1
    assert "--confirm-clock" in refused.output
    assert reasons(service) == 1


def test_the_command_does_the_pass_of_the_worker_and_no_more(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    people.sends(person, week(), content(prevented=could_not(1)))
    for _ in range(46):
        clock.advance(days=2)
        beat(service)
    told = forgets(service)
    assert "lignes à supprimer : 1" not in told.output
    clock.advance(days=1)
    beat(service)
    told = forgets(service, "--dry-run")
    assert "lignes à supprimer : 1, depuis le 24/11/2026 ; annoncées : 1, dès le" in told.output
    assert reasons(service) == 1
    clock.advance(days=1, seconds=1)
    told = forgets(service)
    assert "au prochain passage : 1 (au plus 200000)" in told.output
    assert "Lignes et dossiers supprimés : " in told.output
    assert reasons(service) == 0


@pytest.mark.slow
def test_a_contest_made_after_it_was_announced_still_holds(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    people.sends(person, week(), content(activity("training", "2h")))
    clock.advance(days=724)
    tidy(service)
    contests(service, people, person, of_week=week("2028-W46"))
    clock.advance(days=7, seconds=1)
    tidy(service)
    with service.database.reading() as store:
        assert store.contests.held([person.id]).keys() == {(person.id, week("2028-W46"))}
        assert store.contests.held([person.id])[person.id, week("2028-W46")] < clock() - timedelta(days=7)
    assert has_weeks(service, person)
