"""The pages of a report, by file name."""

from dataclasses import dataclass
from datetime import date

from xprsa.lab.people.attribute import Language
from xprsa.lab.people.world import World
from xprsa.lab.report.annex import METHOD, SECTIONS, annex_page
from xprsa.lab.report.pdf import pdf
from xprsa.lab.report.public import public_page
from xprsa.lab.report.rendering import Link, page
from xprsa.lab.report.telling import Telling
from xprsa.lab.report.words import words
from xprsa.scoring.audit import Audit
from xprsa.scoring.module import ModuleCard


@dataclass(frozen=True, slots=True)
class _Names:
    public: str
    annex: str
    pdf: str


_NAMES: dict[Language, _Names] = {
    "fr": _Names("index.html", "annexe.html", "rapport.pdf"),
    "en": _Names("index.en.html", "annex.en.html", "report.pdf"),
}
_OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}


def pages(audit: Audit, card: ModuleCard, *, world: World, made_on: date) -> dict[str, bytes]:
    """Make every page in every language; equal audits give equal bytes."""
    made: dict[str, bytes] = {}
    for language, names in _NAMES.items():
        telling = Telling(audit, world, words(language))
        made |= html_pages(telling, card, made_on)
        made[names.pdf] = pdf(booklet(telling, card, made_on))
    return made


def html_pages(telling: Telling, card: ModuleCard, made_on: date) -> dict[str, bytes]:
    """Make the public page and the annex of one language."""
    names, language = _NAMES[telling.words.language], telling.words.language
    shown = _shown(telling, card, made_on) | {"annex_at": names.annex}
    return {
        getattr(names, name): page(
            f"{name}.html", language, title=_title(telling, name), links=_links(telling, name), **shown
        )
        for name in ("public", "annex")
    }


def booklet(telling: Telling, card: ModuleCard, made_on: date) -> bytes:
    """Make the page that is printed: the public one, then the annex."""
    shown = _shown(telling, card, made_on) | {"annex_at": "#annex"}
    return page("booklet.html", telling.words.language, title=_title(telling, "public"), links=(), **shown)


def _shown(telling: Telling, card: ModuleCard, made_on: date) -> dict[str, object]:
    return {
        "made_on": made_on.isoformat(),
        "lab_version": telling.audit.plan.lab_version,
        "page": public_page(telling, card, made_on),
        "annex": annex_page(telling, card, made_on),
        "is_for_study": telling.audit.module.for_study,
        "sections": SECTIONS,
        "method": METHOD,
    }


def _title(telling: Telling, name: str) -> str:
    module = telling.audit.module
    return telling.words.plain(f"title.{name}", name=module.name, version=module.version)


def _links(telling: Telling, here: str) -> tuple[Link, ...]:
    words, language = telling.words, telling.words.language
    names, other = _NAMES[language], _OTHER[language]
    twin = Link(getattr(_NAMES[other], here), words.plain("page.other"), other)
    there = "annex" if here == "public" else "public"
    return (
        Link(getattr(names, there), words.plain(f"page.{there}")),
        Link(names.pdf, words.plain("page.pdf")),
        twin,
    )
