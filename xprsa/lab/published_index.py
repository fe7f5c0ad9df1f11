"""The page that leads to the published reports: what each audit found, in one line."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from xprsa.lab.people.world import World
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import sought
from xprsa.lab.report.reading import read_findings
from xprsa.lab.report.words import words
from xprsa.scoring.audit import AuditFindings, Concern, Light
from xprsa.scoring.audit_manifest import FINDINGS

_HEAD = """# Published audits

`docs/lab.md` says what is asked, and `notebook.ipynb` how to do it from Python.
"""
_FOR_STUDY = """
## Seven scores that the press names

These are re-creations **for study only**, made from what is publicly said; weights are ours. They show what
scores built in such a way do to whom, at equal effort. They are not the scores in use. `xprsa lab publish`
makes all of it again.

"""
_SHIPPED = """
## What ships

It comes with XP RSA to help people; nothing asks it until two managers activate it (`docs/modules.md`). Its
people were drawn from a secret that nobody knew before: `--secret` and `--asked-on`, both told in its annex,
give the same ones again.

"""
_COLUMNS = "Gaps | Missing answers | Rules | Chance | Red, of what was turned | Rules broken | Report"
_TABLE = f"| {{of}} | {_COLUMNS} |\n|{8 * '---|'}\n"


def write_index(directory: Path) -> None:
    """Write the page of a folder that holds reports, each in a folder of its own, as its `README.md`.

    :raises ReportWrong: when one of them is not as it was signed.
    """
    reports = sorted(path.parent for path in directory.glob(f"*/{FINDINGS}"))
    found = {report.name: read_findings(report) for report in reports}
    (directory / "README.md").write_text(index(found), encoding="utf-8")


def index(found: Mapping[str, AuditFindings]) -> str:
    """Write the page: what was made for study, then what ships.

    :param found: findings by the name of their folder.
    """
    return _HEAD + "".join(_parts(found))


def _parts(found: Mapping[str, AuditFindings]) -> Iterator[str]:
    world = World.read()
    for of, head, is_for_study in (("Specimen", _FOR_STUDY, True), ("Module", _SHIPPED, False)):
        lines = [
            _line(folder, ReportContext(audit, world, words("en")))
            for folder, audit in found.items()
            if audit.module.for_study is is_for_study
        ]
        if lines:
            yield "".join((head, _TABLE.format(of=of), *lines))


def _line(folder: str, context: ReportContext) -> str:
    audit, counts = context.audit, sought(context.audit)
    red = [context.label(one.name) for one in context.found if one.worst is Light.RED]
    turned = f"{counts.circumstances} circumstances, {counts.codes} codes"
    words = context.words
    broken = [words.plain(f"rule.{one.rule}.broken") for one in audit.rules if one.light is Light.RED]
    links = f"[fr]({folder}/index.html), [en]({folder}/index.en.html), [figures]({folder}/findings.json)"
    cells = [f"`{audit.module.name}`", *(audit.lights[concern].value for concern in Concern)]
    cells += [f"{', '.join(red) or 'none'} (of {turned})", "; ".join(broken) or "none", links]
    return f"| {' | '.join(cells)} |\n"
