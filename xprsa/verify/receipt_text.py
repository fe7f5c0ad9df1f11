"""Reads a receipt from its text: a page copied, or saved as a file, with whatever stands around it."""

import base64
import html
import json
import re
from dataclasses import dataclass
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r"^(?:[ \t]*>)+[ \t]?", re.MULTILINE)
_STATEMENT = re.compile(
    r'\{"fingerprint":"[0-9a-f]{64}","receipt":"[0-9a-f]{32}","sent_at":"[0-9T:+-]+","version":\d+,'
    r'"week":"\d{4}-W\d{2}"\}',
    re.ASCII,
)
_KEY = re.compile(r"\bClé\s+([a-z]+(?:-[0-9a-z]+)+)", re.ASCII)
_SIGNATURE = re.compile(r"\bSignature\s+((?:[0-9a-f]\s*){128})")
_NONCE = re.compile(r"\bNombre secret, à garder\s+((?:[0-9a-f]\s*){32})")
_CONTENT = re.compile(r"\bContenu signé\s+((?:[A-Za-z0-9+/]\s*)+=*)")


class NoReceipt(Exception):
    """A text that holds no receipt, or several; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ReceiptText:
    """What a receipt says of itself; nothing of it was verified.

    :ivar signed: the bytes under the signature, a JSON object; `told` is what they say.
    :ivar nonce: 32 hexadecimal digits, or "" when the text lacks them.
    :ivar content: the bytes that the fingerprint stands for, or b"" when the text lacks them.
    """

    signed: bytes
    key_id: str
    signature: str
    nonce: str
    content: bytes

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


def without_tags(text: str) -> str:
    """Give what a saved page shows; another loses but the marks of a mail’s answer."""
    if re.match(r"\s*<(?:!doctype|html)", text, re.IGNORECASE):
        return html.unescape(_TAG.sub(" ", text))
    return _QUOTED.sub("", text)


def receipt_in(text: str) -> ReceiptText:
    """Read the one receipt in a text.

    :param text: see `without_tags`.
    :raises NoReceipt: when what was signed, the key or the signature is not there, or there are several.
    """
    statements = set(_STATEMENT.findall("".join(text.split())))  # it holds no blank of its own
    if len(statements) > 1:
        raise NoReceipt("Ce fichier contient plusieurs reçus. Mettez-en un par fichier.")
    key, signature = _KEY.search(text), _SIGNATURE.search(text)
    if not statements or key is None or signature is None:
        raise NoReceipt(
            "Ce fichier ne contient pas un reçu entier. Ouvrez « Preuve technique » sur la page du reçu,"
            " puis copiez toute la page, ou enregistrez-la."
        )
    return ReceiptText(
        signed=statements.pop().encode(),
        key_id=key[1],
        signature=_joined(signature),
        nonce=_joined(_NONCE.search(text)),
        content=_decoded(_joined(_CONTENT.search(text))),
    )


def _joined(found: re.Match[str] | None) -> str:
    return "".join(found[1].split()) if found else ""


def _decoded(written: str) -> bytes:
    """Read the JSON object in base64, whatever words follow it; what cannot be read is given as it is."""
    whole = written[: len(written) // 4 * 4]
    try:
        said = base64.b64decode(whole, validate=True).decode(errors="replace")
        return said[: json.JSONDecoder().raw_decode(said)[1]].encode()
    except ValueError:
        return written.encode()
