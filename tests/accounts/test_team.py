"""How staff come in, lose their password, and leave."""

import html
import re
from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, StaffPhone, let_in
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.permission import Role
from xprsa.domain.person import Account
from xprsa.running.service import Service

NADIA = {"first_name": "Nadia", "last_name": "Essai", "email": "Nadia@Example.org", "role": "adviser"}


@pytest.fixture
def manager(
    people: People, service: Service, as_adviser: Callable[[Account], JudgingClient]
) -> JudgingClient:
    helene = people.manager(email="helene@example.org")
    let_in(service, helene)
    return as_adviser(helene)


def invite(manager: JudgingClient, **typed: str) -> int:
    page = manager.get("/gestion/equipe")
    return manager.press(page, "Envoyer l’invitation", **{**NADIA, "organisation": "0", **typed}).status_code


def shown_secret(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", html.unescape(page))
    assert found
    return found[1].replace(" ", "")


def accept(client: JudgingClient, link: str, clock: Clock, *, password: str = PASSWORD) -> StaffPhone:
    """Follow an invitation to its end."""
    page = client.get(link)
    phone = StaffPhone(shown_secret(page.text))
    page = client.press(page, "Ouvrir mon accès", password=password, code=phone.code(clock()))
    assert (page.status_code, page.location) == (303, "/")
    return phone


def test_an_invited_colleague_chooses_a_password_pairs_a_phone_and_is_in(
    manager: JudgingClient, client: JudgingClient, posted: Posted, clock: Clock
) -> None:
    assert invite(manager) == 303
    assert "Pas encore ouvert" in manager.get("/gestion/equipe").text
    link = posted.link()
    phone = accept(client, link, clock)
    assert client.get("/mon-acces").status_code == 200
    assert "Pas encore ouvert" not in manager.get("/gestion/equipe").text
    assert client.get(link).status_code == 410
    client.press(client.get("/mon-acces"), "Quitter")
    clock.advance(seconds=30)
    page = client.press(
        client.get("/connexion/equipe"),
        "Me connecter",
        email="nadia@example.org",
        password=PASSWORD,
        code=phone.code(clock()),
    )
    assert page.status_code == 303


def test_the_same_drawing_stays_on_the_page_until_the_code_is_right(
    manager: JudgingClient, client: JudgingClient, posted: Posted, clock: Clock
) -> None:
    invite(manager)
    page = client.get(posted.link())
    secret = shown_secret(page.text)
    page = client.press(page, "Ouvrir mon accès", password="court", code=StaffPhone(secret).code(clock()))
    assert (page.status_code, "14 caractères" in page.text) == (422, True)
    page = client.press(page, "Ouvrir mon accès", password="Nadia Essai 2026", code="000000")
    assert (page.status_code, "se devine vite" in page.text) == (422, True)
    page = client.press(page, "Ouvrir mon accès", password=PASSWORD, code="000000")
    assert (page.status_code, "le code affiché" in page.text) == (422, True)
    assert shown_secret(page.text) == secret
    assert PASSWORD not in page.text


def test_an_invitation_opens_for_a_week_and_a_newer_one_closes_it(
    manager: JudgingClient, client: JudgingClient, posted: Posted, clock: Clock
) -> None:
    invite(manager)
    first = posted.link()
    manager.press(manager.get("/gestion/equipe"), "Envoyer un lien")
    second = posted.link()
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    clock.advance(days=7)
    assert client.get(second).status_code == 410


def test_a_lost_phone_is_replaced_by_a_new_invitation_which_ends_what_was_open(
    manager: JudgingClient,
    client: JudgingClient,
    people: People,
    service: Service,
    as_adviser: Callable[[Account], JudgingClient],
    posted: Posted,
    clock: Clock,
) -> None:
    nadia = people.adviser(email="nadia@example.org")
    let_in(service, nadia)
    stolen = as_adviser(nadia)
    manager.press(manager.get("/gestion/equipe"), "Envoyer un lien")
    assert stolen.get("/mon-acces").status_code == 200
    accept(client, posted.link(), clock, password="loutre parapluie granit")
    assert stolen.get("/mon-acces").status_code == 303


def test_an_address_has_one_access(manager: JudgingClient, people: People) -> None:
    assert invite(manager) == 303
    assert invite(manager, email="nadia@example.org") == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nadia"},
        {"email": "0639981234"},
        {"first_name": ""},
        {"role": "beneficiary"},
        {"organisation": "9"},
    ],
)
def test_an_invitation_that_cannot_be_sent_says_what_is_wrong(
    manager: JudgingClient, wrong: dict[str, str]
) -> None:
    typed = {**NADIA, "organisation": "0", **wrong}
    token = manager.get("/gestion/equipe").text.partition('name="csrf" value="')[2].partition('"')[0]
    assert manager.post("/gestion/equipe", data={**typed, "csrf": token}).status_code == 422


