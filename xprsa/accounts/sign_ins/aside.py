"""A text that waits for its author while others sign in on the same browser: nobody else sees or ends it.

The browser holds the ids of such texts, and nothing else of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.domain.sign_in import ASIDE_LIFE
from xprsa.running.sealed_form import can_be_opened, open_form
from xprsa.running.service import Service
from xprsa.storage.sign_in_codes import SignInCode
from xprsa.storage.store import Store

MOST = 16  # texts of one browser; the newest stay


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of the texts that wait on a browser once somebody signed in there.

    :ivar mine: sealed text to give back to them now, or "".
    :ivar held: what the cookie is to hold of the others, "" to take it back.
    """

    mine: str
    held: str


def settle(service: Service, store: Store, *, account: int, brought: tuple[str, ...], held: str) -> Settled:
    """Give the author one of their texts; leave every other one for when its author comes back.

    :param account: internal id of whoever signed in.
    :param brought: sealed texts that come with this sign-in, or "".
    :param held: what the cookie holds.
    """
    now, mine, left = service.now(), "", list[str]()
    for text in filter(None, brought):
        if not mine and open_form(service.keyring, text, account=account):
            mine = text
        elif can_be_opened(service.keyring, text):
            public_id = uuid4()
            carried = SignInContext(kept=text).written()
            store.sign_in_codes.leave(public_id, carried=carried, at=now, expires_at=now + ASIDE_LIFE)
            left.append(str(public_id))
    waiting = list[str]()
    for row in _waiting(service, store, held):
        text = SignInContext.read(row.carried).kept
        if not mine and open_form(service.keyring, text, account=account):
            mine = text
            store.sign_in_codes.use(row.id, at=now)
        elif text:
            waiting.append(str(row.public_id))
    return Settled(mine, ".".join([*waiting, *left][-MOST:]))


def _waiting(service: Service, store: Store, held: str) -> Iterator[SignInCode]:
    for text in held.split(".")[-MOST:]:
        try:
            row = store.sign_in_codes.waiting(UUID(text), at=service.now())
        except ValueError:
            continue
        if row is not None and row.account is None and not row.contact:  # no code was asked for with it
            yield row
