"""S-3: patience grows with failures, shuts out nobody for good, and nobody for somebody else's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, StaffPhone, let_in
from xprsa.accounts.sign_ins.network import network_hash, network_of
from xprsa.accounts.sign_ins.throttle import ACCOUNT, NETWORK, OWN, Attempt, Door, Lane, TooSoon
from xprsa.running.service import Service
from xprsa.storage.throttles import Weight

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Type = Callable[..., int]


def attempts_in(lane: Lane, span: timedelta) -> int:
    """Count what an attacker who never tires gets through a lane."""
    at, held, count = NOON, Weight(0, NOON), 0
    while True:
        at += lane.wait(held, at=at)
        if at >= NOON + span:
            return count
        held = Weight(lane.weight(held, at=at) + 1, at)
        count += 1


def test_one_network_gets_at_most_25_attempts_a_day_at_one_account() -> None:
    assert attempts_in(OWN, timedelta(days=1)) <= 25


def test_after_five_failures_the_wait_is_over_a_minute_and_never_over_two_hours() -> None:
    waits = [OWN.wait(Weight(failures, NOON), at=NOON) for failures in range(200)]
    assert waits[3] == timedelta(0)
    assert waits[5] > timedelta(minutes=1)
    assert max(waits) <= timedelta(hours=2)
    assert waits == sorted(waits)


def test_one_network_never_makes_the_account_wait_elsewhere() -> None:
    at, own, account = NOON, Weight(0, NOON), Weight(0, NOON)
    while at < NOON + timedelta(days=7):
        at += OWN.wait(own, at=at)
        assert ACCOUNT.wait(account, at=at) == timedelta(0)
        own = Weight(OWN.weight(own, at=at) + 1, at)
        account = Weight(ACCOUNT.weight(account, at=at) + 1, at)


def test_an_attack_from_everywhere_makes_its_victim_wait_ten_minutes_at_most() -> None:
    assert max(ACCOUNT.wait(Weight(failures, NOON), at=NOON) for failures in range(500)) == timedelta(
        minutes=10
    )


def test_500_people_who_each_fail_once_in_a_quarter_of_an_hour_wait_for_nothing() -> None:
    at, network = NOON, Weight(0, NOON)
    for _ in range(500):
        at += timedelta(minutes=15) / 500
        assert NETWORK.wait(network, at=at) == timedelta(0)
        network = Weight(NETWORK.weight(network, at=at) + 1, at)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_a_network_is_what_one_customer_holds(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.fixture
def nadia(people: People, service: Service) -> StaffPhone:
    return let_in(service, people.adviser(email="nadia@example.org"))


@pytest.fixture
def type_secrets(app_browser: Callable[[], JudgingClient]) -> Type:
    """Type secrets on the staff page from an address; give the status of the answer."""

    def typing(address: str, *, password: str = "wrong", code: str = "000000", who: str = "nadia") -> int:
        answer = app_browser().post(
            "/connexion/equipe",
            data={"email": f"{who}@example.org", "password": password, "code": code},
            environ_base={"REMOTE_ADDR": address},
        )
        return answer.status_code

    return typing


def test_the_fifth_attempt_waits_and_the_page_says_how_long(
    client: JudgingClient, nadia: StaffPhone, clock: Clock
) -> None:
    typed = {"email": "nadia@example.org", "password": "wrong", "code": "000000"}
    assert [client.post("/connexion/equipe", data=typed).status_code for _ in range(4)] == [422] * 4
    page = client.post("/connexion/equipe", data=typed)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "45")
    assert "Attendez 45\u00a0secondes" in page.text
    clock.advance(seconds=45)
    assert client.post("/connexion/equipe", data=typed).status_code == 422
    assert "Attendez 2\u00a0minutes" in client.post("/connexion/equipe", data=typed).text


def test_even_the_right_secrets_wait_so_that_guessing_learns_nothing(
    type_secrets: Type, nadia: StaffPhone, clock: Clock
) -> None:
    for _ in range(4):
        type_secrets("192.0.2.1")
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 429
    clock.advance(seconds=45)
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303
    assert type_secrets("192.0.2.1") == 422  # a success empties the lane


def test_a_victim_typed_at_from_another_network_signs_in_at_once(
    type_secrets: Type, nadia: StaffPhone, clock: Clock
) -> None:
    answers = [type_secrets(f"198.51.100.{host}") for host in range(1, 60)]
    assert set(answers) == {422, 429}
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303


def test_even_an_attack_from_forty_networks_leaves_the_victims_usual_network_open(
    type_secrets: Type, nadia: StaffPhone, service: Service, clock: Clock
) -> None:
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303
    clock.advance(days=1)
    for net in range(40):
        attack = Attempt(service.keyring, Door.STAFF, "nadia@example.org", f"network {net}")
        with suppress(TooSoon), service.database.writing() as store:
            attack.count(store, at=clock())
    assert type_secrets("203.0.113.1") == 429
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303


def test_500_people_behind_one_address_sign_in_even_with_somebody_guessing_among_them(
    service: Service, clock: Clock
) -> None:
    network = network_hash(service.keyring, network_of("192.0.2.1"))
    with service.database.writing() as store:
        for number in range(500):  # in a quarter of an hour; one in five needs a second code
            clock.advance(seconds=1.8)
            guess = Attempt(service.keyring, Door.CODE, f"autre{number}@example.org", network)
            person = Attempt(service.keyring, Door.CODE, f"personne{number}@example.org", network)
            guess.count(store, at=clock())
            for _ in range(2 if number % 5 == 0 else 1):
                person.count(store, at=clock())
            person.succeed(store, at=clock())
        held = store.throttles.hold(person.lanes().keys(), at=clock())
    weights = [lane.weight(held[key], at=clock()) for key, lane in person.lanes().items() if lane is NETWORK]
    assert weights[0] < NETWORK.free


def test_fifty_attempts_at_once_count_as_fifty(service: Service, people: People, clock: Clock) -> None:
    people.territory()
    attempt = Attempt(service.keyring, Door.STAFF, "nadia@example.org", "network")

    def go(_: int) -> bool:
        try:
            with service.database.writing() as store:
                attempt.count(store, at=clock())
        except TooSoon:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        passed = sum(pool.map(go, range(50)))
    assert passed == OWN.free


def test_codes_asked_for_again_and_again_wait_too(
    client: JudgingClient, people: People, posted: Posted, clock: Clock
) -> None:
    people.beneficiary(email="amara@example.org")
    answers = [client.post("/connexion", data={"contact": "amara@example.org"}).status_code for _ in range(6)]
    assert answers == [303, 303, 303, 303, 429, 429]
    assert posted.now().count("Votre code :") == 4
    clock.advance(seconds=45)
    assert client.post("/connexion", data={"contact": "amara@example.org"}).status_code == 303
    assert client.post("/connexion/code", data={"code": posted.code()}).status_code == 303


def test_doors_do_not_weigh_on_one_another(
    client: JudgingClient, type_secrets: Type, nadia: StaffPhone, people: People
) -> None:
    people.beneficiary(email="nadia@example.org")
    for _ in range(6):
        type_secrets("127.0.0.1")
    assert client.post("/connexion", data={"contact": "nadia@example.org"}).status_code == 303


def test_no_address_and_no_contact_stand_in_the_throttle(service: Service) -> None:
    network = network_hash(service.keyring, "192.0.2.0/24")
    attempt = Attempt(service.keyring, Door.STAFF, "nadia@example.org", network)
    assert all(len(key) == 64 and int(key, 16) for key in attempt.lanes())
