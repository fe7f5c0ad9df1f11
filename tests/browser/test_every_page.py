"""Every page that somebody can open is judged in a real browser."""

from collections.abc import Iterable
from http import HTTPStatus

import pytest
from playwright.sync_api import Page

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.tour import BY_SIGNING_IN, Stop, Tour, endpoint_of, endpoints
from xprsa.app import create_app

SAYS_NO = {HTTPStatus.GONE, HTTPStatus.NOT_FOUND}  # a link that was used, a receipt that nobody was given
PHONE, DESKTOP = 360, 1280  # CSS pixels
IN_THE_DARK = {"codes.sign_in", "declare.week", "own.home", "own.week", "review.caseload", "review.week"}


def judged(scene: Scene, stops: Iterable[Stop], *, width: int, scheme: str) -> list[str]:
    """Walk a tour with one browser a person; give what is wrong on each page."""
    desks: dict[int | None, Page] = {}
    found: list[str] = []
    for stop in stops:
        key = stop.who.id if stop.who else None
        if key not in desks:
            desks[key] = scene.screen(stop.who, width=width, color_scheme=scheme)
        answered = desks[key].goto(stop.address)
        assert answered is not None
        assert answered.ok or answered.status in SAYS_NO, f"{stop.address}: {answered.status}"
        found += faults(desks[key])
    return found


def test_every_page_is_sound_on_a_phone(scene: Scene) -> None:
    assert not judged(scene, Tour(scene).stops(), width=PHONE, scheme="light")


def test_the_tour_leaves_no_page_out(scene: Scene) -> None:
    app = create_app(scene.service)
    seen = {endpoint_of(app.url_map, stop.address) for stop in Tour(scene).stops()}
    assert endpoints(app) - seen == BY_SIGNING_IN


@pytest.mark.slow
def test_the_most_used_pages_are_sound_in_the_dark(scene: Scene) -> None:
    urls = create_app(scene.service).url_map
    stops = {endpoint_of(urls, stop.address): stop for stop in Tour(scene).stops()}
    chosen = [stop for endpoint, stop in stops.items() if endpoint in IN_THE_DARK]
    assert len(chosen) == len(IN_THE_DARK)
    assert not judged(scene, chosen, width=PHONE, scheme="dark")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_page_is_sound_on_every_screen(scene: Scene, width: int, scheme: str) -> None:
    tour = Tour(scene)
    assert not judged(scene, [*tour.stops(), *tour.situations()], width=width, scheme=scheme)
