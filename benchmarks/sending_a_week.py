"""B2 and B3: a week sent, by whole requests and by the write layer alone, against pgbench."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.floor import CLIENTS, Floor
from benchmarks.load import Load, post
from benchmarks.measuring import Result, in_turn
from benchmarks.place import FIVE, Phone, Place, shares
from benchmarks.reading_a_week import path_of
from benchmarks.sent import sent_weeks
from benchmarks.serving import Server, product
from xprsa.declare.typed import proposed
from xprsa.storage.sending import SentWeek
from xprsa.web.forms import TOKEN_FIELD, token

_FORMS, _WRITES = 2400, 9600  # a run: some seconds of each
_UNIT = "weeks a second"
_AGAINST = "pgbench, same statement"


def measure_requests(place: Place, load: Load, *, repeats: int) -> list[Result]:
    """Measure B2: each form is the first version of somebody's week, by 16 connections on one worker."""
    people = place.people()
    floor = Floor(place, people)
    forms = shares([form_of(place, phone) for phone in place.sign_in(people[:_FORMS])], CLIENTS)
    with product(place) as server:

        def sent() -> float:
            place.forget_the_week()
            return _sent(place, load, server, forms)

        sent()  # statements are prepared, connections opened
        pairs = in_turn(sent, floor.rate, repeats=repeats)
    what = f"a week of 5 activities sent, everything on, {CLIENTS} connections, 1 worker"
    return [Result(name="B2", what=what, against=_AGAINST, unit=_UNIT, pairs=pairs, aim=0.12, period=0.25)]


def measure_writes(place: Place, *, repeats: int) -> list[Result]:
    """Measure B3: the same rows by `Declarations.send`, 16 threads, a transaction each."""
    people = place.people()
    floor = Floor(place, people)
    weeks = shares(sent_weeks(place, people[:_WRITES]), CLIENTS)

    def written() -> float:
        place.forget_the_week()
        return _written(place, weeks)

    written()
    pairs = in_turn(written, floor.rate, repeats=repeats)
    noise = in_turn(floor.rate, floor.rate, repeats=repeats)
    what = f"write layer alone, {CLIENTS} threads"
    return [
        Result(name="B3", what=what, against=_AGAINST, unit=_UNIT, pairs=pairs, aim=0.85, period=0.95),
        Result(name="B3, noise", what="pgbench, same statement", against="itself", unit=_UNIT, pairs=noise),
    ]


def form_of(place: Place, phone: Phone) -> bytes:
    """Write the form of the week as somebody's browser sends it, last week's lines copied."""
    typed = proposed(FIVE, place.territory.rules_of(place.week).catalogue, base=0, copied=True)
    fields = {
        TOKEN_FIELD: [token(place.service.keyring, phone.sign_in)],
        "key": [str(uuid4())],
        "send": ["1"],
        **typed.as_fields(),
    }
    return post(path_of(place), urlencode(fields, doseq=True), cookie=phone.cookie)


def _sent(place: Place, load: Load, server: Server, forms: list[Sequence[bytes]]) -> float:
    answers = load.run(server.port, forms)
    received, kept = answers.all_are(303), place.versions_of_the_week()
    if kept != received:
        raise RuntimeError(f"{received} forms were received, {kept} weeks are kept")
    return received / answers.seconds


def _written(place: Place, weeks: list[Sequence[SentWeek]]) -> float:
    def write(share: Sequence[SentWeek]) -> None:
        for week in share:
            with place.service.database.writing() as store:
                store.declarations.send(week)

    with ThreadPoolExecutor(CLIENTS) as threads:
        begun = time.perf_counter()
        for _ in threads.map(write, weeks):  # an error of any thread comes out here
            pass
        spent = time.perf_counter() - begun
    return place.versions_of_the_week() / spent
