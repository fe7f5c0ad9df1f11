"""Seals the journal, hour by hour, and tells whether anything that was sealed is other than it was."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from xprsa.domain.clock_guard import SLACK
from xprsa.domain.journal_seal import JournalEntry, JournalSeal
from xprsa.domain.retention import AUDIT
from xprsa.domain.vital_sign import BOUNDS, VitalSign
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.store import Store

LATE = timedelta(days=2)  # how long after its instant a line may still come, while no clock is doubted
SEAL_EVERY = timedelta(hours=1)
SEAL_AT_LEAST = timedelta(days=1)  # also when nothing happened: a chain that grows is a journal that lives
MOST_PUBLISHED = 200  # seals: those of a week and a day
MOST_SEALS = 1000  # at once: those of some years
WINDOW = timedelta(days=1)  # of a seal at most, but for late lines; of the seals that are looked at together
_LONGEST_UNSEALED = timedelta(seconds=BOUNDS[VitalSign.JOURNAL].look)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JournalReport:
    """What a look at all seals found.

    :ivar lines: how many lines were held against their seals.
    :ivar faults: sentences; none when all is as it was sealed.
    :ivar late_since: when the oldest line was written that waits for a seal longer than any ever does.
    """

    seals: int
    lines: int
    faults: tuple[str, ...]
    late_since: datetime | None


def seal(service: Service, *, most: int = MOST_SEALS) -> int:
    """Seal the lines that no seal holds, day by day; give how many. Whoever calls made sure of the clock.

    Lines are read and hashed before anything is held: a sealing lets others write.

    :param most: seals made at once.
    :raises Collision: when another worker sealed meanwhile.
    """
    sealed = 0
    for _ in range(most):
        fresh = _seal_once(service)
        if fresh is None:
            break
        sealed += fresh
    return sealed


def _seal_once(service: Service) -> int | None:
    """Seal a day at most; None when there is nothing to seal yet."""
    now = service.now()
    with service.database.reading() as store:
        last = store.journal_seals.last()
        until = _end(store, last, now - SLACK)
        if until is None:
            return None
        fresh = _fresh(store, last, until)
    if not fresh and last and until - last.until < SEAL_AT_LEAST:
        return None
    with service.database.writing() as store:
        if store.journal_seals.last() != last:
            raise Collision("a seal came meanwhile")
        store.journal_seals.add(JournalSeal.after(last, until=until, lines=fresh), fresh)
    return len(fresh)


def _end(store: Store, last: JournalSeal | None, latest: datetime) -> datetime | None:
    """Give where the next seal ends: a day after its first line at most; None while it is too early."""
    since = last.until if last else BEGINNING
    if last and latest < since + SEAL_EVERY:
        return None
    first = store.journal_seals.first_after(since)
    if first is None or first > latest:
        return latest
    return min(max(first, since) + WINDOW, latest)


def verify(service: Service, *, kept: Mapping[int, str] | None = None) -> JournalReport:
    """Hold every seal, and every line that may still be there, against each other.

    :param kept: chains that were kept from outside, by number of the seal.
    """
    with service.database.reading() as store:
        seals = store.journal_seals.all()
        faults = [*_broken(seals), *_cut_off(seals, kept or {})]
        late_since = _late_since(store, service.now())
        lookout = _Lookout(store, seals, oldest=service.now() - timedelta(days=AUDIT.days))
        lines = 0
        before = BEGINNING
        for some in _by_day(seals):
            lines += lookout.look_at(some, before)
            before = some[-1].until
    faults.extend(lookout.faults)
    return JournalReport(len(seals), lines, tuple(faults), late_since)


def published(service: Service) -> str:
    """Give the newest seals as JSON: whoever keeps it elsewhere can tell later what was cut off."""
    with service.database.reading() as store:
        seals = store.journal_seals.newest(MOST_PUBLISHED)
    said = [
        {"number": this.number, "until": this.until.isoformat(), "root": this.root, "chain": this.chain}
        for this in seals
    ]
    return json.dumps({"form": 1, "seals": said}, indent=2) + "\n"


def _fresh(store: Store, last: JournalSeal | None, until: datetime) -> list[JournalEntry]:
    """Give the lines from before an instant that no seal holds."""
    since = last.until - LATE if last else BEGINNING
    sealed = store.journal_seals.leaves(after=since, until=until)
    held = {leaf for leaves in sealed.values() for leaf in leaves}
    return [line for line in store.journal_seals.lines(since, until) if line.leaf not in held]


def _broken(seals: Sequence[JournalSeal]) -> Iterator[str]:
    for last, this in zip((None, *seals), seals, strict=False):
        if not this.follows(last):
            yield f"Le sceau {this.number} ne suit pas celui d’avant\u00a0: il a changé, ou un autre manque."


def _cut_off(seals: Sequence[JournalSeal], kept: Mapping[int, str]) -> Iterator[str]:
    here = {this.number: this.chain for this in seals}
    for number, chain in sorted(kept.items()):
        if number not in here:
            yield f"Le sceau {number}, gardé ailleurs, n’est plus ici\u00a0: la fin du journal a été coupée."
        elif here[number] != chain:
            yield f"Le sceau {number} n’est plus celui gardé ailleurs\u00a0: le journal a été réécrit."


def oldest_unsealed(store: Store) -> datetime | None:
    """Give when the oldest line was written that waits for a seal, or None; what came late is left out."""
    last = store.journal_seals.last()
    return store.journal_seals.first_after(last.until if last else BEGINNING)


def _late_since(store: Store, now: datetime) -> datetime | None:
    """Give when the oldest line was written, if lines wait for a seal longer than they ever do."""
    first = oldest_unsealed(store)
    return first if first is not None and now - first > _LONGEST_UNSEALED else None


def _by_day(seals: Sequence[JournalSeal]) -> Iterator[Sequence[JournalSeal]]:
    """Part seals into those of a day or so, in their order."""
    some: list[JournalSeal] = []
    for this in seals:
        if some and this.until - some[0].until > WINDOW:
            yield some
            some = []
        some.append(this)
    if some:
        yield some


@dataclass
class _Lookout:
    """Holds seals and lines against each other, some seals at a time.

    :ivar oldest: what is older may be deleted rightly: a seal that reaches beyond it is held to no line.
    """

    store: Store
    seals: Sequence[JournalSeal]
    oldest: datetime
    faults: list[str] = field(default_factory=list)

    def look_at(self, some: Sequence[JournalSeal], before: datetime) -> int:
        """Look at some seals, and at the lines of their time; give how many lines that were.

        :param before: where the seals before these end.
        """
        last = some[-1].until
        sealed = self.store.journal_seals.leaves(after=before, until=self._latest(last))
        since = max(min(before, *(this.since for this in some)), self.oldest)
        here = {line.leaf: line.at for line in self.store.journal_seals.lines(since, last)}
        for this in some:
            self._look_for_changes(this, sealed.get(this.number, ()), here)
        held = {leaf for leaves in sealed.values() for leaf in leaves}
        may_wait = self.seals[-1].until - LATE
        added = sum(leaf not in held for leaf, at in here.items() if before <= at < may_wait)
        if added:
            self.faults.append(
                f"Lignes qu’aucun sceau ne connaît, avant le {last:%d/%m/%Y %H:%M} UTC\u00a0: {added}."
            )
        return len(here)

    def _latest(self, until: datetime) -> datetime:
        """Give the end of the last seal that may hold a line from before an instant: it came late."""
        return next((this.until for this in self.seals if this.until > until + LATE), until + LATE)

    def _look_for_changes(
        self, this: JournalSeal, leaves: Collection[bytes], here: Collection[bytes]
    ) -> None:
        if not this.holds(leaves):
            self.faults.append(f"Le sceau {this.number} a changé.")
        gone = sum(leaf not in here for leaf in leaves)
        if gone and this.since >= self.oldest:
            self.faults.append(f"Sceau {this.number}\u00a0: lignes changées ou disparues, {gone}.")
