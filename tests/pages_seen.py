"""Keeps one copy of every page that differs in shape, for the checkers that look at them all at the end."""

import hashlib
import os
import re
from html.parser import HTMLParser
from pathlib import Path

PAGES_SEEN = "PAGES_SEEN"
SHAPE = ("aria-describedby", "aria-label", "aria-labelledby", "class", "id", "name", "role", "scope", "type")


def keep(page: str) -> None:
    """Keep a page that no test has met yet, when somebody collects them."""
    folder = os.environ.get(PAGES_SEEN)
    if not folder:
        return
    place = Path(folder) / f"{shape(page)}.html"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}")
        draft.write_text(page, encoding="utf-8")
        draft.rename(place)


def shape(page: str) -> str:
    """Give a short hash of what a page is made of: its tags and attributes, not its words or numbers."""
    outline = _Outline()
    outline.feed(page)
    return hashlib.sha256("\n".join(outline.parts).encode()).hexdigest()[:16]


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [
            re.sub(r"[0-9a-f-]{8,}|\d+", "0", f"{name}={value}") if name in SHAPE else name
            for name, value in attrs
        ]
        self._add(" ".join((tag, *said)))

    def handle_endtag(self, tag: str) -> None:
        self._add(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._add("words")

    def _add(self, part: str) -> None:
        if self.parts[-1:] != [part]:
            self.parts.append(part)
