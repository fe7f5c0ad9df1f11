"""What somebody said waits until somebody answers, however old the week, and whatever the rules since."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.builders import Clock, People, activity, actor, content, could_not
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, moves_of, notes_of
from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.territory import Rules
from xprsa.review.listing import read_listing
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
LINE = activity("training", "2 h")
CONTESTS = "/gestion/contestations"


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


@pytest.fixture
def contested(people: People, adviser: Account, person: Beneficiary, as_adviser, as_beneficiary) -> None:
    """The person contests that their line was set aside."""
    people.sends(person, LAST_WEEK, content(LINE))
    staff, owner = as_adviser(adviser), as_beneficiary(person)
    staff.press(staff.get(address(person)), "Ne pas retenir", words="Non.")
    owner.press(owner.get(f"/mes-semaines/{LAST_WEEK}"), "Demander une autre lecture", words="Si.")


def group_of(service: Service, adviser: Account) -> CaseloadGroup:
    counts = read_listing(service, actor=actor(adviser)).counts
    return next(group for group, count in counts.items() if count)


@pytest.mark.usefixtures("contested")
def test_a_contest_waits_though_its_place_in_the_ring_is_taken(
    service: Service, people: People, adviser: Account, person: Beneficiary, clock: Clock, as_adviser: Browse
) -> None:
    clock.advance(weeks=13)
    people.sends(person, LAST_WEEK.plus(12), content())
    assert group_of(service, adviser) is CaseloadGroup.MESSAGES
    page = as_adviser(adviser).get("/portefeuille").text
    assert "Si." in page
    assert f'href="{address(person)}"' in page
    assert "semaine du" in as_adviser(people.manager()).get(CONTESTS).text


@pytest.mark.usefixtures("contested")
def test_a_contest_that_a_correction_settled_never_comes_back(
    service: Service, people: People, adviser: Account, person: Beneficiary, clock: Clock, as_adviser: Browse
) -> None:
    people.sends(person, LAST_WEEK, content(activity("interview", "1 h")))
    clock.advance(weeks=12)
    people.sends(person, LAST_WEEK.plus(12), content())
    assert "Aucune contestation n’attend votre décision." in as_adviser(people.manager()).get(CONTESTS).text
    assert group_of(service, adviser) is CaseloadGroup.UP_TO_DATE


@pytest.mark.usefixtures("contested")
def test_the_list_of_contests_is_a_look_that_its_people_see(
    people: People, person: Beneficiary, as_adviser: Browse, as_beneficiary
) -> None:
    as_adviser(people.manager(first_name="Inès", last_name="Roy")).get(CONTESTS)
    page = as_beneficiary(person).get("/mes-donnees").text
    assert "<bdi>Inès Roy</bdi> (responsable) a vu dans la liste des contestations votre semaine" in page


def test_who_would_rather_talk_waits_for_a_call_until_somebody_called(
    service: Service,
    people: People,
    adviser: Account,
    person: Beneficiary,
    as_adviser: Browse,
    as_beneficiary,
    clock: Clock,
) -> None:
    people.sends(person, LAST_WEEK, content(prevented=could_not(reason=PreventedReason.RATHER_SAY)))
    browser = as_adviser(adviser)
    assert group_of(service, adviser) is CaseloadGroup.MESSAGES
    assert "Demande un appel" in browser.get("/portefeuille").text
    assert f'href="{notes_of(person)}"' in browser.get("/portefeuille").text
    assert f'href="{notes_of(person)}"' in browser.get(address(person)).text
    page = browser.get(notes_of(person))
    for _ in range(2):
        assert browser.press(page, "Jointe").status_code == 303
    assert group_of(service, adviser) is CaseloadGroup.UP_TO_DATE
    assert len(moves_of(service, person)) == 1
    clock.advance(hours=1)
    for told in (
        browser.get(address(person)),
        as_beneficiary(person).get(f"/mes-semaines/{LAST_WEEK}"),
    ):
        assert "a rappelé" not in told.text
        assert "a noté un appel" not in told.text


@pytest.mark.parametrize(
    "reason", [reason for reason in PreventedReason if reason is not PreventedReason.RATHER_SAY]
)
def test_no_other_reason_shows_in_the_list(
    service: Service, people: People, adviser: Account, person: Beneficiary, reason: PreventedReason
) -> None:
    people.sends(person, LAST_WEEK, content(prevented=could_not(reason=reason)))
    assert group_of(service, adviser) is CaseloadGroup.UP_TO_DATE


def test_a_correction_with_the_same_wish_asks_for_no_second_call(
    service: Service, people: People, adviser: Account, person: Beneficiary, as_adviser: Browse
) -> None:
    request = could_not(2, reason=PreventedReason.RATHER_SAY)
    people.sends(person, LAST_WEEK, content(prevented=request))
    browser = as_adviser(adviser)
    browser.press(browser.get(notes_of(person)), "Vue")
    people.sends(person, LAST_WEEK, content(prevented=could_not(3, reason=PreventedReason.RATHER_SAY)))
    assert group_of(service, adviser) is CaseloadGroup.UP_TO_DATE


def test_the_list_counts_by_silence_as_the_page_does(
    service: Service, people: People, adviser: Account, person: Beneficiary, clock: Clock, as_adviser: Browse
) -> None:
    people.sends(person, LAST_WEEK.plus(-2), content(LINE))
    people.rules(Rules(valid_from=date(2026, 11, 16), tacit_days=60))
    clock.advance(days=20)
    assert "Personne n’a lu à temps" in as_adviser(adviser).get(address(person, LAST_WEEK.plus(-2))).text
    assert group_of(service, adviser) is not CaseloadGroup.TO_READ


def test_words_typed_while_the_person_contests_are_kept_beside_theirs(
    people: People, adviser: Account, person: Beneficiary, as_adviser: Browse, as_beneficiary
) -> None:
    people.sends(person, LAST_WEEK, content(LINE))
    browser, owner = as_adviser(adviser), as_beneficiary(person)
    browser.press(browser.get(address(person)), "Ne pas retenir", words="Non.")
    page = browser.get(address(person))
    mine = owner.get(f"/mes-semaines/{LAST_WEEK}")
    owner.press(mine, "Demander une autre lecture", words="C’était un cours.")
    answer = browser.press(page, "Envoyer la question", words="Mots du conseiller.")
    assert answer.status_code == 409
    assert "Mots du conseiller." in answer.text
    assert "C’était un cours." in answer.text
    assert "Une autre personne du service doit décider" in answer.text
    assert "Décider la même chose" not in answer.text
