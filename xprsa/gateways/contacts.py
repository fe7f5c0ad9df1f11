"""Reads contacts as people write them: which country a number belongs to, and what it can receive.

Numbers are kept as E.164 (`+33639981234`), read by the `phonenumbers` library. It does not know the numbers
that Arcep keeps for fiction, nor every overseas range, so the French plan stands here for those.
"""

import re
from datetime import datetime

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from xprsa.domain.contact import Contact, ContactKind, mail_address
from xprsa.domain.folding import copied
from xprsa.domain.person import Account

# National numbering plan (Arcep): overseas départements have their own country code.
# 06 39 98 is kept for fiction and stays with the mainland; the rest of 06 39 is Mayotte.
_OVERSEAS = {
    "63998": 33,
    "262": 262, "263": 262, "269": 262, "639": 262, "692": 262, "693": 262,
    "590": 590, "690": 590, "691": 590,
    "594": 594, "694": 594,
    "596": 596, "696": 596, "697": 596,
}  # fmt: skip
_FRENCH_CODES = frozenset((33, 262, 590, 594, 596))
_GETS_SMS = frozenset((PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE))
_LABEL = re.compile(
    r"^(?:(?:t[ée]l(?:[ée]phone)?|portable|mobile|port|gsm|sms|fixe|num[ée]ro|n ?[°º]|№)"
    r"(?:[ .:]+(?:d[eu] (?=[a-z]))?|(?=[+\d(])))+",
    re.IGNORECASE,
)
_WITH_O = re.compile(r"[oO]?[\d+][\doO+().\s/-]*")
_LONGEST = 40  # characters of a number with its signs


def contact(text: str) -> Contact | None:
    """Read an e-mail address or a phone number as people type it; None when it is neither."""
    if "@" in text or "\uff20" in text:
        address = mail_address(text)
        return Contact(ContactKind.MAIL, address) if address else None
    number = phone(text)
    return Contact(ContactKind.SMS, number) if number else None


def phone(text: str) -> str | None:
    """Read one phone number, French unless it says otherwise, as E.164; None when it is none."""
    typed = _digits_meant(_LABEL.sub("", " ".join(copied(text).split()), count=1).rstrip("."))
    if not typed or len(typed) > _LONGEST or any(char.isalpha() for char in typed):
        return None
    try:
        number = phonenumbers.parse(typed, "FR")
    except NumberParseException:
        return None
    number = _in_its_country(number)
    if number.extension or not phonenumbers.is_possible_number(number) or not _is_planned(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def receives_sms(number: str) -> bool:
    """Tell whether an SMS can reach a number; one whose range is not known may, one of no plan cannot.

    :param number: as it is kept: as `phone` gives it, or what was kept before this plan was known.
    """
    parsed = _parsed(number)
    if parsed is None:
        return False
    if parsed.country_code in _FRENCH_CODES:
        return str(parsed.national_number)[0] in "67"
    kind = phonenumbers.number_type(parsed)
    return kind in _GETS_SMS or kind == PhoneNumberType.UNKNOWN


def receives(where: Contact) -> bool:
    """Tell whether a message can reach a contact: any address, and the numbers that an SMS reaches."""
    return where.kind is ContactKind.MAIL or receives_sms(where.value)


def reachable(account: Account, *, at: datetime) -> Contact | None:
    """Give where a message reaches somebody: the e-mail first, then a mobile; never what fails, or waits."""
    return next(filter(receives, account.open_contacts(at)), None)


def masked(where: Contact) -> str:
    """Write a contact so that its owner alone knows it: `06 … 34`, `a…@example.org`."""
    return _masked(where)


def masked_apart(one: Contact, other: Contact) -> tuple[str, str]:
    """Mask two contacts that stand side by side with no more than tells them apart.

    `r…e@example.org` and `r…n@example.org`: signs are added at the end, or at the start where fewer do.
    """
    for more in range(max(len(one.value), len(other.value))):
        for added in ({"end": more}, {"start": more}):
            shown = _masked(one, **added), _masked(other, **added)
            if shown[0] != shown[1]:
                return shown
    return masked(one), masked(other)


def _masked(where: Contact, *, start: int = 0, end: int = 0) -> str:
    """Mask a contact, but for so many more signs at its start and its end."""
    if where.kind is ContactKind.MAIL:
        name, _, domain = where.value.partition("@")
        head, tail = name[: 1 + start], name[len(name) - end :]
        is_whole = (start or end) and len(head) + len(tail) >= len(name)
        return f"{name}@{domain}" if is_whole else f"{head}…{tail}@{domain}"
    number = spoken(where.value)
    head, tail = number[: 2 + start].rstrip(), number[-2 - end :].lstrip()
    return f"{head}\u00a0…\u00a0{tail}"


def spoken(number: str) -> str:
    """Write a number as it is said: a French one by twos, any other as its country does (no-break spaces).

    A number of no plan stays as it is kept.
    """
    parsed = _parsed(number)
    if parsed is None:
        return number
    if parsed.country_code in _FRENCH_CODES:
        digits = f"0{parsed.national_number}"
        return "\u00a0".join(digits[start : start + 2] for start in range(0, len(digits), 2))
    written: str = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return written.replace(" ", "\u00a0")


def _digits_meant(typed: str) -> str:
    """Take the letter O for a zero where all else is a number."""
    return re.sub("[oO]", "0", typed) if _WITH_O.fullmatch(typed) else typed


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except NumberParseException:
        return None


def _in_its_country(number: PhoneNumber) -> PhoneNumber:
    """Give an overseas number typed the French way its own country code, and the other way round."""
    if number.country_code not in _FRENCH_CODES:
        return number
    national = str(number.national_number)
    known = (code for prefix, code in _OVERSEAS.items() if national.startswith(prefix))
    number.country_code = next(known, 33)
    return number


def _is_planned(number: PhoneNumber) -> bool:
    """Tell whether a country that we know well has such numbers; others are taken at their word."""
    return number.country_code not in _FRENCH_CODES or len(str(number.national_number)) == 9
