"""What stands around the codes of a receipt can be changed: it is believed when it is what was signed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import People, activity, content, could_not, week
from tests.pages import JudgingClient
from tests.verify.conftest import Gives
from tests.verify.reading import copied_alone, is_another_text, is_reserved, is_valid, reads
from xprsa.domain.content import Content
from xprsa.domain.person import Beneficiary

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AROUND = "autre chose est écrit autour du reçu"
FAKE = (
    "Semaine : du 9 au 15 novembre 2026\nVersion : 1\nFormation, lundi : 35 h\nen tout : 35 h\n"
    "Je n’ai pas pu : mardi." + "\n" * 80
)


@pytest.mark.parametrize(
    "added",
    [
        *("Formation, 30 h", "Formation (30 h)", "Formation - 30 h", "Formation → 30 h", "formation 30 h"),
        *(
            "Total : 35 h",
            "35",
            "Merci",
            "iPhone Version 17",
            "Version 7.",
            "Je n’ai pas pu : lundi.",
            "=",
            "→",
        ),
        *("Envoyée le 2 novembre 2026 à 8 h 00.", "Clé usb-c", "Preuve technique", "Empreinte", FAKE),
    ],
)
def test_whatever_is_written_around_a_receipt_is_a_reserve(copied: str, keys: Path, added: str) -> None:
    for text in (f"{added}\n{copied}", f"{copied}\n{added}"):
        is_reserved(reads(text, keys), AROUND)


def test_a_whole_other_receipt_above_the_true_one_is_a_reserve(copied: str, keys: Path) -> None:
    fake = copied[: copied.index("Preuve technique")].replace("2 h 30", "32 h 30")
    done = reads(fake + "\n" * 80 + copied, keys)
    is_reserved(done, AROUND)
    assert "- Formation : 2 h 30" in done.stdout


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("2 h 30", "9 h 30"),
        ("2 h 30", "12 h 30"),
        ("2 h 30", "🔟2 h 30"),
        ("2 h 30", "-2 h 30"),
        ("3 h 15", "13 h 15"),
        ("3 h 15", "3 h 15\nTotal : 35 h"),
        ("45 min", "45 h"),
        ("45 min", "45 min Formation trente heures"),
        ("45 min", "45 min Cours de chant, tout le temps"),
        ("Candidatures", "Formation 30 h\nCandidatures"),
        ("du 16 au 22", "du 9 au 15"),
        ("24 novembre 2026 à 11", "2 novembre 2026 à 8"),
        ("11 h 00, sur", "11 h 01, sur"),
        ("Version\n1", "Version\n3"),
        ("Version\n1", "Version\ntrois"),
        ("Version\n1", "Version\n1 Formation 30 h"),
        ("lundi, mercredi", "lundi, mardi"),
        ("<b>B1</b>", "<b>C2</b>"),
        ("Je n’ai pas pu : vendredi", "Je n’ai pas pu : toute la semaine"),
        ("Je n’ai pas pu : vendredi.", ""),
        ("Candidatures, recherche\n45 min", ""),
        ("Preuve technique", "Formation 30 h\nPreuve technique"),
    ],
)
def test_a_receipt_with_other_words_than_were_signed_is_another_text(
    copied: str, keys: Path, shown: str, written: str
) -> None:
    text = re.sub(r"\n+", "\n", copied)
    assert shown in text
    done = reads(text.replace(shown, written), keys)
    is_another_text(done)
    assert "- Formation : 2 h 30" in done.stdout


@pytest.mark.parametrize("digits", ["Empreinte", "Numéro"])
def test_codes_that_stand_beside_and_are_others_are_told(copied: str, keys: Path, digits: str) -> None:
    changed = re.sub(rf"({digits}\s+)(.)", lambda found: found[1] + ("1" if found[2] == "0" else "0"), copied)
    assert changed != copied
    is_another_text(reads(changed, keys))


@pytest.mark.parametrize(
    ("shown", "written", "why"),
    [
        ("2 h 30", "\u202e2 h 30\u202c", "des signes ou des blancs"),
        ("2 h 30", "\u20672 h 30\u2069", "des signes ou des blancs"),
        ("2 h 30", "２ h 30", "des signes ou des blancs"),
        ("2 h 30", "2 h 3 0", "des signes ou des blancs"),
        ("2 h 30", "|2 h 30", "des signes ou des blancs"),
        ("2 h 30", ".2 h 30", "des signes ou des blancs"),
        ("45 min", "4 5 min", "des signes ou des blancs"),
        ("Camille Essai-1", "Camille Essai-1 Formation trente heures", "ne se lit pas comme un nom"),
        ("Camille Essai-1", "Camille Essai-1 Formation 30 h", "ne se lit pas comme un nom"),
        ("Camille Essai-1", "Camille Essai-1 Formation 30h", "ne se lit pas comme un nom"),
        ("Camille Essai-1", f"Camille Essai-1 {FAKE}", "ne se lit pas comme un nom"),
        ("Camille Essai-1", "Camille 🔟", "ne se lit pas comme un nom"),
        ("Camille Essai-1", "Camille \u202eEssai", "ne se lit pas comme un nom"),
        ("2 h 30", "\n> 2 h 30", "une partie des lignes commence par « > »"),
        ("2 h 30", "\x082 h 30", "des signes ou des blancs"),
        ("D-00001", "D-00001 Formation 30 h", "ne se lit pas comme un nom"),
        ("Mission locale", "Mission locale, Version 3", "ne se lit pas comme un nom"),
        ("localhost", "formation/30/h", "ne se lit pas comme un nom"),
    ],
)
def test_signs_and_names_that_may_mislead_are_a_reserve(
    copied: str, keys: Path, shown: str, written: str, why: str
) -> None:
    text = copied.replace("\u00a0", " ")
    assert shown in text
    is_reserved(reads(text.replace(shown, written), keys), why)


@pytest.mark.parametrize(
    "parted", [" : ", " | ", " · ", "\n\n\n", ". "], ids=["colon", "bar", "point", "lines", "stop"]
)
def test_what_parts_two_pieces_of_a_receipt_says_nothing(copied: str, keys: Path, parted: str) -> None:
    shown, proof, codes = copied.strip().partition("Preuve technique")
    is_valid(reads(re.sub(r"\n+", parted, shown) + proof + codes, keys))


@pytest.mark.parametrize(
    "note",
    [
        *("Clé usb-c achetée", "Contenu signé par mon patron", "Pour vérifier ce reçu", "Version 3"),
        *("Preuve technique Ces codes prouvent Empreinte 0123", "Signature du contrat", "de 9 h à 10 h 30"),
        *("Semaine du 9 au 15 novembre Envoyée le 2 novembre Version 3 Numéro 12", "dit « oui », « non »"),
        *("🌱 2 h 30", "مرحبا\u200f (lundi)", "06 12 34 56 78", "¹⁄₂ ﬁn ⅓ № …", "{}|<p>>", "2 h 30 2 h 30"),
    ],
)
def test_a_note_may_hold_any_words(gives: Gives, keys: Path, note: str) -> None:
    page = gives(content(activity("training", "2h30", note=note), activity("workshop", "2h30")))
    is_valid(reads(copied_alone(page), keys))
    is_reserved(reads(page, keys), "une page web")


@pytest.mark.parametrize(
    ("shown", "written"),
    [("Camille Essai-1", "Clé en-main"), ("Mission locale", "Signature & fils"), ("D-00001", "EX 00 12")],
)
def test_a_name_may_hold_words_of_the_codes(copied: str, keys: Path, shown: str, written: str) -> None:
    assert shown in copied
    is_valid(reads(copied.replace(shown, written), keys))


@pytest.mark.parametrize(
    "said",
    [
        content(),
        content(prevented=could_not(1, 2, 3, 4, 5, 6, 7)),
        content(activity("training", "24h")),
        content(*(activity("training", "1h") for _ in range(20))),
        content(*(activity("training", f"{hours}h", days=(2,)) for hours in range(1, 5))),
    ],
    ids=["nothing", "all week", "24 h", "20 alike", "four"],
)
def test_a_week_of_any_content_verifies_and_takes_no_more(gives: Gives, keys: Path, said: Content) -> None:
    text = copied_alone(gives(said))
    is_valid(reads(text, keys))
    is_valid(reads(" ".join(text.split()), keys))
    is_another_text(reads(text.replace("Pour vérifier", "Formation 30 h\nPour vérifier"), keys))


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Atelier",
            "Bénévolat",
            "Café du vendredi",
            "Permis (20 heures)",
            "Parcours 30 h",
            "Stage de langue",
        ),
        *("Travail salarié", "Parcours 2 h 30", "Ma Formation", "3D"),
    ],
)
def test_words_that_a_territory_chose_are_a_reserve_that_names_both(
    gives: Gives, keys: Path, label: str
) -> None:
    page = gives(content(activity("training", "2h30", days=(1, 3)), activity("training", "30h")))
    text = copied_alone(page)
    done = reads(re.sub(r"Formation(?=lundi)", label, text), keys)
    is_reserved(done, f"le texte nomme « {label} » ce qui est signé « Formation » (training)")
    done = reads(re.sub(r"Formation(?!lundi)", label, text), keys)
    is_reserved(done, f"le texte nomme « {label} » ce qui est signé « Formation » (training)")


def test_an_hour_overseas_is_a_reserve_that_says_which_clock(copied: str, keys: Path) -> None:
    text = copied.replace("\u00a0", " ").replace("2026 à 11 h 00,", "2026 à 14 h 00,")
    is_reserved(reads(text, keys), "l’heure d’envoi est celle de Reunion")


def test_what_became_of_a_version_is_no_change_of_its_text(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient], keys: Path
) -> None:
    person = people.beneficiary()
    for long in ("2h", "3h"):
        people.sends(person, week(), content(activity("workshop", long)))
    browser = as_beneficiary(person)
    for version in ("?version=1", ""):
        is_valid(reads(copied_alone(browser.get(f"/declarer/2026-W47/recu{version}").text), keys))


def test_who_typed_and_what_was_withdrawn_are_told_and_not_signed(copied: str, keys: Path) -> None:
    added = "Écrite pour vous par\nNadia Perrin\nRetirée le\n1er décembre 2026 à 9 h 05\nVersion"
    done = reads(copied.replace("Version", added, 1), keys)
    is_valid(done)
    assert "écrite par « Nadia Perrin », retirée le « 1er décembre 2026 à 9 h 05 »" in done.stdout
    is_reserved(reads(copied.replace("Version", added.replace("Perrin", "2 h"), 1), keys), "comme un nom")
