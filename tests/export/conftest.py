"""What tests of exports share: a territory with the purpose `support`, runs, and their rows."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import People, week
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.export.demands import ExportRequest
from xprsa.export.service import export_to
from xprsa.running.service import Service
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Dialect, Format, Run, TerritoryPurpose


@dataclass
class Desk:
    """An exporter's desk: `rows()` runs an export and gives its documents."""

    service: Service
    folder: Path
    territory: Territory
    weeks: tuple[Week, Week] = field(default_factory=lambda: (week(), week()))
    _runs: int = 0

    def purpose(self, code: Purpose = Purpose.SUPPORT) -> TerritoryPurpose:
        with self.service.database.reading() as store:
            return store.purposes.ever_open(self.territory.id)[code]

    def open(self, card: PurposeCard) -> None:
        """Open a purpose, or give it another card."""
        with self.service.database.writing() as store:
            store.purposes.close(card.purpose, territory=self.territory.id, at=self.service.now())
            store.purposes.open(card, territory=self.territory.id, at=self.service.now())

    def request(
        self,
        *,
        purpose: Purpose = Purpose.SUPPORT,
        written: Format = Format.JSONL,
        as_of: datetime | None = None,
        dialect: Dialect = Dialect.STANDARD,
        since: Path | None = None,
    ) -> ExportRequest:
        """Ask for a run; `since`: the directory of an earlier one."""
        earlier = None if since is None else self.left_in(since)
        return ExportRequest(self.purpose(purpose), self.weeks, written, as_of, dialect, earlier)

    def left_in(self, directory: Path) -> Run:
        """Give the run that a command wrote into a directory."""
        with self.service.database.reading() as store:
            runs = store.exports.of_territory(self.territory.id)
        return next(run for run in runs if run.directory == directory)

    def waits(self, request: ExportRequest) -> Run:
        """Let a run wait for the worker."""
        now = self.service.now()
        with self.service.database.writing() as store:
            return store.exports.ask(
                request.purpose,
                weeks=request.weeks,
                written=request.written,
                dialect=request.dialect,
                since=request.since_id,
                as_of=now,
                at=now,
            )

    def found(self, run: Run) -> Run:
        """Give a run as it now stands."""
        with self.service.database.reading() as store:
            found = store.exports.find(run.public_id, territory=self.territory.id)
        assert found is not None
        return found

    def run(self, **wished: Any) -> Path:
        """Carry a run out; give its directory."""
        self._runs += 1
        directory = self.folder / f"run-{self._runs}"
        export_to(
            self.service, request=self.request(**wished), directory=directory, progress=lambda _p, _d: None
        )
        return directory

    def rows(self, **wished: Any) -> list[dict[str, Any]]:
        """Carry a run out; give its documents."""
        return rows_of(self.run(**wished))


def rows_of(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / "documents.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def desk(service: Service, people: People, tmp_path: Path) -> Desk:
    territory = people.territory()
    with service.database.writing() as store:
        store.purposes.seed_support(territory, at=service.now())
    service.forget_territories()
    return Desk(service, tmp_path / "exports", territory)