def test_a_manager_takes_access_away_and_gives_it_again_to_the_same_account(
    manager: JudgingClient,
    people: People,
    service: Service,
    as_adviser: Callable[[Account], JudgingClient],
    clock: Clock,
) -> None:
    nadia = people.adviser(email="nadia@example.org", first_name="Nadia", last_name="Essai")
    phone = let_in(service, nadia)
    browser = as_adviser(nadia)
    manager.press(manager.get(f"/gestion/equipe/{nadia.public_id}/fermer"), "Fermer l’accès")
    assert browser.get("/mon-acces").status_code == 303
    secrets = {"email": "nadia@example.org", "password": PASSWORD, "code": phone.code(clock())}
    assert browser.post("/connexion/equipe", data=secrets).status_code == 422
    assert invite(manager, role="exporter") == 303
    with service.database.reading() as store:
        again = store.accounts.staff_of_mail("nadia@example.org")
    assert again is not None
    assert (again.id, again.role) == (nadia.id, Role.EXPORTER)


def test_a_manager_cannot_close_the_own_access_nor_one_elsewhere(
    manager: JudgingClient, people: People, service: Service
) -> None:
    page = manager.get("/gestion/equipe")
    token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    with service.database.reading() as store:
        helene = store.accounts.staff_of_mail("helene@example.org")
    assert helene is not None
    elsewhere = people.adviser(territory="98")
    beneficiary = people.beneficiary().account
    for account in (helene, elsewhere, beneficiary):
        for what in ("fermer", "inviter") if account is not helene else ("fermer",):
            answer = manager.post(f"/gestion/equipe/{account.public_id}/{what}", data={"csrf": token})
            assert answer.status_code == 404


@pytest.fixture
def nadia(people: People, service: Service) -> StaffPhone:
    return let_in(service, people.adviser(email="nadia@example.org"))


def test_a_forgotten_password_is_replaced_by_a_link_and_the_phone(
    client: JudgingClient, nadia: StaffPhone, posted: Posted, clock: Clock
) -> None:
    clock.advance(minutes=1)
    page = client.press(client.get("/connexion/oubli"), "Recevoir le lien", email="nadia@example.org")
    assert "courriels" in client.get(page.location).text
    link = posted.link()
    page = client.press(client.get(link), "Changer", password="loutre parapluie granit", code="000000")
    assert page.status_code == 422
    page = client.press(page, "Changer", password="loutre parapluie granit", code=nadia.code(clock()))
    assert page.status_code == 303
    assert client.get("/mon-acces").status_code == 200
    assert client.get(link).status_code == 410
    assert "a changé" in posted.now()


def test_the_link_of_a_forgotten_password_opens_for_an_hour(
    client: JudgingClient, nadia: StaffPhone, posted: Posted, clock: Clock
) -> None:
    clock.advance(minutes=1)
    client.post("/connexion/oubli", data={"email": "nadia@example.org"})
    link = posted.link()
    clock.advance(minutes=59)
    assert client.get(link).status_code == 200
    clock.advance(minutes=1)
    assert client.get(link).status_code == 410


