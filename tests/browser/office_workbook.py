"""The workbook of an office: two hundred people, and twenty rows of which something is to be said."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import Workbook

Row = dict[str, object]

TITLES = {
    "organisation": "Organisme référent",
    "type_organisation": "Type",
    "reference": "N° dossier",
    "prenom": "Prénom",
    "nom": "Nom de naissance",
    "courriel": "Mail",
    "telephone": "Portable",
    "conseiller_courriel": "Mail du référent",
    "conseiller_prenom": "Prénom du référent",
    "conseiller_nom": "Nom du référent",
    "contrat_du": "Début CER",
    "heures_par_semaine": "Heures",
}
FIRST_LINE = 3  # below a banner and the titles
PEOPLE, EVERY = 200, 10  # each tenth row is odd

FIRST_NAMES = ("Amara", "Bintou", "Chloé", "Driss", "Élise", "Farid", "Gaëlle", "Hugo", "Inès", "Jeanne")
LAST_NAMES = (
    *("Abadie", "Bernard", "Carré", "Diallo", "Estève", "Fabre", "Garnier", "Haddad", "Imbert", "Joly"),
    *("Keïta", "Lacroix", "Marchand", "Noël", "Ollivier", "Perrin", "Quéré", "Renard", "Sylla", "Tessier"),
)


@dataclass(frozen=True)
class Office:
    """An organisation where three people are known, and the workbook that its manager receives.

    :ivar mark: tells it from another office of the same service.
    """

    mark: str

    @property
    def name(self) -> str:
        """Its own name, which no other office has."""
        return f"Mission locale de l’Essai {self.mark}"

    @property
    def new_name(self) -> str:
        """The name of an organisation that nobody knows yet."""
        return f"Mission locale du Haut-Essai {self.mark}"

    @property
    def before(self) -> bytes:
        """The file by which three people came in, long ago."""
        known = (("J-1", "Ana", "Durand"), ("00412", "Camille", "Petit"), ("J-3", "Iris", "Roux"))
        return _written([self._row(*who, courriel=self._mail(who[1]), **_NO_ADVISER) for who in known])

    @property
    def workbook(self) -> bytes:
        """The file of 200 people."""
        return _written(self._rows)

    @property
    def refused(self) -> dict[int, str]:
        """Words of what is wrong, by line of a row to correct."""
        return {self._line(index): said for index, (_, said) in enumerate(_SPOILT)}

    @property
    def doubtful(self) -> tuple[int, ...]:
        """Lines to confirm: a file handed over, a number but for its zeros, a person known elsewhere."""
        return tuple(self._line(len(_SPOILT) + number) for number in range(len(self._doubts)))

    @property
    def _doubts(self) -> tuple[Row, ...]:
        return (
            self._row("J-1", "Boris", "Autre", courriel=self._mail("boris")),
            self._row("412", "Zoé", "Nouvelle", courriel=self._mail("zoe")),
            self._row("J-77", "Iris", "Roux", courriel=self._mail("Iris")),
        )

    @property
    def _rows(self) -> list[Row]:
        odd = [spoilt for spoilt, _ in _SPOILT]
        rows = [self._good(number) for number in range(PEOPLE)]
        for index, cells in enumerate([*odd, *self._doubts, *_TOLD, {"organisation": self.new_name}]):
            rows[index * EVERY] |= cells
        return rows

    def _good(self, number: int) -> Row:
        first, last = FIRST_NAMES[number % 10], LAST_NAMES[number // 10]
        return self._row(f"E-{number:04d}", first, last, courriel=self._mail(f"personne{number}"))

    def _row(self, reference: str, first_name: str, last_name: str, **cells: object) -> Row:
        return {
            "organisation": self.name,
            "type_organisation": "ML",
            "reference": reference,
            "prenom": first_name,
            "nom": last_name,
            "conseiller_courriel": self._mail("lou"),
            "conseiller_prenom": "Lou",
            "conseiller_nom": "Petit",
            "contrat_du": date(2026, 11, 2),
            "heures_par_semaine": 15,
        } | cells

    def _mail(self, name: str) -> str:
        return f"{name}.{self.mark}@example.org".lower()

    def _line(self, odd: int) -> int:
        return FIRST_LINE + EVERY * odd


_SPOILT: tuple[tuple[Row, str], ...] = (
    ({"nom": "#N/A"}, "erreur du tableur"),
    ({"heures_par_semaine": 0.625}, "heure changée en nombre"),
    ({"reference": "6,12E+08"}, "abrégé par le tableur"),
    ({"contrat_du": 45689}, "date changée en nombre"),
    ({"contrat_du": "31/02/2026"}, "ce jour n’existe pas"),
    ({"heures_par_semaine": 90}, "90 minutes ou 90 heures"),
    ({"courriel": "éve@example.org"}, "un accent avant le @"),
    ({"courriel": "a@example.org ; b@example.org"}, "gardez un seul courriel"),
    ({"reference": "2 84 12 99 123 456 78"}, "numéro de sécurité sociale"),
    ({"prenom": "Am?lie"}, "Un accent est abîmé"),
    ({"organisation": "Structure inconnue", "type_organisation": None}, "Cet organisme est nouveau"),
    ({"reference": "E-0001"}, "Cette référence figure déjà à la ligne 4"),
)
_NO_ADVISER: Row = dict.fromkeys(("conseiller_courriel", "conseiller_prenom", "conseiller_nom"))
_TOLD: tuple[Row, ...] = (
    {"telephone": "néant"},
    {"courriel": "NC", "telephone": "01 99 00 00 01"} | _NO_ADVISER,
    {"heures_par_semaine": time(15, 0), "contrat_du": datetime(2026, 11, 2)},  # noqa: DTZ001 # a cell has no zone
    {"telephone": 639980001},
)


def _written(rows: list[Row]) -> bytes:
    book, page = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Personnes accompagnées, au 27 novembre 2026"])
    sheet.append(list(TITLES.values()))
    for row in rows:
        sheet.append([row.get(column) for column in TITLES])
    book.save(page)
    return page.getvalue()
