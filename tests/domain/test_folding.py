"""What is written in many ways is compared in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.folding import (
    reference_folded,
    reference_forms,
    unlabelled,
    visible,
    words_folded,
    zeros_lost,
)

ALIKE = [
    (
        "Mission locale de l'Essai",
        "Mission locale de l’Essai",
        "MISSION LOCALE DE L’ESSAI",
        "mission  locale de l essai",
    ),
    ("Maison de l’Été", "Maison de l'Ete", "MAISON DE L'E\u0301TE\u0301", "maison de l`été."),
    ("Cap emploi – Val", "CAP EMPLOI-VAL", "Cap\u00a0emploi — Val"),
    ("Œuvrard", "Oeuvrard", "OEUVRARD", "œuvrard\u200b"),
    ("Nuñez & Fils", "NUNEZ ET FILS"),
    ("Straße", "STRASSE"),
    ("Łukasz Đukić", "Lukasz Dukic"),
]


@pytest.mark.parametrize("alike", ALIKE)
def test_names_that_a_reader_takes_for_one_have_one_form(alike: tuple[str, ...]) -> None:
    assert len({words_folded(name) for name in alike}) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "EX-0000005",
        "ex-0000005",
        "EX 0000005",
        "EX–0000005",
        "EX\u20110000005",
        "EX0000005.",
        "\ufeffex‑0000005",
        "ＥＸ-０００0005",
    ],
)
def test_a_reference_has_one_form_however_it_is_typed(typed: str) -> None:
    assert reference_folded(typed) == "ex0000005"


def test_signs_between_digits_part_numbers() -> None:
    assert reference_folded("1-23") != reference_folded("12-3")
    assert reference_folded("2026/0012") == reference_folded("2026 0012") == reference_folded("2026–0012")


def test_zeros_lost_make_a_likely_double_never_the_same_file() -> None:
    assert reference_folded("00412") != reference_folded("412")
    assert zeros_lost(reference_folded("00412")) == zeros_lost(reference_folded("412")) == "412"
    assert zeros_lost(reference_folded("D-00412")) is None


@pytest.mark.parametrize(
    "unseen", "\u200b\u200e\u202a\u202c\u2066\ufeff\u00ad\u2060\u180e\u115f\u3164\ufe0f\u0000\u001f"
)
def test_what_nobody_sees_is_left_out(unseen: str) -> None:
    assert visible(f"{unseen}Zoé{unseen} Essai{unseen}") == "Zoé Essai"


def test_a_joiner_between_arabic_letters_is_spelling() -> None:
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("Zo\u200cé") == "Zoé"


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert words_folded(words_folded(text)) == words_folded(text)
    assert reference_folded(reference_folded(text)) == reference_folded(text)
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "typed",
    [
        "TR-0005",
        "N° TR-0005",
        "n°TR-0005",
        "dossier TR-0005",
        "Dossier n° : TR-0005.",
        "N° de dossier : TR-0005",
        "Numéro\u00a0: TR-0005",
        "réf. TR-0005",
    ],
)
def test_a_reference_is_read_with_the_label_of_its_paper(typed: str) -> None:
    assert "tr0005" in reference_forms(typed)


@pytest.mark.parametrize("typed", ["DOSSIER5", "Refuge-12", "Codex 4", "NO-12", "Dossier", "N°"])
def test_what_may_be_of_a_reference_is_no_label(typed: str) -> None:
    assert unlabelled(typed) == typed


def test_a_file_that_is_called_by_a_label_is_looked_for_first() -> None:
    assert reference_forms("Dossier 5") == ("dossier5", "5")
