"""S-4: known and unknown accounts are told apart neither by text, nor by length, nor by time."""

import re
import statistics
import time
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import Posted, let_in
from xprsa.accounts.codes.letters import prepare
from xprsa.domain.person import Account
from xprsa.running.service import Service

Ask = Callable[[JudgingClient, str], TestResponse]

_OPAQUE = re.compile(r"xprsa-code=[0-9a-f-]{36}")


def seen(answer: TestResponse) -> tuple[object, ...]:
    """Give all that a browser sees of an answer, but what is drawn anew and the address that it typed."""
    headers = sorted((name, _OPAQUE.sub("xprsa-code=…", value)) for name, value in answer.headers.items())
    return answer.status_code, tuple(headers), re.sub(rb"(known|other)\d\d", b"name", answer.data)


def ask_code(client: JudgingClient, name: str) -> TestResponse:
    return client.post("/connexion", data={"contact": f"{name}@example.org"})


def wrong_code(client: JudgingClient, name: str) -> TestResponse:
    ask_code(client, name)
    return client.post("/connexion/code", data={"code": "000000"})


def staff_secrets(client: JudgingClient, name: str) -> TestResponse:
    typed = {"email": f"{name}@example.org", "password": "mauvais mot de passe", "code": "000000"}
    return client.post("/connexion/equipe", data=typed)


def forgotten(client: JudgingClient, name: str) -> TestResponse:
    return client.post("/connexion/oubli", data={"email": f"{name}@example.org"})


WAYS = pytest.mark.parametrize("ask", [ask_code, wrong_code, staff_secrets, forgotten])


@pytest.fixture
def known(people: People, service: Service) -> list[Account]:
    """Beneficiaries and staff named `known00`, `known01` ...; nobody is named `other00` ..."""
    made = []
    for number in range(12):
        people.beneficiary(email=f"known{number:02d}@example.org")
        staff = people.adviser(email=f"known{number:02d}@example.org")
        let_in(service, staff, password="tortue cerise lampadaire")
        made.append(staff)
    return made


@WAYS
def test_the_answer_is_the_same_to_the_byte(
    app_browser: Callable[[], JudgingClient], known: list[Account], ask: Ask
) -> None:
    assert seen(ask(app_browser(), "known00")) == seen(ask(app_browser(), "other00"))


@WAYS
def test_the_answer_is_the_same_once_patience_has_grown(
    app_browser: Callable[[], JudgingClient], known: list[Account], ask: Ask
) -> None:
    for name in ("known00", "other00"):
        for _ in range(6):
            ask(app_browser(), name)
    assert seen(ask(app_browser(), "known00")) == seen(ask(app_browser(), "other00"))


@pytest.mark.parametrize("ask", [ask_code, wrong_code])
def test_the_answer_is_the_same_once_codes_are_long(
    app_browser: Callable[[], JudgingClient], known: list[Account], ask: Ask
) -> None:
    for name in ("known00", "other00"):
        for _ in range(26):
            wrong_code(app_browser(), name)
        assert "Ce code ne sert plus" in wrong_code(app_browser(), name).text
    assert seen(ask(app_browser(), "known00")) == seen(ask(app_browser(), "other00"))


def test_the_answer_is_the_same_once_somebody_used_the_code(
    app_browser: Callable[[], JudgingClient], known: list[Account], posted: Posted
) -> None:
    watching = {name: app_browser() for name in ("known00", "other00")}
    for name, browser in watching.items():
        ask_code(browser, name)
    owner = app_browser()
    ask_code(owner, "known00")
    assert owner.post("/connexion/code", data={"code": posted.code()}).status_code == 303
    for path in ("/connexion/code", "/connexion/code/nouveau"):
        answers = [seen(browser.post(path, data={"code": "000000"})) for browser in watching.values()]
        assert answers[0] == answers[1]


@WAYS
@pytest.mark.parametrize(
    "database_url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.slow)], indirect=True
)
def test_the_answer_takes_as_long(
    app_browser: Callable[[], JudgingClient], known: list[Account], ask: Ask
) -> None:
    ask(app_browser(), "warming-up")
    spent: dict[str, list[float]] = {"known": [], "other": []}
    for number in range(12):
        for kind in sorted(spent, reverse=number % 2 == 0):  # each goes first as often: the machine is shared
            browser = app_browser()
            begun = time.perf_counter()
            ask(browser, f"{kind}{number:02d}")
            spent[kind].append(time.perf_counter() - begun)
    usual = {kind: statistics.median(times) for kind, times in spent.items()}
    noise = max(
        statistics.median(abs(seconds - usual[kind]) for seconds in times) for kind, times in spent.items()
    )
    assert abs(usual["known"] - usual["other"]) < max(4 * noise, 0.25 * max(usual.values()))


def test_a_card_says_the_same_for_a_used_code_for_a_wrong_one_and_for_no_file_at_all(
    app_browser: Callable[[], JudgingClient], people: People, service: Service
) -> None:
    person = people.beneficiary(file_reference="TR-0005")
    with service.database.writing() as store:
        prepare(service, store, account=person.account, actor=None, card=True)
        used = store.messages.letters(person.account.territory)[0].codes[0]
    app_browser().post("/connexion/lettre", data={"file_reference": "TR-0005", "code": used})
    typed = [("TR-0005", used), ("TR-0005", "ABCDE-23456"), ("TR-9999", used), ("TR-9999", "ABCDE-23456")]
    answers = [
        app_browser().post("/connexion/lettre", data={"file_reference": reference, "code": code})
        for reference, code in typed
    ]
    texts = {
        answer.text.replace(reference, "…").replace(code, "…")
        for answer, (reference, code) in zip(answers, typed, strict=True)
    }
    assert [answer.status_code for answer in answers] == [422] * 4
    assert len(texts) == 1
    assert "Un code sert une seule fois\u00a0: sur une carte, prenez le suivant." in texts.pop()


def test_the_same_rows_are_written_for_somebody_and_for_nobody(
    app_browser: Callable[[], JudgingClient], known: list[Account], service: Service
) -> None:
    journals = "(SELECT id FROM person_audit UNION ALL SELECT id FROM service_audit) line"

    def rows() -> list[int]:
        with service.database.reading() as store:
            return [
                store.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
                for table in ("sign_in_code", "message", "throttle", journals)
            ]

    written = []
    for name in ("known00", "other00"):
        before = rows()
        for ask in (wrong_code, staff_secrets, forgotten):
            ask(app_browser(), name)
        written.append([after - count for after, count in zip(rows(), before, strict=True)])
    network_lanes = written[0][2] - written[1][2]  # made once, by whoever came first
    assert network_lanes == 3
    written[0][2] -= network_lanes
    assert written[0] == written[1]


def test_nothing_is_sent_to_somebody_we_do_not_know(
    client: JudgingClient, posted: Posted, people: People, clock: Clock
) -> None:
    people.beneficiary(email="amara@example.org", disabled_at=clock())
    people.adviser(email="nadia@example.org", disabled_at=clock())
    for name in ("amara", "nadia", "stranger"):
        ask_code(client, name)
        forgotten(client, name)
    assert posted.now() == ""
