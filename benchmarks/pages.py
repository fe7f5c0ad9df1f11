"""B1: seven pages, against an empty view on the same server, by processor time."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from benchmarks.asking import found_in
from benchmarks.costs import Cost, Meter, middle
from benchmarks.load import Load, Visit
from benchmarks.measuring import Result
from benchmarks.place import Place
from benchmarks.serving import Server, empty_view, product
from benchmarks.signing_in import entered
from benchmarks.visits import CASELOAD, Entering, Page, Reading

DECLARATION = "declaration page, 5 activities"
_AIMS = {DECLARATION: (0.08, 0.12)}
_ROWS = 5 + 1  # the activities, and the empty row that the script copies


def measure(place: Place, load: Load, *, database: str, repeats: int) -> Iterator[Result]:
    """Measure answers a second of processor time of the server's processes, one worker each."""
    person, adviser = entered(place, load)
    with product(place) as ours, empty_view(place.folder) as floor:
        _declared(place, load, ours, person=person)
        (caseload,) = load.run(ours.port, [Reading(CASELOAD, adviser)]).results
        pages = seven_pages(place.path, caseload, person=person, adviser=adviser)
        of_pages = _runs(Meter(load, ours, database=place.database), pages)
        of_nothing = _runs(Meter(load, floor), {"empty": Page("/")})["empty"]
        empty: list[Cost] = []
        costs: dict[str, list[Cost]] = {name: [] for name in pages}
        for _ in range(repeats):
            empty.append(of_nothing())
            for name, cost in of_pages.items():
                costs[name].append(cost())
        noise = [(of_nothing(), of_nothing()) for _ in range(repeats)]
    for page, seen in costs.items():
        yield _result(f"B1 {database}", page, list(zip(empty, seen, strict=True)), costs[DECLARATION])
    yield _result(f"B1 {database}, noise", "empty Flask view", noise, costs[DECLARATION])


def seven_pages(path: str, caseload: str, *, person: str, adviser: str) -> dict[str, Page]:
    """Give the pages by their name.

    :param path: of a week that the person declared.
    :param caseload: the adviser's page, where a week to read is found.
    """
    return {
        "sign-in page": Page("/connexion"),
        "home": Page("/ma-semaine", person),
        DECLARATION: Page(path, person),
        "receipt": Page(f"{path}/recu", person),
        "the person's weeks": Page("/mes-semaines", person),
        "caseload of some 60 people": Page(CASELOAD, adviser),
        "week review": Page(found_in(caseload, r'href="(/portefeuille/[0-9a-f-]{36}/[^"#]+)"'), adviser),
    }


def _declared(place: Place, load: Load, server: Server, *, person: str) -> None:
    """Let somebody declare five activities; stop when their page does not show them."""
    load.run(server.port, [Entering(place.path, person)])
    (page,) = load.run(server.port, [Reading(place.path, person)]).results
    rows = page.count('name="row"')
    if rows != _ROWS:
        raise RuntimeError(f"the page of the week has {rows} rows, not {_ROWS}")


def _runs(meter: Meter, visits: Mapping[str, Visit]) -> dict[str, Callable[[], Cost]]:
    return {name: partial(meter.cost, meter.run_of(visit)) for name, visit in visits.items()}


def _result(name: str, page: str, costs: list[tuple[Cost, Cost]], declaration: list[Cost]) -> Result:
    """Turn costs into rates, which is what the aims speak of.

    :param costs: of the empty view and of the page.
    """
    aim, stretch = _AIMS.get(page, (None, None))
    cost = middle([page_cost for _, page_cost in costs])
    declarations = cost.application / middle(declaration).application
    return Result(
        name=name,
        what=page,
        against="empty Flask view, same server",
        unit="answers a CPU-second",
        pairs=[(1000 / measured.application, 1000 / empty.application) for empty, measured in costs],
        aim=aim,
        stretch=stretch,
        also=f"{cost}, {declarations:.1f} declaration pages",
    )
