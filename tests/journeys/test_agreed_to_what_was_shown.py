"""What a person sent is changed by staff at their word, and only the text that stood before staff's eyes."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.builders import People, activity, content, could_not
from tests.journeys.told_to_staff import LAST_WEEK, SEND, door, versions
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.running.service import Service

VOICI = "Voici son texte."
TOLD = {"answer": "activities", "time__new1": "5 h", "channel": "phone"}
THEIRS = content(
    activity("training", "11 h", days=(2,), note="au Greta"),
    prevented=could_not(5, reason=PreventedReason.CHILDCARE),
)
Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    made = people.beneficiary(adviser=adviser)
    people.sends(made, LAST_WEEK.plus(-1), content(activity("training", "3 h")))
    return made


@pytest.fixture
def staff(adviser: Account, as_adviser: Browse) -> JudgingClient:
    return as_adviser(adviser)


def sent_text(page: TestResponse) -> str:
    """Give what the card of the page says that the person sent."""
    return page.text.split(VOICI)[1].split("</section>")[0]


def shows(page: TestResponse, *said: str) -> bool:
    return all(words in sent_text(page).replace("\u00a0", " ") for words in said)


def test_the_form_shows_the_text_of_the_person_whom_it_would_change(
    people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    people.sends(person, LAST_WEEK, THEIRS)
    page = staff.get(door(person))
    assert shows(page, "11 h", "Formation", "mardi", "au Greta", "vendredi", "Garde d’enfants")


def test_what_the_person_sent_meanwhile_is_shown_beside_what_was_typed(
    service: Service, people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    people.sends(person, LAST_WEEK, THEIRS)
    refused = staff.press(form, SEND, **TOLD)
    assert refused.status_code == 422
    assert shows(refused, "11 h", "au Greta")
    assert 'value="5 h"' in refused.text
    assert "Cochez si elle vous demande de la changer." in refused.text
    assert staff.press(refused, SEND, agreed="y").status_code == 303
    own, told = versions(service, person)
    assert (own.content.minutes, told.content.minutes) == (660, 300)


@pytest.mark.parametrize("button", ["Candidatures", "Retirer", "Relire la page"])
def test_a_button_of_the_form_does_its_work_and_shows_what_came_meanwhile(
    button: str, people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.press(staff.get(door(person)), "Entretien")
    people.sends(person, LAST_WEEK, THEIRS)
    page = staff.press(form, button, **TOLD, time__new2="2 h")
    assert page.status_code == 200
    assert shows(page, "11 h")
    kinds = page.text.count("data-kind")
    assert kinds == {"Candidatures": 3, "Retirer": 1, "Relire la page": 2}[button]
    assert 'value="2 h"' in page.text


def test_a_tick_given_before_the_text_was_shown_agrees_to_nothing(
    service: Service, people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    people.sends(person, LAST_WEEK, THEIRS)
    asked = staff.press(form, SEND, **TOLD, agreed="y")
    assert asked.status_code == 422
    assert shows(asked, "11 h")
    assert 'name="agreed" value="y" checked' not in asked.text
    assert len(versions(service, person)) == 1


def test_a_newer_text_of_the_person_is_shown_and_asks_anew(
    service: Service, people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "4 h")))
    form = staff.get(door(person))
    assert shows(form, "4 h")
    people.sends(person, LAST_WEEK, THEIRS)
    asked = staff.press(form, SEND, answer="activities", channel="phone", agreed="y")
    assert asked.status_code == 422
    assert shows(asked, "11 h")
    assert len(versions(service, person)) == 2
    assert staff.press(asked, SEND, agreed="y").status_code == 303
    assert versions(service, person)[-1].content.minutes == 240


def test_a_form_that_became_a_version_is_the_correction_of_what_the_person_made_of_it(
    service: Service, people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    assert staff.press(form, SEND, **TOLD).status_code == 303
    (line,) = versions(service, person)[0].content.activities
    people.sends(person, LAST_WEEK, content(activity("job_search", "11 h")))
    asked = staff.press(form, SEND, **TOLD)
    assert asked.status_code == 422
    assert shows(asked, "11 h")
    assert staff.press(asked, SEND, agreed="y").status_code == 303
    last = versions(service, person)[-1]
    assert (last.number, last.content.activities) == (3, (line,))


def test_what_cannot_be_read_is_said_beside_its_row_whatever_came_meanwhile(
    people: People, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    people.sends(person, LAST_WEEK, THEIRS)
    asked = staff.press(form, SEND, **{**TOLD, "time__new1": "2.30"})
    assert asked.status_code == 422
    assert shows(asked, "11 h")
    clear = staff.press(asked, "2 h 30")
    assert 'value="2\u00a0h\u00a030"' in clear.text
    assert staff.press(clear, SEND, agreed="y").status_code == 303


def test_both_texts_of_a_conflict_say_why_the_days_were_lost(
    people: People, staff: JudgingClient, person: Beneficiary, adviser: Account
) -> None:
    form = staff.get(door(person))
    people.tells(person, LAST_WEEK, THEIRS, to=adviser)
    typed = {"prevented": "y", "prevented-day": "2", "reason": "transport"}
    conflict = staff.press(form, SEND, **TOLD, **typed)
    assert conflict.status_code == 409
    assert "Garde d’enfants" in conflict.text
    assert "Transport" in conflict.text


def test_a_manager_reads_nothing_of_a_week_that_the_person_took_back(
    service: Service,
    people: People,
    as_adviser: Browse,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    staff: JudgingClient,
    person: Beneficiary,
) -> None:
    people.sends(person, LAST_WEEK, THEIRS)
    owner, manager = as_beneficiary(person), as_adviser(people.manager())
    owner.press(owner.get(f"/declarer/{LAST_WEEK}/retirer"), "Retirer cette semaine")
    assert "Greta" in staff.get(door(person)).text
    form = manager.get(door(person))
    for theirs in ("Greta", "11\u00a0h", " selected>Garde d’enfants"):
        assert theirs not in form.text
    form = manager.press(form, "Formation")
    assert manager.press(form, SEND, **TOLD, agreed="y").status_code == 303
    assert [version.content.minutes for version in versions(service, person)] == [660, 300]
