"""One cell of a file of people: text in, a value or a French sentence out."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from xprsa.domain.contact import has_accent_before_at, mail_address
from xprsa.domain.duration import DurationUnclear, Unclear, minutes_typed
from xprsa.domain.folding import visible
from xprsa.domain.person import OrganisationCode
from xprsa.gateways.contacts import contact
from xprsa.gateways.contacts import phone as phone_typed
from xprsa.people_import.accents import lost_accent
from xprsa.people_import.records import folded, shown

LONGEST_REFERENCE = 64
LONGEST_WORDS = 120
LONGEST_ADDRESS = 500
YEARS = range(1950, 2101)

# Languages by their French name; the codes that the pages know, or ISO 639.
LANGUAGES = {
    "francais": "fr", "francais_simple": "fr@simple", "anglais": "en", "arabe": "ar", "dari": "fa_AF",
    "persan": "fa", "pachto": "ps", "ukrainien": "uk", "russe": "ru", "turc": "tr", "kurde": "ku",
    "portugais": "pt", "espagnol": "es", "italien": "it", "roumain": "ro", "albanais": "sq",
    "georgien": "ka", "armenien": "hy", "tigrinya": "ti", "somali": "so", "soninke": "snk",
    "bambara": "bm", "peul": "ff", "wolof": "wo", "bengali": "bn", "tamoul": "ta", "chinois": "zh",
    "vietnamien": "vi", "creole": "gcf", "romani": "rom",
}  # fmt: skip

_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}([-_@][A-Za-z]{2,8})?")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d+)", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0?0[:h]00(:00(\.0+)?)?$")  # what spreadsheets add to a day
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)  # 1,84E+12
_ERROR = re.compile(r"#(N/?[AD]|[A-ZÉ][A-ZÉ/0_]+[!?])|#{2,}|Err\s?:\d+")
_SERIAL_DAY = re.compile(r"\d{5}([.,]\d+)?", re.ASCII)
_PART_OF_A_DAY = re.compile(r"0[.,]\d+|\d+[.,]\d{5,}", re.ASCII)
_IN_QUARTERS = re.compile(r"(\d{1,3})[.,](00|25|50|75)", re.ASCII)
_WITH_SECONDS = re.compile(r"(\d+:\d\d):00", re.ASCII)
_SEVERAL = re.compile(r"[;/|,]| ou | et ")

_DURATION_SENTENCES = {
    Unclear.NEGATIVE: "{shown} est négatif. Écrivez une durée, par exemple 15 ou 7h30.",
    Unclear.MINUTES_OVER_59: "{shown}\u00a0: les minutes vont de 0 à 59. Corrigez la durée.",
    Unclear.HOURS_OR_MINUTES: "{shown}\u00a0: {readings}\u202f? Écrivez l’unité.",
    Unclear.CLOCK_OR_DECIMAL: "{shown} se lit de deux façons\u00a0: {readings}. Écrivez l’une des deux.",
    Unclear.TOO_LONG: "{shown} dépasse 168 heures. Écrivez les heures d’une semaine.",
}


# What offices write where they know nothing; in a name it may be a person's, and is asked about.
_NOTHING = frozenset(
    (
        *("neant", "nc", "n_c", "na", "n_a", "nr", "n_r", "sans", "vide", "null", "none", "nan"),
        *("inconnu", "inconnue", "aucun", "aucune", "non_connu", "non_renseigne", "non_renseignee"),
        *("non_communique", "non_communiquee"),
    )
)
_DASHES = "-–—?/.*_ "
_NO_NAME = _NOTHING - {"na", "nan", "sans"} | {"vrai", "faux", "true", "false"}
_NO_CONTACT = re.compile(r"(pas_d|sans|aucun|n_a_pas).*")


class CellWrong(ValueError):
    """A cell that cannot be taken as it is; the text is a French sentence that says what to do."""


# The NIR: sex, year, month (01-12, 20-42 and 50-99 for months unknown), département (2A, 2B), commune,
# order, and perhaps a key of two digits (décret n° 82-103 du 22 janvier 1982), however it is spaced.
_BETWEEN = r"[\s.\-]*"
_NIR = re.compile(
    _BETWEEN.join(
        (
            r"(?<!\d)[1-478]",
            *(r"\d" for _ in "yy"),
            f"(?:0{_BETWEEN}[1-9]|1{_BETWEEN}[0-2]|[235-9]{_BETWEEN}\\d|4{_BETWEEN}[0-2])",
            f"(?:2{_BETWEEN}[AB]|0{_BETWEEN}[1-9]|[1-9]{_BETWEEN}\\d)",
            *(r"\d" for _ in "cccooo"),
        )
    )
    + rf"(?:{_BETWEEN}\d{_BETWEEN}\d)?(?!\d)",
    re.ASCII | re.IGNORECASE,
)


def holds_a_nir(text: str) -> bool:
    """Tell whether a number shaped like a NIR stands anywhere in the text."""
    plain = unicodedata.normalize("NFKC", text)
    western = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in plain)
    return _NIR.search(" ".join(western.split())) is not None


def says_nothing(text: str, *, of_contact: bool = False) -> bool:
    """Tell whether a cell holds what offices write for nothing: `néant`, `NC`, `-`; `pas de mail` too."""
    typed = text.strip()
    if typed[:1].isdigit() or "@" in typed:
        return False
    if any(char.isalnum() for char in typed) and not _ERROR.fullmatch(typed):
        known = folded(typed)
        return known in _NOTHING or (of_contact and _NO_CONTACT.fullmatch(known) is not None)
    return not typed.strip(_DASHES)


def name(text: str) -> str:
    """Read a name, which is never what stands for nothing: nobody is called « Néant » or « #N/A » unasked."""
    typed = words(text)
    if folded(typed) in _NO_NAME or not typed.strip(_DASHES):
        raise CellWrong(f"{shown(text)} n’est pas un nom. Écrivez le nom, ou retirez la ligne.")
    if "?" in typed:
        raise CellWrong(_accent_lost(typed))
    return typed


