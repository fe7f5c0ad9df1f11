"""A way to reach somebody, written one way only so that it can be compared."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from xprsa.domain.folding import copied

_LONGEST = 254
_NAME = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}")
_MAIL = r"(?:mailto|e-?mail|mail|m[ée]l|courriel|courrier\s+[ée]lectronique)"
_WORD = rf"(?:{_MAIL}|adresse(?:[\s-]+(?:{_MAIL}|[ée]lectronique))?)"
_LABEL = re.compile(rf"\s*{_WORD}\.?(?:\s*:\s*|\s+(?=[^\s<@]+@))", re.IGNORECASE)
_NAMED = re.compile(r"[^<>@]*<([^<>]*)>[\s.,;]*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class ContactKind(StrEnum):
    """What a contact is, and so by what a message leaves."""

    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address in lower case, or a phone number as `+` and digits (E.164)."""

    kind: ContactKind
    value: str

    @classmethod
    def kept(cls, value: str) -> "Contact":
        """Read a contact as it is kept: what it is shows in its signs."""
        return cls(ContactKind.MAIL if "@" in value else ContactKind.SMS, value)


def mail_address(text: str) -> str | None:
    """Read one e-mail address, in lower case; None when it is none, or when no mail can be sent there.

    What stands around it when it is copied goes: `mailto:`, `Courriel :`, a name before `<` and `>`, a final
    full stop. An accent before the `@` is a slip of the keyboard: few servers can write to such an address,
    ours among them. A domain with accents is written as servers know it (`école.fr` is `xn--cole-9oa.fr`).
    """
    typed = unicodedata.normalize("NFKC", _address_in(text)).lower()
    name, _, domain = typed.partition("@")
    ascii_domain = _as_servers_know(domain)
    address = f"{name}@{ascii_domain}"
    is_one = (
        len(address) <= _LONGEST
        and name.isascii()
        and _NAME.fullmatch(name) is not None
        and not (name.startswith(".") or name.endswith(".") or ".." in name)
        and _DOMAIN.fullmatch(ascii_domain) is not None
    )
    return address if is_one else None


def has_accent_before_at(text: str) -> bool:
    """Tell whether an address fails for letters before its `@` that no server here writes to."""
    return "@" in text and not _address_in(text).partition("@")[0].isascii()


def _address_in(text: str) -> str:
    """Leave out the label, and the name before an address between angle brackets: that is the address."""
    typed = _bare(copied(text))
    named = _NAMED.fullmatch(typed)
    typed = _bare(named[1]) if named else typed
    return typed.strip("<> \t\r\n\u00a0").rstrip(".,;")


def _bare(typed: str) -> str:
    label = _LABEL.match(typed)
    return typed[label.end() :] if label else typed


def _as_servers_know(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""
