"""Text as spreadsheets write it: UTF-8, UTF-16 or Windows-1252, and nothing that only looks like them."""

import codecs

from xprsa.people_import.accents import of_another_code_page
from xprsa.people_import.records import FileRefused, shown

AS_UTF8 = "Enregistrez-le au format «\u00a0CSV UTF-8\u00a0», ou en classeur .xlsx."
NO_TABLE = "Ce fichier n’est ni un tableau CSV ni un classeur. Enregistrez-le au format .xlsx ou CSV."
WEB_PAGE = "Ce fichier est une page web. Ouvrez-le dans un tableur, puis enregistrez-le au format .xlsx."

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does: asked first
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WEB = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc")
_END_OF_DOS_FILE = "\x1a"
_SAMPLE = 4096


def decoded(content: bytes) -> str:
    """Read the bytes of a text.

    :raises FileRefused: when they are no text, or when its accents are of another code page.
    """
    start = content[:_SAMPLE]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB):
        raise FileRefused(WEB_PAGE)
    if start.startswith(_OTHER_FILES):
        raise FileRefused(NO_TABLE)
    text = _of_unicode(content)
    plain = content.decode("cp1252", errors="surrogateescape") if text is None else text
    sample = plain[:_SAMPLE]
    if sum(char < " " and char not in "\t\r\n" for char in sample) > len(sample) // 20:
        raise FileRefused(NO_TABLE)
    if text is None:
        _refuse_other_code_pages(plain)
    return plain.rstrip(_END_OF_DOS_FILE)


def _of_unicode(content: bytes) -> str | None:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    try:
        return content.decode(encoding or _without_mark(content))
    except UnicodeDecodeError:
        if encoding is None:
            return None
    raise FileRefused(f"Ce fichier est coupé ou abîmé. {AS_UTF8}")


def _without_mark(content: bytes) -> str:
    """Tell UTF-16 by the zeros that stand beside its plain letters."""
    start = content[:_SAMPLE]
    low, high = start[1::2].count(0), start[0::2].count(0)
    if max(low, high) < len(start) / 8:
        return "utf-8"
    return "utf-16-le" if low > high else "utf-16-be"


def _refuse_other_code_pages(text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.isascii() and (word := of_another_code_page(line)):
            seen = shown(word.encode("cp1252", "surrogateescape").decode("cp1252", "replace"))
            raise FileRefused(f"Ligne {number}\u00a0: les accents de {seen} sont abîmés. {AS_UTF8}")
