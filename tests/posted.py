"""What left the service: the worker sends what waits, and the tests read it as it is printed."""

import re
from datetime import datetime
from functools import cache

import pyotp
import pytest

from xprsa.accounts.outbox import drain
from xprsa.domain.person import Account
from xprsa.gateways import passwords
from xprsa.running.service import Service

PASSWORD = "tortue cerise lampadaire"


class Posted:
    """Reads mails and SMS as they leave."""

    def __init__(self, service: Service, printed: pytest.CaptureFixture[str]) -> None:
        self._service = service
        self._printed = printed

    def now(self) -> str:
        """Send what waits; give everything that left, as printed."""
        self._printed.readouterr()  # what was printed before is not a message
        drain(self._service)
        return self._printed.readouterr().out

    def code(self) -> str:
        """Send what waits; give the code of the last message."""
        codes: list[str] = re.findall(r"Votre code : (\d{3}(?: \d{3})+)\.", self.now())
        return codes[-1].replace(" ", "")

    def contact_codes(self) -> dict[str, str]:
        """Send what waits; give the codes of a change of contacts, by where each went."""
        said = r"\[\w+ à (\S+)\][^[]*?Code pour changer vos contacts : (\d{3} \d{3})"
        return {where: code.replace(" ", "") for where, code in re.findall(said, self.now())}

    def link(self) -> str:
        """Send what waits; give the path of the link in the last message."""
        links: list[str] = re.findall(r"http://localhost(/\S+)", self.now())
        return links[-1]


class StaffPhone:
    """The phone on which a member of staff reads codes."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, at: datetime) -> str:
        """Give what it shows."""
        return pyotp.TOTP(self.secret).at(at)


@cache
def _kept(password: str) -> str:
    return passwords.hashed(password)


def let_in(service: Service, account: Account, *, password: str = PASSWORD) -> StaffPhone:
    """Give a member of staff a password and a phone."""
    phone = StaffPhone(pyotp.random_base32())
    with service.database.writing() as store:
        store.staff_secrets.put(
            account.id,
            password_hash=_kept(password),
            totp_secret=phone.secret,
            totp_step=0,
            at=service.now(),
        )
    return phone
