"""The page that leads to the published reports: what each audit found, in one line."""

from collections.abc import Mapping

from xprsa.scoring.audit import AuditFindings, Effect, Kind, Light

_HEAD = """# Audits of seven scores that the press names

These are re-creations **for study only**, made from what is publicly said; weights are ours. They show what
scores built in such a way do to whom, at equal effort. They are not the scores in use. `xprsa lab publish`
makes all of it again; `docs/lab.md` says what is asked, and `notebook.ipynb` how to do it from Python.

| Specimen | Light | What moves the answer at equal effort (points against the person) | Broken | Report |
|---|---|---|---|---|
"""
_MOST_EFFECTS = 4


def index(found: Mapping[str, AuditFindings]) -> str:
    """Write the page.

    :param found: findings by the name of their folder.
    """
    return _HEAD + "".join(_line(folder, audit) for folder, audit in found.items())


def _line(folder: str, audit: AuditFindings) -> str:
    red = [
        effect
        for effect in audit.effects
        if effect.light is Light.RED and effect.kind in (Kind.CIRCUMSTANCES, Kind.DIRECT)
    ]
    red.sort(key=lambda effect: -abs(effect.shift.mean.value))
    effects = ", ".join(_effect_text(effect) for effect in red[:_MOST_EFFECTS]) or "nothing that matters"
    more = f", {len(red) - _MOST_EFFECTS} more" if len(red) > _MOST_EFFECTS else ""
    broken = ", ".join(finding.rule.value for finding in audit.rules if finding.light is Light.RED) or "none"
    links = f"[fr]({folder}/index.html), [en]({folder}/index.en.html), [figures]({folder}/findings.json)"
    return f"| `{audit.module.name}` | {audit.light.value} | {effects}{more} | {broken} | {links} |\n"


def _effect_text(effect: Effect) -> str:
    directly = " (mark alone)" if effect.kind is Kind.DIRECT else ""
    return f"{effect.name.replace('_', ' ')}{directly} {effect.shift.mean.value:+.1f}"
