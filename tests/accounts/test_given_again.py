"""An access that was closed and is given again begins anew: nothing from before opens it."""

from collections.abc import Callable

import pytest

from tests.accounts.test_closing import door
from tests.accounts.test_team import accept, invite
from tests.builders import Clock, People
from tests.commands.test_inviting import invites, link_in
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, StaffPhone, let_in
from xprsa.accounts.staff.team import STAFF_ROLES
from xprsa.domain.person import Account
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
ADDRESS = "nadia@example.org"


@pytest.fixture
def manager(people: People, service: Service, as_adviser: Browse) -> JudgingClient:
    helene = people.manager(email="helene@example.org")
    let_in(service, helene)
    return as_adviser(helene)


@pytest.fixture
def member(people: People) -> Account:
    return people.adviser(email=ADDRESS, first_name="Nadia", last_name="Essai")


@pytest.fixture
def phone(service: Service, member: Account) -> StaffPhone:
    return let_in(service, member)


def close(manager: JudgingClient, member: Account) -> None:
    assert manager.press(manager.get(door(member)), "Fermer l’accès").status_code == 303


def signs_in(client: JudgingClient, code: str, password: str = PASSWORD) -> int:
    typed = {"email": ADDRESS, "password": password, "code": code}
    return client.press(client.get("/connexion/equipe"), "Me connecter", **typed).status_code


@pytest.mark.parametrize("role", [role.value for role in STAFF_ROLES])
def test_the_old_password_and_phone_open_nothing_in_whatever_role(
    manager: JudgingClient,
    client: JudgingClient,
    member: Account,
    phone: StaffPhone,
    posted: Posted,
    clock: Clock,
    role: str,
) -> None:
    close(manager, member)
    assert invite(manager, role=role) == 303
    assert "Pas encore ouvert" in manager.get("/gestion/equipe").text
    assert signs_in(client, phone.code(clock())) == 422
    link = posted.link()
    new = accept(client, link, clock, password="loutre parapluie granit")
    client.press(client.get("/mon-acces"), "Quitter")
    clock.advance(minutes=5)
    assert signs_in(client, phone.code(clock())) == 422
    clock.advance(minutes=5)
    assert signs_in(client, new.code(clock()), "loutre parapluie granit") == 303


def test_a_forgotten_password_is_not_replaced_with_the_old_phone(
    manager: JudgingClient,
    client: JudgingClient,
    member: Account,
    phone: StaffPhone,
    posted: Posted,
    clock: Clock,
) -> None:
    clock.advance(minutes=1)
    client.press(client.get("/connexion/oubli"), "Recevoir le lien", email=ADDRESS)
    link = posted.link()
    page = client.get(link)
    close(manager, member)
    assert invite(manager) == 303
    assert client.get(link).status_code == 410
    typed = {"password": "loutre parapluie granit", "code": phone.code(clock())}
    assert client.press(page, "Changer", **typed).status_code == 410


def test_what_an_earlier_version_left_of_a_closed_access_ends_when_it_is_given_again(
    manager: JudgingClient,
    client: JudgingClient,
    service: Service,
    member: Account,
    phone: StaffPhone,
    as_adviser: Browse,
    clock: Clock,
) -> None:
    browser = as_adviser(member)
    with service.database.writing() as store:
        store.accounts.disable(member.id, at=service.now())
    assert invite(manager, role="manager") == 303
    assert browser.get("/mon-acces").status_code == 303
    assert signs_in(client, phone.code(clock())) == 422
    assert "Pas encore ouvert" in manager.get("/gestion/equipe").text


def test_a_remembered_phone_is_forgotten_with_the_access(
    manager: JudgingClient, service: Service, member: Account
) -> None:
    with service.database.writing() as store:
        store.remembered_phones.add(member.id, secret_hash="0" * 64, at=service.now())
    close(manager, member)
    assert invite(manager) == 303
    with service.database.reading() as store:
        assert store.remembered_phones.of_account(member.id, at=service.now()) == ()


def test_whoever_is_invited_again_as_a_manager_answers_for_nothing_until_they_come_in(
    manager: JudgingClient, service: Service, member: Account, phone: StaffPhone
) -> None:
    close(manager, member)
    assert invite(manager, role="manager") == 303
    with service.database.reading() as store:
        accepted = {one.account.id: one.has_accepted for one in store.accounts.managers(member.territory)}
    assert accepted[member.id] is False


def test_the_command_gives_a_link_and_never_the_old_secrets(
    manager: JudgingClient,
    client: JudgingClient,
    service: Service,
    member: Account,
    phone: StaffPhone,
    clock: Clock,
) -> None:
    close(manager, member)
    assert invites(service, ADDRESS).exit_code == 1  # closed: a manager, who knows why, gives it again
    assert invite(manager) == 303
    done = invites(service, ADDRESS)
    assert done.exit_code == 0
    assert signs_in(client, phone.code(clock())) == 422
    accept(client, link_in(done.output), clock, password="loutre parapluie granit")


def test_an_invitation_from_before_the_closing_opens_nothing_afterwards(
    manager: JudgingClient, client: JudgingClient, member: Account, posted: Posted
) -> None:
    manager.press(manager.get("/gestion/equipe"), "Envoyer un lien")
    before = posted.link()
    close(manager, member)
    assert invite(manager) == 303
    assert client.get(before).status_code == 410
