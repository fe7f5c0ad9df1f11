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
from xprsa.export.service import ExportRequest, export_to
from xprsa.running.service import Service
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Format, OpenPurpose


@dataclass
class Desk:
    """An exporter's desk: `rows()` runs an export and gives its documents."""

    service: Service
    folder: Path
    territory: Territory
    weeks: tuple[Week, Week] = field(default_factory=lambda: (week(), week()))
    _runs: int = 0

    def purpose(self, code: Purpose = Purpose.SUPPORT) -> OpenPurpose:
        with self.service.database.reading() as store:
            return next(opened for opened in store.exports.purposes(self.territory.id) if opened.code is code)

    def open(self, card: PurposeCard) -> None:
        """Open a purpose, or give it another card."""
        with self.service.database.writing() as store:
            store.exports.open(card, territory=self.territory.id, at=self.service.now())

    def request(
        self,
        *,
        purpose: Purpose = Purpose.SUPPORT,
        written: Format = Format.JSONL,
        as_of: datetime | None = None,
    ) -> ExportRequest:
        return ExportRequest(self.purpose(purpose), self.weeks, written, as_of)

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
        store.exports.seed_support(territory, at=service.now())
    service.forget_territories()
    return Desk(service, tmp_path / "exports", territory)
