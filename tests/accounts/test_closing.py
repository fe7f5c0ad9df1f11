"""Closing the access of a member of staff: whom it touches is said first, and who follows them is chosen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.builders import People, activity, actor, content, week
from tests.pages import JudgingClient
from tests.posted import let_in
from tests.review.scene import address
from xprsa.accounts.staff.closing import StillNeeded, disable
from xprsa.accounts.staff.handing_over import CannotFollow
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def leaver(people: People, service: Service) -> Account:
    made = people.adviser(first_name="Nadia", last_name="Partante")
    let_in(service, made)
    return made


@pytest.fixture
def successor(people: People, service: Service) -> Account:
    made = people.adviser(first_name="Karim", last_name="Restant")
    let_in(service, made)
    return made


@pytest.fixture
def followed(people: People, leaver: Account) -> tuple[Beneficiary, ...]:
    return tuple(
        people.beneficiary(adviser=leaver, first_name=name, last_name="Essai") for name in ("Amara", "Boris")
    )


@pytest.fixture
def manager(people: People, as_adviser: Browse) -> JudgingClient:
    return as_adviser(people.manager())


def door(member: Account) -> str:
    return f"/gestion/equipe/{member.public_id}/fermer"


def adviser_of(service: Service, person: Beneficiary) -> int | None:
    with service.database.reading() as store:
        found = store.people.find(person.id)
    assert found is not None
    return found.adviser.id if found.adviser else None


def is_closed(service: Service, member: Account) -> bool:
    with service.database.reading() as store:
        account = store.people.account(member.id)
    assert account is not None
    return account.disabled_at is not None


def test_the_page_says_who_is_followed_and_what_waits_and_closes_nothing(
    service: Service,
    people: People,
    as_adviser: Browse,
    leaver: Account,
    successor: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    people.sends(followed[0], week(), content(activity("training", "2 h"), activity("workshop", "1 h")))
    staff = as_adviser(leaver)
    staff.press(staff.get(address(followed[0])), "Envoyer la question", words="Où était-ce\u00a0?")
    assert f'href="{door(leaver)}"' in manager.get("/gestion/equipe").text
    page = manager.get(door(leaver)).text.replace("\u00a0", " ")
    assert "2 personnes suivies" in page
    assert "Amara Essai" in page
    assert followed[1].file_reference in page
    assert "1 semaine attend" in page
    assert "1 question attend" in page
    assert "Karim Restant" in page
    assert not is_closed(service, leaver)


def test_what_waits_for_nobody_is_not_said_of_zero(
    people: People, leaver: Account, followed: tuple[Beneficiary, ...], manager: JudgingClient
) -> None:
    page = manager.get(door(leaver)).text
    assert "2\u00a0personnes suivies" in page
    assert "Quelqu’un d’autre en décide" not in page
    assert ">0\u00a0" not in page
    assert "Rien n’attend une lecture ni une réponse." in page
    people.sends(followed[0], week(), content(activity("training", "2 h")))
    page = manager.get(door(leaver)).text
    assert "1\u00a0semaine attend" in page
    assert ">0\u00a0" not in page


def test_nothing_closes_until_who_follows_them_is_said(
    service: Service, leaver: Account, followed: tuple[Beneficiary, ...], manager: JudgingClient
) -> None:
    for successor in ("", "nobody", str(followed[0].account.public_id)):
        answer = manager.press(manager.get(door(leaver)), "Fermer l’accès", successor=successor)
        assert answer.status_code == 422
    assert not is_closed(service, leaver)


def test_the_successor_follows_everybody_from_then_on(
    service: Service,
    leaver: Account,
    successor: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
    as_adviser: Browse,
) -> None:
    answer = manager.press(manager.get(door(leaver)), "Fermer l’accès", successor=str(successor.public_id))
    assert answer.status_code == 303
    assert is_closed(service, leaver)
    assert {adviser_of(service, person) for person in followed} == {successor.id}
    assert (
        "Amara E."
        in as_adviser(successor).get("/portefeuille?groupe=pas-recues").text
        + as_adviser(successor).get("/portefeuille").text
    )


def test_nobody_may_be_chosen_only_where_there_is_nobody_else(
    service: Service,
    people: People,
    leaver: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    other = people.adviser()
    let_in(service, other)
    answer = manager.press(manager.get(door(leaver)), "Fermer l’accès", successor="personne")
    assert answer.status_code == 422
    assert manager.press(manager.get(door(other)), "Fermer l’accès").status_code == 303
    answer = manager.press(manager.get(door(leaver)), "Fermer l’accès", successor="personne")
    assert answer.status_code == 303
    assert {adviser_of(service, person) for person in followed} == {None}


def test_people_who_came_after_the_page_was_shown_are_left_with_nobody_by_nothing(
    service: Service,
    people: People,
    leaver: Account,
    successor: Account,
    manager: JudgingClient,
) -> None:
    page = manager.get(door(leaver))
    assert "ne suit personne" in page.text
    person = people.beneficiary(adviser=leaver)
    with pytest.raises(CannotFollow):
        disable(service, actor=actor(people.manager()), member=leaver.public_id, successor=None)
    assert manager.press(page, "Fermer l’accès").status_code == 422
    assert not is_closed(service, leaver)
    assert adviser_of(service, person) == leaver.id


def test_only_active_advisers_of_the_organisation_are_offered(
    service: Service,
    people: People,
    leaver: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    others = (
        people.adviser(last_name="Sans-acces"),
        people.adviser(last_name="Ailleurs", organisation="Cap emploi"),
        people.adviser(last_name="Anciennement", disabled_at=service.now()),
        people.exporter(last_name="Exporteuse"),
    )
    let_in(service, others[1])
    page = manager.get(door(leaver))
    for other in others:
        assert other.last_name not in page.text
        answer = manager.press(page, "Fermer l’accès", successor=str(other.public_id))
        assert answer.status_code == 422


def test_somebody_who_follows_nobody_is_closed_after_one_question(
    service: Service, leaver: Account, manager: JudgingClient
) -> None:
    page = manager.get(door(leaver))
    assert "ne suit personne" in page.text
    assert manager.press(page, "Fermer l’accès").status_code == 303
    assert is_closed(service, leaver)


def test_one_s_own_access_and_a_person_s_are_not_closed_here(
    people: People, as_adviser: Browse, followed: tuple[Beneficiary, ...]
) -> None:
    own = people.manager()
    browser = as_adviser(own)
    assert browser.get(door(own)).status_code == 404
    assert browser.get(door(followed[0].account)).status_code == 404
    stranger = as_adviser(people.manager(territory="Z2"))
    assert followed[0].adviser is not None
    assert stranger.get(door(followed[0].adviser)).status_code == 404


@pytest.fixture
def leading(people: People, service: Service) -> Account:
    """The manager of the département, who came in."""
    people.organisation("Département", code=OrganisationCode.DEPARTMENT)
    made = people.manager(organisation="Département")
    let_in(service, made)
    return made


def test_the_last_manager_of_the_departement_stays_until_another_one_has_come_in(
    service: Service, people: People, leading: Account, manager: JudgingClient
) -> None:
    refused = manager.get(door(leading))
    assert refused.status_code == 409
    assert "Invitez d’abord quelqu’un d’autre comme responsable du territoire." in refused.text
    second = people.manager(organisation="Département")  # invited: nobody came in yet
    assert manager.get(door(leading)).status_code == 409
    assert not is_closed(service, leading)
    page = manager.get(door(second))
    let_in(service, second)
    assert manager.press(page, "Fermer l’accès").status_code == 303
    third = people.manager(organisation="Département")
    let_in(service, third)
    assert manager.press(manager.get(door(leading)), "Fermer l’accès").status_code == 303
    assert is_closed(service, leading)


def test_an_invitation_sent_to_a_wrong_address_can_be_withdrawn_by_any_manager(
    service: Service, people: People, as_adviser: Browse
) -> None:
    people.organisation("Département", code=OrganisationCode.DEPARTMENT)
    mistaken, browser = people.manager(organisation="Département"), as_adviser(people.manager())
    assert browser.press(browser.get(door(mistaken)), "Fermer l’accès").status_code == 303
    assert is_closed(service, mistaken)


def test_what_was_shown_before_closes_nobody_who_is_needed_now(
    service: Service, people: People, leading: Account, manager: JudgingClient
) -> None:
    second = people.manager(organisation="Département")
    let_in(service, second)
    before = manager.get(door(leading))
    assert manager.press(manager.get(door(second)), "Fermer l’accès").status_code == 303
    answer = manager.press(before, "Fermer l’accès")
    assert answer.status_code == 409
    assert "Invitez d’abord" in answer.text
    assert not is_closed(service, leading)


def test_a_manager_of_an_organisation_may_go_while_another_one_answers(
    service: Service, people: People, leading: Account, as_adviser: Browse
) -> None:
    other, browser = people.manager(), as_adviser(leading)
    assert browser.press(browser.get(door(other)), "Fermer l’accès").status_code == 303
    assert is_closed(service, other)


@pytest.mark.parametrize("organisation", ["Département", "Mission locale"])
def test_two_managers_who_close_each_other_at_once_do_not_both_succeed(
    service: Service, people: People, organisation: str
) -> None:
    people.organisation("Département", code=OrganisationCode.DEPARTMENT)
    for _ in range(4):
        two = [people.manager(organisation=organisation) for _ in "ab"]
        for member in two:
            let_in(service, member)
        start = Barrier(2)

        def close(who: Account, whom: Account, start: Barrier = start) -> bool:
            start.wait()
            try:
                return disable(service, actor=actor(who), member=whom.public_id, successor=None)
            except StillNeeded:
                return False

        with ThreadPoolExecutor(2) as both:
            done = [both.submit(close, who, whom) for who, whom in (two, two[::-1])]
        assert sorted(task.result() for task in done) == [False, True]
        assert [is_closed(service, member) for member in two].count(True) == 1
        with service.database.writing() as store:
            for member in two:
                store.accounts.disable(member.id, at=service.now())
