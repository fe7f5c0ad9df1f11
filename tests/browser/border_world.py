"""A small territory that is served for one journey: what lies behind everybody, and what ten others did."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.browser.live import environment_of, run, served
from tests.builders import Clock, People, activity, actor, content
from tests.lab.audits import a_trend_audit
from tests.lab.findings import the_world
from tests.ports import free_port
from tests.posted import StaffPhone, let_in
from tests.scores.made import some_findings
from xprsa.answers.contesting import contest_answer
from xprsa.answers.deciding import AnswerDecision, decide_answer_contest
from xprsa.answers.reading import note_changed, write_own_view
from xprsa.declare.objecting import object_to_scores
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.writing import write_report
from xprsa.modules.registry import open_module
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.answer_entries import ContestOutcome
from xprsa.storage.database import Database

MODULE = "activity-trend"
WEEKS = 12  # that lie behind everybody
HERS = ("15h07", "5h07")  # a week, in the earlier and in the later half: like nobody else's
HERS_IN_MINUTES = {15 * 60 + 7, 5 * 60 + 7}
ENOUGH = 8  # weeks, of which the module says something
MANAGERS = ("Hélène", "Karim", "Nadia")
OTHERS = 10  # of each kind: one fewer than is told


@dataclass(frozen=True)
class BorderWorld:
    """Who lives there.

    :ivar person: twelve weeks lie behind her, the later ones lighter.
    :ivar others: eleven people of whom the module says something too.
    :ivar adviser: follows everybody; `next_adviser` takes her over later; `colleague` follows nobody.
    :ivar managers: each with the phone that shows their codes.
    """

    service: Service
    folder: Path
    person: Beneficiary
    others: Sequence[Beneficiary]
    adviser: Account
    next_adviser: Account
    colleague: Account
    managers: Sequence[tuple[Account, StaffPhone]]

    @property
    def weeks(self) -> str:
        """The weeks that lie behind everybody, as commands take them."""
        this = self.service.this_week(self.service.territories()[0])
        return f"{this.plus(-WEEKS)}..{this.plus(-1)}"

    def xprsa(self, *words: str) -> str:
        """Run an `xprsa` command beside the server; give what it said."""
        return run(*words, environment=environment_of(self.folder, self.service.settings.base_url))

    def audited(self) -> Path:
        """Draw a secret and sign the report of an audit that was made with it: two effects are to answer."""
        secret, module = self.xprsa("modules", "draw-secret", MODULE).strip(), open_module(MODULE)
        return write_report(
            some_findings(module, secret, rules=a_trend_audit().rules),
            self.folder / "report",
            card=module.card,
            world=the_world(),
            key=SigningKey.load_or_make(self.folder / "lab.key"),
            made_on=datetime.now(UTC).date(),
            timing=_Timing(),
        )

    def exported(self, name: str) -> list[dict[str, Any]]:
        """Let everything leave for the module’s purpose; give the documents."""
        to = self.folder / name
        self.xprsa("export", "--purpose", "support", "--weeks", self.weeks, "--to", str(to))
        return _rows(to / "documents.jsonl")

    def questions(self, name: str) -> list[dict[str, Any]]:
        """Group what left into questions to the module."""
        to = self.folder / f"{name}.questions.jsonl"
        self.xprsa("questions", str(self.folder / name), "--to", str(to), "--module", MODULE)
        return _rows(to)

    def a_week_later(self) -> Service:
        """The same service, seven days from now."""
        clock = Clock(datetime.now(UTC) + timedelta(days=7))
        return Service(self.service.settings, self.service.database, self.service.keyring, clock)

    def ten_others_went_the_whole_way(self) -> None:
        """Of ten others somebody thought something, and changed it; they contested, and it was withdrawn."""
        with self.service.database.reading() as store:
            asking = store.askings.latest_done(self.adviser.territory)
        assert asking is not None
        reader, about = actor(self.adviser), asking.public_id
        for other in self.others[:OTHERS]:
            write_own_view(self.service, actor=reader, person=other.id, asking=str(about), words=None)
            note_changed(self.service, actor=reader, person=other.id, asking=about, changed=True)
            contest_answer(self.service, actor=actor(other.account), asking=about, words="")
            decide_answer_contest(
                self.service,
                actor=actor(self.colleague),
                person=other.id,
                adviser=self.adviser.id,
                asking=about,
                decision=AnswerDecision(ContestOutcome.WITHDRAWN, "Relu avec la personne."),
            )


@dataclass(frozen=True)
class _Timing:
    """How long an audit took, as its report says it."""

    seconds: float = 61.25
    slowest: float = 0.5
    asked: int = 246_400


@contextmanager
def border_world(folder: Path, *, empty: Path, keyring: Path) -> Iterator[BorderWorld]:
    """Serve a territory from a folder of its own.

    :param empty: a migrated SQLite database without a row, and `keyring` its keys.
    """
    shutil.copy(empty, folder / "live.sqlite")
    shutil.copy(keyring, folder / "keyring.json")
    settings = Settings.read(environment_of(folder, f"http://127.0.0.1:{free_port()}"))
    keys = Keyring.load(settings.keyring)
    database = Database(settings.database_url, sealer=keys)
    try:
        made = _made(folder, settings, database, keys)
        with served(folder, settings.base_url):
            yield made
    finally:
        database.dispose()


def _made(folder: Path, settings: Settings, database: Database, keys: Keyring) -> BorderWorld:
    """Let twelve weeks pass, at the end of which it is now."""
    clock = Clock(datetime.now(UTC) - timedelta(weeks=WEEKS + 1))
    then = Service(settings, database, keys, clock)
    people = People(then)
    adviser = people.adviser(first_name="Anne", last_name="Morel")
    person = people.beneficiary(adviser=adviser, first_name="Awa", last_name="Traoré")
    others = [people.beneficiary(adviser=adviser) for _ in range(OTHERS + 1)]
    beginners = [people.beneficiary(adviser=adviser) for _ in range(OTHERS + 1)]
    objecting = [people.beneficiary(adviser=adviser) for _ in range(OTHERS)]
    for other in objecting:
        object_to_scores(then, actor=actor(other.account), person=other.id)
    managers = [people.manager(first_name=name) for name in MANAGERS]
    made = BorderWorld(
        Service(settings, database, keys),
        folder,
        person,
        others,
        adviser,
        next_adviser=people.adviser(first_name="Bruno", last_name="Petit"),
        colleague=people.adviser(first_name="Chloé", last_name="Girard"),
        managers=[(manager, let_in(then, manager)) for manager in managers],
    )
    this = made.service.this_week(people.territory())
    for back in range(WEEKS, 0, -1):
        week = this.plus(-back)
        clock.instant = datetime.combine(week.sunday, time(18), UTC)
        _send(people, week, [person], HERS[back <= WEEKS / 2])
        _send(people, week, [*others] if back <= ENOUGH else [], "10h")
        _send(people, week, [*beginners, *objecting] if back == 1 else [], "10h")
    return made


def _send(people: People, week: Week, who: Sequence[Beneficiary], hours: str) -> None:
    for one in who:
        people.sends(one, week, content(activity("job_search", hours)))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
