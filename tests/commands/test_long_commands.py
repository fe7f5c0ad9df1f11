"""Long commands wait for another process, not for ever, and tell how far they are to whoever looks."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from xprsa.export.claims import SILENT_AFTER
from xprsa.running import long_commands
from xprsa.running.long_commands import once_free, told_on_a_terminal

_TOLD = "Un autre est là. J’attends."


class _Busy(Exception):
    """Another process does it."""


class _Clock:
    """A clock on which sleeping takes no time; it is what the commands know of `time`."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    """Put a clock before the commands that stands still unless somebody waits."""
    clock = _Clock()
    monkeypatch.setattr(long_commands, "time", clock)
    return clock


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SimpleNamespace(stderr=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(long_commands, "sys", terminal)


def _busy_until(clock: _Clock, seconds: float) -> Callable[[], str]:
    def do() -> str:
        if clock.now < seconds:
            raise _Busy
        return "done"

    return do


def test_what_is_free_is_done_at_once(clock: _Clock) -> None:
    assert once_free(_busy_until(clock, 0), busy=_Busy, told=_TOLD) == "done"
    assert clock.now == 0


@pytest.mark.usefixtures("_terminal")
def test_whoever_waits_is_told_it_once(clock: _Clock, capsys: pytest.CaptureFixture[str]) -> None:
    assert once_free(_busy_until(clock, 7), busy=_Busy, told=_TOLD) == "done"
    assert capsys.readouterr().err == f"{_TOLD}\n"


def test_a_pipe_is_told_nothing(clock: _Clock, capsys: pytest.CaptureFixture[str]) -> None:
    once_free(_busy_until(clock, 7), busy=_Busy, told=_TOLD)
    told_on_a_terminal(lambda _first, _second: "so far")(1, 2)
    assert capsys.readouterr().err == ""


def test_nobody_waits_for_ever(clock: _Clock) -> None:
    with pytest.raises(_Busy):
        once_free(_busy_until(clock, 3600), busy=_Busy, told=_TOLD)
    assert long_commands.LONGEST_WAIT <= clock.now <= long_commands.LONGEST_WAIT + 2 * long_commands.PAUSE


def test_what_is_wrong_otherwise_is_not_tried_again(clock: _Clock) -> None:
    def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        once_free(fail, busy=_Busy, told=_TOLD)
    assert clock.now == 0


@pytest.mark.usefixtures("_terminal")
def test_a_terminal_sees_one_line_that_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    tell = told_on_a_terminal(lambda people, weeks: f"{people} et {weeks}")
    tell(1, 2)
    tell(3, 4)
    assert capsys.readouterr().err == "\r1 et 2\r3 et 4"


def test_the_wait_outlasts_what_a_process_that_died_left() -> None:
    assert SILENT_AFTER.total_seconds() < long_commands.LONGEST_WAIT
