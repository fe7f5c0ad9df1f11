"""A part of a page is rendered once for its inputs, and can show nothing else than them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask, g
from jinja2 import DictLoader, UndefinedError

from tests.builders import People
from tests.pages import JudgingClient
from tests.source import templates
from xprsa.domain.catalogue import STARTING_CATALOGUE, ActivityFamily, ActivityKind, Catalogue
from xprsa.domain.person import Account
from xprsa.domain.territory import Rules, Theme
from xprsa.web import parts

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Part = Callable[..., str]


@pytest.mark.parametrize(
    "secret",
    ["{{ me }}", "{{ g.account }}", "{{ request.path }}", "{{ session }}", "{{ csrf() }}", "{{ demo }}"],
)
def test_a_part_cannot_name_what_is_not_in_its_key(secret: str) -> None:
    with _part_of(secret) as part, pytest.raises(UndefinedError):
        part("part.html")


def test_a_part_has_no_filter_that_reads_who_is_there() -> None:
    every_filter = set(Flask("alone").jinja_env.filters)
    with _part_of("{{ at|moment }}") as part, pytest.raises(Exception, match="No filter named 'moment'"):
        part("part.html", at=1)
    assert "moment" not in every_filter  # it is ours: what a part may use is Jinja's alone


def test_a_part_is_rendered_once_for_the_same_inputs_and_again_for_others() -> None:
    with _part_of("<b>{{ name }}</b>") as part:
        assert part("part.html", name="Val") is part("part.html", name="Val")
        assert part("part.html", name="Mont") == "<b>Mont</b>"
        assert part("part.html", name="Val") == "<b>Val</b>"


def test_what_a_part_is_given_is_escaped() -> None:
    with _part_of("{{ name }}") as part:
        assert part("part.html", name="<script>") == "&lt;script&gt;"


def test_parts_that_nobody_asks_for_any_more_are_dropped() -> None:
    with _part_of("{{ name }}") as part:
        first = part("part.html", name=0)
        for name in range(1, parts.MOST + 1):
            part("part.html", name=name)
        assert part("part.html", name=0) is not first


@on_sqlite
def test_each_role_has_its_own_ways(
    people: People, as_adviser: Callable[[Account], JudgingClient], client: JudgingClient
) -> None:
    adviser, manager = as_adviser(people.adviser()), as_adviser(people.manager())
    for _ in range(2):
        assert 'href="/portefeuille"' in adviser.get("/mon-acces").text
        assert 'href="/portefeuille"' not in manager.get("/mon-acces").text
        assert 'href="/gestion/equipe"' in manager.get("/mon-acces").text
        assert "/deconnexion" not in client.get("/aide").text


@on_sqlite
def test_new_words_of_a_territory_show_at_once(people: People, client: JudgingClient) -> None:
    people.territory()
    assert "Val-d’Essai</a>" in client.get("/aide").text
    _dress(people, Theme(name="Mon insertion", colour="#0b3d5c", logo="MI"))
    page = client.get("/aide").text
    assert '<span class="logo">MI</span>Mon insertion</a>' in page
    assert "colour=0b3d5c" in page


@on_sqlite
def test_kinds_of_one_territory_never_show_in_another(
    people: People, as_beneficiary: Callable[..., JudgingClient]
) -> None:
    here, there = people.beneficiary(), people.beneficiary(territory="98")
    gardening = ActivityKind("garden", "Jardin partagé", ActivityFamily.OTHER)
    people.rules(
        Rules(valid_from=date(2026, 2, 2), catalogue=Catalogue((*STARTING_CATALOGUE.kinds, gardening))),
        territory="98",
    )
    for _ in range(2):
        assert "Jardin partagé" in as_beneficiary(there).get("/declarer/2026-W47").text
        assert "Jardin partagé" not in as_beneficiary(here).get("/declarer/2026-W47").text


def test_every_kept_part_says_so_and_is_shown_as_one() -> None:
    asked = {name for name, text in templates().items() if "Kept: `part`." in text}
    shown = {name for name in templates() for text in templates().values() if f'part("{name}"' in text}
    assert asked == shown


def test_catalogues_with_the_same_kinds_share_a_part() -> None:
    twin = replace(STARTING_CATALOGUE)
    assert twin == STARTING_CATALOGUE
    assert hash(twin) == hash(STARTING_CATALOGUE)


def _dress(people: People, theme: Theme) -> None:
    with people.service.database.writing() as store:
        assert store.territories.dress(people.territory().id, theme, seen=Theme())
    people.service.forget_territories()


@contextmanager
def _part_of(template: str) -> Iterator[Part]:
    """Give `part` in a request of somebody, with one template."""
    app = Flask("alone")
    app.jinja_env.loader = DictLoader({"part.html": template})
    app.jinja_env.globals |= {"asset": str, "csrf": lambda: "a token", "demo": True}
    parts.attach(app)
    with app.test_request_context("/mes-semaines"):
        g.account = "Lucie"
        yield app.jinja_env.globals["part"]
