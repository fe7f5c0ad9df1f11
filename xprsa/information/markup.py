"""A very small markup for the pages of information: paragraphs, titles, lists, links; all else is escaped.

    ## A title
    ### A smaller title
    - an item of a list
    [words](https://example.org)

Words in braces stand for facts of the territory: `{contact}`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from markupsafe import Markup, escape

_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_FACT = re.compile(r"\{(\w+)\}")
_WEB = re.compile(r"https?://|mailto:|/(?!/)")
_TYPOGRAPHY = (
    (re.compile(r"'"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?:(?<=[^\s!?…])|[ \u00a0\u202f])(?=[;!?](?!\w))"), "\u202f"),
    (re.compile(r"(?:(?<=[\w»)])|[ \u00a0\u202f])(?=:(?!\S))"), "\u00a0"),
    (re.compile(r"«\s?"), "«\u00a0"),
    (re.compile(r"\s?»"), "\u00a0»"),
)


def rendered(text: str, facts: Mapping[str, str]) -> Markup:
    """Write the HTML of a text; nothing that it holds can become a tag, an attribute or a script.

    :param facts: what stands in place of the words in braces; an unknown word stays as it is.
    """
    filled = _FACT.sub(lambda found: facts.get(found[1], found[0]), text)
    lines = [line.strip() for line in filled.splitlines()]
    return Markup("\n").join(_BLOCKS[kind](group) for kind, group in groupby(lines, key=_kind) if kind)


def _kind(line: str) -> str:
    """Give the mark that a line begins with; "" for a blank line."""
    if not line:
        return ""
    return next((mark for mark in ("- ", "## ", "### ") if line.startswith(mark)), "words")


def _paragraph(lines: Iterable[str]) -> Markup:
    return Markup("<p>{}</p>").format(_words(" ".join(lines)))


def _list(lines: Iterable[str]) -> Markup:
    items = Markup("\n").join(Markup("<li>{}</li>").format(_words(line[2:])) for line in lines)
    return Markup("<ul>\n{}\n</ul>").format(items)


def _titles(tag: str) -> Callable[[Iterable[str]], Markup]:
    def write(lines: Iterable[str]) -> Markup:
        template = Markup(f"<{tag}>{{}}</{tag}>")  # noqa: S704 # the tag is one of the two below
        return Markup("\n").join(template.format(_words(line.lstrip("#"))) for line in lines)

    return write


_BLOCKS: dict[str, Callable[[Iterable[str]], Markup]] = {
    "- ": _list,
    "## ": _titles("h2"),
    "### ": _titles("h3"),
    "words": _paragraph,
}


def _words(text: str) -> Markup:
    """Escape the words of a line, and make its links."""
    written, end = Markup(), 0
    for link in _LINK.finditer(text):
        written += escape(_typeset(text[end : link.start()])) + _link(words=link[1], address=link[2])
        end = link.end()
    return (written + escape(_typeset(text[end:]))).strip()


def _link(*, words: str, address: str) -> Markup:
    """Write a link to the web, a page of ours, a mail or a phone; the words alone for anything else."""
    shown = escape(_typeset(words))
    if address.startswith("tel:"):
        address = "tel:" + "".join(char for char in address if char in "+0123456789")
    elif not _WEB.match(address):
        return shown
    return Markup('<a href="{}">{}</a>').format(address, shown)


def _typeset(text: str) -> str:
    """Set the spaces and apostrophes that French typography asks for."""
    for found, right in _TYPOGRAPHY:
        text = found.sub(right, text)
    return text
