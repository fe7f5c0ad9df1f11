"""A duration to count that reads two ways: the refusal says so, and offers what it may mean."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.builders import People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, events_about, moves_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

WORDS = "La pause est comprise."
COUNT = "Compter cette durée"


@dataclass(frozen=True)
class Door:
    """A page on which a line may be counted in part, and whoever reads it."""

    path: str
    browser: JudgingClient
    person: Beneficiary


@pytest.fixture(params=["adviser", "second reader"])
def door(
    request: pytest.FixtureRequest,
    people: People,
    as_adviser: Callable[[Account], JudgingClient],
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> Door:
    """The week of an adviser's own person, or a line that its person contests."""
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(activity("training", "95 h")))
    staff, owner = as_adviser(adviser), as_beneficiary(person)
    if request.param == "adviser":
        return Door(address(person), staff, person)
    staff.press(staff.get(address(person)), "Ne pas retenir", words="Non")
    owner.press(owner.get(f"/mes-semaines/{LAST_WEEK}"), "Demander une autre lecture")
    path = f"/gestion/contestations/{person.account.public_id}/{LAST_WEEK}"
    return Door(path, as_adviser(people.manager()), person)


@pytest.mark.parametrize(
    ("typed", "meant", "minutes"),
    [
        ("2.30", "2 h 30", 150),
        ("2,30", "2 h 18", 138),
        ("90", "90 minutes", 90),
        ("90", "90 heures", 5400),
    ],
)
def test_each_reading_is_a_button_that_writes_it_and_decides_nothing(
    door: Door, service: Service, typed: str, meant: str, minutes: int
) -> None:
    before = len(moves_of(service, door.person))
    refused = door.browser.press(door.browser.get(door.path), COUNT, time=typed, words=WORDS)
    assert refused.status_code == 422
    assert refused.text.count(f"«\u00a0{typed}\u00a0»\u00a0: ") == 2
    assert "Vous voulez dire" in refused.text
    clear = door.browser.press(refused, meant)
    assert clear.status_code == 200
    assert "<details open>" in clear.text
    assert WORDS in clear.text
    assert "Vous voulez dire" not in clear.text
    assert len(moves_of(service, door.person)) == before
    assert events_about(service, door.person)[-1] == "read"
    assert door.browser.press(clear, COUNT).status_code == 303
    assert moves_of(service, door.person)[-1].minutes == minutes


def test_the_enter_key_sends_what_is_typed_and_never_chooses_a_reading(door: Door) -> None:
    refused = door.browser.press(door.browser.get(door.path), COUNT, time="2.30", words=WORDS)
    (form,) = [part for part in refused.text.split("<form")[1:] if 'name="means"' in part]
    first = form.split("<button")[1].split("</button>")[0]
    assert first.endswith(COUNT)
    assert "name=" not in first


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("beaucoup", "n’est pas une durée"),
        ("2h75", "une heure a 60 minutes"),
        ("-2", "ne peut pas être négative"),
        ("169 h", "compte 168 heures"),
        ("", "Écrivez la durée"),
    ],
)
def test_what_is_no_duration_is_refused_with_its_reason(door: Door, typed: str, why: str) -> None:
    refused = door.browser.press(door.browser.get(door.path), COUNT, time=typed, words=WORDS)
    assert refused.status_code == 422
    assert refused.text.count(why) == 2
    assert "Vous voulez dire" not in refused.text


def test_a_reading_chosen_for_a_line_that_is_gone_keeps_what_was_typed(
    people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(activity("training", "4 h")))
    browser = as_adviser(adviser)
    refused = browser.press(browser.get(address(person)), COUNT, time="2.30", words=WORDS)
    people.sends(person, LAST_WEEK, content(activity("job_search", "1 h")))
    answer = browser.press(refused, "2 h 30")
    assert WORDS in answer.text
    assert "cette activité a changé" in answer.text
