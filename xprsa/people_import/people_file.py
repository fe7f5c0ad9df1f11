"""A file of people read row by row: typed rows, and what is wrong with the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from xprsa.domain.engagement import Exemption
from xprsa.people_import import cells
from xprsa.people_import.cells import CellWrong
from xprsa.people_import.columns import COLUMNS, REQUIRED
from xprsa.people_import.people_rows import AdviserNamed, PersonRow, RowError, Terms
from xprsa.people_import.spreadsheet import FileRefused, Record, column_letter, folded, table

LOOKS_LIKE_A_NIR = "Ce nombre ressemble à un numéro de sécurité sociale. Retirez-le du fichier."
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


def read_people(content: bytes) -> PeopleFile:
    """Read a file of people, as a French spreadsheet saves it.

    :raises FileRefused: when it is no table, or lacks a required column.
    """
    header, *records = table(content, headers=COLUMNS)
    headers = _headers(header)
    file = PeopleFile(headers=headers, rows=(), errors=(), warnings=tuple(_warnings(header, headers)))
    rows: list[PersonRow] = []
    errors: list[RowError] = []
    seen: dict[tuple[str, str], int] = {}
    for record in records:
        reading = _Reading(file, record)
        row = reading.person(seen)
        if not reading.errors:
            rows.append(row)
        errors.extend(reading.errors)
    return replace(file, rows=tuple(rows), errors=tuple(errors))


def _headers(header: Record) -> tuple[str, ...]:
    names = tuple(folded(cell) for cell in header.cells)
    if twice := next((name for name in names if name in COLUMNS and names.count(name) > 1), None):
        raise FileRefused(f"La colonne «\u00a0{twice}\u00a0» figure deux fois. Gardez-en une seule.")
    if missing := [name for name in REQUIRED if name not in names]:
        listed = ", ".join(missing)
        raise FileRefused(f"Il manque des colonnes\u00a0: {listed}. Ajoutez-les à la première ligne.")
    return names


def _warnings(header: Record, names: tuple[str, ...]) -> Iterator[str]:
    for index, name in enumerate(names):
        if name and name not in COLUMNS:
            title = cells.shown(header.cells[index])
            yield f"La colonne {column_letter(index)} {title} n’est pas connue. Elle n’est pas lue."


class _Reading:
    """Reads the cells of one row, and keeps what is wrong with them."""

    def __init__(self, file: PeopleFile, record: Record) -> None:
        self._file = file
        self._record = record
        self._cells = dict(zip(file.headers, record.cells, strict=False))
        self.errors: list[RowError] = []
        self.erased: set[str] = set()

    def person(self, seen: dict[tuple[str, str], int]) -> PersonRow:
        """Read the whole row; worth something only when nothing in it is wrong.

        :param seen: lines where each key was met before; this row's is added.
        """
        self._refuse_what_never_comes_in()
        organisation = self._needed("organisation", cells.words)
        reference = self._needed("reference", cells.reference)
        if organisation and reference:
            self._refuse_twice((organisation.casefold(), reference), seen)
        return PersonRow(
            line=self._record.line,
            text_line=self._record.text_line,
            organisation=organisation or "",
            organisation_code=self._read("type_organisation", cells.organisation_code),
            reference=reference or "",
            first_name=self._needed("prenom", cells.words) or "",
            last_name=self._needed("nom", cells.words) or "",
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

    def _refuse_twice(self, key: tuple[str, str], seen: dict[tuple[str, str], int]) -> None:
        if key in seen:
            self.wrong(
                "reference", f"Cette référence figure déjà à la ligne {seen[key]}. Gardez une seule ligne."
            )
        else:
            seen[key] = self._record.line

    def _read(self, column: str, reader: Callable[[str], _Value]) -> _Value | None:
        text = self._cells.get(column, "")
        if not text.strip() or any(error.column == column for error in self.errors):
            return None
        if text.strip().casefold() == ERASE and COLUMNS[column].may_be_erased:
            self.erased.add(column)
            return None
        try:
            return reader(text)
        except CellWrong as wrong:
            self.wrong(column, str(wrong))
            return None

    def _needed(self, column: str, reader: Callable[[str], _Value]) -> _Value | None:
        if not self._cells.get(column, "").strip():
            self.wrong(column, "Cette cellule est vide. Remplissez-la.")
        return self._read(column, reader)

    def _is_filled(self, *columns: str) -> bool:
        return any(self._cells.get(column, "").strip() for column in columns)

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
        minutes = self._read("heures_par_semaine", cells.weekly_minutes)
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
