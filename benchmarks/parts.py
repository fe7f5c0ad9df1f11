"""`python -m benchmarks.parts`: where the processor time of a request goes, without a server."""

import signal
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import click

from benchmarks.empty import application as empty_view
from benchmarks.inside import Inside, read
from benchmarks.load import load
from benchmarks.machine import described
from benchmarks.pages import seven_pages
from benchmarks.place import Place, place
from benchmarks.serving import ROOT
from benchmarks.signing_in import entered, like
from benchmarks.visits import CASELOAD, sent_week
from tests import postgresql

Request = Callable[[], object]
_EVERY = 0.001  # seconds of processor time between two looks
_TIMES = 200  # each request; a sending is somebody else's each time
_WARM = 20  # of them, not measured
_SHOWN = 0.02  # of the whole: parts below are put together
_PACKAGES = Path(sysconfig.get_path("purelib"))
_OUTSIDE = "outside"
_TEMPLATES = {"jinja2", "markupsafe"}


@click.command()
@click.option("--people", type=click.IntRange(2400, 2_000_000), default=2400, show_default=True)
def main(*, people: int) -> None:
    """Print milliseconds of each part of the code, for the pages and for a sending."""
    with ExitStack() as opened:
        server = opened.enter_context(postgresql.server())
        url = opened.enter_context(postgresql.new_database(server, postgresql.name_for("parts")))
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="xprsa-bench-")))
        made = opened.enter_context(place(url, folder / "place", people=people, checkout=ROOT))
        empty = empty_view().test_client()
        _print("empty Flask view", [lambda: empty.get("/")] * 20 * _TIMES)
        for name, requests in _requests(made):
            _print(name, requests)
        click.echo(described(server))


def _requests(made: Place) -> Iterator[tuple[str, Sequence[Request]]]:
    with load() as sender:
        person, adviser = entered(made, sender)
    inside = Inside(made)
    cookies = like(made, person, made.people(_TIMES))
    blank = [read(inside.page(made.path, cookie=cookie)) for cookie in cookies]
    yield (
        "a week sent",
        [
            partial(inside.send, made.path, sent_week(form), cookie=cookie)
            for form, cookie in zip(blank, cookies, strict=True)
        ],
    )
    caseload = read(inside.page(CASELOAD, cookie=adviser))
    for name, page in seven_pages(made.path, caseload, person=cookies[0], adviser=adviser).items():
        yield name, [partial(inside.page, page.path, cookie=page.cookie)] * _TIMES


def _print(name: str, requests: Sequence[Request]) -> None:
    """Make the requests; print what one takes, part by part."""
    for request in requests[:_WARM]:
        request()
    looks: Counter[str] = Counter()
    begun = time.process_time()
    with _looking(looks):
        for request in requests[_WARM:]:
            request()
    spent = (time.process_time() - begun) * 1000 / len(requests[_WARM:])
    each = spent / looks.total()
    del looks[_OUTSIDE]
    whole = looks.total()
    click.echo(f"{name}: {each * whole:.2f} ms")
    for part, seen in looks.most_common():
        if seen > _SHOWN * whole:
            click.echo(f"    {each * seen:6.2f}  {part}")


@contextmanager
def _looking(looks: "Counter[str]") -> Iterator[None]:
    """Note, again and again, in which part of the code the processor is."""
    signal.signal(signal.SIGPROF, lambda _, frame: looks.update([_part(frame)]))
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _part(frame: FrameType | None) -> str:
    """Name the innermost part that is ours or a package's; what serves the test itself is outside."""
    part = ""
    while frame is not None and frame.f_code.co_name != "wsgi_app":
        part = part or _named(Path(frame.f_code.co_filename))
        frame = frame.f_back
    return part or "Python" if frame else _OUTSIDE


def _named(path: Path) -> str:
    """Give the package, or the module of the product; "" for Python's own library, which works for others."""
    if path.is_relative_to(_PACKAGES):
        package = path.relative_to(_PACKAGES).parts[0].removesuffix(".py")
        return "templates" if package in _TEMPLATES else package
    if path.is_relative_to(ROOT):
        return "templates" if path.suffix == ".html" else str(path.relative_to(ROOT).with_suffix(""))
    return ""


if __name__ == "__main__":
    main()
