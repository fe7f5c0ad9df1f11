"""The pages of a report, by file name."""

from dataclasses import dataclass
from datetime import date

from xprsa.lab.judging.yardstick import (
    LEVEL_OF_EFFECTS,
    LEVEL_OF_FIELDS,
    LEVEL_OF_HOLDOUT,
    LEVEL_OF_RULES,
)
from xprsa.lab.people.attribute import Language
from xprsa.lab.people.world import World
from xprsa.lab.report.annex import METHOD, SECTIONS, annex_page
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.pdf import pdf
from xprsa.lab.report.public import public_page
from xprsa.lab.report.rendering import PageLink, page
from xprsa.lab.report.words import words
from xprsa.scoring.audit import AuditFindings
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


def pages(audit: AuditFindings, card: ModuleCard, *, world: World, made_on: date) -> dict[str, bytes]:
    """Make every page in every language; equal audits give equal bytes."""
    made: dict[str, bytes] = {}
    for language, names in _NAMES.items():
        context = ReportContext(audit, world, words(language))
        made |= html_pages(context, card, made_on)
        made[names.pdf] = pdf(booklet(context, card, made_on))
    return made


def html_pages(context: ReportContext, card: ModuleCard, made_on: date) -> dict[str, bytes]:
    """Make the public page and the annex of one language."""
    names, language = _NAMES[context.words.language], context.words.language
    shown = _shown(context, card, made_on) | {"annex_at": names.annex}
    return {
        getattr(names, name): page(
            f"{name}.html", language, title=_title(context, name), links=_links(context, name), **shown
        )
        for name in ("public", "annex")
    }


def booklet(context: ReportContext, card: ModuleCard, made_on: date) -> bytes:
    """Make the page that is printed: the public one, then the annex."""
    shown = _shown(context, card, made_on) | {"annex_at": "#annex"}
    return page("booklet.html", context.words.language, title=_title(context, "public"), links=(), **shown)


def _shown(context: ReportContext, card: ModuleCard, made_on: date) -> dict[str, object]:
    return {
        "made_on": made_on.isoformat(),
        "lab_version": context.audit.plan.lab_version,
        "page": public_page(context, card),
        "annex": annex_page(context, card),
        "is_for_study": context.audit.module.for_study,
        "sections": SECTIONS,
        "method": METHOD,
        "levels": _levels(context),
    }


def _levels(context: ReportContext) -> dict[str, str]:
    """Write what chance alone may blame a module for, by what shares it."""
    levels = {
        "effects": LEVEL_OF_EFFECTS,
        "fields": LEVEL_OF_FIELDS,
        "rules": LEVEL_OF_RULES,
        "holdout": LEVEL_OF_HOLDOUT,
    }
    shares = levels | {"all": sum(levels.values())}
    return {name: context.words.number(share, digits=2) for name, share in shares.items()}


def _title(context: ReportContext, name: str) -> str:
    module = context.audit.module
    return context.words.plain(f"title.{name}", name=module.name, version=module.version)


def _links(context: ReportContext, here: str) -> tuple[PageLink, ...]:
    words, language = context.words, context.words.language
    names, other = _NAMES[language], _OTHER[language]
    twin = PageLink(getattr(_NAMES[other], here), words.plain("page.other"), other)
    there = "annex" if here == "public" else "public"
    return (
        PageLink(getattr(names, there), words.plain(f"page.{there}")),
        PageLink(names.pdf, words.plain("page.pdf")),
        twin,
    )
