"""Every page that somebody can open is judged in a real browser."""

from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Page

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.tour import BY_SIGNING_IN, Tour, endpoint_of, endpoints
from xprsa.app import create_app

DESKTOP = 1280
IN_THE_DARK = ("/connexion", "/declarer/", "/ma-semaine", "/portefeuille", "/mes-semaines/")


def judged(scene: Scene, *, width: int, scheme: str, only: tuple[str, ...] = ("/",)) -> Iterator[tuple[str, list[str]]]:
    """Walk the tour with one browser a person; give each address and what is wrong there."""
    desks: dict[int | None, Page] = {}
    for stop in Tour(scene).stops():
        if not stop.address.startswith(only):
            continue
        key = stop.who.id if stop.who else None
        if key not in desks:
            desks[key] = scene.screen(stop.who, width=width, color_scheme=scheme)
        answered = desks[key].goto(stop.address)
        assert answered is not None
        assert answered.ok or answered.status == 410, f"{stop.address} answered {answered.status}"
        yield stop.address, faults(desks[key])


def test_every_page_is_sound_on_a_phone(scene: Scene) -> None:
    walked = list(judged(scene, width=360, scheme="light"))
    assert not list(chain.from_iterable(found for _, found in walked))
    urls = create_app(scene.house)
    seen = {endpoint_of(urls.url_map, address) for address, _ in walked}
    assert endpoints(urls) - seen == BY_SIGNING_IN - {"staff.new_password"}


def test_the_most_used_pages_are_sound_in_the_dark(scene: Scene) -> None:
    walked = judged(scene, width=360, scheme="dark", only=IN_THE_DARK)
    assert not list(chain.from_iterable(found for _, found in walked))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, DESKTOP])
def test_every_page_is_sound_on_every_screen(scene: Scene, width: int, scheme: str) -> None:
    walked = judged(scene, width=width, scheme=scheme)
    assert not list(chain.from_iterable(found for _, found in walked))
