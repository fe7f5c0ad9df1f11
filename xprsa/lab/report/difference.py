"""The comparison of two reports: read, checked, compared, and written as pages and JSON."""

from datetime import date
from pathlib import Path

from xprsa.lab.people.attribute import Language
from xprsa.lab.people.world import World
from xprsa.lab.report.comparing import Difference, compared
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.difference_page import difference_page
from xprsa.lab.report.reading import read_findings
from xprsa.lab.report.refused import ReportWrong
from xprsa.lab.report.rendering import PageLink, page
from xprsa.lab.report.whole_folder import is_finished, refuse_other_folder, write_folder
from xprsa.lab.report.words import words
from xprsa.scoring.audit_manifest import FILE, Manifest

DIFFERENCE = "difference.json"
_PAGES: dict[Language, str] = {"fr": "difference.html", "en": "difference.en.html"}


def write_difference(before: Path, after: Path, directory: Path, *, replaces: bool = False) -> Path:
    """Compare two reports on one module, each a folder, and write what changed into a third.

    :param replaces: whether a finished comparison that is there may be replaced.
    :raises ReportWrong: when a report is not as it was signed, they are not of one module and one plan, or
        the folder holds something else.
    """
    refuse_other_folder(directory, known_by=DIFFERENCE, replaces=replaces)
    earlier, later = read_findings(before), read_findings(after)
    world = World.read()
    if later.plan.world != world.digest:
        raise ReportWrong("Ces rapports portent sur d’autres personnes que celles de ce laboratoire.")
    found = compared(earlier, later)
    made_on = Manifest.model_validate_json((after / FILE).read_bytes()).made_on
    files = {DIFFERENCE: found.model_dump_json(by_alias=True, indent=2).encode() + b"\n"}
    for language in _PAGES:
        context = ReportContext(later, world, words(language))
        files[_PAGES[language]] = _page(context, found, made_on)
    return write_folder(files, directory, known_by=DIFFERENCE, replaces=replaces)


def described(directory: Path) -> str | None:
    """Tell in French that a folder holds a finished comparison; None where it holds none."""
    return f"« {directory} » : une comparaison" if is_finished(directory, known_by=DIFFERENCE) else None


def _page(context: ReportContext, found: Difference, made_on: date) -> bytes:
    catalogue = context.words
    other: Language = "en" if catalogue.language == "fr" else "fr"
    title = catalogue.plain(
        "title.difference", name=found.after.name, before=found.before.version, after=found.after.version
    )
    return page(
        "difference.html",
        catalogue.language,
        title=title,
        made_on=made_on.isoformat(),
        lab_version=context.audit.plan.lab_version,
        links=(PageLink(_PAGES[other], catalogue.plain("page.other"), other),),
        page=difference_page(context, found, made_on),
    )
