"""Text as people save it: UTF-8, UTF-16 or Windows-1252, and nothing that only looks like it."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does: asked first
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096


class NoText(ValueError):
    """Bytes that are no text."""


class CutText(NoText):
    """Bytes that say which text they are, and break off or are damaged."""


def read_text(content: bytes) -> str:
    """Read the bytes of a text; what Windows-1252 has no letter for stays as a lone surrogate.

    :raises CutText: when they begin as UTF-8 or UTF-16 and do not go on so.
    :raises NoText: when they hold more controls than any text.
    """
    text = unicode_text(content)
    plain = content.decode("cp1252", errors="surrogateescape") if text is None else text
    sample = plain[:_SAMPLE]
    if sum(char < " " and char not in "\t\r\n" for char in sample) > len(sample) // 20:
        raise NoText
    return plain


def unicode_text(content: bytes) -> str | None:
    """Read the bytes of a text in one of the forms of Unicode; None when they are in none.

    :raises CutText: as `read_text` does.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    try:
        return content.decode(encoding or _without_mark(content))
    except UnicodeDecodeError as wrong:
        if encoding is None:
            return None
        raise CutText from wrong


def _without_mark(content: bytes) -> str:
    """Tell UTF-16 by the zeros that stand beside its plain letters."""
    start = content[:_SAMPLE]
    low, high = start[1::2].count(0), start[0::2].count(0)
    if max(low, high) < len(start) / 8:
        return "utf-8"
    return "utf-16-le" if low > high else "utf-16-be"
