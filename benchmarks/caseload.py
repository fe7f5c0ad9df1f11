"""B4: the caseload of 200 people: its page beside that of a declaration, and its statements in PostgreSQL."""

from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

import psycopg
from psycopg.rows import scalar_row

from benchmarks.costs import Meter
from benchmarks.inside import Inside, Statement, caught
from benchmarks.load import Load
from benchmarks.measuring import Result, in_turn
from benchmarks.place import Place
from benchmarks.serving import product
from benchmarks.signing_in import entered, like
from benchmarks.visits import CASELOAD, Entering, Page

SIZE = 200  # people
_ASKED = 100  # advisers whose statements are timed
_SLOWEST = 2.0  # milliseconds
_TIMED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")  # the others begin and end transactions


def measure(place: Place, load: Load, *, repeats: int) -> Iterator[Result]:
    """Measure the page by processor time of the server's processes, then its statements in PostgreSQL."""
    person, adviser = entered(place, load)
    place.regroup(SIZE)
    with product(place) as server:
        load.run(server.port, [Entering(place.path, person)])
        meter = Meter(load, server, database=place.database)
        caseload, declaration = meter.run_of(Page(CASELOAD, adviser)), meter.run_of(Page(place.path, person))
        pairs = in_turn(
            lambda: meter.cost(caseload).application,
            lambda: meter.cost(declaration).application,
            repeats=repeats,
        )
    yield Result(
        name="B4",
        what=f"caseload of {SIZE} people",
        against="declaration page, 5 activities",
        unit="ms of the server's processes",
        pairs=pairs,
        aim=6,
        stretch=4,
    )
    yield _in_postgresql(place, like(place, adviser, place.advisers()[:_ASKED]))


def _in_postgresql(place: Place, cookies: list[str]) -> Result:
    inside = Inside(place)
    with psycopg.connect(place.url.replace("+psycopg", ""), row_factory=scalar_row) as server:
        told = [_milliseconds(server, _statements_of(inside, cookie)) for cookie in cookies]
    planned, run = zip(*told, strict=True)
    p95 = quantiles(run, n=20)[-1]
    return Result(
        name="B4",
        what=f"statements of a caseload of {SIZE}, together, p95 of {len(told)} advisers: {p95:.2f} ms",
        against=f"{_SLOWEST:.0f} ms",
        unit="ms in PostgreSQL",
        pairs=[(p95, _SLOWEST)],
        aim=1.0,
        stretch=0.5,
        also=f"p50 {median(run):.2f} ms; planning {median(planned):.2f} ms",
    )


def _statements_of(inside: Inside, cookie: str) -> list[Statement]:
    with caught() as statements:
        inside.page(CASELOAD, cookie=cookie)
    return statements


def _milliseconds(server: psycopg.Connection[Any], statements: list[Statement]) -> tuple[float, float]:
    """Run a page's statements again, keep nothing; give how long PostgreSQL planned and ran."""
    planned = run = 0.0
    for statement in statements:
        if statement.text.startswith(_TIMED):
            explained = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement.text}"
            (told,) = next(server.execute(explained, statement.values))
            planned += told["Planning Time"]
            run += told["Execution Time"]
    server.rollback()
    return planned, run
