"""PostgreSQL goes away while people declare: they are told so, lose nothing, and it mends by itself (F-3)."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy import make_url

from tests.builders import People
from tests.faults.cluster import Cluster
from tests.faults.crowd import Town, ask, crowd, hidden, keeps
from tests.faults.ledger import compare
from tests.faults.proxy import failing_network
from tests.faults.server import RunningServer, eventually
from tests.faults.test_killed_server import CLEAN, CLIENTS

pytestmark = pytest.mark.parametrize("lasting_url", ["postgresql"], indirect=True)
NOTE = "Atelier d’anglais « B1 » <b>&amp;"


@pytest.mark.slow
def test_connections_that_are_ended_again_and_again_lose_double_and_change_nothing(
    running_server: RunningServer, residents: People, cluster: Cluster, lasting_url: str
) -> None:
    running_server.start()
    name, chance, ended = str(make_url(lasting_url).database), random.Random(1), 0
    with crowd(running_server.port, Town.of(residents, CLIENTS), clients=CLIENTS) as ledger:
        for _ in range(8):
            known = ledger.count
            eventually(lambda known=known: ledger.count > known, what="a week acknowledged")
            time.sleep(chance.uniform(0, 0.2))
            ended += cluster.terminate_backends(name)
    found = compare(ledger, residents.service)
    assert ended > 8
    assert found.counts == CLEAN, found
    assert not ledger.wrong
    assert ledger.unfinished == 0
    assert ledger.away > 0


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(Cluster.stop_at_once, id="stopped at once"),
        pytest.param(Cluster.kill, id="killed", marks=pytest.mark.slow),
    ],
)
def test_a_server_that_goes_and_comes_back_loses_doubles_and_changes_nothing(
    running_server: RunningServer, residents: People, cluster: Cluster, end: Callable[[Cluster], None]
) -> None:
    running_server.start()
    town = Town.of(residents, CLIENTS)
    reader = town.sign_in(town.inhabitants[0])
    week = residents.service.this_week(residents.territory())
    residents.service.database.dispose()
    page = ask(running_server.port, f"/declarer/{week}", cookie=reader).page
    with crowd(running_server.port, town, clients=CLIENTS) as ledger:
        eventually(lambda: ledger.count > 20, what="twenty weeks acknowledged")
        end(cluster)
        try:
            eventually(lambda: running_server.health() == 503, what="a health page that says 503")
            _is_told(running_server, f"/declarer/{week}", reader, page)
        finally:
            cluster.start()
        eventually(lambda: running_server.health() == 200, what="the service mended by itself")
        known = ledger.count
        eventually(lambda: ledger.count > known + 20, what="twenty more weeks acknowledged")
    found = compare(ledger, residents.service)
    assert found.counts == CLEAN, found
    assert not ledger.wrong
    assert ledger.unfinished == 0
    assert ledger.away > 0


def _is_told(running_server: RunningServer, path: str, cookie: str, page: str) -> None:
    """Read and send while the database is away: both are told so, and the text stays in the page."""
    read = ask(running_server.port, path, cookie=cookie)
    typed = {name: hidden(page, name) for name in ("csrf", "key", "base")} | {
        "row": "new1",
        "kind-new1": "training",
        "time-new1": "2h",
        "note-new1": NOTE,
        "send": "1",
    }
    sent = ask(running_server.port, path, cookie=cookie, form=typed)
    for answer in (read, sent):
        assert answer.status == 503
        assert answer.headers["retry-after"].isdigit()
        assert "Le service est interrompu" in answer.page
    assert all(keeps(sent.page, name, value) for name, value in typed.items()), sent.page


def test_a_worker_that_is_killed_is_replaced_and_loses_doubles_and_changes_nothing(
    make_server: Callable[..., RunningServer], residents: People
) -> None:
    running_server = make_server(workers=2)
    running_server.start()
    with (
        failing_network(running_server.port, cut_share=0.05) as port,
        crowd(port, Town.of(residents, CLIENTS), clients=CLIENTS) as ledger,
    ):
        eventually(lambda: ledger.count > 10, what="ten weeks acknowledged")
        first = set(running_server.worker_ids())
        os.kill(min(first), signal.SIGKILL)
        eventually(
            lambda: len(running_server.worker_ids()) == 2 and set(running_server.worker_ids()) != first,
            what="a worker in the place of the dead one",
        )
        known = ledger.count
        eventually(lambda: ledger.count > known + 10, what="ten more weeks acknowledged")
    found = compare(ledger, residents.service)
    assert found.counts == CLEAN, found
    assert not ledger.wrong
    assert ledger.unfinished == 0


def test_a_form_too_large_to_be_kept_meets_a_sentence_too_while_the_database_is_away(
    running_server: RunningServer, residents: People, cluster: Cluster
) -> None:
    running_server.start()
    town = Town.of(residents, 1)
    cookie = town.sign_in(town.inhabitants[0])
    cluster.stop_at_once()
    try:
        eventually(lambda: running_server.health() == 503, what="a health page that says 503")
        answer = ask(running_server.port, "/declarer/2026-W40", cookie=cookie, form={"note": "x" * 70_000})
    finally:
        cluster.start()
    assert answer.status == 503
    assert "retry-after" in answer.headers
