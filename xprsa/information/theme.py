"""The organisation's colour, kept only where everybody can still read.

Contrast is that of WCAG 2.2; text owes 7:1 (AAA) on each ground where it stands.
"""

import re

OWED = 7.0
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

# Grounds of static/xprsa.css: paper and card of the light theme, then of the dark one.
LIGHT_GROUNDS = ("#faf8f3", "#ffffff")
DARK_GROUNDS = ("#14181c", "#1c2228")
_TINTED = 0.1  # share of the accent in a light tint
_TINTED_DARK = 0.15
_STEPS = 20

Rgb = tuple[float, ...]


def contrast(colour: str, other: str) -> float:
    """Give the contrast of two colours written `#rrggbb`, from 1 to 21."""
    dark, light = sorted((_luminance(_rgb(colour)), _luminance(_rgb(other))))
    return (light + 0.05) / (dark + 0.05)


def is_readable(colour: str) -> bool:
    """Tell whether a colour, written `#rrggbb`, can serve as the accent of the light theme."""
    if not _HEX.fullmatch(colour):
        return False
    grounds = (*LIGHT_GROUNDS, _mixed(colour, LIGHT_GROUNDS[1], _TINTED))
    return all(contrast(colour, ground) >= OWED for ground in grounds)


def theme_sheet(colour: str) -> str:
    """Write the stylesheet of a colour for both themes; "" when it does not reach the contrast owed."""
    if not is_readable(colour):
        return ""
    pale, pale_tint = _for_the_dark(colour)
    return (
        f"@media screen{{:root{{--accent:{colour};--tint:{_mixed(colour, LIGHT_GROUNDS[1], _TINTED)}}}}}"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root{{--accent:{pale};--on-accent:{DARK_GROUNDS[0]};--tint:{pale_tint}}}}}"
    )


def _for_the_dark(colour: str) -> tuple[str, str]:
    """Lighten a colour until it reads on dark grounds; give it and its tint (white always does)."""
    for step in range(_STEPS + 1):
        pale = _mixed("#ffffff", colour, step / _STEPS)
        tint = _mixed(pale, DARK_GROUNDS[1], _TINTED_DARK)
        if all(contrast(pale, ground) >= OWED for ground in (*DARK_GROUNDS, tint)):
            return pale, tint
    raise AssertionError("white on the dark grounds reaches the contrast owed")


def _mixed(colour: str, ground: str, share: float) -> str:
    """Mix two colours: all ground at 0, all colour at 1."""
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    return "#" + "".join(f"{round(255 * (over * share + under * (1 - share))):02x}" for over, under in pairs)


def _rgb(colour: str) -> Rgb:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _luminance(rgb: Rgb) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
