"""Parts of pages that depend on the catalogue, the territory or the role alone: rendered once, and kept."""

from collections.abc import Hashable
from functools import lru_cache

from flask import Flask
from jinja2 import StrictUndefined
from jinja2.filters import FILTERS
from markupsafe import Markup

MOST = 256


def attach(app: Flask) -> None:
    """Give `part(template, **inputs)` to every template.

    The inputs are the key under which a part is kept, and all that its template can see: neither the
    request, nor whoever is signed in, nor a filter that reads the clock of their territory. One that it
    names without being given is an error. At most 256 parts are kept, those used last.
    """
    alone = app.jinja_env.overlay(undefined=StrictUndefined)
    alone.globals = {"asset": app.jinja_env.globals["asset"]}
    alone.filters = FILTERS

    @lru_cache(maxsize=MOST, typed=True)
    def part(template: str, **inputs: Hashable) -> Markup:
        return Markup(alone.get_template(template).render(inputs))  # noqa: S704 # Jinja has escaped it

    app.jinja_env.globals["part"] = part
