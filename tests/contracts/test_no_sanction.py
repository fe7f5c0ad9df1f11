"""No sanction exists in the code: no column, route, field or name (a suspension is made by other hands)."""

import re

from flask import Flask

from tests.source import ROOT, identifiers, modules, templates, tree
from xprsa.scoring.document import SummaryDocument
from xprsa.storage.schema import METADATA

SANCTION = re.compile(
    r"sanction|penal|punish|suspend|suspension|fraud|suspic|suspect|radiat|radie|strike|blacklist|"
    r"complian|infraction|breach|violation|delinquen|forfeit|manquement|rappel_a_lordre|warning_level|risk",
    re.IGNORECASE,
)

STUDIED = "xprsa/lab/specimens/"  # scores re-created for study bear the names that the press gives them


def test_no_column_holds_a_sanction() -> None:
    names = [f"{table.name}.{column.name}" for table in METADATA.sorted_tables for column in table.columns]
    assert names
    _none(names, "columns")


def test_no_route_leads_to_a_sanction(app: Flask) -> None:
    rules = [f"{rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()]
    assert rules
    _none(rules, "routes")


def test_no_published_field_tells_of_a_sanction() -> None:
    _none(list(SummaryDocument.model_fields), "published fields")


def test_nothing_in_the_code_is_named_after_a_sanction() -> None:
    names = [
        f"{path}:{line} {name}"
        for path, _ in modules()
        if not path.startswith(STUDIED)
        for name, line in identifiers(tree(ROOT / path))
    ]
    _none(names, "names")


def test_no_button_or_field_of_a_page_is_named_after_a_sanction() -> None:
    named = re.compile(r"\b(?:name|value|id|action|href|class)=\"([^\"]*)\"")
    found = [f"{name}: {value}" for name, text in templates().items() for value in named.findall(text)]
    _none(found, "fields and addresses in templates")


def test_this_contract_sees_a_sanction() -> None:
    assert SANCTION.search("person.sanctioned_at")
    assert SANCTION.search("/portefeuille/<uuid:person>/suspension")


def _none(names: list[str], what: str) -> None:
    found = [name for name in names if SANCTION.search(name)]
    assert not found, f"{what} that speak of sanction: {found}"
