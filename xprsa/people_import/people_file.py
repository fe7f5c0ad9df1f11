"""A file of people read row by row: typed rows, and what is wrong with the others."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from xprsa.domain.engagement import Exemption
from xprsa.people_import import cells
from xprsa.people_import.cells import CellWrong
from xprsa.people_import.columns import COLUMNS, NAMED, REQUIRED
from xprsa.people_import.people_rows import AdviserNamed, PersonRow, RowDoubt, RowError, Terms
from xprsa.people_import.records import FileRefused, Record, column_letter, folded, shown
from xprsa.people_import.spreadsheet import Sheet, table
from xprsa.people_import.titles import BY_THEIR_NAMES, Chosen, Title, titles_of

LOOKS_LIKE_A_NIR = "Ce nombre ressemble à un numéro de sécurité sociale. Retirez-le du fichier."
_TOTAL = re.compile(r"(sous_|grand_)?tota(l|ux)(_|$)|nombre_de_|nb_de_")
ERASE = "effacer"  # an empty cell changes nothing; this word empties the field

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class PeopleFile:
    """A file that was read.

    :ivar headers: names of the columns as a spreadsheet letters them; unknown ones included.
    :ivar warnings: sentences about the file itself that stop nothing.
    """

    headers: tuple[str, ...]
    rows: tuple[PersonRow, ...]
    errors: tuple[RowError, ...]
    warnings: tuple[str, ...] = ()

    def error(self, row: Record | PersonRow, column: str, sentence: str) -> RowError:
        """Say what is wrong in a cell of a row, naming its line and column."""
        known = column and column in self.headers
        letter = column_letter(self.headers.index(column)) if known else ""
        return RowError(row.line, row.text_line, letter, column, sentence)

    def doubt(self, row: PersonRow, column: str, sentence: str, answer: str) -> RowDoubt:
        """Say what is asked of a row, and the answer that lets it in."""
        asked = self.error(row, column, sentence)
        return RowDoubt(asked.line, asked.text_line, asked.letter, asked.column, sentence, answer)


def read_people(content: bytes, *, chosen: Chosen = BY_THEIR_NAMES) -> PeopleFile:
    """Read a file of people, as offices save it.

    :param chosen: columns named by hand.
    :raises FileRefused: when it is no table.
    :raises TitlesUnclear: when a required column is missing, or when two titles name the same one.
    """
    read, titles = _titled(content, chosen)
    file = PeopleFile(headers=tuple(title.column or _unread(title) for title in titles), rows=(), errors=())
    people, left_out = _people(read.rows, file.headers)
    in_decimals = cells.says_decimals(_column(people, file.headers, "heures_par_semaine"))
    rows: list[PersonRow] = []
    errors: list[RowError] = []
    empty = 0
    for record in people:
        reading = _Reading(file, record, in_decimals=in_decimals)
        row = reading.person()
        if not reading.errors:
            rows.append(row)
        errors.extend(reading.errors)
        empty += reading.said_nothing
    warnings = (*read.warnings, *_of_titles(titles), *left_out, *_of_nothing(empty))
    return replace(file, rows=tuple(rows), errors=tuple(errors), warnings=warnings)


def read_somebody(content: bytes, *, chosen: Chosen = BY_THEIR_NAMES) -> PeopleFile:
    """Read a file that must hold a person.

    :raises FileRefused: when it holds titles alone, as well.
    """
    file = read_people(content, chosen=chosen)
    if not (file.rows or file.errors):
        raise FileRefused("Ce fichier n’a que des titres. Ajoutez une ligne par personne.")
    return file


def titles_in(content: bytes, *, chosen: Chosen = BY_THEIR_NAMES) -> tuple[Title, ...]:
    """Tell what the titles of a file name.

    :raises FileRefused: as `read_people`.
    """
    return _titled(content, chosen)[1]


def _titled(content: bytes, chosen: Chosen) -> tuple[Sheet, tuple[Title, ...]]:
    read = table(content, headers=NAMED)
    return read, titles_of(read.header, next(iter(read.rows), None), chosen)


def _unread(title: Title) -> str:
    name = folded(title.text)
    return "" if name in COLUMNS else name


def _of_titles(titles: tuple[Title, ...]) -> Iterator[str]:
    usual = [title for title in titles if title.column and folded(title.text) != title.column]
    if usual:
        told = ", ".join(f"{shown(title.text)} pour {title.column}" for title in usual)
        yield f"Titres reconnus\u00a0: {told}."
    for title in titles:
        if title.text.strip() and not title.column:
            yield f"La {title.shown} n’est pas connue. Elle n’est pas lue."


def _of_nothing(cells: int) -> Iterator[str]:
    if cells:
        yield f"Cellules comme «\u00a0néant\u00a0» ou «\u00a0NC\u00a0», lues comme vides\u00a0: {cells}."


def _people(records: Sequence[Record], headers: tuple[str, ...]) -> tuple[list[Record], list[str]]:
    """Part people from what offices add below them: totals anywhere, remarks of one cell at the end."""
    last = max((index for index, record in enumerate(records) if _filled(record) > 1), default=-1)
    names = [index for index, name in enumerate(headers) if name in ("prenom", "nom")]
    people, left_out = [], []
    for index, record in enumerate(records):
        nameless = not any(char.isalpha() for at in names for char in "".join(record.cells[at : at + 1]))
        first = next(cell for cell in record.cells if cell.strip())
        if nameless and (_TOTAL.match(folded(first)) or index > last):
            left_out.append(
                f"La ligne {record.line} {shown(first)} n’est pas une personne. Elle n’est pas lue."
            )
        else:
            people.append(record)
    return people, left_out


def _column(records: Iterable[Record], headers: tuple[str, ...], name: str) -> list[str]:
    at = headers.index(name) if name in headers else len(headers)
    return [cell for record in records for cell in record.cells[at : at + 1]]


def _filled(record: Record) -> int:
    return sum(bool(cell.strip()) for cell in record.cells)


class _Reading:
    """Reads the cells of one row, and keeps what is wrong with them."""

    def __init__(self, file: PeopleFile, record: Record, *, in_decimals: bool) -> None:
        self._file = file
        self._record = record
        self._in_decimals = in_decimals
        self._cells = dict(zip(file.headers, record.cells, strict=False))
        self.errors: list[RowError] = []
        self.erased: set[str] = set()
        self.said_nothing = 0

    def person(self) -> PersonRow:
        """Read the whole row; worth something only when nothing in it is wrong."""
        self._refuse_what_never_comes_in()
        organisation = self._needed("organisation", cells.name)
        reference = self._needed("reference", cells.reference)
        return PersonRow(
            line=self._record.line,
            text_line=self._record.text_line,
            organisation=organisation or "",
            organisation_code=self._read("type_organisation", cells.organisation_code),
            reference=reference or "",
            first_name=self._needed("prenom", cells.name) or "",
            last_name=self._needed("nom", cells.name) or "",
            email=self._read("courriel", cells.email),
            phone=self._read("telephone", cells.phone),
            address=self._read("adresse", cells.lines),
            language=self._read("langue", cells.language),
            best_hour=self._read("meilleure_heure", cells.words),
            adviser=self._adviser(),
            terms=self._terms(),
            exemption=self._exemption(),
            departed_on=self._read("sorti_le", cells.day),
            erased=frozenset(self.erased),
        )

    def wrong(self, column: str, sentence: str) -> None:
        """Keep what is wrong in a column."""
        self.errors.append(self._file.error(self._record, column, sentence))

    def _refuse_what_never_comes_in(self) -> None:
        for index, cell in enumerate(self._record.cells):
            if cells.holds_a_nir(cell):
                name = self._file.headers[index] if index < len(self._file.headers) else ""
                self.errors.append(
                    RowError(
                        line=self._record.line,
                        text_line=self._record.text_line,
                        letter=column_letter(index),
                        column=name or "sans titre",
                        sentence=LOOKS_LIKE_A_NIR,
                    )
                )
        if any(cell.strip() for cell in self._record.cells[len(self._file.headers) :]):
            self.wrong("", "Cette ligne a plus de cellules que la première. Vérifiez les séparateurs.")

    def _read(self, column: str, reader: Callable[[str], _Value]) -> _Value | None:
        text = self._cells.get(column, "")
        if not text.strip() or any(error.column == column for error in self.errors):
            return None
        if text.strip().casefold() == ERASE and COLUMNS[column].may_be_erased:
            self.erased.add(column)
            return None
        try:
            cells.refuse_error(text)
            if self._says_nothing(column, text):
                self.said_nothing += 1
                return None
            return reader(text)
        except CellWrong as wrong:
            self.wrong(column, str(wrong))
            return None

    def _needed(self, column: str, reader: Callable[[str], _Value]) -> _Value | None:
        if not self._cells.get(column, "").strip():
            self.wrong(column, "Cette cellule est vide. Remplissez-la.")
        return self._read(column, reader)

    def _says_nothing(self, column: str, text: str) -> bool:
        is_contact = column in ("courriel", "telephone", "adresse", "conseiller_courriel")
        return column not in REQUIRED and cells.says_nothing(text, of_contact=is_contact)

    def _is_filled(self, *columns: str) -> bool:
        return any(
            text.strip() and not self._says_nothing(column, text)
            for column in columns
            for text in [self._cells.get(column, "")]
        )

    def _ask_for(self, column: str, sentence: str) -> None:
        if not self._is_filled(column):
            self.wrong(column, sentence)

    def _adviser(self) -> AdviserNamed | None:
        email = self._read("conseiller_courriel", cells.email)
        first_name = self._read("conseiller_prenom", cells.words)
        last_name = self._read("conseiller_nom", cells.words)
        if first_name or last_name:
            self._ask_for("conseiller_courriel", "Indiquez le courriel du conseiller.")
        return AdviserNamed(email, first_name, last_name) if email else None

    def _terms(self) -> Terms | None:
        start = self._read("contrat_du", cells.day)
        end = self._read("contrat_au", cells.day)
        minutes = self._read(
            "heures_par_semaine", partial(cells.weekly_minutes, in_decimals=self._in_decimals)
        )
        if not self._is_filled("contrat_du", "contrat_au", "heures_par_semaine"):
            return None
        self._ask_for("contrat_du", "Indiquez le premier jour du contrat.")
        self._ask_for("heures_par_semaine", "Indiquez les heures par semaine de ce contrat.")
        if start is None or minutes is None:
            return None
        if end is not None and end < start:
            self.wrong("contrat_au", "Ce contrat finit avant de commencer. Corrigez les dates.")
        return Terms(valid_from=start, weekly_minutes=minutes, valid_until=end)

    def _exemption(self) -> Exemption | None:
        start = self._read("dispense_du", cells.day)
        end = self._read("dispense_au", cells.day)
        if not self._is_filled("dispense_du", "dispense_au"):
            return None
        self._ask_for("dispense_du", "Indiquez le premier jour de la dispense.")
        self._ask_for("dispense_au", "Indiquez le dernier jour de la dispense.")
        if start is None or end is None:
            return None
        if end < start:
            self.wrong("dispense_au", "Cette dispense finit avant de commencer. Corrigez les dates.")
        return Exemption(valid_from=start, valid_until=end)
