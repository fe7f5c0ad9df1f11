"""Reads the codes of a receipt from its text, and parts what stands before and after them."""

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from xprsa.verify.saved import READ
from xprsa.verify.wording import loosely

_SIGNS = "[ :|]*+"
_STATEMENT = re.compile(
    r'\{"fingerprint":"[0-9a-f]{64}","receipt":"[0-9a-f]{32}","sent_at":"[0-9T:+-]{19,40}",'
    r'"version":[0-9]{1,9},"week":"[0-9]{4}-W[0-9]{2}"\}'
)


def _code(name: str, code: str) -> str:
    return f"{loosely(name)}{_SIGNS}{code}{_SIGNS}"


def _digits(name: str, number: int) -> str:
    return rf"(?P<{name}>(?:[0-9a-f] ?){{{number}}})"


_CODES = re.compile(
    _code("Empreinte", _digits("fingerprint", 64))
    + f"(?:{_code('Nombre secret, à garder', _digits('nonce', 32))})?"
    + _code("Clé", r"(?P<key>(?:[a-z0-9-] ?){3,100})")
    + _code("Signature", _digits("signature", 128))
    + _code("Texte signé", r"(?P<statement>\{[^{}]{150,600}\})")
    + f"(?P<content>{_code('Contenu signé', '')})?"
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/] ?)*={0,2}")


class NoReceipt(Exception):
    """A text that holds no receipt, or several; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ReceiptText:
    """What a receipt says of itself; nothing of it was verified.

    :ivar signed: the bytes under the signature, a JSON object; `told` is what they say.
    :ivar nonce: 32 hexadecimal digits, or "" when the text lacks them.
    :ivar content: the bytes that the fingerprint stands for, or b"" when the text lacks them.
    :ivar fingerprint: as the text shows it beside.
    :ivar before: all that stands before the codes; `after` what stands behind.
    """

    signed: bytes
    key_id: str
    signature: str
    nonce: str
    content: bytes
    fingerprint: str
    before: str
    after: str

    @property
    def has_content(self) -> bool:
        """Tell whether the text also says what was declared."""
        return self.nonce != "" and self.content != b""

    @property
    def told(self) -> dict[str, Any]:
        """Receipt, week, version, instant and fingerprint."""
        return dict(json.loads(self.signed))

    @property
    def said(self) -> dict[str, Any]:
        """What was declared; only once it was verified."""
        return dict(json.loads(self.content))


def receipt_in(text: str) -> ReceiptText:
    """Read the one receipt in a text, whose codes are the last: its words may say anything before.

    :param text: each blank one.
    :raises NoReceipt: when what was signed, the key or the signature is not there, or there are several.
    """
    found = [codes for codes in _CODES.finditer(text) if _STATEMENT.fullmatch(_bare(codes["statement"]))]
    if len({_bare(codes["statement"]) for codes in found}) > 1:
        raise NoReceipt("Ce fichier contient plusieurs reçus. Mettez-en un par fichier.")
    if not found:
        raise NoReceipt(
            "Ce fichier ne contient pas un reçu entier. Ouvrez « Preuve technique » sur la page du reçu, puis"
            f" copiez-le du mot « Reçu » au dernier code, ou enregistrez la page. {READ}"
        )
    codes = found[-1]
    content, end = _content(text, codes.end()) if codes["content"] else (b"", codes.end())
    return ReceiptText(
        signed=_bare(codes["statement"]).encode(),
        key_id=_bare(codes["key"]),
        signature=_bare(codes["signature"]),
        nonce=_bare(codes["nonce"] or ""),
        content=content,
        fingerprint=_bare(codes["fingerprint"]),
        before=text[: codes.start()],
        after=text[end:],
    )


def _bare(written: str) -> str:
    return written.replace(" ", "")


def _content(text: str, start: int) -> tuple[bytes, int]:
    """Read the JSON object in base64, and where it ends: letters may follow it that are none of it."""
    found = _BASE64.match(text, start)
    written = _bare(found[0]) if found else ""
    try:
        said = base64.b64decode(written[: len(written) // 4 * 4], validate=True).decode(errors="replace")
        content = said[: json.JSONDecoder().raw_decode(said)[1]].encode()
    except (ValueError, RecursionError):
        return written.encode(), start
    length = len(base64.b64encode(content))
    ends = re.compile(rf"(?:[A-Za-z0-9+/=] ?){{{length}}}").match(text, start)
    return content, ends.end() if ends else start
