"""The second factor of staff: six digits that change every 30 seconds (RFC 6238)."""

import hmac
from datetime import datetime

import pyotp
import segno

STEP = 30  # seconds
_DRIFT = 1  # steps before and after: phones are a little early or late

# A secret that nobody has: checking a code against it costs what a real check costs.
NOBODYS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def new_secret() -> str:
    """Give a fresh secret (160 bits, base 32)."""
    return pyotp.random_base32()


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Give the step whose code this is, or None.

    :param after: the last step used: a code is taken once, so that one read over a shoulder is dead.
    """
    generator = pyotp.TOTP(secret, interval=STEP)
    now = int(at.timestamp()) // STEP
    found = None
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), code.encode()) and step > after:
            found = step
    return found


def address(secret: str, *, account: str, issuer: str) -> str:
    """Give the `otpauth://` address that an application on a phone reads."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name=issuer)


def qr_code(text: str) -> str:
    """Draw a text as a QR code: an inline SVG, dark on white whatever the theme."""
    drawn = segno.make(text, error="m", micro=False)
    return drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None)
