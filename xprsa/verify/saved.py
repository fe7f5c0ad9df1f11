"""Reads the file in which somebody saved a receipt: text, a web page, or a page with all it needs (MHTML)."""

import base64
import html
import quopri
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from xprsa.domain.folding import visible
from xprsa.domain.text_bytes import read_text

MOST_BYTES = 200_000
READ = (
    "Sont lus le texte et la page enregistrée (HTML, MHTML), mais ni PDF, ni image, ni document, ni courriel"
    " enregistré."
)

_WEB_PAGE = "une page web peut cacher ou dessiner du texte"
_PARTLY_QUOTED = "une partie des lignes commence par «\u00a0>\u00a0»"
_IS_PAGE = re.compile(r"\s*<[a-zA-Z!?]")
_TAG = re.compile(r"<[^<>]*>")
_QUOTED = re.compile(r"^(?:[ \t]*>)+[ \t]?", re.MULTILINE)
_BOUNDARY = re.compile(
    rb"multipart/related;[^\x00]{0,500}?boundary=\"?([\w'()+,./:=?-]{1,100})", re.IGNORECASE
)
_CODINGS: dict[bytes, Callable[[bytes], bytes]] = {
    b"quoted-printable": quopri.decodestring,
    b"base64": base64.b64decode,
}
_MOST_MARKS = 140  # on one letter: as many as a note has signs; to order more takes their square


class NotRead(Exception):
    """A file that is not read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The text of a file, each blank one, and why it may not be what somebody sees there.

    :ivar text: in the form NFC.
    """

    text: str
    reserves: tuple[str, ...] = ()


def read_saved(path: Path) -> Saved:
    """Read a file.

    :raises NotRead: when it is too long, or no text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise NotRead(f"{path} dépasse 200\u00a0ko. Donnez un fichier qui contient le reçu seul.")
        return _saved(content)
    except (OSError, ValueError) as unread:
        raise NotRead(f"{path} ne peut pas être lu. {READ}") from unread


def _saved(content: bytes) -> Saved:
    page = _page_of(content)
    text = read_text(content if page is None else page).lstrip("\ufeff")
    if page is not None or _IS_PAGE.match(text):
        return Saved(_joined(html.unescape(_TAG.sub(" ", text))), (_WEB_PAGE,))
    lines = [line for line in text.splitlines() if line.strip()]
    quoted = sum(1 for line in lines if _QUOTED.match(line))
    return Saved(_joined(_QUOTED.sub("", text)), (_PARTLY_QUOTED,) if 0 < quoted < len(lines) else ())


def _page_of(content: bytes) -> bytes | None:
    """Give the page out of what a phone saves as one file with its pictures; None for any other file."""
    found = _BOUNDARY.search(content, 0, 4096)
    for part in content.split(b"--" + found[1])[1:] if found else ():
        head, _, body = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        if b"content-type: text/html" in head.lower():
            coded = next((read for name, read in _CODINGS.items() if name in head.lower()), None)
            return coded(body) if coded else body
    return None


def _joined(text: str) -> str:
    marks = 0
    for char in visible(text):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > _MOST_MARKS:
            raise ValueError("too many marks on one letter")
    return " ".join(unicodedata.normalize("NFC", text).split())
