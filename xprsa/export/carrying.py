"""Carries a run out: reads people range by range, sorts on disk, writes, signs, publishes at once."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.export import manifest as about
from xprsa.export.claims import directory_of, note_end, settle
from xprsa.export.documents import Composer, PersonLeaving
from xprsa.export.failures import FAILING, Failing, FormatMissing, TombstonesMissed, why_it_failed
from xprsa.export.formats import can_write, file_chunks
from xprsa.export.run_directory import RunDirectory
from xprsa.export.spool import Spool
from xprsa.export.unique_people import PeopleCounted, admit
from xprsa.running.publishing import NotExported, Pseudonyms
from xprsa.running.service import Service
from xprsa.scoring.document import SummaryDocument
from xprsa.storage.export_reading import Period, PersonWeeks
from xprsa.storage.export_runs import Run
from xprsa.storage.store import Store

PEOPLE_AT_A_TIME = 1000
ROWS_BETWEEN_BEATS = 100_000

Progress = Callable[[int, int], None]  # people read, documents found


class RunFailed(Exception):
    """A run that left nothing; the message is a French sentence that says what to do."""


class TakenOver(Exception):
    """A run that another process carries on: this one stops without a trace."""


def carry_out(service: Service, run: Run, *, claim: str, progress: Progress) -> None:
    """Write and publish a run that was claimed.

    :raises RunFailed: when it cannot be written; the run is noted as failed.
    :raises TakenOver: when another process claimed it meanwhile.
    :raises DatabaseAway: when the database stops to answer; the run is begun again later.
    """
    directory = RunDirectory(directory_of(service, run), claim=claim)
    with _undone_when_it_fails(service, run, claim=claim, directory=directory):
        if not can_write(run.format):
            raise FormatMissing
        directory.begin()
        carrying = _Carrying(service, run, claim, directory)
        carrying.gather(progress)
        while not carrying.has_left(manifest=carrying.write()):
            pass  # somebody objected meanwhile: the files are written anew, without them


@contextmanager
def _undone_when_it_fails(
    service: Service, run: Run, *, claim: str, directory: RunDirectory
) -> Iterator[None]:
    try:
        yield
    except FAILING as wrong:
        raise _failed(service, run, claim=claim, wrong=wrong) from wrong
    except KeyboardInterrupt:
        with service.database.writing() as store:
            held = store.exports.held(run, claim=claim)
            if held is not None:
                settle(service, store, held)
        raise
    finally:
        directory.discard()


def _failed(service: Service, run: Run, *, claim: str, wrong: Failing) -> RunFailed | TakenOver:
    """Note why a run left nothing, unless it is somebody else's by now."""
    why, sentence = why_it_failed(wrong)
    with service.database.writing() as store:
        if store.exports.held(run, claim=claim) is None:
            return TakenOver()
        store.exports.fail(run, why=why, at=service.now())
    return RunFailed(sentence)


@dataclass
class _Tally:
    read: int = 0
    documents: int = 0
    erased: int = 0
    without: Counter[NotExported] = field(default_factory=Counter)

    def count(self, person: PersonLeaving) -> None:
        self.read += 1
        self.documents += len(person.told)
        self.erased += len(person.to_delete)
        self.without.update(person.without)


