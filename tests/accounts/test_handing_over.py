"""People are confided to another adviser: names and consequences first, and everybody concerned is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.accounts.test_closing import adviser_of, door, is_closed
from tests.builders import People, activity, actor, content, week
from tests.pages import JudgingClient
from tests.posted import Posted, let_in
from tests.review.scene import address
from xprsa.accounts.staff.closing import FollowsOthers, disable
from xprsa.accounts.staff.handing_over import CannotFollow, MovedMeanwhile, hand_over
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.running.service import Service
from xprsa.storage.tables import BeneficiaryRow, PersonAuditRow

Browse = Callable[[Account], JudgingClient]
UNFOLLOWED = "/gestion/personnes/sans-referent/confier"


@pytest.fixture
def giver(people: People, service: Service) -> Account:
    made = people.adviser(first_name="Nadia", last_name="Partante")
    let_in(service, made)
    return made


@pytest.fixture
def taker(people: People, service: Service) -> Account:
    made = people.adviser(first_name="Karim", last_name="Restant", email="karim@example.org")
    let_in(service, made)
    return made


@pytest.fixture
def followed(people: People, giver: Account) -> tuple[Beneficiary, ...]:
    return tuple(
        people.beneficiary(adviser=giver, first_name=name, last_name="Essai", email=f"{name}@example.org")
        for name in ("amara", "boris", "celia")
    )


@pytest.fixture
def manager(people: People, as_adviser: Browse) -> JudgingClient:
    return as_adviser(people.manager(first_name="Mona", last_name="Gestion"))


def page_of(member: Account) -> str:
    return f"/gestion/equipe/{member.public_id}/confier"


def ids(*people: Beneficiary) -> list[str]:
    return [str(person.account.public_id) for person in people]


def journal(service: Service, person: Beneficiary | Account, event: str) -> int:
    query = select(PersonAuditRow.id).where(
        PersonAuditRow.person_id == person.id, PersonAuditRow.event == event
    )
    with service.database.reading() as store:
        return len(store.connection.execute(query).all())


def test_some_go_to_another_adviser_once_names_and_consequences_were_read(
    service: Service,
    people: People,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    people.sends(followed[0], week(), content(activity("training", "2 h")))
    assert f'href="{page_of(giver)}"' in manager.get("/gestion/equipe").text
    chosen = {"people": ids(*followed[:2]), "successor": str(taker.public_id)}
    sure = manager.press(manager.get(page_of(giver)), "Lire ce qui change", **chosen)
    assert sure.status_code == 200
    text = sure.text.replace("\u00a0", " ")
    for said in ("Confier 2 personnes", "amara Essai", "boris Essai", "Karim Restant", "1 semaine attend"):
        assert said in text
    assert "celia" not in sure.text
    assert {adviser_of(service, person) for person in followed} == {giver.id}
    assert manager.press(sure, "Confier à Karim Restant").status_code == 303
    assert [adviser_of(service, person) for person in followed] == [taker.id, taker.id, giver.id]
    team = manager.get("/gestion/equipe").text.replace("\u00a0", " ")
    assert "Confier 2 personnes suivies<" in team
    assert "Confier 1 personne suivie<" in team


def test_everybody_goes_when_everybody_is_ticked(
    service: Service,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    page = manager.get(page_of(giver))
    sure = manager.press(page, "Lire ce qui change", everybody="y", successor=str(taker.public_id))
    assert manager.press(sure, "Confier à").status_code == 303
    assert {adviser_of(service, person) for person in followed} == {taker.id}


def test_whoever_follows_them_from_then_on_reads_and_answers_and_nobody_else(
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    people: People,
    service: Service,
    as_adviser: Browse,
) -> None:
    people.sends(followed[0], week(), content(activity("training", "2 h")))
    confide(service, people.manager(), giver, taker, followed[0])
    assert as_adviser(taker).get(address(followed[0])).status_code == 200
    assert as_adviser(giver).get(address(followed[0])).status_code == 404
    assert as_adviser(giver).get(address(followed[1])).status_code == 200


def confide(service: Service, by: Account, giver: Account | None, taker: Account, *whom: Beneficiary) -> None:
    hand_over(
        service,
        actor=actor(by),
        adviser=giver.public_id if giver else None,
        people=[person.account.public_id for person in whom],
        to=taker.public_id,
    )


def test_each_person_and_the_adviser_are_told_and_nobody_is_named(
    service: Service,
    people: People,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    posted: Posted,
) -> None:
    confide(service, people.manager(), giver, taker, *followed[:2])
    left = posted.now()
    assert "amara@example.org" in left
    assert "boris@example.org" in left
    assert "celia@example.org" not in left
    assert left.count("Du nouveau est à lire dans votre espace") == 2
    assert "karim@example.org" in left
    assert "2 personnes vous sont confiées" in left
    for name in ("Essai", "Nadia", "Partante", "Restant"):
        assert name not in left


def test_whoever_left_or_was_erased_is_written_to_no_more_and_follows_along(
    service: Service,
    people: People,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    posted: Posted,
) -> None:
    today = service.today(service.territory(giver.territory))
    with service.database.writing() as store:
        for person, day in zip(followed, (today, today + timedelta(1), None), strict=True):
            store.connection.execute(
                update(BeneficiaryRow).where(BeneficiaryRow.account_id == person.id).values(departed_on=day)
            )
        store.accounts.disable(followed[2].id, at=service.now())
    confide(service, people.manager(), giver, taker, *followed)
    left = posted.now()
    assert "amara@example.org" not in left
    assert "boris@example.org" in left
    assert "celia@example.org" not in left
    assert {adviser_of(service, person) for person in followed} == {taker.id}


def test_the_person_reads_who_follows_them_who_changed_it_and_who_saw_their_name(
    service: Service,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    page = manager.get(page_of(giver))
    chosen = {"people": ids(followed[0]), "successor": str(taker.public_id)}
    manager.press(manager.press(page, "Lire ce qui change", **chosen), "Confier à")
    own = as_beneficiary(followed[0]).get("/mes-donnees").text
    followings = own[own.index('id="suivi"') : own.index("</section>", own.index('id="suivi"'))]
    assert followings.index("Karim Restant") < followings.index("Nadia Partante")
    assert "Mona Gestion" in own
    assert "a changé votre référent." in own
    assert "a vu votre nom dans une liste de personnes à confier" in own
    assert journal(service, followed[2], "handing_listed") == journal(service, followed[0], "handing_listed")
    assert journal(service, followed[2], "confided") == 0


def test_nothing_is_chosen_and_nobody_to_follow_is_said_beside_each(
    service: Service,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    page = manager.get(page_of(giver))
    nobody = manager.press(page, "Lire ce qui change", successor=str(taker.public_id))
    assert nobody.status_code == 422
    assert "Cochez au moins une personne" in nobody.text
    no_taker = manager.press(page, "Lire ce qui change", people=ids(followed[0]))
    assert no_taker.status_code == 422
    assert "Choisissez qui suit ces personnes" in no_taker.text
    assert f'value="{followed[0].account.public_id}" checked' in no_taker.text
    for strange in ("", "x", str(uuid4()), str(followed[0].account.public_id), str(giver.public_id)):
        answer = manager.press(page, "Lire ce qui change", everybody="y", successor=strange)
        assert answer.status_code == 422
    assert {adviser_of(service, person) for person in followed} == {giver.id}


def test_somebody_who_moved_meanwhile_stops_it_all_and_is_not_named(
    service: Service,
    people: People,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    third = people.adviser()
    page = manager.get(page_of(giver))
    chosen = {"people": ids(*followed[:2]), "successor": str(taker.public_id)}
    sure = manager.press(page, "Lire ce qui change", **chosen)
    people.reassign(followed[0], third)
    for answer in (
        manager.press(sure, "Confier à"),
        manager.press(page, "Lire ce qui change", **chosen),
    ):
        assert answer.status_code == 409
        assert "1\u00a0personne choisie n’est plus ici" in answer.text
        assert "amara" not in answer.text
        assert f'value="{followed[1].account.public_id}" checked' in answer.text
    assert [adviser_of(service, person) for person in followed] == [third.id, giver.id, giver.id]


def test_the_button_pressed_twice_is_one_change(
    service: Service,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    chosen = {"people": ids(followed[0]), "successor": str(taker.public_id)}
    sure = manager.press(manager.get(page_of(giver)), "Lire ce qui change", **chosen)
    for _ in range(2):
        assert manager.press(sure, "Confier à").status_code == 303
    assert journal(service, followed[0], "confided") == 1
    with service.database.reading() as store:
        assert len(store.followings.of_person(followed[0].id)) == 2


def test_an_adviser_whose_access_closed_meanwhile_takes_nobody(
    service: Service,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
) -> None:
    chosen = {"people": ids(followed[0]), "successor": str(taker.public_id)}
    sure = manager.press(manager.get(page_of(giver)), "Lire ce qui change", **chosen)
    assert manager.press(manager.get(door(taker)), "Fermer l’accès").status_code == 303
    answer = manager.press(sure, "Confier à")
    assert answer.status_code == 409
    assert "n’a plus d’accès" in answer.text
    assert adviser_of(service, followed[0]) == giver.id


def test_those_whom_nobody_follows_are_confided_too(
    service: Service, people: People, taker: Account, manager: JudgingClient
) -> None:
    alone = people.beneficiary(adviser=None, first_name="Dora", last_name="Seule")
    assert f'href="{UNFOLLOWED}"' in manager.get("/gestion/personnes/sans-referent").text
    page = manager.get(UNFOLLOWED)
    assert "Dora Seule" in page.text
    sure = manager.press(page, "Lire ce qui change", everybody="y", successor=str(taker.public_id))
    assert manager.press(sure, "Confier à").status_code == 303
    assert adviser_of(service, alone) == taker.id
    assert "Il n’y a personne à confier." in manager.get(UNFOLLOWED).text


def test_a_manager_confides_for_their_own_organisation_and_to_its_advisers(
    service: Service,
    people: People,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    as_adviser: Browse,
) -> None:
    elsewhere = people.adviser(last_name="Ailleurs", organisation="Cap emploi")
    let_in(service, elsewhere)
    alone = people.beneficiary(adviser=None, first_name="Dora", last_name="Seule")
    stranger = people.manager(organisation="Cap emploi")
    browser = as_adviser(stranger)
    assert browser.get(page_of(giver)).status_code == 404
    assert page_of(giver) not in browser.get("/gestion/equipe").text
    assert "Dora" not in browser.get(UNFOLLOWED).text
    with pytest.raises(LookupError):
        confide(service, stranger, giver, elsewhere, followed[0])
    with pytest.raises(MovedMeanwhile):
        confide(service, stranger, None, elsewhere, alone)
    with pytest.raises(CannotFollow):
        confide(service, people.manager(), giver, elsewhere, followed[0])
    people.organisation("Département", code=OrganisationCode.DEPARTMENT)
    leading = people.manager(organisation="Département")
    far = as_adviser(leading)
    page = far.get(page_of(giver))
    assert page.text.index("Karim Restant") < page.text.index("Ailleurs")
    sure = far.press(page, "Lire ce qui change", everybody="y", successor=str(elsewhere.public_id))
    assert "Ce n’est pas le même organisme" in sure.text
    assert (
        "Ce n’est pas le même organisme"
        not in far.press(page, "Lire ce qui change", everybody="y", successor=str(taker.public_id)).text
    )
    assert as_adviser(people.manager(territory="Z2")).get(page_of(giver)).status_code == 404


def test_an_access_whose_people_are_of_another_organisation_is_not_closed_around_their_manager(
    service: Service, people: People, giver: Account, followed: tuple[Beneficiary, ...], as_adviser: Browse
) -> None:
    browser = as_adviser(people.manager(organisation="Cap emploi"))
    answer = browser.get(door(giver))
    assert answer.status_code == 409
    assert "amara" not in answer.text
    with pytest.raises(FollowsOthers):
        disable(
            service,
            actor=actor(people.manager(organisation="Cap emploi")),
            member=giver.public_id,
            successor=None,
        )
    assert not is_closed(service, giver)


def test_whoever_was_erased_is_confided_to_nobody(service: Service, people: People, taker: Account) -> None:
    alone = people.beneficiary(adviser=None)
    with service.database.writing() as store:
        store.accounts.disable(alone.id, at=service.now())
    with pytest.raises(MovedMeanwhile):
        confide(service, people.manager(), None, taker, alone)


def test_two_managers_who_confide_the_same_people_do_not_both_succeed(
    service: Service, people: People, giver: Account, taker: Account
) -> None:
    other = people.adviser()
    let_in(service, other)
    managers = people.manager(), people.manager()
    for _ in range(4):
        whom = [people.beneficiary(adviser=giver) for _ in "abc"]
        start = Barrier(2)

        def confided(
            by: Account, to: Account, whom: list[Beneficiary] = whom, start: Barrier = start
        ) -> bool:
            start.wait()
            try:
                confide(service, by, giver, to, *whom)
            except MovedMeanwhile:
                return False
            return True

        with ThreadPoolExecutor(2) as both:
            tasks = [both.submit(confided, by, to) for by, to in zip(managers, (taker, other), strict=True)]
        done = [task.result() for task in tasks]
        assert sorted(done) == [False, True]
        winner = (taker, other)[done.index(True)]
        assert {adviser_of(service, person) for person in whom} == {winner.id}


def test_nobody_is_confided_to_an_access_that_closes_at_that_moment(
    service: Service, people: People, giver: Account, taker: Account
) -> None:
    manager, second = people.manager(), people.manager()
    for _ in range(6):
        leaver, person = people.adviser(), people.beneficiary(adviser=giver)
        let_in(service, leaver)
        start = Barrier(2)

        def confided(to: Account = leaver, whom: Beneficiary = person, start: Barrier = start) -> None:
            start.wait()
            try:
                confide(service, manager, giver, to, whom)
            except CannotFollow:
                return

        def closed(whom: Account = leaver, start: Barrier = start) -> None:
            start.wait()
            disable(service, actor=actor(second), member=whom.public_id, successor=taker.public_id)

        with ThreadPoolExecutor(2) as both:
            for task in [both.submit(confided), both.submit(closed)]:
                task.result()
        assert is_closed(service, leaver)
        assert adviser_of(service, person) in (giver.id, taker.id)


def test_a_closed_access_is_opened_again_as_it_was_and_follows_nobody(
    service: Service,
    people: People,
    giver: Account,
    taker: Account,
    followed: tuple[Beneficiary, ...],
    manager: JudgingClient,
    posted: Posted,
) -> None:
    page = manager.get(door(giver))
    assert manager.press(page, "Fermer l’accès", successor=str(taker.public_id)).status_code == 303
    left = posted.now()
    assert left.count("Du nouveau est à lire dans votre espace") == 3
    assert "3 personnes vous sont confiées" in left
    team = manager.get("/gestion/equipe")
    assert manager.press(team, "Rouvrir").status_code == 303
    assert "/invitation/" in posted.link()
    assert not is_closed(service, giver)
    assert {adviser_of(service, person) for person in followed} == {taker.id}
    with service.database.reading() as store:
        again = store.people.account(giver.id)
    assert again is not None
    assert (again.role, again.organisation, again.name) == (giver.role, giver.organisation, giver.name)
    assert "Accès fermés" not in manager.get("/gestion/equipe").text


def test_an_access_is_opened_again_by_its_own_managers_and_never_twice(
    service: Service, people: People, giver: Account, manager: JudgingClient, as_adviser: Browse
) -> None:
    manager.press(manager.get(door(giver)), "Fermer l’accès")
    team = manager.get("/gestion/equipe")
    stranger = as_adviser(people.manager(organisation="Cap emploi"))
    reopening = f"/gestion/equipe/{giver.public_id}/rouvrir"
    assert reopening not in stranger.get("/gestion/equipe").text
    assert stranger.press(stranger.get("/gestion/equipe"), "Envoyer l’invitation").status_code == 422
    twin = people.adviser(email=giver.email)
    refused = manager.press(team, "Rouvrir")
    assert refused.status_code == 409
    assert "a déjà un accès" in refused.text
    assert is_closed(service, giver)
    manager.press(manager.get(door(twin)), "Fermer l’accès")
    assert manager.press(team, "Rouvrir").status_code == 303
    assert not is_closed(service, giver)
    assert is_closed(service, twin)
    assert manager.press(team, "Rouvrir").status_code == 303  # twice is once
    assert journal(service, giver, "invited") == 1
