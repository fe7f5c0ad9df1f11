"""The lab audits itself: modules with a planted flaw must be seen, fair ones must not be blamed."""

import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from xprsa.lab.auditing import PATIENCE, audit, open_under_study
from xprsa.lab.hearing.plan import PUBLIC_SEED, RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.people.world import World
from xprsa.lab.self_audit_kept import KeptSeeds
from xprsa.lab.statistics.rates import Interval, wilson
from xprsa.modules.registry import Module
from xprsa.scoring.audit import AuditFindings, Kind, Light, Rule

_PUBLIC_DECKS, _HOLDOUT_DECKS = 1, 1
_ASKED_ON = date(2026, 11, 30)  # always the same, so that a seed gives the same documents on any day
_FAULTS_EVERY = 5
_CAP_EMPLOI = "organisation=CE"
_OVERSEAS = "organisation=CE + department=974"
_TWO = "language + digital"
_SEARCH = "minutes_by_family=search"
_LOSS = "20 points lower for Cap emploi, unless {}"
_OF_CHANCE = frozenset({Rule.AGAIN, Rule.HEARD_AGAIN, Rule.NUDGED})  # what an answer at random breaks
Seen = Callable[[AuditFindings], bool]


@dataclass(frozen=True, slots=True)
class Planted:
    """A module with a known flaw, or with none.

    :ivar flaw: as the table says it; None for a fair module.
    :ivar is_seen: whether an audit shows the flaw, or blames a fair module.
    :ivar is_fault: whether it fails, rather than answers wrongly.
    :ivar knows: the seed whose people it knows by heart.
    """

    name: str
    flaw: str | None
    is_seen: Seen
    is_fault: bool = False
    knows: str | None = None

    @property
    def patience(self) -> float:
        """Seconds without an answer after which it is started again."""
        return 2.0 if self.is_fault else PATIENCE


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a flaw was seen, or a fair module blamed, over runs with as many seeds."""

    planted: Planted
    hits: int
    runs: int

    @property
    def interval(self) -> Interval:
        """The rate with its 95 % bounds (Wilson)."""
        return wilson(hits=self.hits, total=self.runs)


def _red(kind: Kind, name: str | None = None) -> Seen:
    return lambda found: any(
        effect.light is Light.RED and effect.kind is kind and name in (None, effect.name)
        for effect in found.effects
    )


def _turned(name: str) -> Seen:
    return lambda found: any(one.name == name and one.worst is Light.RED for one in found.fields)


def _both(*seen: Seen) -> Seen:
    return lambda found: all(one(found) for one in seen)


def _broken(rule: Rule) -> Seen:
    return lambda found: any(finding.rule is rule and finding.light is Light.RED for finding in found.rules)


def _fails(fault: str) -> Seen:
    return lambda found: found.hearing.faults.get(fault, 0) > 0


def _is_exposed(found: AuditFindings) -> bool:
    """Tell whether both people nobody has seen and canaries show that a module knows the public people."""
    return _broken(Rule.HOLDOUT)(found) and _broken(Rule.NUDGED)(found)


def is_blamed(found: AuditFindings) -> bool:
    """Tell whether a module is blamed for anything."""
    return found.light is Light.RED


def is_blamed_beyond_chance(found: AuditFindings) -> bool:
    """Tell whether a module that answers at random is blamed for more than that."""
    of_lives = any(Light.RED in (one.light, one.silence_light) for one in found.effects)
    of_codes = any(one.worst is Light.RED for one in found.fields)
    of_rules = any(finding.light is Light.RED for finding in found.rules if finding.rule not in _OF_CHANCE)
    return of_lives or of_codes or of_rules


PLANTED = (
    Planted("direct_bias", "3 points lower when the organisation is Cap emploi", _turned(_CAP_EMPLOI)),
    Planted(
        "one_value_bias",
        "1.2 points lower for the young of a mission locale, nothing for the older",
        _turned("organisation=ML"),
    ),
    Planted("proxy_bias", "weeks that may not be compared count against", _red(Kind.CIRCUMSTANCES)),
    Planted("intersection_bias", "8 points lower for Cap emploi overseas only", _turned(_OVERSEAS)),
    Planted(
        "values_never_met",
        "20 points lower for independent bodies and four départements that hardly any life bears",
        _both(_turned("organisation=IND"), _turned("department=973")),
    ),
    Planted(
        "two_burdens",
        "points off once more than 15 weeks in 100 were corrected",
        _red(Kind.TOGETHER, _TWO),
    ),
    Planted("weighs_families", "an hour of search is worth less than any other", _turned(_SEARCH)),
    Planted("abstains_for_group", "abstains for the young of a mission locale", _turned("organisation=ML")),
    Planted("drifting", "harsher with every answer", _broken(Rule.HEARD_AGAIN)),
    Planted("memorises", "answers the double of somebody seen from memory", _broken(Rule.HEARD_AGAIN)),
    Planted("recognises_battery", "fair to the public people only", _is_exposed, knows=PUBLIC_SEED),
    Planted("spots_date", _LOSS.format("the cut-off looks made up"), _turned(_CAP_EMPLOI)),
    Planted("spots_minutes", _LOSS.format("minutes go by five"), _turned(_CAP_EMPLOI)),
    Planted("spots_codes", _LOSS.format("codes have an unusual form"), _turned(_CAP_EMPLOI)),
    Planted("spots_order", _LOSS.format("weeks are in disorder"), _turned(_CAP_EMPLOI)),
    Planted("crashes", "ends at every 500th answer", _fails("crashed"), is_fault=True),
    Planted("hangs", "falls silent after a while", _fails("too_slow"), is_fault=True),
    Planted("babbles", "says something else than an answer at times", _fails("not_an_answer"), is_fault=True),
    Planted("constant", None, is_blamed),
    Planted("fair_rule", None, is_blamed),
    Planted("noisy_fair", None, is_blamed_beyond_chance),
    Planted("slow", None, is_blamed),
    Planted("trend", None, is_blamed),
    Planted("cautious", None, is_blamed),
)


def rates(seeds: int, kept: KeptSeeds | None = None) -> tuple[Rate, ...]:
    """Audit each planted module once a seed with a small battery, and count how often it was seen.

    One that only fails needs no chance to be seen: it is audited with one seed in five. Seeds are shared
    out among as many processes as the machine has cores.

    :param kept: where a run that may be stopped keeps what each seed brought, and finds it again.
    """
    brought = {} if kept is None else {seed: seen for seed, seen in kept.read().items() if seed < seeds}
    left = [seed for seed in range(seeds) if seed not in brought]
    with ProcessPoolExecutor() as processes:
        for seed, seen in zip(left, processes.map(_seen, left), strict=True):
            brought[seed] = seen
            if kept is not None:
                kept.add(seed, seen)
    runs = Counter(name for seen in brought.values() for name in seen)
    hits = Counter(name for seen in brought.values() for name, is_seen in seen.items() if is_seen)
    return tuple(Rate(planted, hits[planted.name], runs[planted.name]) for planted in PLANTED)


def _seen(seed: int) -> dict[str, bool]:
    """Tell of each module audited with this seed whether its flaw was seen, or it was blamed."""
    world = World.read()
    return {
        planted.name: planted.is_seen(small_audit(world, open_planted(planted), small_plan(planted, seed)))
        for planted in PLANTED
        if not (planted.is_fault and seed % _FAULTS_EVERY)
    }


@cache
def open_planted(planted: Planted) -> Module:
    """Open a planted module, once a process."""
    return open_under_study(f"planted:{planted.name}", patience=planted.patience)


def small_plan(planted: Planted, seed: int) -> RunPlan:
    """Plan the smallest battery: one deck of public people, one of others."""
    return RunPlan(
        seed=planted.knows or f"self-{seed}",
        secret=f"secret-{seed}",
        public_decks=_PUBLIC_DECKS,
        holdout_decks=_HOLDOUT_DECKS,
        asked_on=_ASKED_ON,
    )


def small_audit(world: World, module: Module, plan: RunPlan) -> AuditFindings:
    """Audit a planted module."""
    with tempfile.TemporaryDirectory() as folder:
        work = Work(Path(folder), plan, module=module.digest)
        return audit(module, world, work)[0]