def words(text: str) -> str:
    """Read a few words on one line."""
    typed = " ".join(_visible(text).split())
    return _no_longer_than(typed, LONGEST_WORDS)


def lines(text: str) -> str:
    """Read words that may stand on several lines, as an address does."""
    typed = "\n".join(" ".join(line.split()) for line in _visible(text).splitlines() if line.strip())
    return _no_longer_than(typed, LONGEST_ADDRESS)


def reference(text: str) -> str:
    """Read the reference of a file."""
    typed = " ".join(_visible(text).split())
    _refuse_shortened(typed)
    if says_nothing(typed):
        raise CellWrong(f"{shown(text)} n’est pas une référence. Écrivez celle du dossier.")
    return _no_longer_than(typed, LONGEST_REFERENCE)


def organisation_code(text: str) -> OrganisationCode:
    """Read the kind of an organisation."""
    try:
        return OrganisationCode(_bare(text).upper())
    except ValueError:
        known = ", ".join(OrganisationCode)
        raise CellWrong(f"{shown(text)} n’est pas un type d’organisme. Choisissez parmi {known}.") from None


def email(text: str) -> str:
    """Read an e-mail address, kept in lower case."""
    address = mail_address(text)
    if address is None and len(_contacts(text)) > 1:
        raise CellWrong(f"{shown(text)}\u00a0: gardez un seul courriel.")
    if address is None and has_accent_before_at(text):
        raise CellWrong(f"{shown(text)}\u00a0: un accent avant le @ n’arrive nulle part. Corrigez-le.")
    if address is None:
        raise CellWrong(f"{shown(text)} n’est pas un courriel. Écrivez par exemple nom@example.org.")
    return address


def phone(text: str) -> str:
    """Read one phone number, as E.164; nine digits are a French one whose zero a spreadsheet took away."""
    _refuse_shortened("".join(_bare(text).split()))
    number = phone_typed(text)
    if number is None and len(_contacts(text)) > 1:
        raise CellWrong(f"{shown(text)}\u00a0: gardez un seul numéro.")
    if number is None:
        raise CellWrong(f"{shown(text)} n’est pas un numéro. Écrivez par exemple 06 39 98 00 01.")
    return number


def language(text: str) -> str:
    """Read a language by its French name or its code."""
    typed = _bare(text)
    if found := LANGUAGES.get(folded(typed)):
        return found
    if _LANGUAGE_CODE.fullmatch(typed):
        return typed
    raise CellWrong(f"{shown(text)} n’est pas une langue connue. Écrivez par exemple français ou fr.")


