"""Every text of a report reaches 7:1 on every ground it stands on, in both themes."""

import re
from itertools import product

import pytest

from tests.source import PACKAGE
from xprsa.information.theme import contrast

SHEET = (PACKAGE / "lab/report/pages/sheet.css").read_text(encoding="utf-8")
TEXTS = ("ink", "soft", "accent", "warm", "red", "amber", "green")
GROUNDS = ("paper", "card")
LIGHTS = ("red", "amber", "green")


def tokens(theme: str) -> dict[str, str]:
    blocks = re.findall(r":root\s*\{([^}]*--paper[^}]*)\}", SHEET)
    found = re.findall(r"--([\w-]+):\s*#([0-9a-f]{3}(?:[0-9a-f]{3})?)\b", blocks[theme == "dark"])
    return {
        name: "#" + (code if len(code) == 6 else "".join(digit * 2 for digit in code)) for name, code in found
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_reaches_7_to_1(theme: str) -> None:
    colours = tokens(theme)
    pairs = [*product(TEXTS, GROUNDS), ("warm", "warm-tint"), *((light, f"{light}-tint") for light in LIGHTS)]
    pairs += [("ink", f"{light}-tint") for light in LIGHTS]
    low = {pair: ratio for pair in pairs if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 7}
    assert not low, f"texts that are hard to read in the {theme} theme: {low}"


def test_no_rule_outside_the_tokens_and_the_print_writes_a_colour_of_its_own() -> None:
    rules = re.sub(r"/\*.*?\*/|:root\s*\{[^}]*\}", "", SHEET, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|hsl\(|rgb\(", rules)
