"""A way to reach somebody, written one way only so that it can be compared."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_MAIL = re.compile(r"[^@\s<>,;:\"()\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-()/]")
_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")

# National numbering plan (Arcep): overseas mobiles have their own country code.
# 06 39 98 is kept for fiction and stays with the mainland; the rest of 06 39 is Mayotte.
_OVERSEAS = (
    ("063998", "+33"),
    ("0639", "+262"),
    ("0690", "+590"),
    ("0691", "+590"),
    ("0692", "+262"),
    ("0693", "+262"),
    ("0694", "+594"),
    ("0696", "+596"),
    ("0697", "+596"),
)
_FRENCH_CODES = ("+33", "+262", "+590", "+594", "+596")


class ContactKind(StrEnum):
    """What a contact is, and so by what a message leaves."""

    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address in lower case, or a phone number: ten digits when French, else `+` and digits."""

    kind: ContactKind
    value: str


def contact(text: str) -> Contact | None:
    """Read an e-mail address or a phone number as people type it; None when it is neither."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if "@" in typed:
        address = typed.lower()
        return (
            Contact(ContactKind.MAIL, address) if len(address) <= 254 and _MAIL.fullmatch(address) else None
        )
    number = phone(typed)
    return Contact(ContactKind.SMS, number) if number else None


def phone(text: str) -> str | None:
    """Write a phone number one way: `0639981234` when French, `+32470123456` otherwise."""
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    for code in _FRENCH_CODES:
        if digits.startswith(code):
            rest = digits.removeprefix(code).removeprefix("0")
            digits = f"0{rest}" if len(rest) == 9 else digits
            break
    return digits if _NATIONAL.fullmatch(digits) or _ABROAD.fullmatch(digits) else None


def international(number: str) -> str:
    """Give a normal phone number as gateways want it (E.164), overseas départements included."""
    if not number.startswith("0"):
        return number
    code = next((code for prefix, code in _OVERSEAS if number.startswith(prefix)), "+33")
    return code + number[1:]
