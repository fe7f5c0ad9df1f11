"""Attacks on signing in, played against the rules of `xprsa/domain/patience.py`: the figures of decision 30.

    python scripts/simulate_patience.py

Time passes in memory; the same figures come at each run. Each attack is played twice: with the rules, and
with the one that answers it taken out, which must shut the owner out.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from xprsa.domain import patience
from xprsa.domain.patience import ACCOUNT, ALLOWANCES, MESSAGES, OWN, LivingCode, Watch, Weight
from xprsa.domain.sign_in import CODE_LIFE

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CHANCE = {patience.SHORT_CODE: 2e-6, patience.LONG_CODE: 2e-12}  # two codes live at a contact at most
FASTEST = 300  # codes judged a second, as a server of this kind can
OWNER, HOME = "owner@example.org", "home"
READS = 30  # seconds from asking to typing what arrived


@dataclass
class Rules:
    """The rules, with one taken out at will."""

    shares: bool = True
    grows: bool = True
    fair: bool = True


@dataclass
class Door:
    """What the service does when codes are asked for and typed, with the weights in memory."""

    rules: Rules = field(default_factory=Rules)
    weights: dict[object, Weight] = field(default_factory=lambda: defaultdict(lambda: Weight(0, NOON)))
    living: dict[str, list[LivingCode]] = field(default_factory=lambda: defaultdict(list))
    arrived: list[str] = field(default_factory=list)  # at the owner's
    own: dict[tuple[str, str], str] = field(default_factory=dict)  # what each browser asked for, last
    wrong: dict[int, int] = field(
        default_factory=lambda: defaultdict(int)
    )  # judged, by length of what was typed
    codes: Iterable[int] = field(default_factory=lambda: count(1))

    def ask(self, who: str, network: str, at: datetime) -> None:
        """Ask for a code."""
        messages = self.weights["messages", who]
        calm = patience.is_calm(self._watched(who, network), at=at)
        living = self._alive(who, at) if self.rules.shares else []
        given = patience.code_to_give(living, messages, is_calm=calm, at=at)
        leaves = given.leaves if self.rules.shares else not MESSAGES.wait(messages, at=at)
        code = given.shared.code if given.shared else f"{next(iter(self.codes)):0{given.digits}d}"
        if given.shared is None:
            self.living[who] = [*self._alive(who, at), LivingCode(code, at)]
            self.own[who, network] = code
        if leaves:
            self.weights["messages", who] = Weight(MESSAGES.heavier(messages, at=at), at)
            if who == OWNER:
                self.arrived.append(code)

    def type(self, who: str, network: str, typed: str, at: datetime) -> str:
        """Type a code; give what becomes of it."""
        long, watched = patience.is_long(typed), self._watched(who, network)
        if not (long and self.rules.grows) and not patience.is_calm(watched, at=at):
            return "gone"
        serve = (
            [code.code for code in self._alive(who, at)]
            if self.rules.shares
            else [self.own.get((who, network))]
        )
        right = typed in serve
        if not right:
            self.wrong[len(typed)] += 1
        if not right and not long:
            for watch, held in watched.items():
                weight = ALLOWANCES[watch].weight(held, at=at) + 1
                self.weights[self._key(watch, who, network)] = Weight(weight, at)
        return "right" if right else "wrong"

    def _alive(self, who: str, at: datetime) -> list[LivingCode]:
        return [code for code in self.living[who] if code.made_at > at - patience.CODE_SHARED - CODE_LIFE]

    def _watched(self, who: str, network: str) -> dict[Watch, Weight]:
        return {watch: self.weights[self._key(watch, who, network)] for watch in Watch}

    def _key(self, watch: Watch, who: str, network: str) -> object:
        return watch, {Watch.CONTACT: who, Watch.NETWORK: network, Watch.SERVICE: ""}[watch]


Attack = Callable[[Door, datetime], None]


def drawn() -> random.Random:
    """Give the same draws at each run."""
    return random.Random(30)  # noqa: S311 # played, not secret


def owner_comes(door: Door, attack: Attack, at: datetime) -> int | None:
    """Let the owner ask, read and type while the attack goes on; give the seconds until heard, or None."""
    for asked in range(600 // READS):
        now = at + timedelta(seconds=asked * READS)
        door.ask(OWNER, HOME, now)
        for seconds in range(5, READS, 5):
            attack(door, now + timedelta(seconds=seconds))
        typed = door.arrived[-1] if door.arrived else ""
        if door.type(OWNER, HOME, typed, now + timedelta(seconds=READS)) == "right":
            return (asked + 1) * READS
    return None


def played(attack: Attack, rules: Rules, *, every: int = 20) -> tuple[int, int, int, int]:
    """Play an attack for a day, step by step, and let the owner come 40 times, each time to what it made.

    Give how often the owner was heard, after how many seconds at most, messages and wrong codes of the day.
    """
    chance, door, heard = drawn(), Door(rules), []
    comes = sorted(chance.sample(range(0, 86_400, every), 40))
    for second in range(0, 86_400, every):
        at = NOON + timedelta(seconds=second)
        attack(door, at)
        if second in comes:
            seen = Door(rules, arrived=door.arrived[-9:], own=dict(door.own), codes=door.codes)
            seen.weights = defaultdict(lambda: Weight(0, NOON), door.weights)
            seen.living = defaultdict(list, {who: list(codes) for who, codes in door.living.items()})
            heard.append(owner_comes(seen, attack, at))
    in_time = [seconds for seconds in heard if seconds is not None]
    return len(in_time), max(in_time, default=0), len(door.arrived), sum(door.wrong.values())


def twelve_networks(door: Door, at: datetime) -> None:
    """Twelve networks ask at the owner's contact and guess, as fast as they like."""
    for number in range(12):
        door.ask(OWNER, f"network {number}", at)
        door.type(OWNER, f"network {number}", "000000", at)


