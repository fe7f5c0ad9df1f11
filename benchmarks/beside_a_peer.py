"""P: three works of every day, beside a Django peer on the same machine, by processor time."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

from sqlalchemy import make_url

from benchmarks.caseload import SIZE
from benchmarks.costs import Cost, Meter, middle
from benchmarks.django_peer import DjangoEntering, DjangoPeer, django_peer, edit_path
from benchmarks.drafts import of_a_week
from benchmarks.load import Load
from benchmarks.measuring import Result, figure
from benchmarks.place import Place
from benchmarks.serving import Server, product
from benchmarks.signing_in import entered, like
from benchmarks.visits import CASELOAD, FIVE, Entering, Page
from tests import postgresql

Works = dict[str, Callable[[], Cost]]

_ENTERED = 64  # weeks a run
_OPEN, _ENTER, _LIST = (
    "the week's page, 5 activities, opened",
    "a week of 5 activities entered",
    f"{SIZE} people listed",
)
_AIMS = {_OPEN: (16, 25), _ENTER: (5, 8), _LIST: (4, 8)}


def measure(place: Place, load: Load, *, repeats: int) -> Iterator[Result]:
    """Measure how many times less processor time the product's server takes than the peer's."""
    name = postgresql.name_for("peer")
    with (
        postgresql.new_database(make_url(place.url), name) as url,
        django_peer(url, place.folder, people=SIZE) as peer,
        product(place) as server,
    ):
        theirs = _of_the_peer(peer, Meter(load, peer.server, database=name), place)
        ours = _of_the_product(place, load, server)
        for work in _AIMS:
            theirs[work](), ours[work]()  # both are warm
            yield _result(work, [(theirs[work](), ours[work]()) for _ in range(repeats)])


def _of_the_product(place: Place, load: Load, server: Server) -> Works:
    person, adviser = entered(place, load)
    place.regroup(SIZE)
    meter = Meter(load, server, database=place.database)
    load.run(server.port, [Entering(place.path, person)])
    others, drafts = like(place, person, place.people(_ENTERED)), of_a_week(len(FIVE))
    page, caseload = meter.run_of(Page(place.path, person)), meter.run_of(Page(CASELOAD, adviser))

    def enter() -> Cost:
        place.forget_the_week()
        return meter.cost([Entering(place.path, cookie, drafts=drafts) for cookie in others])

    return {_OPEN: lambda: meter.cost(page), _ENTER: enter, _LIST: lambda: meter.cost(caseload)}


def _of_the_peer(peer: DjangoPeer, meter: Meter, place: Place) -> Works:
    last_monday = place.monday - timedelta(weeks=1)
    page = meter.run_of(Page(edit_path(last_monday), peer.people[0]))
    caseload = meter.run_of(Page("/", peer.adviser))
    weeks_ahead = count()

    def enter() -> Cost:
        monday = place.monday + timedelta(weeks=next(weeks_ahead))  # a week that nobody has entered yet
        return meter.cost([DjangoEntering(monday, cookie) for cookie in peer.people[:_ENTERED]])

    return {_OPEN: lambda: meter.cost(page), _ENTER: enter, _LIST: lambda: meter.cost(caseload)}


def _result(work: str, costs: list[tuple[Cost, Cost]]) -> Result:
    """Compare costs.

    :param costs: of the peer and of the product.
    """
    aim, stretch = _AIMS[work]
    theirs, ours = (middle(side) for side in zip(*costs, strict=True))
    return Result(
        name="P",
        what=f"Django peer, {work}",
        against="XP RSA",
        unit="ms of the server's processes",
        pairs=[(their.application, our.application) for their, our in costs],
        aim=aim,
        stretch=stretch,
        also=f"{theirs} against {ours}: {figure(theirs.whole / ours.whole)} with PostgreSQL",
    )