class _Carrying:
    """The run while it is being written: memory holds one range of people at a time."""

    def __init__(self, service: Service, run: Run, claim: str, directory: RunDirectory) -> None:
        self._service = service
        self._run = run
        self._claim = claim
        self._directory = directory
        self._card = run.purpose.card
        self._territory = service.territory(run.purpose.territory)
        period = PseudonymPeriod.at(run.as_of, self._territory.zone)
        self._pseudonyms = Pseudonyms(service.keyring, self._card.purpose, period)
        directory.beside.mkdir(mode=0o700)
        self._rows = Spool(directory.beside / "rows")
        self._people = Spool(directory.beside / "people")
        self._tally = _Tally()
        self._gathered = 0  # documents, before anybody was left out
        self._causes: dict[int, frozenset[NotExported]] = {}  # of those with documents, by internal id
        self._same: dict[frozenset[NotExported], frozenset[NotExported]] = {}  # one of each, not one a person
        self._left_out: set[str] = set()  # pseudonyms of those who objected while the run was written
        self._since: Run | None = None

    def gather(self, progress: Progress) -> None:
        """Read everybody, keep new revisions, and spool the rows."""
        period = Period(
            territory=self._territory,
            purpose=self._run.purpose.id,
            opened_at=self._run.purpose.opened_at,
            first=self._run.first,
            last=self._run.last,
            as_of=self._run.as_of,
            known_runs=self._known_runs(),
        )
        composer = Composer(self._card, self._pseudonyms, period)
        for people in self._ranges(period):
            self._keep([self._leaving(composer, person) for person in people])
            progress(self._tally.read, self._tally.documents)
        self._gathered = self._tally.documents
        self._tell_of_erased(composer)

    def _known_runs(self) -> frozenset[int]:
        """Give the runs of which nothing is told again: that since which this one tells, and those before."""
        with self._service.database.reading() as store:
            self._since = store.exports.since_of(self._run)
            if self._since is None:
                return frozenset()
            if store.exports.erased_since(self._since):
                raise TombstonesMissed
            return store.exports.left_until(self._since)

    def _ranges(self, period: Period) -> Iterator[Sequence[PersonWeeks]]:
        after = 0
        while True:
            with self._service.database.reading() as store:
                people = store.exports.slice_after(after, period=period, most=PEOPLE_AT_A_TIME)
            if not people:
                return
            yield people
            after = people[-1].person

    def _leaving(self, composer: Composer, person: PersonWeeks) -> PersonLeaving:
        if not (person.objects and self._card.deletes_on_objection):
            return composer.of_person(person)
        with self._service.database.reading() as store:
            held = store.erased_documents.held_for(self._run, person.person)
        return composer.of_objecting(person, held)

    def _keep(self, leaving: list[PersonLeaving]) -> None:
        for person in leaving:
            self._tally.count(person)
            if person.documents:
                self._causes[person.person] = self._same.setdefault(person.without, person.without)
        documents = [
            leaving_document for person in leaving for leaving_document in (*person.told, *person.to_delete)
        ]
        with self._service.database.writing() as store:
            self._beat(store)
            store.exports.keep(
                self._run,
                (
                    (leaving_document.person, leaving_document.revision, leaving_document.document)
                    for leaving_document in documents
                    if leaving_document.is_new
                ),
            )
        self._spool(leaving_document.document for leaving_document in documents)
        self._people.add(
            (person.fingerprint, person.pseudonym.encode()) for person in leaving if person.documents
        )

    def _tell_of_erased(self, composer: Composer) -> None:
        """Carry the tombstones that are owed for the purpose, whatever weeks the run is about."""
        with self._service.database.writing() as store:
            owed = store.erased_documents.carry(self._run)
            self._tally.erased += len(owed)
            self._beat(store)
        self._spool(map(composer.of_erased, owed))

    def _spool(self, documents: Iterable[SummaryDocument]) -> None:
        row_order, recipient = self._pseudonyms.row_order, self._card.recipient
        self._rows.add((row_order(recipient, this.document), this.written().encode()) for this in documents)

    def _beat(self, store: Store) -> None:
        """Show that the run lives, or stop when it is somebody else's by now."""
        alive = store.exports.beat(
            self._run,
            claim=self._claim,
            at=self._service.now(),
            people=self._tally.read,
            documents=self._tally.documents,
            erased=self._tally.erased,
        )
        if not alive:
            raise TakenOver

    def _rows_in_order(self) -> Iterator[bytes]:
        left_out = 0
        for number, (_, line) in enumerate(self._rows.in_order(), start=1):
            if number % ROWS_BETWEEN_BEATS == 0:
                with self._service.database.writing() as store:
                    self._beat(store)
            if self._left_out and json.loads(line)["person"] in self._left_out:
                left_out += 1
            else:
                yield line
        self._tally.documents = self._gathered - left_out

    def write(self) -> str:
        """Write every file, out of sight still, or anew; give the SHA-256 of the manifest."""
        run, directory = self._run, self._directory
        name = about.run_name(run, self._territory.code)
        since = about.run_name(self._since, self._territory.code) if self._since else None
        counted = self._counted()
        admit(counted, card=self._card)
        documents = directory.write(
            f"documents.{run.format}",
            file_chunks(
                run.format, dialect=run.dialect, fields=self._card.fields, lines=self._rows_in_order()
            ),
        )
        measured = about.Measured(
            rows=self._tally.documents + self._tally.erased,
            counted=counted,
            without=self._tally.without,
            period=self._pseudonyms.period,
            since=since,
        )
        files = (
            documents,
            directory.write("datapackage.json", [about.data_package(run, documents, name=name)]),
            directory.write("not_exported.json", [about.not_exported(measured)]),
        )
        told = about.manifest(run, name=name, department=self._territory.code, measured=measured, files=files)
        manifest = directory.write("manifest.json", [told])
        directory.write("manifest.sig", [about.signature(self._service.keyring, told)])
        return manifest.sha256

    def _counted(self) -> PeopleCounted:
        """Count the people, and those of whom the run says what it says of nobody else."""
        people = alone = 0
        for _, same in groupby(self._people.in_order(), key=itemgetter(0)):
            alike = sum(1 for _, pseudonym in same if pseudonym.decode() not in self._left_out)
            people += alike
            alone += alike == 1
        return PeopleCounted(people, alone)

    def has_left(self, *, manifest: str) -> bool:
        """Let the run appear, unless somebody in it objected since they were read: they are left out then.

        It appears while nobody else can object: whoever does so later finds it gone already.

        :raises TakenOver: when the run is somebody else's by now.
        """
        with self._service.database.writing() as store:
            self._beat(store)
            if not store.exports.promise(self._run, claim=self._claim, manifest=manifest):
                raise TakenOver
        with self._service.database.writing() as store:
            self._beat(store)
            objecting = store.exports.objecting(self._run)
            if late := self._causes.keys() & objecting.keys():
                self._leave_out(store, {person: objecting[person] for person in late})
                return False
            self._directory.publish()
            note_end(self._service, store, self._run)
        return True

    def _leave_out(self, store: Store, people: Mapping[int, UUID]) -> None:
        self._left_out |= store.exports.leave_out(self._run, people)
        self._left_out.update(map(self._pseudonyms.person, people.values()))
        for causes in (self._causes.pop(person) for person in people):
            self._tally.without.subtract(causes)
            self._tally.without[NotExported.NOT_ASKED] += 1
