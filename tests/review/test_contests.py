"""A contested line is decided by somebody else of the organisation, who sees nothing else of the week."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, events_about, moves_of, summary_of
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.domain.review import LineState, Verdict
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
LIST = "/gestion/contestations"
CONTESTED = activity("training", "2 h", note="au Greta")
OTHER = activity("job_search", "3 h", note="chez mon cousin")


@pytest.fixture
def manager(people: People) -> Account:
    return people.manager()


@pytest.fixture
def contest(people: People, as_adviser: Browse, as_beneficiary) -> Callable[..., Beneficiary]:
    """Make a person who contests that a line was set aside."""

    def make(**given: object) -> Beneficiary:
        adviser = people.adviser(**given)
        person = people.beneficiary(adviser=adviser, **given)
        people.sends(person, LAST_WEEK, content(CONTESTED, OTHER))
        staff, owner = as_adviser(adviser), as_beneficiary(person)
        staff.press(staff.get(address(person)), "Ne pas retenir", words="Déjà comptée lundi.")
        page = owner.get(f"/mes-semaines/{LAST_WEEK}")
        owner.press(page, "Demander une autre lecture", words="Ce n’était pas le même cours.")
        return person

    return make


def door(person: Beneficiary) -> str:
    return f"{LIST}/{person.account.public_id}/{LAST_WEEK}"


def test_contests_wait_in_a_list_oldest_first(contest, manager, as_adviser: Browse, clock: Clock) -> None:
    first = contest(first_name="Première")
    clock.advance(hours=2)
    second = contest(first_name="Deuxième")
    page = as_adviser(manager).get(LIST).text
    assert page.index(door(first)) < page.index(door(second))


def test_the_manager_decides_and_reads_only_what_is_contested(
    contest, manager, as_adviser: Browse, service: Service
) -> None:
    person, browser = contest(), as_adviser(manager)
    page = browser.get(door(person))
    assert "au Greta" in page.text
    assert "Ce n’était pas le même cours." in page.text
    assert "chez mon cousin" not in page.text
    assert browser.press(page, "Compter cette activité").status_code == 303
    assert summary_of(service, person).lines[0].state is LineState.COUNTED
    assert moves_of(service, person)[-1].by == manager.id
    decided = browser.get(door(person)).text
    assert "Plus rien n’est contesté dans cette semaine." in decided
    assert "Vous avez décidé le" in decided
    assert "activité comptée" in decided
    assert "au Greta" not in decided
    assert "Aucune contestation n’attend votre décision." in browser.get(LIST).text


def test_the_manager_s_look_is_seen_by_the_person(
    contest, manager, as_adviser: Browse, service: Service
) -> None:
    person = contest()
    as_adviser(manager).get(door(person))
    assert events_about(service, person)[-1] == "read"


def test_a_contest_is_decided_not_asked_about(contest, manager, as_adviser: Browse, service: Service) -> None:
    person, browser = contest(), as_adviser(manager)
    page = browser.get(door(person))
    assert "Poser une question" not in page.text
    answer = browser.press(page, "Ne pas retenir", words="Où était-ce ?", verdict="asked")
    assert answer.status_code == 409
    assert "Où était-ce ?" in answer.text
    assert moves_of(service, person)[-1].verdict is Verdict.CONTESTED


def test_whoever_follows_the_person_now_decides_it_on_the_week_and_asks_nothing(
    contest, people: People, as_adviser: Browse, service: Service
) -> None:
    person, follower = contest(), people.adviser()
    people.reassign(person, follower)
    browser = as_adviser(follower)
    page = browser.get(address(person))
    card = page.text.split(f'id="line-{CONTESTED.line}"')[1].split("</section>")[0]
    assert "Poser une question" not in card
    assert "Ne pas retenir" in card
    assert browser.press(page, "Compter cette activité").status_code == 303
    assert summary_of(service, person).lines[0].state is LineState.COUNTED


def test_a_line_that_nobody_contests_is_not_decided_here(
    contest, manager, as_adviser: Browse, service: Service
) -> None:
    person, browser = contest(), as_adviser(manager)
    answer = browser.press(browser.get(door(person)), "Compter cette activité", line=OTHER.line)
    assert answer.status_code == 409
    assert moves_of(service, person)[-1].verdict is Verdict.CONTESTED


def test_what_is_missing_is_said_beside_its_field(contest, manager, as_adviser: Browse) -> None:
    person, browser = contest(), as_adviser(manager)
    answer = browser.press(browser.get(door(person)), "Compter cette durée", words="La pause.", time="5 h")
    assert answer.status_code == 422
    assert "plus courte que la durée déclarée" in answer.text
    assert "La pause." in answer.text


def test_a_correction_meanwhile_keeps_both_texts_and_shows_no_other_line(
    contest, manager, as_adviser: Browse, people: People
) -> None:
    person, browser = contest(), as_adviser(manager)
    page = browser.get(door(person))
    people.sends(person, LAST_WEEK, content(activity("interview", "1 h", note="mairie"), OTHER))
    answer = browser.press(page, "Ne pas retenir", words="C’était un dimanche.")
    assert answer.status_code == 409
    assert "C’était un dimanche." in answer.text
    assert "mairie" not in answer.text
    assert "Aucune contestation n’attend votre décision." in browser.get(LIST).text


def test_a_second_tap_decides_once(contest, manager, as_adviser: Browse, service: Service) -> None:
    person, browser = contest(), as_adviser(manager)
    page = browser.get(door(person))
    for _ in range(2):
        assert browser.press(page, "Compter cette activité").status_code == 303
    assert [move.verdict for move in moves_of(service, person)].count(Verdict.COUNTED) == 1


def test_a_manager_of_another_territory_sees_nothing(contest, people: People, as_adviser: Browse) -> None:
    person = contest()
    stranger = as_adviser(people.manager(territory="98"))
    assert "Aucune contestation n’attend votre décision." in stranger.get(LIST).text
    assert stranger.get(door(person)).status_code == 404


def test_another_adviser_of_the_organisation_finds_and_decides_it(
    contest, people: People, as_adviser: Browse, service: Service
) -> None:
    person, browser = contest(), as_adviser(people.adviser())
    assert door(person) in browser.get(LIST).text
    assert browser.press(browser.get(door(person)), "Compter cette activité").status_code == 303
    assert summary_of(service, person).lines[0].state is LineState.COUNTED


@pytest.mark.parametrize("role", ["adviser", "manager"])
def test_a_contest_of_another_organisation_is_not_there(
    role: str, contest, people: People, as_adviser: Browse, service: Service
) -> None:
    person = contest()
    browser = as_adviser(getattr(people, role)(organisation="Cap emploi"))
    assert "Aucune contestation n’attend votre décision." in browser.get(LIST).text
    assert browser.get(door(person)).status_code == 404
    own = as_adviser(people.manager())
    form = own.get(door(person))
    assert browser.press(form, "Compter cette activité").status_code in (400, 404)
    assert moves_of(service, person)[-1].verdict is Verdict.CONTESTED


def test_what_is_not_shown_in_the_list_is_not_written_as_seen(
    contest, people: People, as_adviser: Browse, service: Service
) -> None:
    person = contest()
    before = events_about(service, person)
    as_adviser(people.manager(organisation="Cap emploi")).get(LIST)
    assert events_about(service, person) == before


def test_the_manager_of_the_departement_decides_for_every_organisation(
    contest, people: People, as_adviser: Browse, service: Service
) -> None:
    person = contest()
    leading = people.manager(organisation="Département", organisation_code=OrganisationCode.DEPARTMENT)
    browser = as_adviser(leading)
    assert door(person) in browser.get(LIST).text
    assert browser.press(browser.get(door(person)), "Compter cette activité").status_code == 303


def test_an_adviser_of_the_departement_does_not_decide_for_other_organisations(
    contest, people: People, as_adviser: Browse
) -> None:
    person = contest()
    adviser = people.adviser(organisation="Département", organisation_code=OrganisationCode.DEPARTMENT)
    assert as_adviser(adviser).get(door(person)).status_code == 404


def test_whoever_decided_finds_the_contest_of_it_among_those_that_somebody_else_decides(
    contest, as_adviser: Browse
) -> None:
    person = contest()
    assert person.adviser is not None
    page = as_adviser(person.adviser).get(LIST).text
    assert "Aucune contestation n’attend votre décision." in page
    assert "Quelqu’un d’autre décide" in page
    assert f'href="{address(person)}"' in page  # who follows the person reads the whole week
    assert door(person) not in page


def test_whoever_decided_and_follows_the_person_no_more_reads_the_contested_lines_alone(
    contest, people: People, as_adviser: Browse
) -> None:
    person = contest()
    assert person.adviser is not None
    first = as_adviser(person.adviser)
    people.reassign(person, people.adviser())
    page = first.get(LIST).text
    assert door(person) in page.split("Quelqu’un d’autre décide")[1]
    read = first.get(door(person))
    assert read.status_code == 200
    assert "Compter cette activité" not in read.text


def test_who_follows_somebody_of_another_organisation_sees_that_it_is_decided_there(
    contest, people: People, as_adviser: Browse
) -> None:
    person = contest()
    follower = people.adviser(organisation="Cap emploi")
    people.reassign(person, follower)
    page = as_adviser(follower).get(LIST).text
    assert f'href="{address(person)}"' in page.split("Quelqu’un d’autre décide")[1]


def test_a_list_without_any_contest_speaks_of_nobody_else(people: People, as_adviser: Browse) -> None:
    page = as_adviser(people.adviser()).get(LIST).text
    assert "Aucune contestation n’attend votre décision." in page
    assert "Quelqu’un d’autre décide" not in page


def test_each_contest_says_until_when_it_is_decided_and_those_past_it_are_marked(
    contest, manager, as_adviser: Browse, clock: Clock
) -> None:
    person, browser = contest(), as_adviser(manager)
    assert "Réponse due le 24 décembre 2026." in browser.get(LIST).text
    assert "en retard" not in browser.get(LIST).text
    clock.advance(days=31)
    later = as_adviser(manager)
    assert "en retard" in later.get(LIST).text
    assert "en retard" in later.get(door(person)).text


def test_who_comes_after_the_decision_reads_who_took_it_and_nothing_else(
    contest, manager, people: People, as_adviser: Browse
) -> None:
    person, browser = contest(), as_adviser(manager)
    browser.press(browser.get(door(person)), "Ne pas retenir", words="Toujours pas.")
    page = as_adviser(people.adviser()).get(door(person)).text
    assert f"<bdi>{manager.name}</bdi> a décidé le" in page
    assert "activité non retenue" in page
    assert "Toujours pas." not in page


def test_what_the_person_corrected_or_took_out_is_said_to_be_contested_no_more(
    contest, manager, people: People, as_adviser: Browse
) -> None:
    person = contest()
    people.sends(person, LAST_WEEK, content(OTHER))
    page = as_adviser(manager).get(door(person)).text
    assert "Plus rien n’est contesté dans cette semaine." in page
    assert "s’est arrêtée le 24 novembre 2026" in page
    assert "l’activité a été retirée" in page
    assert "décidé le" not in page


def test_a_week_of_which_nothing_was_ever_contested_says_so(
    manager, people: People, as_adviser: Browse
) -> None:
    person = people.beneficiary(adviser=people.adviser())
    people.sends(person, LAST_WEEK, content(OTHER))
    assert "Rien n’est contesté dans cette semaine." in as_adviser(manager).get(door(person)).text
