"""What a machine reads: the runs of its purpose and its recipient, from where they are kept."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from xprsa.api.answers import FileFacts, RunFacts, RunList, WeekSpan
from xprsa.running.kept_runs import MANIFEST, SIGNATURE, is_kept, kept_at, sha256_of
from xprsa.running.machines import MachineRefused, Problem
from xprsa.running.service import Service
from xprsa.storage.export_runs import Format, Run
from xprsa.storage.store import Store
from xprsa.storage.tokens import MachineToken

RUNS_AT_ONCE = 20
_DOCUMENTS = "documents."  # how the file of documents is called, whatever its format
_BLOCK = 1 << 16  # bytes read at a time


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a run that left.

    :ivar start: bytes that are left out at its beginning.
    :ivar size: bytes, those included.
    :ivar tag: names these bytes and no others.
    """

    path: Path
    size: int
    tag: str
    start: int = 0

    def blocks(self) -> Iterator[bytes]:
        """Yield its bytes; it is opened once the first are asked for."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            while block := file.read(_BLOCK):
                yield block


def list_runs(service: Service, token: MachineToken, *, after: UUID | None) -> RunList:
    """Give the runs that a token reads, the one that left last first.

    :param after: the run after which to go on.
    :raises MachineRefused: CURSOR, when the token reads no such run.
    """
    with service.database.reading() as store:
        last = None if after is None else store.left_runs.find(after, purpose=token.purpose)
        if after is not None and (last is None or not _is_for(token, last)):
            raise MachineRefused(Problem.CURSOR)
        found = [*islice(_left(store, token, last), RUNS_AT_ONCE + 1)]
    shown = found[:RUNS_AT_ONCE]
    return RunList(
        runs=[_facts(service, run) for run in shown],
        next=shown[-1].public_id if len(found) > RUNS_AT_ONCE else None,
    )


def _left(store: Store, token: MachineToken, last: Run | None) -> Iterator[Run]:
    """Yield the runs that a token reads, after one of them."""
    while found := store.left_runs.of_purpose(token.purpose, after=last, most=RUNS_AT_ONCE + 1):
        yield from (run for run in found if _is_for(token, run))
        last = found[-1]


def run_facts(service: Service, token: MachineToken, public_id: UUID) -> RunFacts:
    """Give what a run is.

    :raises MachineRefused: NOT_FOUND, when the token does not read it.
    """
    return _facts(service, find_run(service, token, public_id))


def documents(service: Service, token: MachineToken, public_id: UUID, *, after: int) -> tuple[Run, KeptFile]:
    """Give a run and its documents, without as many of the first lines as a machine has already.

    :raises MachineRefused: NOT_FOUND, NOT_KEPT, NOT_JSON_LINES or CURSOR.
    """
    run = find_run(service, token, public_id)
    facts = _facts(service, run).documents
    if facts is None:
        raise MachineRefused(Problem.NOT_KEPT)
    if run.format is not Format.JSONL:
        raise MachineRefused(Problem.NOT_JSON_LINES)
    path = kept_at(service, run) / facts.name
    start = _end_of_line(path, after) if after <= run.documents + run.erased else None
    if start is None:
        raise MachineRefused(Problem.CURSOR)
    tag = f"{facts.sha256}+{after}" if after else facts.sha256
    return run, KeptFile(path, facts.bytes, tag, start)


def manifest(service: Service, token: MachineToken, public_id: UUID) -> KeptFile:
    """Give the manifest of a run, byte for byte.

    :raises MachineRefused: NOT_FOUND or NOT_KEPT.
    """
    return _beside(service, token, public_id, MANIFEST)


def signature(service: Service, token: MachineToken, public_id: UUID) -> KeptFile:
    """Give the signature of the manifest of a run.

    :raises MachineRefused: NOT_FOUND or NOT_KEPT.
    """
    return _beside(service, token, public_id, SIGNATURE)


def note_taken(service: Service, token: MachineToken, run: Run) -> None:
    """Note in the journal that a machine takes a run, before it has any of it; once a day."""
    now = service.now()
    with service.database.writing() as store:
        if store.tokens.takes(token, run.id, at=now):
            detail = f"{token.handle} {run.public_id}"
            store.audit.note(at=now, actor=None, event="export_fetched", detail=detail)


def find_run(service: Service, token: MachineToken, public_id: UUID) -> Run:
    """Give a run that a token reads.

    :raises MachineRefused: NOT_FOUND, when it reads no such run.
    """
    with service.database.reading() as store:
        run = store.left_runs.find(public_id, purpose=token.purpose)
    if run is None or not _is_for(token, run):
        raise MachineRefused(Problem.NOT_FOUND)
    return run


def _is_for(token: MachineToken, run: Run) -> bool:
    """Tell whether a run was made for whom the token reads: its purpose may have had another card since."""
    card = run.purpose.usable_card
    return card is not None and card.recipient == token.recipient


def _facts(service: Service, run: Run) -> RunFacts:
    told = _told(service, run)
    files = (
        [FileFacts(**file) for file in told["files"] if file["name"].startswith(_DOCUMENTS)] if told else []
    )
    return RunFacts(
        run=run.public_id,
        name=told["run"] if told else None,
        purpose=run.purpose.code,
        department=service.territory(run.purpose.territory).code,
        weeks=WeekSpan(first=str(run.first), last=str(run.last)),
        as_of=run.as_of,
        left_at=run.ended_at or run.as_of,
        format=run.format,
        rows=run.documents + run.erased,
        manifest_sha256=run.manifest or "",
        previous_run=run.previous,
        since=told.get("since") if told else None,
        pseudonyms=told.get("pseudonyms") if told else None,
        documents=next(
            (file for file in files if _size(kept_at(service, run) / file.name) == file.bytes), None
        ),
    )


def _told(service: Service, run: Run) -> dict[str, Any] | None:
    """Read the manifest of a run; None when it is not there as it was signed."""
    if not is_kept(service, run):
        return None
    read: dict[str, Any] = json.loads((kept_at(service, run) / MANIFEST).read_bytes())
    return read


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _beside(service: Service, token: MachineToken, public_id: UUID, name: str) -> KeptFile:
    run = find_run(service, token, public_id)
    path = kept_at(service, run) / name
    size, tag = _size(path), sha256_of(path)
    if not is_kept(service, run) or size is None or tag is None:
        raise MachineRefused(Problem.NOT_KEPT)
    return KeptFile(path, size, tag)


def _end_of_line(path: Path, lines: int) -> int | None:
    """Give where so many lines end, in bytes; None when there are fewer."""
    position, left = 0, lines
    with path.open("rb") as file:
        while left and (block := file.read(_BLOCK)):
            ends = block.count(b"\n")
            if ends < left:
                position, left = position + len(block), left - ends
                continue
            end = -1
            for _ in range(left):
                end = block.index(b"\n", end + 1)
            return position + end + 1
    return position if not left else None
