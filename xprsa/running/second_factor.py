"""The second factor of whoever is signed in, asked again for what weighs more than a page."""

from datetime import timedelta

from xprsa.domain.patience import OWN
from xprsa.gateways import totp
from xprsa.gateways.keyring import Use
from xprsa.running.service import Service
from xprsa.storage.store import Store


class CodeWrong(Exception):
    """Not the code that the phone shows now, or one used already."""


class CodeTooSoon(Exception):
    """A code that came before its time; it was not judged.

    :ivar wait: how long until the next is.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too soon")
        self.wait = wait


def judge_code(service: Service, *, account: int, code: str) -> int:
    """Give the step of a code, to be spent with what it confirms; it is counted before it is judged.

    :param account: internal id of whoever is signed in.
    :raises CodeTooSoon: when too many were wrong.
    :raises CodeWrong: when it is not the one that the phone shows.
    """
    now, lane = service.now(), _lane(service, account)
    with service.database.writing() as store:
        held = store.throttles.hold([lane], at=now)[lane]
        wait = OWN.wait(held, at=now)
        if wait > timedelta(0):
            raise CodeTooSoon(wait)
        store.throttles.put({lane: OWN.heavier(held, at=now)}, at=now)
        secret = store.staff_secrets.of(account)
    step = totp.matching_step(
        secret.totp_secret if secret else totp.NOBODYS, code, at=now, after=secret.totp_step if secret else 0
    )
    if secret is None or step is None:
        raise CodeWrong
    return step


def spend_code(service: Service, store: Store, *, account: int, step: int) -> None:
    """Spend a code in the transaction of what it confirms; wrong ones before it weigh no more.

    :raises CodeWrong: when it, or a later one, was spent meanwhile.
    """
    if not store.staff_secrets.spend_step(account, step):
        raise CodeWrong
    lane = _lane(service, account)
    store.throttles.hold([lane], at=service.now())
    store.throttles.put({lane: 0.0}, at=service.now())


def _lane(service: Service, account: int) -> str:
    return service.keyring.mac(Use.CODE, f"throttle\nsecond factor\n{account}".encode()).hex()
