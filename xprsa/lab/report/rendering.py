"""From what a page shows to its HTML, without a script, an image or an address outside."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xprsa.lab.people.attribute import Language
from xprsa.lab.report.words import words
from xprsa.modules.printable import printable

_PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A way to another file of the same folder, with the language it is in when that is another one."""

    to: str
    text: str
    language: Language | None = None


@cache
def _templates(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    catalogue = words(language)
    made.globals.update(language=language, t=catalogue.plain, say=catalogue.sentence)
    return made


def page(template: str, language: Language, **shown: Any) -> bytes:
    """Make a page; equal content gives equal bytes."""
    return _templates(language).get_template(template).render(**shown).encode()


def _shown(value: object) -> object:
    """Make every text printable on its way into a page; markup of our own templates passes."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return printable(value)
    return value
