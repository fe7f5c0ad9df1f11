"""What tests of askings share: an active module that really runs, people who declared, what is kept."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.builders import Clock, People, activity, content, week
from tests.scores.written import activate_module, write_module
from tests.scoring.cards import CARD
from xprsa.answers.admission import admit
from xprsa.answers.asking import ask_module, begin
from xprsa.answers.engine import AskedModule, AskingPaused
from xprsa.domain.person import Beneficiary
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.modules.registry import open_module
from xprsa.running.service import Service
from xprsa.scores import service as register
from xprsa.scoring.module import ModuleCard
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.askings import asking_of
from xprsa.storage.register_entries import RegisteredModule
from xprsa.storage.tables import ServiceAuditRow, table
from xprsa.storage.tables_answers import AskingRow, KeptAnswerRow

MODULE_FILE = Path(__file__).with_name("asked_module.py")
FIELDS = ("week", "comparable", "target_minutes", "declared_minutes")
WEEKS = (week("2026-W40"), week("2026-W47"))


@dataclass
class AskingDesk:
    """A territory in which modules are asked; `module("good")` activates one that really runs."""

    service: Service
    people: People
    clock: Clock
    folder: Path
    weeks: tuple[Week, Week] = WEEKS
    progress: list[tuple[int, int]] = field(default_factory=list)
    _modules: int = 0

    @property
    def territory(self) -> Territory:
        return self.people.territory()

    def module(self, behaviour: str = "good", *, source: str = "", **card: Any) -> RegisteredModule:
        """Activate a module whose file stands in the folder of the test, or another one by its source."""
        self._modules += 1
        path = self.folder / f"module-{self._modules}.py"
        shutil.copy(MODULE_FILE, path)
        written = self.folder / "card.json"
        of_card = {**CARD, "purpose": "support", "fields": FIELDS, **card}
        written.write_text(json.dumps(of_card), encoding="utf-8")
        source = source or f"command:{sys.executable} -S -E {path} {behaviour}"
        digest = open_module(source, card=written).digest
        first, second = self.people.manager(), self.people.manager()
        public_id = write_module(
            self.service,
            by=first,
            secret_hash=f"{self._modules:064x}",
            card=ModuleCard.read(written.read_bytes()),
            source=source,
            digest=digest,
        )
        activate_module(self.service, public_id, first=first, second=second)
        return register.find(self.service, public_id, territory=self.territory.id)

    def change_code(self) -> None:
        """Write something else into the file of the last module."""
        with (self.folder / f"module-{self._modules}.py").open("a", encoding="utf-8") as file:
            file.write("# autre chose\n")

    def stop(self, module: RegisteredModule) -> None:
        register.end(
            self.service, module.public_id, territory=self.territory.id, actor=None, seen=module.seen
        )

    def somebody(self, *hours: str, **given: Any) -> Beneficiary:
        """A person who declared some weeks, the last of them that of the desk; by default three."""
        person = self.people.beneficiary(**given)
        said = hours or ("5h", "6h", "7h")
        for back, duration in enumerate(reversed(said)):
            self.people.sends(person, self.weeks[1].plus(-back), content(activity("training", duration)))
        return person

    def declares(self, person: Beneficiary, duration: str) -> None:
        """Let somebody say something else of the last week."""
        self.people.sends(person, week(), content(activity("training", duration)))

    def asks(
        self,
        module: RegisteredModule,
        *,
        weeks: tuple[Week, Week] = WEEKS,
        meanwhile: Callable[[], object] = lambda: None,
        at: int = 0,
    ) -> ModuleAsking:
        """Ask a module.

        :param meanwhile: what happens once so many people were read, or those of the first range.
        """

        def follow(read: int, asked_about: int) -> None:
            self.follow(read, asked_about)
            if read == (at or self.progress[0][0]):
                meanwhile()

        return ask_module(self.service, module, weeks=weeks, progress=follow)

    def follow(self, read: int, asked_about: int) -> None:
        self.progress.append((read, asked_about))

    def kept(self) -> dict[int, Any]:
        """Give the rows that are kept, by person, whatever their asking."""
        with self.service.database.reading() as store:
            return {row.person_id: row for row in store.connection.execute(select(table(KeptAnswerRow)))}

    def askings(self) -> list[ModuleAsking]:
        """Give every asking, oldest first."""
        rows = table(AskingRow)
        with self.service.database.reading() as store:
            found = store.connection.execute(select(rows).order_by(rows.c.id))
            return [asking_of(row) for row in found]

    def journal(self) -> list[tuple[str, str]]:
        """Give the lines of askings in the journal, oldest first: what happened, and to which."""
        rows = table(ServiceAuditRow)
        with self.service.database.reading() as store:
            found = store.connection.execute(select(rows.c.event, rows.c.detail).order_by(rows.c.id))
            return [(row.event, row.detail) for row in found if row.event.startswith("asking_")]

    def events(self) -> list[str]:
        """Give what happened to askings, as the journal has it, oldest first."""
        return [event for event, _ in self.journal()]

    def object(self, person: Beneficiary) -> None:
        with self.service.database.writing() as store:
            assert store.people.object(person.id, since=self.service.now())


def said(row: Any) -> dict[str, Any]:
    """Read the answer of a row."""
    read: dict[str, Any] = json.loads(row.answer)
    return read


def answered_elsewhere(questions: bytes) -> bytes:
    """Answer the questions of a file as a team elsewhere does."""
    command = [sys.executable, "-S", "-E", str(MODULE_FILE), "good"]
    return subprocess.run(command, input=questions, capture_output=True, check=True).stdout


def documents(row: Any) -> list[dict[str, Any]]:
    """Read the documents of the question of a row."""
    read: list[dict[str, Any]] = json.loads(row.question)["documents"]
    return read


def paused(_read: int, _asked_about: int) -> None:
    raise AskingPaused


def claimed(desk: AskingDesk, module: RegisteredModule) -> Callable[[], object]:
    """Begin an asking as a process does that then falls silent; give what it does when it wakes up."""
    with desk.service.database.writing() as store:
        asking = begin(
            desk.service, store, module, weeks=desk.weeks, as_of=desk.service.now(), claim="ab" * 16
        )
    asked = AskedModule(desk.service, admit(desk.service, module), asking, claim="ab" * 16)
    return lambda: asked.carry_out(desk.follow)
