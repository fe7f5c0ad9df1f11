"""Twelve weeks as one path, and the same numbers in words."""

from collections.abc import Callable

from xprsa.domain.caseload import Possible, WeekStatus
from xprsa.domain.week import Week
from xprsa.web.strip import draw

LAST = Week(2026, 47)


def status(back: int, declared: int | None, possible: Possible = Possible.ALL) -> dict[Week, WeekStatus]:
    week = LAST.plus(-back)
    return {week: WeekStatus(week, 1, declared, possible)}


def always(_: Week) -> bool:
    return True


def never(_: Week) -> bool:
    return False


def test_a_week_received_is_a_bar_as_high_as_its_hours() -> None:
    strip = draw(status(0, 8 * 60).get, last=LAST, asked=never)
    assert strip.path == "M121 29v-14h8v14z"
    assert strip.hollow == ""


def test_the_oldest_week_stands_on_the_left() -> None:
    assert draw(status(11, 8 * 60).get, last=LAST, asked=never).path.startswith("M0 29")


def test_no_bar_leaves_the_picture() -> None:
    assert draw(status(0, 168 * 60).get, last=LAST, asked=never).path == "M121 29v-27h8v27z"


def test_a_declaration_of_zero_is_seen_and_is_not_a_missing_week() -> None:
    strip = draw(status(0, 0).get, last=LAST, asked=always)
    assert strip.path == "M121 29v-2h8v2z"
    assert "M121 28h8" not in strip.hollow
    assert strip.text.endswith("0\u00a0h")


def test_a_week_that_was_not_possible_is_an_empty_box() -> None:
    strip = draw(status(0, 0, Possible.NONE).get, last=LAST, asked=never)
    assert (strip.path, strip.hollow) == ("", "M122 12h6v16h-6z")
    assert strip.text.endswith("pas possible")


def test_hours_done_in_a_week_that_was_not_possible_are_shown_too() -> None:
    strip = draw(status(0, 120, Possible.NONE).get, last=LAST, asked=never)
    assert strip.path
    assert strip.hollow
    assert strip.text.endswith("2\u00a0h (pas possible)")


def test_a_missing_week_is_a_dash_only_when_it_was_asked() -> None:
    assert draw({}.get, last=LAST, asked=always).hollow.count("h8") == 12
    assert draw({}.get, last=LAST, asked=never).hollow == ""


def test_a_week_taken_back_is_as_if_not_received() -> None:
    strip = draw(status(0, None).get, last=LAST, asked=always)
    assert strip.hollow.endswith("M121 28h8")
    assert strip.text.endswith("pas reçue")


def test_the_text_says_every_week_and_how_many_were_received() -> None:
    statuses = status(2, 690) | status(1, 240, Possible.PART)
    only: Callable[[Week], bool] = {LAST}.__contains__
    text = draw(statuses.get, last=LAST, asked=only).text
    assert text.startswith("2\u00a0semaines reçues sur 12\u00a0: non demandée")
    assert text.endswith("11\u00a0h\u00a030, 4\u00a0h (en partie possible), pas reçue")
    assert text.count(",") == 11


def test_a_strip_drawn_after_another_s_shows_nothing_of_it() -> None:
    draw(status(0, 8 * 60).get, last=LAST, asked=always)
    draw(status(0, 4 * 60).get, last=LAST, asked=always)
    strip = draw(status(0, 4 * 60, Possible.NONE).get, last=LAST, asked=never)
    assert (strip.path, strip.hollow) == ("M121 29v-7h8v7z", "M122 12h6v16h-6z")
    assert strip.text.endswith("4\u00a0h (pas possible)")
