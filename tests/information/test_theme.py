"""An organisation's colour is used only where everybody can still read."""

import re

import pytest

from xprsa.information.theme import DARK_GROUNDS, LIGHT_GROUNDS, contrast, is_readable, theme_sheet


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("colour", ["#0b3d5c", "#084A46", "#63387b", "#5c1a1b", "#000000"])
def test_a_dark_colour_reads_in_both_themes(colour: str) -> None:
    accent, tint, pale, _, pale_tint = re.findall(r"#[0-9a-fA-F]{6}", theme_sheet(colour))
    assert accent == colour
    assert min(contrast(accent, ground) for ground in (*LIGHT_GROUNDS, tint)) >= 7
    assert min(contrast(pale, ground) for ground in (*DARK_GROUNDS, pale_tint)) >= 7


@pytest.mark.parametrize(
    "colour", ["#ff6600", "#777777", "#ffffff", "red", "#123", "#0b3d5c;}", "", "#0b3d5c\n"]
)
def test_a_colour_too_pale_or_badly_written_is_ignored(colour: str) -> None:
    assert not is_readable(colour)
    assert theme_sheet(colour) == ""
