"""Whoever proves who they are by a secret waits longer and longer; the rules stand in `domain/patience.py`.

An attempt is counted before it is judged, so that fifty at once gain nothing; a success gives back what it
weighed, and empties the lane of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from xprsa.domain.patience import ACCOUNT, JOURNAL, MESSAGES, OWN, Lane, Weight, wait_of
from xprsa.domain.retention import SIGN_INS
from xprsa.domain.sign_in import SignInWay
from xprsa.gateways.keyring import Keyring, Use
from xprsa.storage.store import Store

KNOWN_FOR = timedelta(days=SIGN_INS.days)
_SHELF = 4  # hexadecimal digits: 65 536 shelves for all accounts there are, so that naming many takes no room


class Door(StrEnum):
    """What is attempted; each has its own lanes."""

    STAFF = "staff"
    CONTACT = "contact"  # codes asked for to change one's contacts; a change that is made gives nothing back


class TooSoon(Exception):
    """An attempt that came before its time; it was not judged.

    :ivar wait: how long until the next is.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too soon")
        self.wait = wait


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
        return {self._own: OWN, self._account: ACCOUNT}

    def count(self, store: Store, *, at: datetime, known: bool = False) -> None:
        """Let the attempt through, and count it.

        :param known: whether the account signed in from this network before.
        :raises TooSoon: when it must wait.
        """
        lanes = self.lanes()
        held = store.throttles.hold(lanes.keys(), at=at)
        wait = wait_of(held[self._own], held[self._account], known=known, at=at)
        if wait > timedelta(0):
            raise TooSoon(wait)
        store.throttles.put({key: lane.heavier(held[key], at=at) for key, lane in lanes.items()}, at=at)

    def succeed(self, store: Store, *, at: datetime) -> None:
        """Give back what the attempt weighed; its own lane is empty again."""
        held = store.throttles.hold(self.lanes().keys(), at=at)
        less = max(0.0, ACCOUNT.weight(held[self._account], at=at) - 1)
        store.throttles.put({self._own: 0.0, self._account: less}, at=at)

    @property
    def _own(self) -> str:
        return lane_key(self.keyring, self.door, "own", shelf(self.keyring, self.who), self.network)

    @property
    def _account(self) -> str:
        return lane_key(self.keyring, self.door, "account", shelf(self.keyring, self.who))


@dataclass(frozen=True)
class Spacing:
    """The space between messages of one sort to one contact, whoever asks for them.

    :ivar what: of which sort.
    :ivar where: the contact, in normal form; nobody may have it.
    """

    keyring: Keyring
    what: str
    where: str

    def hold(self, store: Store, *, at: datetime) -> Weight:
        """Give what weighs, held until the end of the transaction."""
        return store.throttles.hold([self._key], at=at)[self._key]

    def count(self, store: Store, held: Weight, *, at: datetime) -> None:
        """Count a message that leaves."""
        store.throttles.put({self._key: MESSAGES.heavier(held, at=at)}, at=at)

    @property
    def _key(self) -> str:
        return lane_key(self.keyring, "messages", self.what, shelf(self.keyring, self.where))


def note_failure(
    keyring: Keyring, store: Store, *, network: str, at: datetime, way: SignInWay, person: int | None = None
) -> None:
    """Write in the journal that somebody could not sign in, unless its network filled it enough today."""
    key = lane_key(keyring, "journal", network)
    held = store.throttles.hold([key], at=at)[key]
    if not JOURNAL.is_spent(held, at=at):
        store.throttles.put({key: JOURNAL.weight(held, at=at) + 1}, at=at)
        store.audit.note(at=at, actor=None, event="sign_in_failed", person=person, detail=way.value)


def lane_key(keyring: Keyring, *parts: str) -> str:
    """Give the keyed hash under which a lane is kept."""
    return keyring.mac(Use.CODE, "\n".join(("throttle", *parts)).encode()).hex()


def shelf(keyring: Keyring, who: str) -> str:
    """Give the shelf on which what is counted of an account or a contact stands, with a few others."""
    return lane_key(keyring, "shelf", who)[:_SHELF]
