"""Wrong codes, counted where they are typed; who is judged by them stands in `domain/patience.py`."""

from dataclasses import dataclass
from datetime import datetime

from xprsa.accounts.sign_ins.throttle import lane_key, shelf
from xprsa.domain.patience import ALLOWANCES, Watch, Weight, is_calm
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.storage.store import Store


@dataclass(frozen=True)
class CodeWatch:
    """Somebody who asks for codes, or types them.

    :ivar where: the contact, in normal form; nobody may have it.
    :ivar network: keyed hash.
    """

    keyring: Keyring
    where: str
    network: str

    @property
    def shared_by(self) -> str:
        """The keyed hash under which a code of this contact is shared."""
        return lane_key(self.keyring, "shared", self.where)

    def is_calm(self, store: Store, *, at: datetime) -> bool:
        """Tell whether codes of six digits are given."""
        keys = self._keys
        found = store.throttles.look(keys.values(), at=at)
        return is_calm({watch: found[key] for watch, key in keys.items()}, at=at)

    def hold(self, store: Store, *, at: datetime) -> dict[Watch, Weight]:
        """Give what weighs on codes, held until the end of the transaction."""
        keys = self._keys
        held = store.throttles.hold(keys.values(), at=at)
        return {watch: held[key] for watch, key in keys.items()}

    def add(self, store: Store, held: dict[Watch, Weight], weight: int, *, at: datetime) -> None:
        """Let so many more wrong codes weigh, or (below 0) fewer, on what is held."""
        keys = self._keys
        weights = {
            keys[watch]: max(0.0, ALLOWANCES[watch].weight(held[watch], at=at) + weight) for watch in held
        }
        store.throttles.put(weights, at=at)

    @property
    def _keys(self) -> dict[Watch, str]:
        of_whom = {
            Watch.CONTACT: shelf(self.keyring, self.where),
            Watch.NETWORK: self.network,
            Watch.SERVICE: "",
        }
        return {watch: lane_key(self.keyring, "codes", watch, whose) for watch, whose in of_whom.items()}


def has_long_codes_everywhere(service: Service) -> bool:
    """Tell whether so many wrong codes came from all over that none of six digits is judged."""
    key, now = lane_key(service.keyring, "codes", Watch.SERVICE, ""), service.now()
    with service.database.reading() as store:
        return ALLOWANCES[Watch.SERVICE].is_spent(store.throttles.look([key], at=now)[key], at=now)
