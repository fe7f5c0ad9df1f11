"""The commands that make a report again and check it."""

import shlex

from xprsa.scoring.audit import AuditFindings

_NEEDS_CARD = ("command:", "http://", "https://", "files:")
VERIFY = "xprsa lab verify DIR"


def command(audit: AuditFindings) -> str:
    """Give the one command that asks the same questions of the same module and writes the same pages."""
    plan, source = audit.plan, audit.module.source
    words = ["xprsa", "lab", "run", source, "--profiles", str(plan.profiles)]
    words += ["--seed", plan.seed, "--secret", plan.secret, "--asked-on", plan.asked_on.isoformat()]
    if source.startswith(_NEEDS_CARD):
        words += ["--card", "card.json"]
    return shlex.join([*words, "--report", "DIR"])
