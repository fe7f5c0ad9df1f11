"""An open contest of a module’s answer holds its file; what was answered goes with the weeks it rests on."""

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, People, activity, content, tidied, week
from tests.forgetting.canaries import is_answered_about
from tests.forgetting.scene import erases
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service
from xprsa.storage.answer_entries import ContestOutcome
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import AnswerContestRow, KeptAnswerRow, OwnViewRow

TABLES = (KeptAnswerRow, OwnViewRow, AnswerContestRow)


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    made = people.beneficiary(adviser=adviser)
    people.sends(made, week("2026-W46"), content(activity("training", "2h")))
    return made


def kept(service: Service) -> list[int]:
    with service.database.reading() as store:
        return [
            store.connection.execute(select(func.count()).select_from(table(row))).scalar_one()
            for row in TABLES
        ]


def decides(service: Service, person: Beneficiary, asking: int, account: Account) -> None:
    with service.database.writing() as store:
        assert store.answer_contests.decide(
            person.id,
            asking=asking,
            account=account.id,
            at=service.now(),
            outcome=ContestOutcome.STANDS,
            reasons="Relu.",
        )


def test_a_file_with_an_open_contest_of_an_answer_stays_until_somebody_decides(
    service: Service, people: People, person: Beneficiary, adviser: Account, clock: Clock
) -> None:
    asking = is_answered_about(service, people, person, adviser)
    tidied(service, clock, days=900)
    assert kept(service) == [1, 1, 1]
    decides(service, person, asking, people.adviser())
    tidied(service, clock, days=729)
    assert kept(service) == [1, 1, 1]
    tidied(service, clock, days=1 + 7, seconds=1)
    assert kept(service) == [0, 0, 0]


def test_whoever_contests_an_answer_is_erased_only_once_somebody_decided(
    service: Service, people: People, person: Beneficiary, adviser: Account
) -> None:
    asking = is_answered_about(service, people, person, adviser)
    refused = erases(service, person.file_reference)
    assert refused.exit_code == 1
    assert "contest" in refused.output
    assert kept(service) == [1, 1, 1]
    decides(service, person, asking, people.adviser())
    assert erases(service, person.file_reference).exit_code == 0
    assert kept(service) == [0, 0, 0]
