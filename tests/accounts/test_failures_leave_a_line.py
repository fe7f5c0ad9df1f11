"""Whoever signs in, or fails to, leaves a line in the journal, at each door, which says by which way."""

from collections import Counter

import pytest
from sqlalchemy import select

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, let_in
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.storage.tables import PersonAuditRow, ServiceAuditRow, table


@pytest.fixture
def nadia(people: People) -> Account:
    return people.adviser(email="nadia@example.org")


@pytest.mark.parametrize("wrong", ["password", "code"])
def test_a_wrong_password_and_a_wrong_second_factor_stand_beside_the_account(
    client: JudgingClient, nadia: Account, service: Service, clock: Clock, wrong: str
) -> None:
    typed = {"email": "nadia@example.org", "password": PASSWORD}
    typed["code"] = let_in(service, nadia).code(clock())
    typed[wrong] = "000000 faux"
    assert client.post("/connexion/equipe", data=typed).status_code == 422
    assert lines(service) == ({("sign_in_failed password", nadia.id): 1}, {})


def test_a_password_that_is_right_says_so_too(
    client: JudgingClient, nadia: Account, service: Service, clock: Clock
) -> None:
    code = let_in(service, nadia).code(clock())
    client.post("/connexion/equipe", data={"email": "nadia@example.org", "password": PASSWORD, "code": code})
    assert lines(service) == ({("signed_in password", nadia.id): 1}, {})


def test_an_address_that_nobody_has_stands_in_the_journal_of_the_service(
    client: JudgingClient, nadia: Account, service: Service
) -> None:
    typed = {"email": "paul@example.org", "password": PASSWORD, "code": "000000"}
    assert client.post("/connexion/equipe", data=typed).status_code == 422
    assert lines(service) == ({}, {"sign_in_failed password": 1})


def test_a_wrong_code_leaves_a_line_and_the_right_one_too(
    client: JudgingClient, people: People, posted: Posted, service: Service
) -> None:
    amara = people.beneficiary(email="amara@example.org")
    client.press(client.get("/connexion"), "Recevoir un code", contact="amara@example.org")
    code = posted.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert client.post("/connexion/code", data={"code": wrong}).status_code == 422
    assert lines(service) == ({}, {"sign_in_failed code": 1})
    client.press(client.get("/connexion/code"), "Continuer", code=code)
    assert lines(service) == ({("signed_in code", amara.id): 1}, {"sign_in_failed code": 1})


def test_a_phone_that_is_not_remembered_any_more_leaves_a_line_and_one_without_a_cookie_none(
    client: JudgingClient, people: People, service: Service
) -> None:
    people.territory()
    client.post("/connexion/telephone")
    assert lines(service) == ({}, {})
    client.set_cookie("xprsa-phone", "made-up")
    assert client.post("/connexion/telephone").status_code == 422
    assert lines(service) == ({}, {"sign_in_failed phone": 1})


def lines(service: Service) -> tuple[dict[tuple[str, int], int], dict[str, int]]:
    """Give how many lines each journal holds, by event, and in that of persons by person."""
    of_persons, of_service = table(PersonAuditRow), table(ServiceAuditRow)
    with service.database.reading() as store:
        about = store.connection.execute(select(of_persons)).all()
        others = store.connection.execute(select(of_service)).all()
    return (
        Counter((f"{line.event} {line.detail}", line.person_id) for line in about),
        Counter(f"{line.event} {line.detail}" for line in others),
    )
