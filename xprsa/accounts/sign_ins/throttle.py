"""Patience: the more attempts fail, the longer the next one waits; nobody is ever locked out.

Each attempt weighs on three lanes, and is counted before it is judged, so that fifty at once gain nothing:

- *own*: one account from one network. Four attempts are free; then 45 s, 90 s, 3 min ... up to 100 minutes:
  at most 25 in 24 hours (CNIL 2017-012). Somebody else typing on another network does not touch it.
- *account*: one account from all networks. Thirty are free, one is forgiven every half hour: a single network
  can never fill it (25 a day in, 48 out), so only an attack from several makes its owner wait, 10 minutes
  at most; and never from a network where the owner signed in during the last 90 days.
- *network*: everybody behind one address. 600 are free, 20 are forgiven a minute: 500 people arriving in
  fifteen minutes and failing once each weigh 500 - 300 = 200. Accounts known there do not wait for it.

A success gives back what it weighed, and empties the own lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from xprsa.domain.retention import SIGN_INS
from xprsa.gateways.keyring import Keyring, Use
from xprsa.storage.store import Store
from xprsa.storage.throttles import Weight

KNOWN_FOR = timedelta(days=SIGN_INS.days)


class Door(StrEnum):
    """What is attempted; each has its own lanes."""

    CODE = "code"  # a code by mail or SMS: attempts are codes asked for, each of which allows five tries
    LETTER = "letter"
    CONTACT = "contact"  # codes asked for to change one's contacts; a change that is made gives nothing back
    STAFF = "staff"
    FORGOTTEN = "forgotten"


class TooSoon(Exception):
    """An attempt that came before its time; it was not judged.

    :ivar wait: how long until the next is.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too soon")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Lane:
    """How patience grows.

    :ivar free: attempts without a delay.
    :ivar first: seconds before the next one; doubled each time.
    :ivar longest: seconds, at most.
    :ivar forgiven: seconds in which one attempt is forgiven.
    """

    free: int
    first: float
    longest: float
    forgiven: float

    def weight(self, held: Weight, *, at: datetime) -> float:
        """Give what still weighs."""
        return max(0.0, held.weight - (at - held.last_at).total_seconds() / self.forgiven)

    def wait(self, held: Weight, *, at: datetime) -> timedelta:
        """Give how long the next attempt must still wait."""
        over = ceil(self.weight(held, at=at)) - self.free
        if over < 0:
            return timedelta(0)
        delay = timedelta(seconds=min(self.longest, self.first * 2.0 ** min(over, 32)))
        return max(timedelta(0), held.last_at + delay - at)


OWN = Lane(free=4, first=45, longest=6000, forgiven=86_400)
ACCOUNT = Lane(free=30, first=5, longest=600, forgiven=1800)
NETWORK = Lane(free=600, first=1, longest=60, forgiven=3)


@dataclass(frozen=True)
class Attempt:
    """Somebody at a door.

    :ivar who: the account as it was typed, in normal form; it may not exist.
    :ivar network: keyed hash.
    """

    keyring: Keyring
    door: Door
    who: str
    network: str

    def lanes(self) -> Mapping[str, Lane]:
        """Give the lanes on which it weighs, by key."""
        return {
            self._key("own", self.who, self.network): OWN,
            self._key("account", self.who): ACCOUNT,
            self._key("network", self.network): NETWORK,
        }

    def count(self, store: Store, *, at: datetime, known: bool = False) -> None:
        """Let the attempt through, and count it.

        :param known: whether the account signed in from this network before.
        :raises TooSoon: when it must wait.
        """
        lanes = self.lanes()
        held = store.throttles.hold(lanes.keys(), at=at)
        heeded = [key for key, lane in lanes.items() if lane is OWN or not known]
        wait = max(lanes[key].wait(held[key], at=at) for key in heeded)
        if wait > timedelta(0):
            raise TooSoon(wait)
        store.throttles.put({key: lanes[key].weight(held[key], at=at) + 1 for key in lanes}, at=at)

    def succeed(self, store: Store, *, at: datetime) -> None:
        """Give back what the attempt weighed; its own lane is empty again."""
        lanes = self.lanes()
        held = store.throttles.hold(lanes.keys(), at=at)
        store.throttles.put(
            {
                key: 0.0 if lane is OWN else max(0.0, lane.weight(held[key], at=at) - 1)
                for key, lane in lanes.items()
            },
            at=at,
        )

    def _key(self, lane: str, *parts: str) -> str:
        text = "\n".join(("throttle", self.door, lane, *parts))
        return self.keyring.mac(Use.CODE, text.encode()).hex()
