"""Brings a file of people in: all of it or nothing, or the good rows in batches."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from xprsa.domain.territory import Territory
from xprsa.people_import.comparison import NOT_YET, Fate, PersonChange, Register
from xprsa.people_import.doubts import NOTHING_SURE, Identities, RowDoubted, RowRefused, Sure
from xprsa.people_import.looking_up import look_up
from xprsa.people_import.notices import Notices
from xprsa.people_import.people_file import PeopleFile, read_somebody
from xprsa.people_import.people_rows import PersonRow, RowDoubt, RowError
from xprsa.people_import.samples import MOST_ARRIVALS, MOST_SAMPLES, Arrival, Sample, arrival, sample
from xprsa.people_import.titles import BY_THEIR_NAMES, Chosen
from xprsa.people_import.writing import keep
from xprsa.running.service import Service
from xprsa.storage.store import Store

BATCH = 500  # rows compared and written at once

Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import does, in numbers.

    :ivar advisers: new accounts of advisers, to be invited.
    :ivar refused: rows with at least one error.
    :ivar waiting: the others that wait until somebody is sure of them.
    """

    new: int
    changed: int
    unchanged: int
    advisers: int
    refused: int
    waiting: int


@dataclass(frozen=True)
class Report:
    """What an import does, or would do.

    :ivar warnings: sentences that stop nothing.
    :ivar doubts: rows that wait until somebody is sure of them, one by one.
    :ivar accident: why everything waits until somebody is sure, or "".
    :ivar new_organisations: names, as the file writes them.
    :ivar samples: some people who change, with what was and what would be.
    :ivar arrivals: the first of the new people, with what would be stored of them.
    :ivar without_adviser: people of the file whom nobody follows.
    :ivar is_kept: False for a preview, or when an error stopped everything.
    :ivar number: by which it can be undone; None when nothing changed.
    """

    counts: ImportCounts
    errors: tuple[RowError, ...]
    warnings: tuple[str, ...]
    doubts: tuple[RowDoubt, ...] = ()
    accident: str = ""
    new_organisations: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    without_adviser: int = 0
    is_kept: bool = False
    number: int | None = None

    @property
    def more_arrivals(self) -> int:
        """How many more people are new."""
        return self.counts.new - len(self.arrivals)


@dataclass
class _Run:
    """One pass over a file, for one territory."""

    service: Service
    territory: Territory
    file: PeopleFile
    actor: int | None
    progress: Progress
    sure: Sure = NOTHING_SURE
    fates: Counter[Fate] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    doubts: list[RowDoubt] = field(default_factory=list)
    identities: Identities = field(default_factory=Identities)
    new_organisations: dict[str, None] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    new_advisers: set[str | None] = field(default_factory=set)
    met: dict[tuple[str, str], int] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)
    number: int | None = None

    def batches(self) -> Iterator[Sequence[PersonRow]]:
        """Yield the rows, some hundreds at a time, and tell the progress."""
        rows = self.file.rows
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]
            self.progress(min(start + BATCH, len(rows)), len(rows))

    def register(self) -> Register:
        """Begin to compare: nothing is known yet."""
        return Register(
            self.territory.id,
            self.service.today(self.territory),
            met=self.met,
            sure=self.sure,
            identities=self.identities,
        )

    def compared(self, store: Store) -> list[PersonChange]:
        """Compare the whole file with what is known; give what changes."""
        register = self.register()
        compared = (change for rows in self.batches() for change in self.changes(store, register, rows))
        return [change for change in compared if change.fate is not Fate.UNCHANGED]

    def changes(self, store: Store, register: Register, rows: Sequence[PersonRow]) -> list[PersonChange]:
        """Compare some rows with what is known; keep count of fates and errors."""
        look_up(store, register, rows)
        changes: list[PersonChange] = []
        for row in rows:
            try:
                changes.append(register.change(row))
            except RowDoubted as doubted:
                self.doubts.append(self.file.doubt(row, doubted.column, str(doubted), doubted.answer))
            except RowRefused as refused:
                self.errors.append(self.file.error(row, refused.column, str(refused)))
        for change in changes:
            adviser = change.after.adviser
            self.fates[change.fate] += 1
            if change.after.organisation.id == NOT_YET:
                self.new_organisations.setdefault(change.after.organisation.name)
            if change.fate is Fate.CHANGED and len(self.samples) < MOST_SAMPLES:
                self.samples.append(sample(change))
            if change.fate is Fate.NEW and len(self.arrivals) < MOST_ARRIVALS:
                self.arrivals.append(arrival(change))
            self.notices.count(change)
            if adviser is not None and adviser.id == NOT_YET:
                self.new_advisers.add(adviser.email)
        return changes

    def keep(self, store: Store, changes: Iterable[PersonChange]) -> None:
        """Write changes in the transaction of the store."""
        self.number = keep(
            store,
            changes,
            at=self.service.now(),
            today=self.service.today(self.territory),
            actor=self.actor,
            number=self.number,
        )

    def report(self, *, is_kept: bool) -> Report:
        """Sum up the pass, errors in the order of the file."""
        errors = sorted((*self.file.errors, *self.errors), key=lambda error: error.line)
        refused = {error.line for error in errors}
        counts = ImportCounts(
            new=self.fates[Fate.NEW],
            changed=self.fates[Fate.CHANGED],
            unchanged=self.fates[Fate.UNCHANGED],
            advisers=len(self.new_advisers),
            refused=len(refused),
            waiting=len({doubt.line for doubt in self.doubts} - refused),
        )
        return Report(
            counts,
            tuple(errors),
            (*self.file.warnings, *self.notices.sentences()),
            doubts=tuple(self.doubts),
            accident=self.accident,
            new_organisations=tuple(self.new_organisations),
            samples=tuple(self.samples),
            arrivals=tuple(self.arrivals),
            without_adviser=self.notices.without_adviser,
            is_kept=is_kept,
            number=self.number,
        )

    @property
    def accident(self) -> str:
        """Why everything waits, until somebody is sure of it."""
        return "" if self.sure.many else self.identities.accident

    @property
    def waits(self) -> bool:
        """Tell whether the whole file waits for a confirmation."""
        return bool(self.accident) or bool(self.new_organisations and not self.sure.organisations)


