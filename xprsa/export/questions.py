"""Groups the documents of a run into questions `xprsa.question/1`, for teams that ask a module elsewhere."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xprsa import durable
from xprsa.export.spool import Spool
from xprsa.running.kept_runs import sha256_of
from xprsa.scoring.document import Status
from xprsa.scoring.module import MOST_WEEKS, ModuleCard, Row
from xprsa.scoring.question import WrittenQuestion, write_question

_AT_A_TIME = 1000  # lines handed to the spool at once


class CannotGroup(Exception):
    """A run that cannot be turned into questions; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """How many questions were written, about how many documents."""

    questions: int
    documents: int


def group(run: Path, *, to: Path, card: ModuleCard | None = None) -> Grouped:
    """Write one question a person, oldest document first, tombstones and all but the latest 52 left out.

    Rows are sorted on disk: memory holds a 256th of them.

    :param run: a run directory, as `xprsa export` wrote it, in JSON Lines.
    :param to: a file that is not there yet; it appears whole, for its owner alone.
    :param card: of the module to be asked: its purpose, and the only fields that questions hold; None for
        every field of the run.
    :raises CannotGroup: when the directory is no whole run, or lacks what the card names.
    """
    if to.exists():
        raise CannotGroup(f"{to} existe déjà. Choisissez un autre fichier.")
    manifest = _manifest(run)
    fields = _fields(manifest, card)
    with TemporaryDirectory(dir=to.parent, prefix=f".{to.name}-") as folder:
        spool = Spool(Path(folder) / "rows")
        _gather(run / "documents.jsonl", spool)
        hidden, questions, documents = Path(folder) / "questions", 0, 0
        with hidden.open("wb") as file:
            hidden.chmod(0o600)
            for person, rows in _people(spool):
                file.write(_question(person, rows, fields).line)
                questions, documents = questions + 1, documents + len(rows)
        durable.sync(hidden)
        _appear(hidden, to)
    return Grouped(questions, documents)


def _appear(hidden: Path, to: Path) -> None:
    """Let the file appear where none is: a link takes nobody's place."""
    try:
        to.hardlink_to(hidden)
    except FileExistsError:
        raise CannotGroup(f"{to} existe déjà. Choisissez un autre fichier.") from None
    durable.sync(to.parent)


def _manifest(run: Path) -> dict[str, Any]:
    """Read what the run says of itself, and see that its documents are those that it says."""
    try:
        manifest: dict[str, Any] = json.loads((run / "manifest.json").read_text("utf-8"))
        written, files = manifest["format"], {file["name"]: file["sha256"] for file in manifest["files"]}
        manifest["purpose"]["fields"], manifest["purpose"]["code"]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise CannotGroup(
            f"{run} n’est pas le dossier d’un export\u00a0: pas de manifeste qui se lise."
        ) from wrong
    if manifest.get("since") is not None:
        raise CannotGroup("Cet export ne dit que ce qui est nouveau. Lancez-en un sans --since.")
    if written != "jsonl":
        raise CannotGroup("Cet export n’est pas en JSON Lines. Lancez-en un avec --format jsonl.")
    if sha256_of(run / "documents.jsonl") != files.get("documents.jsonl"):
        raise CannotGroup("Ces documents ne sont pas ceux du manifeste. Reprenez l’export entier.")
    return manifest


def _fields(manifest: dict[str, Any], card: ModuleCard | None) -> Sequence[str]:
    held: list[str] = manifest["purpose"]["fields"]
    if card is None:
        return held
    if card.purpose != manifest["purpose"]["code"]:
        raise CannotGroup(
            f"Cet export sert à «\u00a0{manifest['purpose']['code']}\u00a0», et le module à"
            f" «\u00a0{card.purpose}\u00a0». Un module n’est interrogé que pour sa finalité."
        )
    if missing := [name for name in card.fields if name not in held]:
        raise CannotGroup(f"Le module lit ce que cet export n’a pas\u00a0: {', '.join(missing)}.")
    return card.fields


def _gather(documents: Path, spool: Spool) -> None:
    kept: list[tuple[bytes, bytes]] = []
    with documents.open("rb") as file:
        for line in file:
            row = json.loads(line)
            if row["status"] == Status.DECLARED.value:
                kept.append((bytes.fromhex(row["person"]), line.rstrip(b"\n")))
            if len(kept) == _AT_A_TIME:
                spool.add(kept)
                kept.clear()
    spool.add(kept)


def _people(spool: Spool) -> Iterator[tuple[str, list[Row]]]:
    """Give each person with their latest rows, oldest week first."""
    for _, lines in groupby(spool.in_order(), key=lambda pair: pair[0]):
        rows: list[Row] = sorted((json.loads(line) for _, line in lines), key=_person_and_week)
        for person, of_person in groupby(rows, key=lambda row: str(row["person"])):
            yield person, list(of_person)[-MOST_WEEKS:]


def _person_and_week(row: Row) -> tuple[str, str]:
    return str(row["person"]), str(row["week"])


def _question(person: str, rows: list[Row], fields: Sequence[str]) -> WrittenQuestion:
    return write_question(person, [{name: row[name] for name in fields} for row in rows])
