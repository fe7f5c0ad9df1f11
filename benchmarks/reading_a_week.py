"""B1: the page of a week with five activities, for somebody signed in, against an empty view."""

from collections.abc import Callable
from urllib.request import Request, urlopen
from uuid import uuid4

from benchmarks.load import Load, get
from benchmarks.measuring import Result, in_turn
from benchmarks.place import FIVE, Phone, Place
from benchmarks.serving import Server, empty_view, product
from xprsa.declare.service import submit_week

AIM, STRETCH = 0.30, 0.50
_CONNECTIONS = 4
_PAGES, _EMPTY_ANSWERS = 1600, 20_000  # a run: some seconds of each
_ROWS = 5 + 1  # the activities, and the empty row that the script copies


def measure(place: Place, load: Load, *, database: str, repeats: int) -> list[Result]:
    """Measure answers a second of processor time of the server's processes, one worker each."""
    phone = declared_week(place)
    with product(place) as ours, empty_view(place.folder) as floor:
        _check(ours, place, phone)
        page = _rate(load, ours, get(path_of(place), cookie=phone.cookie), _PAGES)
        empty = _rate(load, floor, get("/"), _EMPTY_ANSWERS)
        page()  # statements are compiled, templates loaded
        empty()
        pairs = in_turn(page, empty, repeats=repeats)
        noise = in_turn(empty, empty, repeats=repeats)
    unit = "answers a CPU-second"
    return [
        Result(
            pairs=pairs,
            name=f"B1 {database}",
            what="page of a week with 5 activities, signed in, 1 worker",
            against="empty Flask view, same server",
            unit=unit,
            aim=AIM,
            period=STRETCH,
        ),
        Result(
            pairs=noise, name=f"B1 {database}, noise", what="empty Flask view", against="itself", unit=unit
        ),
    ]


def declared_week(place: Place) -> Phone:
    """Let somebody declare five activities; give their phone."""
    place.forget_the_week()
    phone = place.sign_in(place.people(1))[0]
    submit_week(place.service, actor=phone.actor, week=place.week, content=FIVE, based_on=0, key=uuid4())
    return phone


def path_of(place: Place) -> str:
    """Give the address of the page of the week measured."""
    return f"/declarer/{place.week}"


def _rate(load: Load, server: Server, request: bytes, count: int) -> Callable[[], float]:
    queues = [[request] * (count // _CONNECTIONS)] * _CONNECTIONS

    def run() -> float:
        before = server.cpu_seconds
        answered = load.run(server.port, queues).all_are(200)
        return answered / (server.cpu_seconds - before)

    return run


def _check(server: Server, place: Place, phone: Phone) -> None:
    """Stop when the page is not the one that is meant: a fast page of errors measures nothing."""
    asked = Request(f"http://127.0.0.1:{server.port}{path_of(place)}", headers={"Cookie": phone.cookie})
    with urlopen(asked, timeout=30) as answer:
        rows = answer.read().decode().count('name="row"')
    if rows != _ROWS:
        raise RuntimeError(f"the page of the week has {rows} rows, not {_ROWS}")
