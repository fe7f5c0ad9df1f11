"""The published form of rules, `xprsa.rules/1`: a short TOML that one territory writes and another reads."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from xprsa.domain.rule_versions import RULE_FIELDS, version_of
from xprsa.domain.territory import Rules, Territory
from xprsa.domain.week import Week

FORM = "xprsa.rules/1"
_HEAD = ("schema", "from", "rules")


class RulesFileWrong(Exception):
    """A file that holds no rules of this form; the message says what to do."""


def written(rules: Rules, *, begins: date) -> str:
    """Write a version, always in the same order.

    :param begins: the Monday from which it is meant to hold.
    """
    lines = [f'schema = "{FORM}"', f"from = {begins.isoformat()}  # un lundi", "", "[rules]"]
    for field in RULE_FIELDS:
        lines.append(f"# {field.label}, de {field.lowest} à {field.highest} {field.many}.")
        lines.append(f"{field.code} = {field.of(rules)}")
    return "\n".join(lines) + "\n"


def read(text: str, *, territory: Territory, begins: date | None = None) -> Rules:
    """Read a version; what the file does not name stays as it would be that day, kinds of activity too.

    :param begins: in place of the day that the file says.
    :raises RulesFileWrong: when it is no such file.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise RulesFileWrong(
            "Ce fichier n’est pas du TOML. Partez de celui de xprsa rules export."
        ) from wrong
    if said.get("schema") != FORM:
        raise RulesFileWrong(
            f"Ce fichier n’est pas de la forme {FORM}. Partez de celui de xprsa rules export."
        )
    numbers = said.get("rules", {})
    if not isinstance(numbers, Mapping):
        raise RulesFileWrong("Écrivez les règles sous une ligne [rules], une règle par ligne.")
    known = {field.code for field in RULE_FIELDS}
    strange = sorted({*said} - {*_HEAD}) + sorted({*numbers} - known)
    if strange:
        raise RulesFileWrong(f"Cette version ne connaît pas {', '.join(strange)}. Retirez ces lignes.")
    first = begins or _day(said.get("from"))
    try:
        at_first = territory.rules_of(Week.of(first))
    except ValueError as wrong:
        raise RulesFileWrong(
            "Ce jour est hors du calendrier. Écrivez un lundi de l’année qui vient."
        ) from wrong
    return version_of(at_first, begins=first, numbers={code: _number(numbers, code) for code in numbers})


def _day(said: object) -> date:
    if isinstance(said, date) and not isinstance(said, datetime):
        return said
    raise RulesFileWrong("Le fichier ne dit pas de quel lundi. Écrivez par exemple from = 2027-01-04.")


def _number(numbers: Mapping[str, Any], code: str) -> int:
    number = numbers[code]
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    raise RulesFileWrong(f"{code} n’est pas un nombre entier. Écrivez par exemple {code} = 8.")
