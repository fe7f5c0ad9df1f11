"""No command writes « 1 documents »: a number that may be one is written with its noun by `count`."""

import re

from tests.source import ROOT

# A number in the middle of a sentence, then a plural; `count` alone puts a no-break space between them.
_PLURAL = re.compile(r"\{[^{}]+\} ((?:[a-zéèêû]+s|sceaux|clés)\b)")
# Beside what never is one: words and bounds that the code holds, ages that are told from two days on.
ALWAYS_SEVERAL = {
    "xprsa/api/commands.py": {"signes"},
    "xprsa/commands/checking.py": {"heures", "jours", "envoyés"},
    "xprsa/commands/journal.py": {"ailleurs"},
    "xprsa/lab/commands.py": {"octets"},
    "xprsa/people_import/commands.py": {"autres"},
    "xprsa/people_import/undo_commands.py": {"autres"},
}


def test_no_command_writes_a_plural_after_a_number_that_may_be_one() -> None:
    found = [
        (name, word)
        for path in (*ROOT.glob("xprsa/commands/*.py"), *ROOT.glob("xprsa/*/*commands.py"))
        for name in (str(path.relative_to(ROOT)),)
        for word in _PLURAL.findall(path.read_text(encoding="utf-8"))
        if word not in ALWAYS_SEVERAL.get(name, set())
    ]
    assert not found, f"written by `count` they agree: {found}"
