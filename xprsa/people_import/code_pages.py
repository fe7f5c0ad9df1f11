"""Text as spreadsheets write it: UTF-8, UTF-16 or Windows-1252, and nothing that only looks like them."""

from xprsa.domain.text_bytes import CutText, NoText, read_text, unicode_text
from xprsa.people_import.accents import of_another_code_page
from xprsa.people_import.records import FileRefused, shown

AS_UTF8 = "Enregistrez-le au format «\u00a0CSV UTF-8\u00a0», ou en classeur .xlsx."
NO_TABLE = "Ce fichier n’est ni un tableau CSV ni un classeur. Enregistrez-le au format .xlsx ou CSV."
WEB_PAGE = "Ce fichier est une page web. Ouvrez-le dans un tableur, puis enregistrez-le au format .xlsx."

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
    try:
        text = read_text(content)
        is_of_windows = unicode_text(content) is None
    except CutText as cut:
        raise FileRefused(f"Ce fichier est coupé ou abîmé. {AS_UTF8}") from cut
    except NoText as none:
        raise FileRefused(NO_TABLE) from none
    if is_of_windows:
        _refuse_other_code_pages(text)
    return text.rstrip(_END_OF_DOS_FILE)


def _refuse_other_code_pages(text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.isascii() and (word := of_another_code_page(line)):
            seen = shown(word.encode("cp1252", "surrogateescape").decode("cp1252", "replace"))
            raise FileRefused(f"Ligne {number}\u00a0: les accents de {seen} sont abîmés. {AS_UTF8}")