def day(text: str) -> date:
    """Read a day: `16/11/2026`, `16.11.2026`, `2026-11-16`."""
    typed = _MIDNIGHT.sub("", _bare(text))
    if found := _ISO_DAY.fullmatch(typed):
        year, month, number = found[1], found[2], found[3]
    elif found := _DAY.fullmatch(typed):
        year, month, number = found[3], found[2], found[1]
    elif _SERIAL_DAY.fullmatch(typed):
        raise CellWrong(f"{shown(text)} est une date changée en nombre. Écrivez jj/mm/aaaa.")
    else:
        raise CellWrong(f"{shown(text)} n’est pas une date. Écrivez jj/mm/aaaa.")
    if len(year) != 4:
        raise CellWrong(f"{shown(text)}\u00a0: écrivez l’année avec quatre chiffres.")
    if int(month) > 12 >= int(number):
        raise CellWrong(f"{shown(text)}\u00a0: le jour vient avant le mois. Écrivez jj/mm/aaaa.")
    if int(year) not in YEARS:
        raise CellWrong(f"{shown(text)}\u00a0: cette année est hors du possible. Corrigez la date.")
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise CellWrong(f"{shown(text)}\u00a0: ce jour n’existe pas. Écrivez jj/mm/aaaa.") from None


def says_decimals(column: Iterable[str]) -> bool:
    """Tell whether a column of hours is written as a spreadsheet formats decimals: `7,50` beside `15,00`.

    Every cell with a figure has two decimals, each time quarters of an hour, and one at least is not the
    `,50` in question: a column that also says `7,30` or `7h30` is of a clock, or of both.
    """
    figures = [_bare(cell) for cell in column if any(char.isdecimal() for char in cell)]
    quarters = [found[2] for cell in figures if (found := _IN_QUARTERS.fullmatch(cell))]
    return len(quarters) == len(figures) and any(part != "50" for part in quarters)


def weekly_minutes(text: str, *, in_decimals: bool = False) -> int:
    """Read weekly hours in whole minutes, never zero: `15`, `7,5`, `7h30`.

    :param in_decimals: read `7,50` as 7 h 30, as its column says.
    """
    typed = _WITH_SECONDS.sub(r"\1", _bare(text))
    if _PART_OF_A_DAY.fullmatch(typed):
        raise CellWrong(f"{shown(text)} est une heure changée en nombre. Écrivez par exemple 15h.")
    if in_decimals and (hours := _IN_QUARTERS.fullmatch(typed)):
        typed = f"{hours[1]}h{int(hours[2]) * 60 // 100:02d}"
    try:
        minutes = minutes_typed(typed)
    except DurationUnclear as unclear:
        sentence = _DURATION_SENTENCES.get(
            unclear.why, "{shown} n’est pas une durée. Écrivez par exemple 15 ou 7h30."
        )
        readings = " ou ".join(unclear.readings)
        raise CellWrong(sentence.format(shown=shown(text), readings=readings)) from None
    if not minutes:
        raise CellWrong("La durée est de zéro. Écrivez plutôt une dispense, avec ses dates.")
    return minutes


def _visible(text: str) -> str:
    """Leave out what nobody sees; refuse an accent that a wrong code page spoilt."""
    if word := lost_accent(text):
        raise CellWrong(_accent_lost(word))
    return unicodedata.normalize("NFC", visible(text))


def _accent_lost(word: str) -> str:
    return f"Un accent est abîmé dans {shown(word)}. Corrigez-le, ou enregistrez en «\u00a0CSV UTF-8\u00a0»."


def _bare(text: str) -> str:
    return visible(text).strip()


def _contacts(text: str) -> list[str]:
    return [part for part in _SEVERAL.split(_bare(text)) if contact(part)]


def refuse_error(text: str) -> None:
    """Refuse what a spreadsheet writes when a formula fails: `#N/A`, `#REF!`, `Err:502`, `####`."""
    if _ERROR.fullmatch(text.strip()):
        raise CellWrong(f"{shown(text)} est une erreur du tableur. Corrigez la cellule.")


def _refuse_shortened(typed: str) -> None:
    if _SHORTENED.fullmatch(typed):
        raise CellWrong(f"{shown(typed)} a été abrégé par le tableur. Mettez la colonne au format texte.")


def _no_longer_than(typed: str, most: int) -> str:
    if len(typed) > most:
        raise CellWrong(f"Ce texte dépasse {most} caractères. Raccourcissez-le.")
    return typed
