"""A receipt verifies from its text and the published keys, when the service and its rows are gone."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verify.reading import copied_whole, is_reserved, is_valid, reads, verifies
from xprsa.gateways.keyring import Keyring, Use

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_copied_receipt_verifies_without_the_service(copied: str, keys: Path) -> None:
    done = verifies(copied, keys)
    assert done.returncode == 0, done.stderr
    number = "".join(re.findall(r"Numéro\s+(.*)", copied)[0].split())
    assert done.stdout.replace("\u00a0", " ").splitlines() == [
        (
            "Reçu valable : semaine du 16 au 22 novembre 2026 (2026-W47), version 1, envoyée le"
            " 24 novembre 2026 à 10 h 00 UTC."
        ),
        "Contenu signé :",
        "- Formation : 2 h 30, lundi, mercredi « « Atelier »  <b>B1</b> &amp; é\\u202e=1 »",
        "- Candidatures, recherche : 45 min",
        "- en tout : 3 h 15",
        "- je n’ai pas pu : vendredi",
        "Vérifié sans la base : une version plus récente a pu le remplacer.",
        (
            "Ne sont pas signés : le nom, le dossier, le service, qui a écrit et par quelle voie, la suite"
            " donnée à cette version, l’adresse pour vérifier. Le service seul les confirme. Ce texte dit :"
            " nom « Camille Essai-1 », dossier « D-00001 », service « Mission locale, Val-d’Essai »,"
            f" voie « sur internet », adresse « http://localhost/verifier/{number} »."
        ),
    ]
    assert sorted(left.name for left in keys.parent.iterdir()) == ["receipt.txt", keys.name]


@pytest.mark.parametrize(
    "carried",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r"(\S{37})", "\\1\n", text),
        lambda text: " ".join(text.split()),
        lambda text: re.sub(r"\n\s*", "\n\n\n\t", text),
        lambda text: re.sub(r"^", ">> ", text, flags=re.MULTILINE),
        lambda text: f"\n\n{text[text.index('Semaine') :]}\n",
    ],
    ids=["as it is", "Windows", "broken", "joined", "spread", "quoted by a mail", "from its week on"],
)
def test_the_copied_receipt_verifies_however_it_was_carried(
    copied: str, keys: Path, carried: Callable[[str], str]
) -> None:
    done = reads(carried(copied), keys)
    is_valid(done)
    assert "- Formation : 2 h 30" in done.stdout


def test_the_words_of_the_page_over_the_receipt_are_known(page: str, keys: Path) -> None:
    whole = copied_whole(page)
    ends = re.search(r"Contenu signé\s+\S+", whole)
    assert ends
    is_valid(reads(whole[whole.index("Votre semaine est envoyée") : ends.end()], keys))


def test_a_copy_of_the_whole_page_holds_other_words_around(page: str, keys: Path) -> None:
    is_reserved(reads(copied_whole(page), keys), "autre chose est écrit autour du reçu")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"version":1', '"version":2'), "La signature n’est pas bonne"),
        (lambda text: text.replace("2026-W47", "2026-W46"), "La signature n’est pas bonne"),
        (lambda text: re.sub(r"(Signature\s+.)(.)", _other_digit, text), "La signature n’est pas bonne"),
        (lambda text: re.sub(r"(à garder\s+.)(.)", _other_digit, text), "le contenu n’est pas celui du reçu"),
        (lambda text: re.sub(r"(Contenu signé\s+.)(.)", _other_digit, text), "le contenu n’est pas celui"),
        (
            lambda text: re.sub(r"Clé\s+\S+", "Clé receipt-2020-01-01-a", text),
            "n’est pas dans ce fichier",
        ),
        (lambda text: re.sub(r"Signature.*", "", text, flags=re.DOTALL), "ne contient pas un reçu entier"),
        (lambda text: "", "ne contient pas un reçu entier"),
        (lambda text: text + text.replace('"version":1', '"version":2'), "plusieurs reçus"),
    ],
)
def test_what_was_changed_is_told(copied: str, keys: Path, change: Callable[[str], str], said: str) -> None:
    assert change(copied) != copied
    done = reads(change(copied), keys)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Reçu valable" not in done.stdout


def test_codes_alone_prove_what_was_signed_and_show_nothing(copied: str, keys: Path) -> None:
    is_reserved(reads(copied[copied.index("Preuve technique") :], keys), "n’est pas entier dans ce texte")


def _other_digit(found: re.Match[str]) -> str:
    return found[1] + ("0" if found[2] != "0" else "1")


def test_without_its_content_it_proves_the_week_alone(copied: str, keys: Path) -> None:
    done = reads(re.sub(r"Contenu signé\s+\S+", "", copied), keys)
    is_reserved(done, "le contenu signé n’est pas dans ce texte")
    assert "seules la semaine et l’heure d’envoi sont prouvées" in done.stdout


def test_the_keys_of_another_service_verify_nothing(copied: str, keys: Path, tmp_path: Path) -> None:
    others = Keyring.create(tmp_path / "others.json").public_keys(Use.RECEIPT)
    said = json.loads(keys.read_text())
    keys.write_text(json.dumps({"keys": {name: next(iter(others.values())) for name in said["keys"]}}))
    assert "La signature n’est pas bonne" in reads(copied, keys).stderr


@pytest.mark.parametrize("text", ["", "[]", '{"keys": 1}', "{}"])
def test_what_holds_no_keys_is_a_sentence(copied: str, keys: Path, text: str) -> None:
    keys.write_text(text)
    assert "n’est pas le fichier des clés publiques" in reads(copied, keys).stderr
