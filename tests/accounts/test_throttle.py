"""S-3: whoever types secrets waits longer and longer, nobody is shut out, and nobody for somebody else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, StaffPhone, let_in
from xprsa.accounts.sign_ins.desk import desk_of, new_desk
from xprsa.accounts.sign_ins.network import network_hash, network_of
from xprsa.accounts.sign_ins.throttle import Attempt, Door, TooSoon
from xprsa.domain.patience import OWN
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service

Type = Callable[..., int]


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


def attack_from_forty_networks(service: Service, at: datetime) -> None:
    for net in range(40):
        attack = Attempt(service.keyring, Door.STAFF, "nadia@example.org", f"network {net}")
        for _ in range(4):
            with suppress(TooSoon), service.database.writing() as store:
                attack.count(store, at=at)


def test_even_an_attack_from_forty_networks_leaves_every_other_network_open(
    type_secrets: Type, nadia: StaffPhone, service: Service, clock: Clock
) -> None:
    attack_from_forty_networks(service, clock())
    assert [type_secrets("203.0.113.1") for _ in range(3)] == [422] * 3
    assert type_secrets("203.0.113.1", password=PASSWORD, code=nadia.code(clock())) == 303


def test_a_network_that_used_up_its_free_attempts_waits_for_the_attack_too_unless_its_owner_is_known_there(
    type_secrets: Type, nadia: StaffPhone, service: Service, clock: Clock
) -> None:
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303
    clock.advance(days=1)
    for _ in range(4):
        type_secrets("192.0.2.1")
        type_secrets("203.0.113.1")
    attack_from_forty_networks(service, clock())
    clock.advance(seconds=46)
    assert type_secrets("203.0.113.1") == 429
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303


def test_somebody_at_the_same_account_on_the_same_network_does_not_slow_the_owners_own_browser(
    type_secrets: Type, nadia: StaffPhone, client: JudgingClient, clock: Clock
) -> None:
    def enters(browser: JudgingClient) -> int:
        typed = {"email": "nadia@example.org", "password": PASSWORD, "code": nadia.code(clock())}
        return browser.post("/connexion/equipe", data=typed).status_code

    assert enters(client) == 303
    client.press(client.get("/mon-acces"), "Quitter")
    clock.advance(days=1)
    assert [type_secrets("127.0.0.1") for _ in range(6)][-1] == 429
    assert type_secrets("127.0.0.1", password=PASSWORD, code=nadia.code(clock())) == 429  # without the cookie
    assert enters(client) == 303


@pytest.mark.parametrize(
    "held",
    ["", "x", "1.2.3", "a.b.c.d", "a.9999999999999999999.00", "a.1.é", f"{'a' * 32}.1764583200.{'0' * 64}"],
)
def test_a_browser_that_pretends_to_be_known_is_not(keyring: Keyring, clock: Clock, held: str) -> None:
    assert desk_of(keyring, held, "nadia@example.org", at=clock()) is None


def test_a_known_browser_is_known_for_one_address_and_ninety_days(keyring: Keyring, clock: Clock) -> None:
    held = new_desk(keyring, "nadia@example.org", at=clock())
    number = desk_of(keyring, held, "nadia@example.org", at=clock())
    assert number is not None
    assert number in held
    assert "nadia" not in held
    assert desk_of(keyring, held, "other@example.org", at=clock()) is None
    clock.advance(days=90)
    assert desk_of(keyring, held, "nadia@example.org", at=clock()) is None


def test_a_known_browser_waits_too_once_its_own_attempts_failed(
    nadia: StaffPhone, client: JudgingClient, clock: Clock
) -> None:
    typed = {"email": "nadia@example.org", "password": PASSWORD, "code": nadia.code(clock())}
    assert client.post("/connexion/equipe", data=typed).status_code == 303
    client.press(client.get("/mon-acces"), "Quitter")
    wrong = {**typed, "password": "wrong"}
    assert [client.post("/connexion/equipe", data=wrong).status_code for _ in range(5)] == [422] * 4 + [429]


def test_a_beneficiarys_browser_holds_no_such_cookie(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    client.post("/connexion", data={"contact": "amara@example.org"})
    assert client.post("/connexion/code", data={"code": posted.code()}).status_code == 303
    assert client.get_cookie("xprsa-desk") is None


def test_a_clock_that_was_a_day_ahead_makes_nobody_wait_once_it_is_right_again(
    type_secrets: Type, nadia: StaffPhone, clock: Clock
) -> None:
    clock.advance(days=1)
    assert [type_secrets("192.0.2.1") for _ in range(5)] == [422] * 4 + [429]
    clock.advance(days=-1)
    assert type_secrets("192.0.2.1", password=PASSWORD, code=nadia.code(clock())) == 303


def test_what_a_clock_ahead_wrote_still_weighs(type_secrets: Type, nadia: StaffPhone, clock: Clock) -> None:
    clock.advance(days=1)
    for _ in range(5):
        type_secrets("192.0.2.1")
    clock.advance(days=-1)
    assert [type_secrets("192.0.2.1") for _ in range(2)] == [422, 429]


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


def test_doors_do_not_weigh_on_one_another(
    client: JudgingClient, type_secrets: Type, nadia: StaffPhone, people: People
) -> None:
    people.beneficiary(email="nadia@example.org")
    for _ in range(6):
        type_secrets("127.0.0.1")
    assert client.post("/connexion/oubli", data={"email": "nadia@example.org"}).status_code == 303
    assert client.post("/connexion", data={"contact": "nadia@example.org"}).status_code == 303


def test_links_asked_for_again_and_again_leave_seldom_and_the_page_never_says_so(
    client: JudgingClient, nadia: StaffPhone, posted: Posted, clock: Clock
) -> None:
    asked = {"email": "nadia@example.org"}
    pages = [client.post("/connexion/oubli", data=asked) for _ in range(40)]
    assert {(page.status_code, page.text) for page in pages} == {(303, pages[0].text)}
    assert posted.now().count("/connexion/oubli/") == 4
    clock.advance(minutes=15)
    client.post("/connexion/oubli", data=asked)
    assert posted.now().count("/connexion/oubli/") == 1


def test_no_address_and_no_contact_stand_in_the_throttle(service: Service) -> None:
    network = network_hash(service.keyring, "192.0.2.0/24")
    attempt = Attempt(service.keyring, Door.STAFF, "nadia@example.org", network)
    assert all(len(key) == 64 and int(key, 16) for key in attempt.lanes())
