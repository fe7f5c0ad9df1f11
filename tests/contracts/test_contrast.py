"""Every text reaches 7:1 on every ground where the stylesheet puts it, in both themes."""

import re
from itertools import product

import pytest

from tests.source import ROOT
from xprsa.information.theme import DARK_GROUNDS, LIGHT_GROUNDS, contrast

SHEET = (ROOT / "static/xprsa.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "card", "tint", "warm-tint")
TEXTS = ("ink", "soft", "accent", "warm")
FAMILIES = ("work", "search", "project", "access", "other")
TEXT_OWED, SHAPE_OWED = 7.0, 3.0


def tokens(theme: str) -> dict[str, str]:
    """Read the colours of a theme from the stylesheet, written in full."""
    light, dark = re.findall(r":root\s*\{([^}]*--paper[^}]*)\}", SHEET)[:2]
    found = re.findall(r"--([\w-]+):\s*#([0-9a-f]{3}(?:[0-9a-f]{3})?)\b", light if theme == "light" else dark)
    return {
        name: "#" + (code if len(code) == 6 else "".join(digit * 2 for digit in code)) for name, code in found
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_reaches_7_to_1_on_every_ground(theme: str) -> None:
    colours = tokens(theme)
    low = {
        f"{text} on {ground}": round(ratio, 2)
        for text, ground in product(TEXTS, GROUNDS)
        if (ratio := contrast(colours[text], colours[ground])) < TEXT_OWED
    }
    assert not low, f"texts that are hard to read in the {theme} theme: {low}"
    assert contrast(colours["on-accent"], colours["accent"]) >= TEXT_OWED


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_and_colours_of_families_stand_out_from_their_grounds(theme: str) -> None:
    colours = tokens(theme)
    low = {
        f"{shape} on {ground}": round(ratio, 2)
        for shape, ground in product(("edge", *FAMILIES), ("paper", "card"))
        if (ratio := contrast(colours[shape], colours[ground])) < SHAPE_OWED
    }
    assert not low, f"shapes that are hard to see in the {theme} theme: {low}"


def test_an_organisation_s_colour_is_tried_on_the_grounds_of_the_stylesheet() -> None:
    assert (tokens("light")["paper"], tokens("light")["card"]) == LIGHT_GROUNDS
    assert (tokens("dark")["paper"], tokens("dark")["card"]) == DARK_GROUNDS


def test_no_rule_writes_a_colour_of_its_own() -> None:
    rules = re.sub(r"/\*.*?\*/|:root\s*\{[^}]*\}", "", SHEET, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|hsl\(|(?<!-)\b(?:red|blue|green|gray|grey)\b", rules)
