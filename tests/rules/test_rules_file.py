"""Rules are written as a short file, and read back as they were."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.rule_versions import RULE_FIELDS
from xprsa.domain.territory import Rules, Territory
from xprsa.rules.rules_file import RulesFileWrong, read, written

BEGINS = date(2026, 11, 30)
HERE = Territory(id=1, code="99", name="Valmont", zone=ZoneInfo("Europe/Paris"), rules=(Rules(id=4),))
NUMBERS = st.fixed_dictionaries(
    {field.code: st.integers(field.lowest, field.highest) for field in RULE_FIELDS}
)


@given(NUMBERS, st.integers(0, 60))
def test_what_is_written_is_read_back_whatever_the_numbers(numbers: dict[str, int], weeks: int) -> None:
    begins = BEGINS + timedelta(weeks=weeks)
    rules = Rules(valid_from=begins, **numbers)
    text = written(rules, begins=begins)
    assert read(text, territory=HERE) == rules
    assert text == written(read(text, territory=HERE), begins=begins)


def test_the_form_has_a_number_and_a_stable_order() -> None:
    lines = written(Rules(), begins=BEGINS).splitlines()
    assert lines[:2] == ['schema = "xprsa.rules/1"', "from = 2026-11-30  # un lundi"]
    assert [line.split(" = ")[0] for line in lines if " = " in line][2:] == [
        field.code for field in RULE_FIELDS
    ]


def test_what_a_file_does_not_name_stays_as_it_would_be_that_day() -> None:
    coming = Rules(id=5, valid_from=date(2026, 12, 7), tacit_days=21)
    here = replace(HERE, rules=(*HERE.rules, coming))
    text = 'schema = "xprsa.rules/1"\nfrom = 2026-12-14\n[rules]\nopen_weeks = 4\n'
    found = read(text, territory=here)
    assert (found.open_weeks, found.tacit_days) == (4, 21)
    assert read(text, territory=here, begins=BEGINS).tacit_days == Rules().tacit_days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ceci n’est rien", "n’est pas du TOML"),
        ("from = 2026-11-30", "n’est pas de la forme xprsa.rules/1"),
        ('schema = "xprsa.rules/2"\nfrom = 2026-11-30', "n’est pas de la forme xprsa.rules/1"),
        ('schema = "xprsa.rules/1"', "ne dit pas de quel lundi"),
        ('schema = "xprsa.rules/1"\nfrom = "lundi"', "ne dit pas de quel lundi"),
        ('schema = "xprsa.rules/1"\nfrom = 2026-11-30T08:00:00', "ne dit pas de quel lundi"),
        ('schema = "xprsa.rules/1"\nfrom = 9999-12-27', "hors du calendrier"),
        ('schema = "xprsa.rules/1"\nfrom = 2026-11-30\nrules = 3', "sous une ligne [rules]"),
        ('schema = "xprsa.rules/1"\nfrom = 2026-11-30\n[rules]\nsanctions = 1', "ne connaît pas sanctions"),
        ('schema = "xprsa.rules/1"\nfrom = 2026-11-30\n[rules]\nopen_weeks = "8"', "n’est pas un nombre"),
        ('schema = "xprsa.rules/1"\nfrom = 2026-11-30\n[rules]\nopen_weeks = true', "n’est pas un nombre"),
        ('schema = "xprsa.rules/1"\nfrom = 2026-11-30\n[rules]\nopen_weeks = 8.0', "n’est pas un nombre"),
    ],
)
def test_a_file_that_holds_no_rules_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(RulesFileWrong, match=said.replace("[", r"\[")):
        read(text, territory=HERE)
