"""A program that reads slowly holds no connection to the database, and no thread of the server."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from socket import AF_INET, SO_RCVBUF, SOCK_STREAM, SOL_SOCKET, socket
from time import monotonic, sleep

import pytest
from flask.testing import FlaskClient
from sqlalchemy import QueuePool, update

from tests.api.conftest import Border, address_of
from tests.builders import Clock
from tests.faults.server import RunningServer
from xprsa.running.kept_runs import MANIFEST, kept_at, sha256_of
from xprsa.storage.export_runs import Run
from xprsa.storage.tables_export import ExportRunRow

READERS = 24  # three times the threads of the server
SOON = 2.0  # seconds
LARGE = 8 * 1024 * 1024  # bytes: more than lines and buffers take in


def test_the_database_is_let_go_before_the_first_document_leaves(
    border: Border, weeks_of: Callable[[int], None]
) -> None:
    weeks_of(2)
    run, program = border.run(), border.program()
    answer = FlaskClient(border.app).get(
        f"/api/v1/exports/support/{address_of(run)}/documents",
        headers={"Authorization": f"Bearer {program.token}"},
    )
    assert answer.is_streamed
    database = border.service.database
    for engine in (database.engine, database.reading_engine):
        assert isinstance(engine.pool, QueuePool)
        assert engine.pool.checkedout() == 0
    assert len(answer.data.splitlines()) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_slow_readers_delay_nobody_and_get_all(
    border: Border,
    clock: Clock,
    weeks_of: Callable[[int], None],
    database_url: str,
    keyring_file: Path,
    tmp_path: Path,
) -> None:
    weeks_of(1)
    run = border.run()
    size = grown(border, run)
    clock.instant = datetime.now(UTC)  # that of the server
    head = asked_by(border, run)
    server = RunningServer(database_url, keyring_file, tmp_path / "server")
    server.start()
    try:
        with ExitStack() as lines:
            readers = [lines.enter_context(slow_line(server.port, head)) for _ in range(READERS)]
            sleep(0.5)  # each is answered as far as its line takes it
            begun = monotonic()
            assert server.health() == 200
            assert monotonic() - begun < SOON
            assert all(reader.recv(15) == b"HTTP/1.1 200 OK" for reader in readers)
            assert received(readers[0]) == size
    finally:
        server.kill()


def grown(border: Border, run: Run) -> int:
    """Let a run hold many documents, as if it had left so; give the bytes of their file."""
    kept = kept_at(border.service, run)
    documents = kept / "documents.jsonl"
    line = documents.read_bytes()
    documents.write_bytes(line * (LARGE // len(line)))
    said = json.loads((kept / MANIFEST).read_bytes())
    for file in said["files"]:
        if file["name"] == documents.name:
            file |= {"bytes": documents.stat().st_size, "sha256": sha256_of(documents)}
    (kept / MANIFEST).write_text(json.dumps(said))
    with border.service.database.writing() as store:
        store.connection.execute(update(ExportRunRow).values(manifest=sha256_of(kept / MANIFEST)))
    return documents.stat().st_size


def asked_by(border: Border, run: Run) -> bytes:
    """Write the head of a request for the documents of a run."""
    path = f"/api/v1/exports/support/{address_of(run)}/documents"
    token = border.program().token
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def slow_line(port: int, head: bytes) -> socket:
    """Ask on a line that takes little at a time."""
    line = socket(AF_INET, SOCK_STREAM)
    line.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096)
    line.settimeout(20)
    line.connect(("127.0.0.1", port))
    line.sendall(head)
    return line


def received(line: socket) -> int:
    """Read an answer to its end, but for its first words; give the bytes of its body."""
    head, _, begun = _until_body(line)
    (length,) = (
        int(row.split(b":")[1]) for row in head.splitlines() if row.lower().startswith(b"content-length")
    )
    had = len(begun)
    while had < length and (more := line.recv(1 << 16)):
        had += len(more)
    return had


def _until_body(line: socket) -> tuple[bytes, bytes, bytes]:
    taken = b""
    while b"\r\n\r\n" not in taken:
        taken += line.recv(1 << 12)
    return taken.partition(b"\r\n\r\n")
