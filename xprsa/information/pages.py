"""The pages of information, and the texts they start with."""

from enum import StrEnum
from functools import cache
from pathlib import Path

MOST_CHARACTERS = 20_000
_TEXTS = Path(__file__).parent / "texts"


class InformationPage(StrEnum):
    """A page, by its address."""

    RIGHTS = "mes-droits"
    HELP = "aide"
    ACCESSIBILITY = "accessibilite"
    LEGAL = "mentions-legales"


TITLES = {
    InformationPage.RIGHTS: "Mes droits",
    InformationPage.HELP: "Aide",
    InformationPage.ACCESSIBILITY: "Accessibilité",
    InformationPage.LEGAL: "Mentions légales",
}


@cache
def starting_text(page: InformationPage) -> str:
    """Give the text of a page that its territory has not worded."""
    return (_TEXTS / f"{page}.txt").read_text(encoding="utf-8")
