"""Fictitious people as the run directory that an export gives, for teams that build modules."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import count, islice
from pathlib import Path

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.documents import Documents
from xprsa.lab.battery.names import Chance
from xprsa.lab.people.casting import cast
from xprsa.lab.people.world import World
from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.card import PurposeCard, support_card
from xprsa.scoring.document import SCHEMA
from xprsa.scoring.schemas import table_schema
from xprsa.scoring.software import software_version

MOST_PEOPLE = 5000  # their rows are put in order in memory
_AT_A_TIME = 4  # people of one archetype
_DOCUMENTS = "documents.jsonl"


@dataclass(frozen=True, slots=True)
class PeopleRequest:
    """Which fictitious people, and under which card.

    :ivar people: how many, at most `MOST_PEOPLE`, of each archetype in turn.
    :ivar seed: the same seed, card and day give the same bytes.
    :ivar asked_on: the cut-off lies in the 13 days before.
    """

    people: int
    seed: str
    asked_on: date
    card: PurposeCard

    @classmethod
    def ordinary(cls, *, people: int, seed: str, asked_on: date) -> "PeopleRequest":
        """Ask under the card with which every territory starts."""
        return cls(people, seed, asked_on, support_card(territory_name="territoire fictif"))


def write_people(directory: Path, request: PeopleRequest) -> int:
    """Write documents, data package and manifest of fictitious people; give the number of documents.

    The rows are those of an export, in no order that tells anything; the manifest says `fictitious`, and has
    no signature, for nothing left.

    :raises ReportWrong: when the directory is not empty.
    """
    if directory.exists() and any(directory.iterdir()):
        raise ReportWrong(f"{directory} n’est pas vide. Choisissez un autre dossier.")
    directory.mkdir(parents=True, exist_ok=True)
    calendar = Calendar.drawn(Chance(request.seed), "people", asked_on=request.asked_on)
    rows = sorted(_rows(request, calendar), key=lambda row: str(row["document"]))  # codes follow no order
    written = "".join(f"{json.dumps(row, separators=(',', ':'))}\n" for row in rows).encode()
    (directory / _DOCUMENTS).write_bytes(written)
    _write(directory / "datapackage.json", _data_package(request, written))
    _write(directory / "manifest.json", _manifest(request, calendar, rows=len(rows), written=written))
    return len(rows)


def _rows(request: PeopleRequest, calendar: Calendar) -> Iterator[dict[str, object]]:
    for question in islice(_questions(request, calendar), request.people):
        yield from json.loads(question)["documents"]


def _questions(request: PeopleRequest, calendar: Calendar) -> Iterator[bytes]:
    """Yield the question about each person, archetypes in turn, for ever."""
    world, chance, codes = World.read(), Chance(request.seed), count()
    for first in count(0, _AT_A_TIME):
        for archetype in world.archetypes:
            people = cast(world, archetype, seed=request.seed, first=first, count=_AT_A_TIME)
            histories = people.histories(people.attributes)
            documents = Documents(histories, request.card, lambda: chance.code("document", next(codes)))
            for person in range(_AT_A_TIME):
                pseudonym = chance.code("person", archetype.name, first + person)
                yield documents.question(person, pseudonym=pseudonym, calendar=calendar).line


def _data_package(request: PeopleRequest, written: bytes) -> dict[str, object]:
    resource = {
        "name": "documents",
        "type": "table",
        "path": _DOCUMENTS,
        "format": "jsonl",
        "mediatype": "application/x-ndjson",
        "encoding": "utf-8",
        "bytes": len(written),
        "hash": f"sha256:{sha256(written).hexdigest()}",
        "schema": table_schema(request.card.fields),
    }
    return {
        "name": _name(request),
        "title": "Personnes fictives",
        "profile": "data-package",
        "resources": [resource],
    }


def _manifest(request: PeopleRequest, calendar: Calendar, *, rows: int, written: bytes) -> dict[str, object]:
    card = request.card.written()
    return {
        "schema": SCHEMA,
        "run": _name(request),
        "fictitious": True,
        "purpose": {"code": card.pop("purpose"), **card},
        "weeks": {"first": str(calendar.weeks[0]), "last": str(calendar.weeks[-1])},
        "as_of": calendar.as_of_text,
        "format": "jsonl",
        "people": request.people,
        "seed": request.seed,
        "rows": rows,
        "files": [{"name": _DOCUMENTS, "bytes": len(written), "sha256": sha256(written).hexdigest()}],
        "software": {"name": "xprsa", "version": software_version()},
    }


def _name(request: PeopleRequest) -> str:
    return f"fictitious-{request.card.purpose}-{request.people}-{request.asked_on}"


def _write(path: Path, said: dict[str, object]) -> None:
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
