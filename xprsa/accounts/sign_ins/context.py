"""What a browser brings to the sign-in page and must find again after it: where to, and what was typed."""

import json
from dataclasses import dataclass, replace
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class SignInContext:
    """Goes along with every step.

    :ivar then: path to open afterwards, of this site, or "".
    :ivar kept: sealed text typed while the sign-in had ended, or "".
    :ivar remember: whether this phone is to be remembered.
    """

    then: str = ""
    kept: str = ""
    remember: bool = False

    @classmethod
    def of(cls, then: str | None, kept: str | None) -> "SignInContext":
        """Read what a form brings; a path of another site is dropped."""
        return cls(then=own_path(then or ""), kept=kept or "")

    @classmethod
    def read(cls, text: str) -> "SignInContext":
        """Read what `written` wrote."""
        return cls(*json.loads(text)) if text else cls()

    def written(self) -> str:
        """Write it as text."""
        return json.dumps([self.then, self.kept, self.remember])

    def remembering(self, remember: bool) -> "SignInContext":  # noqa: FBT001 # one answer of one checkbox
        """Give the same, with the answer to « se souvenir de ce téléphone »."""
        return replace(self, remember=remember)


def own_path(text: str) -> str:
    """Give a path of this site, or "" for anything that a browser could read as another site's."""
    safe = text.startswith("/") and not text.startswith("//") and text.isprintable() and "\\" not in text
    parts = urlsplit(text) if safe else None
    return text if parts is not None and not parts.netloc and not parts.scheme else ""
