"""« Équipe » reads in straight rows on a desk, and a phone holds it."""

import pytest
from playwright.sync_api import Page

from tests.browser.scene import Scene
from xprsa.demo import cast as demo

_TOPS = """row => [...row.querySelectorAll('.button')]
  .map(button => Math.round(button.getBoundingClientRect().top))"""


def team(scene: Scene, width: int) -> Page:
    with scene.service.database.reading() as store:
        people = [shown.account for shown in demo.demo_people(store)]
    manager = next(person for person in people if person.first_name == demo.HELENE.first_name)
    desk = scene.screen(manager, width=width)
    desk.goto("/gestion/equipe")
    return desk


@pytest.mark.parametrize("width", [1024, 1280])
def test_what_can_be_done_with_an_access_lies_on_one_line(scene: Scene, width: int) -> None:
    desk = team(scene, width)
    rows = [desk_row.evaluate(_TOPS) for desk_row in desk.locator("tbody tr").all()]
    assert any(len(tops) > 1 for tops in rows)
    assert all(len(set(tops)) <= 1 for tops in rows)
    address = desk.locator("bdi", has_text="nadia.lemaire")
    assert address.evaluate("address => address.getClientRects().length") == 1


@pytest.mark.parametrize("width", [768, 900, 1024])
def test_a_long_address_widens_no_desk(scene: Scene, width: int) -> None:
    scene.staff("adviser", email=f"{'prenom-compose.' * 4}nom@departement-de-l-exemple.example.org")
    desk = team(scene, width)
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