def test_a_manager_who_never_chose_a_password_is_told_so_and_who_invites_again(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.manager(email="helene@example.org")
    client.press(client.get("/connexion/oubli"), "Recevoir le lien", email="helene@example.org")
    page = client.get(posted.link())
    assert (page.status_code, "pas encore de mot de passe" in page.text) == (410, True)
    assert "xprsa invite" in page.text
    assert "trop ancien" not in page.text


def test_a_closed_link_says_what_closed_it(
    manager: JudgingClient, client: JudgingClient, posted: Posted, clock: Clock
) -> None:
    invite(manager)
    first = posted.link()
    manager.press(manager.get("/gestion/equipe"), "Envoyer un lien")
    second = posted.link()
    assert "plus récente" in client.get(first).text
    assert "il manque des signes" in client.get(second[:-4]).text
    accept(client, second, clock)
    page = client.get(second)
    assert "ne sert qu’une fois" in page.text
    assert 'href="/connexion/equipe"' in page.text
    manager.press(manager.get("/gestion/equipe"), "Envoyer un lien")
    third = posted.link()
    clock.advance(days=7)
    assert "trop ancien" in client.get(third).text


def test_an_invitation_to_an_access_that_was_closed_says_so(
    manager: JudgingClient, client: JudgingClient, people: People, posted: Posted
) -> None:
    nadia = people.adviser(email="nadia@example.org")
    manager.press(manager.get("/gestion/equipe"), "Envoyer un lien")
    link = posted.link()
    manager.press(manager.get(f"/gestion/equipe/{nadia.public_id}/fermer"), "Fermer l’accès")
    assert "L’accès qu’il ouvrait est fermé" in client.get(link).text


@pytest.mark.parametrize("how", ["used", "late", "cut"])
def test_a_closed_link_of_a_forgotten_password_says_what_closed_it(
    client: JudgingClient, nadia: StaffPhone, posted: Posted, clock: Clock, how: str
) -> None:
    clock.advance(minutes=1)
    client.post("/connexion/oubli", data={"email": "nadia@example.org"})
    link = posted.link()
    if how == "used":
        page = client.get(link)
        client.press(page, "Changer", password="loutre parapluie granit", code=nadia.code(clock()))
    elif how == "late":
        clock.advance(hours=1)
    else:
        link = link[:-5]
    said = {"used": "ne sert qu’une fois", "late": "trop ancien.", "cut": "il manque des signes"}
    page = client.get(link)
    assert (page.status_code, said[how] in page.text) == (410, True)
    assert "Demandez un autre lien" in page.text


@pytest.mark.parametrize("token", ["x", "gAAAAA", "a" * 300])
def test_a_link_that_never_was_says_so(client: JudgingClient, people: People, token: str) -> None:
    people.territory()
    assert client.get(f"/invitation/{token}").status_code == 410
    assert client.get(f"/connexion/oubli/{token}").status_code == 410


def test_something_sealed_for_another_use_is_no_link(
    client: JudgingClient, service: Service, people: People
) -> None:
    people.territory()
    for text in ("totp:ABCDEF", '[1, "/", {}]', "[1, 2]", "null", "123456"):
        assert client.get(f"/connexion/oubli/{service.keyring.seal(text)}").status_code == 410


def test_changing_the_password_needs_the_present_one(
    as_adviser: Callable[[Account], JudgingClient], nadia: StaffPhone, service: Service
) -> None:
    with service.database.reading() as store:
        account = store.accounts.staff_of_mail("nadia@example.org")
    assert account is not None
    browser = as_adviser(account)
    page = browser.press(
        browser.get("/mon-acces"),
        "Changer",
        present="autre chose que cela",
        password="loutre parapluie granit",
    )
    assert (page.status_code, "mot de passe actuel" in page.text) == (422, True)
    page = browser.press(page, "Changer", present=PASSWORD, password="motdepasse2026")
    assert (page.status_code, "se devine vite" in page.text) == (422, True)
    for _ in range(4):
        page = browser.press(page, "Changer", present="autre", password="loutre parapluie granit")
    assert page.status_code == 429


def test_the_journal_tells_of_invitations_failures_and_changes(
    manager: JudgingClient, client: JudgingClient, posted: Posted, clock: Clock, service: Service
) -> None:
    invite(manager)
    accept(client, posted.link(), clock)
    client.post("/deconnexion", data={"csrf": ""})
    with service.database.reading() as store:
        nadia = store.accounts.staff_of_mail("nadia@example.org")
        assert nadia is not None
        events = {event.event for event in lines_about(store, nadia.id)}
        details = {event.detail for event in lines_about(store, nadia.id)}
    assert {"invited", "password_changed", "signed_in"} <= events
    assert details == {"", "invitation"}


def test_staff_are_not_found_as_beneficiaries(people: People, service: Service) -> None:
    people.adviser(email="nadia@example.org")
    with service.database.reading() as store:
        assert (
            store.accounts.of_contact(Contact(ContactKind.MAIL, "nadia@example.org"), at=service.now()) == ()
        )
