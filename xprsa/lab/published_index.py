"""The page that leads to the published reports: what each audit found, in one line."""

from collections.abc import Mapping

from xprsa.lab.people.world import World
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import sought
from xprsa.lab.report.words import words
from xprsa.scoring.audit import AuditFindings, Concern, Light

_HEAD = """# Audits of seven scores that the press names

These are re-creations **for study only**, made from what is publicly said; weights are ours. They show what
scores built in such a way do to whom, at equal effort. They are not the scores in use. `xprsa lab publish`
makes all of it again; `docs/lab.md` says what is asked, and `notebook.ipynb` how to do it from Python.

| Specimen | Gaps | Missing answers | Rules | Chance | Red, of what was turned | Rules broken | Report |
|---|---|---|---|---|---|---|---|
"""


def index(found: Mapping[str, AuditFindings]) -> str:
    """Write the page.

    :param found: findings by the name of their folder.
    """
    world = World.read()
    return _HEAD + "".join(
        _line(folder, ReportContext(audit, world, words("en"))) for folder, audit in found.items()
    )


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