def _silent(_done: int, _all: int) -> None:
    """Tell nobody."""


def preview(
    service: Service,
    *,
    territory: Territory,
    content: bytes,
    chosen: Chosen = BY_THEIR_NAMES,
    progress: Progress = _silent,
) -> Report:
    """Tell what importing a file would do; nothing is written.

    :param chosen: columns named by hand.
    :raises FileRefused: when it is no table, lacks a required column, or holds nobody.
    """
    run = _Run(service, territory, read_somebody(content, chosen=chosen), actor=None, progress=progress)
    with service.database.reading() as store:
        run.compared(store)
    return run.report(is_kept=False)


def imported_by_others(service: Service, *, territory: Territory, actor: int) -> str:
    """Give a mark that changes with each import by others than an account: what a preview was made after."""
    with service.database.reading() as store:
        return store.imports.by_others(territory.id, than=actor)


def alike(
    service: Service, *, territory: Territory
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Give the organisations, then the files, that are alike: groups of names, the oldest first."""
    with service.database.reading() as store:
        return store.alike.organisations(territory.id), store.alike.files(territory.id)


def import_people(
    service: Service,
    *,
    territory: Territory,
    content: bytes,
    actor: int | None,
    only_good: bool,
    chosen: Chosen = BY_THEIR_NAMES,
    sure: Sure = NOTHING_SURE,
    progress: Progress = _silent,
) -> Report:
    """Import a file of people; importing it twice changes nothing.

    Without `only_good`, one transaction holds everything: one row refused, nothing is kept. With it, each
    batch of rows has its own transaction, so that a long import lets others write in between; interrupted,
    it keeps whole batches, and started again it goes on from there.

    :param actor: internal id of the account that imports; None for the command line.
    Doubtful rows, and a file that looks like an accident, wait for whoever is `sure`.

    :param chosen: columns named by hand.
    :param sure: what was looked at in the preview.
    :raises FileRefused: when it is no table, lacks a required column, or holds nobody.
    :raises Collision: when another import added the same people meanwhile; starting again is harmless.
    """
    file = read_somebody(content, chosen=chosen)
    run = _Run(service, territory, file, actor=actor, progress=progress, sure=sure)
    if only_good:
        foreseen = _Run(service, territory, file, actor=actor, progress=_silent, sure=sure)
        with service.database.reading() as store:
            foreseen.compared(store)
        if foreseen.waits:
            return foreseen.report(is_kept=False)
        for rows in run.batches():
            with service.database.writing() as store:
                run.keep(store, run.changes(store, run.register(), rows))
        return run.report(is_kept=True)
    with service.database.writing() as store:
        changes = run.compared(store)
        is_good = not (run.errors or run.doubts or run.file.errors or run.waits)
        if is_good:
            run.keep(store, changes)
    return run.report(is_kept=is_good)
