"""The page that leads to published reports has one line a module, its lights and all that is red."""

from tests.lab.audits import a_fields_red_audit, a_green_audit, a_rules_red_audit, an_audited_module
from xprsa.lab.published_index import index


def test_each_line_tells_four_lights_what_is_red_and_of_how_much() -> None:
    page = index({"one": a_fields_red_audit(), "other": a_rules_red_audit()})
    one, other = page.splitlines()[-2:]
    assert one.startswith("| `suspicion` | red | green | green | green | ")
    assert "organisation: Cap emploi" in one
    assert "(of 18 circumstances, 112 codes)" in one
    assert "| green | green | red | green | none (of 18 circumstances, 0 codes) | " in other
    assert " | A week without a declaration changes the answer | " in other
    assert "[en](other/index.en.html)" in other


def test_what_ships_stands_apart_from_what_was_made_for_study() -> None:
    ships = a_green_audit(module=an_audited_module(name="helper", for_study=False))
    page = index({"helper": ships, "one": a_fields_red_audit()})
    for_study, shipped = page.split("## What ships")
    assert "| `suspicion` | " in for_study
    assert "| `helper` | green | green | green | green | none " in shipped
    assert "What ships" not in index({"one": a_fields_red_audit()})