def behind_the_same_address(door: Door, at: datetime) -> None:
    """One attacker behind the owner's own address asks at many contacts, the owner's too, and guesses."""
    for number in range(10):
        who = OWNER if number == 0 else f"{at.minute}-{number}@example.org"
        door.ask(who, HOME, at)
        door.type(who, HOME, "000000", at)


def a_hundred_networks(door: Door, at: datetime) -> None:
    """A hundred networks at one account, with guesses of both lengths: codes and tries are used up."""
    for number in range(100):
        for typed in ("000000", "000000000000"):
            door.type(OWNER, f"network {number}", typed, at)
    door.ask(OWNER, "network 0", at)


def clock_ahead(door: Door, at: datetime) -> None:
    """The clock is a day ahead for one minute in each hour, while somebody asks and guesses."""
    if at.minute == 0:
        for _ in range(30):
            door.ask(OWNER, "network", at + DAY)
            door.type(OWNER, "network", "000000", at + DAY)


def staff_polled(*, fair: bool) -> tuple[int, int]:
    """Let twelve networks poll one account of staff for a day; give how often its owner was heard, of 40."""
    chance, heard, own, account = drawn(), 0, defaultdict(lambda: Weight(0, NOON)), Weight(0, NOON)
    comes = set(chance.sample(range(86_400), 40))
    for second in range(86_400):
        at = NOON + timedelta(seconds=second)
        for network in range(12):
            wait = patience.wait_of(own[network], account, known=False, at=at)
            if not wait:
                own[network] = Weight(OWN.heavier(own[network], at=at), at)
                account = Weight(ACCOUNT.heavier(account, at=at), at)
        if second in comes:
            mine = Weight(0, at)
            wait = (
                patience.wait_of(mine, account, known=False, at=at) if fair else ACCOUNT.wait(account, at=at)
            )
            heard += not wait
    return heard, len(comes)


def won_in_a_day(networks: int) -> float:
    """Give the takeovers to expect in a first day of as many networks, each guessing at other people."""
    door = Door()
    for second in range(0, 86_400, 600):
        at = NOON + timedelta(seconds=second)
        for network in range(networks):
            for number in count():
                who = f"{network}-{second}-{number % 20}@example.org"
                if door.type(who, f"network {network}", "000000", at) == "gone":
                    break  # the network's allowance is spent, or that of the service
    return door.wrong[6] * CHANCE[6] + FASTEST * 86_400 * CHANCE[12]


def five_hundred_people() -> tuple[int, int]:
    """Let 500 people behind one address sign in within 15 minutes; give who mistyped, who was delayed."""
    chance, door, mistyped, delayed = drawn(), Door(), 0, 0
    for number in range(500):
        at, who = NOON + timedelta(seconds=1.8 * number), f"{number}@example.org"
        door.ask(who, HOME, at)
        (code,) = door.living[who]
        if chance.random() < 0.05:
            mistyped += 1
            door.type(who, HOME, "000000", at)
        delayed += door.type(who, HOME, code.code, at) != "right" or len(code.code) != patience.SHORT_CODE
    return mistyped, delayed


def main() -> None:
    """Print the figures."""
    print(f"{'attack':<38}{'owner heard':>13}{'at most':>9}{'messages':>10}{'wrong judged':>14}")
    scenes = [
        ("twelve networks poll", twelve_networks, Rules(shares=False)),
        ("one attacker behind the same address", behind_the_same_address, Rules(grows=False)),
        ("a hundred networks use codes up", a_hundred_networks, Rules(grows=False)),
        ("the clock is a day ahead", clock_ahead, None),
    ]
    for name, attack, without in scenes:
        for rules, said in ((Rules(), name), (without, "  ... without its rule")):
            if rules is not None:
                heard, most, messages, wrong = played(attack, rules)
                print(f"{said:<38}{heard:>10}/40{most:>7} s{messages:>10}{wrong:>14}")
    for fair, said in ((True, "staff: twelve networks poll"), (False, "  ... without its rule")):
        heard, comes = staff_polled(fair=fair)
        print(f"{said:<38}{heard:>10}/{comes}")
    mistyped, delayed = five_hundred_people()
    print(f"500 people behind one address: {mistyped} mistype, {delayed} are delayed or get a long code")
    for networks in (1, 100, 1000):
        print(f"takeovers to expect in a day, {networks:>4} networks: {won_in_a_day(networks):.1e}")


if __name__ == "__main__":
    main()
