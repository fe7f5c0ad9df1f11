"""What is written in many ways is compared in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.folding import (
    code_folded,
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


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("Dossier 5", ("dossier5", "5")),
        ("N° Dossier 5", ("ndossier5", "dossier5", "5")),
        ("Dossier DE 5", ("dossierde5", "de5")),
        ("Dossier REF 0012", ("dossierref0012", "ref0012", "0012")),
        ("N° Code 7", ("ncode7", "code7", "7")),
        ("N° de dossier : 7", ("ndedossier7", "dossier7", "7")),
        ("Re\u0301fe\u0301rence\uff1a TR-7", ("referencetr7", "tr7")),
    ],
)
def test_labels_come_off_one_at_a_time_for_a_file_may_be_called_by_one(
    typed: str, forms: tuple[str, ...]
) -> None:
    assert reference_forms(typed) == forms


def test_a_small_word_that_stands_before_no_label_is_of_the_code() -> None:
    assert code_folded(unlabelled("Numéro : de ad be ef")) == "deadbeef"
    assert code_folded(unlabelled("N° du reçu : de ad be ef")) == "deadbeef"
