"""What a file of people says: one typed row a person, one error a cell that is wrong."""

from dataclasses import dataclass
from datetime import date

from xprsa.domain.engagement import Exemption
from xprsa.domain.folding import reference_folded, words_folded
from xprsa.domain.person import OrganisationCode


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one cell, as the person who made the file reads it.

    :ivar line: row number that a spreadsheet shows, from 1.
    :ivar text_line: where the row begins in a text editor; the same, unless a cell above holds a line break.
    :ivar letter: column as a spreadsheet names it, or "" when the file lacks it.
    :ivar column: folded title of the column, or "" when the whole row is meant.
    :ivar sentence: what happened and what to do.
    """

    line: int
    text_line: int
    letter: str
    column: str
    sentence: str

    @property
    def place(self) -> str:
        """Say where: `Ligne 12, colonne G (telephone)`."""
        row = f"Ligne {self.line}"
        if self.text_line != self.line:
            row += f" (ligne {self.text_line} dans un éditeur de texte)"
        if not self.column:
            return row
        return f"{row}, colonne " + (f"{self.letter} ({self.column})" if self.letter else self.column)


@dataclass(frozen=True, slots=True)
class RowDoubt(RowError):
    """What somebody must answer before a row is imported; the sentence asks.

    :ivar answer: what whoever confirms the row says.
    """

    answer: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A signed contract as the file states it.

    :ivar weekly_minutes: weekly duration agreed, in minutes.
    :ivar valid_until: last day in force, or None while it runs.
    """

    valid_from: date
    weekly_minutes: int
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class AdviserNamed:
    """An adviser as the file names them; names matter only when the account is made."""

    email: str
    first_name: str | None = None
    last_name: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the file states them. None: the cell is empty and changes nothing.

    :ivar erased: columns whose cell says « effacer ».
    """

    line: int
    text_line: int
    organisation: str
    reference: str
    first_name: str
    last_name: str
    organisation_code: OrganisationCode | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    language: str | None = None
    best_hour: str | None = None
    adviser: AdviserNamed | None = None
    terms: Terms | None = None
    exemption: Exemption | None = None
    departed_on: date | None = None
    erased: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """Give the natural key: organisation and file reference, as they are compared."""
        return words_folded(self.organisation), reference_folded(self.reference)
