"""Nobody builds on, takes back, decides of or answers what changed since: six doors, one check."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.builders import People, activity, content, could_not, week
from tests.pages import JudgingClient
from xprsa.domain.declaration import Declaration, Version
from xprsa.domain.person import Beneficiary
from xprsa.domain.prevented import PreventedReason

LAST = "2026-W47"
LINE = activity("training", "5h")
TALK = could_not(2, reason=PreventedReason.RATHER_SAY)


@dataclass(frozen=True)
class Scene:
    """A person who sent a week, and their adviser, each with a browser of their own."""

    people: People
    person: Beneficiary
    owner: JudgingClient
    staff: JudgingClient

    @property
    def review(self) -> str:
        return f"/portefeuille/{self.person.account.public_id}/{LAST}"

    def changes_meanwhile(self) -> None:
        self.people.sends(self.person, week(LAST), content(LINE, activity("interview", "1h"), prevented=TALK))

    def pressed(self, browser: JudgingClient, address: str, button: str, **typed: str) -> int:
        """Open a page, let the week change, press a button of the page as it was; give the status."""
        page = browser.get(address)
        self.changes_meanwhile()
        return browser.press(page, button, **typed).status_code


@pytest.fixture
def scene(people: People, as_adviser, as_beneficiary) -> Scene:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, week(LAST), content(LINE, prevented=TALK))
    return Scene(people, person, owner=as_beneficiary(person), staff=as_adviser(adviser))


def send_a_correction(scene: Scene) -> int:
    return scene.pressed(scene.owner, f"/declarer/{LAST}", "Envoyer")


def take_the_week_back(scene: Scene) -> int:
    return scene.pressed(scene.owner, f"/declarer/{LAST}/retirer", "Retirer cette semaine")


def answer_a_question(scene: Scene) -> int:
    scene.staff.press(scene.staff.get(scene.review), "Envoyer la question", words="Où était-ce ?")
    return scene.pressed(scene.owner, f"/mes-semaines/{LAST}", "Envoyer ma réponse", words="À Valbois.")


def ask_for_another_reading(scene: Scene) -> int:
    scene.staff.press(scene.staff.get(scene.review), "Ne pas retenir", words="Déjà comptée.")
    return scene.pressed(scene.owner, f"/mes-semaines/{LAST}", "Demander une autre lecture", words="Si.")


def decide_of_a_line(scene: Scene) -> int:
    return scene.pressed(scene.staff, scene.review, "Ne pas retenir", words="Déjà comptée.")


def count_the_whole_week(scene: Scene) -> int:
    return scene.pressed(scene.staff, scene.review, "Compter toute la semaine")


DOORS = [
    send_a_correction,
    take_the_week_back,
    answer_a_question,
    ask_for_another_reading,
    decide_of_a_line,
    count_the_whole_week,
]


@pytest.mark.parametrize("door", DOORS)
def test_what_changed_since_is_told_and_not_overwritten(scene: Scene, door: Callable[[Scene], int]) -> None:
    assert door(scene) == 409


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("door", DOORS)
def test_without_the_check_each_of_these_doors_would_be_open(
    scene: Scene, door: Callable[[Scene], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Declaration, "seen", _any_version_will_do)
    assert door(scene) == 303


def _any_version_will_do(declaration: Declaration, _number: int) -> Version | None:
    return declaration.current
