"""A receipt verifies from its text and the published keys, when the service and its rows are gone."""

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builders import People, activity, content, could_not, week
from tests.pages import JudgingClient
from tests.source import ROOT
from xprsa.domain.content import Content
from xprsa.domain.person import Beneficiary
from xprsa.gateways.keyring import Keyring, Use
from xprsa.verify.commands import verify

NOTE = "« Atelier »  <b>B1</b> &amp; é\u202e=1"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def page(people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]) -> str:
    """The page of a receipt, as its holder saves it."""
    person = people.beneficiary()
    said = content(
        activity("training", "2h30", days=(1, 3), note=NOTE),
        activity("job_search", "45 min"),
        prevented=could_not(5),
    )
    people.sends(person, week(), said)
    return as_beneficiary(person).get("/declarer/2026-W47/recu").text


@pytest.fixture
def copied(page: str) -> str:
    """The same, copied as text: a label and what it stands for on lines of their own, blanks joined."""
    blocks = re.sub(r"</(?:d[dt]|p|h\d|li|tr|summary)>", "\n", page)
    text = html.unescape(re.sub(r"<[^>]*>", "", blocks))
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


@pytest.fixture
def keys(client: JudgingClient, page: str, tmp_path: Path) -> Path:
    """The published keys, as anybody downloads them."""
    path = tmp_path / "elsewhere/xprsa.keys.json"
    path.parent.mkdir()
    path.write_bytes(client.get("/schemas/xprsa.keys.json").data)
    return path


def verifies(text: str | bytes, keys: Path) -> "subprocess.CompletedProcess[str]":
    """Verify in a folder and an environment where there is nothing else."""
    file = keys.with_name("receipt.txt")
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return subprocess.run(
        [sys.executable, "-m", "xprsa", "verify", "--keys", keys, file],
        cwd=keys.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "XPRSA_DATABASE_URL": "postgresql://127.0.0.1:1/x",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


def reads(text: str | bytes, keys: Path) -> "subprocess.CompletedProcess[str]":
    """Verify in this process, which takes no second to begin."""
    file = keys.with_name("receipt.txt")
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    done = CliRunner().invoke(verify, ["--keys", str(keys), str(file)])
    return subprocess.CompletedProcess([], done.exit_code, done.stdout, done.stderr)


def test_the_saved_page_verifies_without_the_service(page: str, keys: Path) -> None:
    done = verifies(page, keys)
    assert done.returncode == 0, done.stderr
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
            "Tout ce que montre le texte et qui est signé a été comparé : numéro, semaine, date d’envoi,"
            " version, activités, durées, jours et mots. Ne sont pas signés : le nom, le dossier, le service,"
            " qui a écrit et par quelle voie, la suite donnée à cette version. Le service seul les confirme."
        ),
    ]
    assert sorted(left.name for left in keys.parent.iterdir()) == ["receipt.txt", keys.name]


@pytest.mark.parametrize(
    "carried",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r"(\S{37})", "\\1\n", text),
        lambda text: f"Bonjour,\nvoici mon reçu.\n{text}\nMerci",
        lambda text: re.sub(r"^", ">> ", text, flags=re.MULTILINE),
    ],
    ids=["as it is", "from Windows", "broken into lines", "in a letter", "in an answer to a mail"],
)
def test_the_copied_page_verifies_however_it_was_carried(
    copied: str, keys: Path, carried: Callable[[str], str]
) -> None:
    done = reads(carried(copied), keys)
    assert done.returncode == 0, done.stderr
    assert "- Formation\u00a0: 2\u00a0h\u00a030" in done.stdout
    assert "Tout ce que montre le texte et qui est signé a été comparé" in done.stdout


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


@pytest.mark.parametrize(
    ("shown", "written", "told"),
    [
        ("2\u00a0h\u00a030", "9\u00a0h\u00a030", "3 h 15, 9 h 30, 45 min"),
        ("3\u00a0h\u00a015", "13\u00a0h\u00a015", "13 h 15, 2 h 30, 45 min"),
        ("45\u00a0min", "45\u00a0h", "3 h 15, 2 h 30, 45 h"),
        ("du 16 au 22", "du 9 au 15", "du 9 au 15 novembre 2026"),
    ],
)
def test_a_saved_page_whose_words_were_changed_is_no_valid_receipt(
    page: str, keys: Path, shown: str, written: str, told: str
) -> None:
    assert shown in page
    done = reads(page.replace(shown, written), keys)
    assert done.returncode == 1
    assert "Reçu valable" not in done.stdout
    assert told in done.stdout
    assert "- Formation\u00a0: 2\u00a0h\u00a030" in done.stdout  # what was signed
    assert "le texte autour n’est pas ce qui a été signé" in done.stderr


def test_a_duration_in_a_note_and_around_the_receipt_is_no_other_duration(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient], client: JudgingClient, keys: Path
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "1h30", note="de 9 h à 10 h 30")))
    page = as_beneficiary(person).get("/declarer/2026-W47/recu").text
    done = reads(page.replace("<h1>", "<p>Comptez 15 h.</p><h1>"), keys)
    assert done.returncode == 0, done.stderr


def _signs_only_what_it_is(done: "subprocess.CompletedProcess[str]", told: str) -> None:
    assert done.returncode == 1, done.stdout
    assert "Reçu valable" not in done.stdout
    assert told in done.stdout.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("shown", "written", "told"),
    [
        ("24 novembre 2026 à 11", "2 novembre 2026 à 8", "la date d’envoi : le texte montre « 2 novembre"),
        ("11 h 00, sur", "11 h 01, sur", "la date d’envoi : le texte montre « 24 novembre 2026 à 11 h 01"),
        ("Version 1", "Version 3", "la version : le texte montre « 3 »"),
        ("Version 1", "Version trois", "la version : le texte montre « trois »"),
        ("45 min", "45 min Formation trente heures", "« Formation trente heures », qui n’est pas signé"),
        (
            "45 min",
            "45 min Cours de chant, tout le temps",
            "« Cours de chant, tout le temps », qui n’est pas",
        ),
        ("lundi, mercredi", "lundi, mardi", "il manque « Formation lundi, mercredi"),
        ("<b>B1</b>", "<b>C2</b>", "il manque « Formation"),
        ("Je n’ai pas pu : vendredi", "Je n’ai pas pu : toute la semaine", "toute la semaine"),
        ("Je n’ai pas pu : vendredi.", "", "il manque « Je n'ai pas pu : vendredi. »"),
        ("Formationlundi", "Travail salariélundi", "une activité : le texte montre « Travail salarié »"),
        ("2 h 30 Cand", "2 h 30 12 Cand", "« 12 », qui n’est pas signé"),
        ("Merci", "Formation trente heures. Merci", "« Formation trente heures », qui n’est pas signé"),
        ("Merci", "Version 7. Merci", "la version : le texte montre « 7 »"),
        ("Merci", "Envoyée le 2 novembre 2026 à 8 h 00. Merci", "le texte montre « 2 novembre 2026 à 8"),
        ("Merci", "Je n’ai pas pu : lundi. Merci", "« Je n'ai pas pu : lundi. », qui n’est pas signé"),
        ("du 16 au 22 novembre.", "du 9 au 15 novembre.", "la semaine : le texte montre « du 9"),
        ("Camille", "Camille Formation trente heures", "« Formation trente heures », qui n’est pas signé"),
    ],
)
def test_whatever_is_signed_and_shown_is_compared_with_the_text(
    copied: str, keys: Path, shown: str, written: str, told: str
) -> None:
    letter = " ".join(f"{copied} Merci".split())
    assert shown in letter
    _signs_only_what_it_is(reads(letter.replace(shown, written), keys), told)


def test_an_activity_that_was_taken_out_of_the_text_is_told(copied: str, keys: Path) -> None:
    joined = " ".join(copied.split())
    assert "recherche45 min" in joined
    _signs_only_what_it_is(
        reads(joined.replace("Candidatures, recherche45 min", ""), keys), "il manque « Candidatures"
    )


def test_another_clock_of_france_is_a_reservation_that_says_which(copied: str, keys: Path) -> None:
    done = reads(" ".join(copied.split()).replace("2026 à 11 h 00,", "2026 à 14 h 00,"), keys)
    assert done.returncode == 0, done.stderr
    assert "Reçu valable sous réserve" in done.stdout
    assert "juste si le service est à l’heure de Reunion" in done.stdout


def test_words_that_a_territory_chose_are_a_reservation_that_says_which(copied: str, keys: Path) -> None:
    done = reads(" ".join(copied.split()).replace("Formationlundi", "Stage de langue lundi"), keys)
    assert done.returncode == 0, done.stderr
    assert "Reçu valable sous réserve" in done.stdout
    assert "« Stage de langue », signée « Formation » (training)" in done.stdout.replace("\u00a0", " ")


def test_what_became_of_a_version_is_no_change_of_its_text(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient], keys: Path
) -> None:
    person = people.beneficiary()
    for long in ("2h", "3h"):
        people.sends(person, week(), content(activity("workshop", long)))
    browser = as_beneficiary(person)
    for version in ("?version=1", ""):
        done = reads(browser.get(f"/declarer/2026-W47/recu{version}").text, keys)
        assert done.returncode == 0, done.stdout
        assert "Reçu valable :" in done.stdout.replace("\u00a0", " ")


@pytest.mark.parametrize("said", [content(), content(prevented=could_not(1, 2, 3, 4, 5, 6, 7))])
def test_a_week_without_an_activity_verifies_and_takes_none(
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    client: JudgingClient,
    keys: Path,
    said: Content,
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), said)
    page = as_beneficiary(person).get("/declarer/2026-W47/recu").text
    assert reads(page, keys).returncode == 0
    added = page.replace("Pour vérifier", "Formation 30 h</p><p>Pour vérifier")
    _signs_only_what_it_is(reads(added, keys), "« Formation 30 h », qui n’est pas signé")


def test_a_week_of_many_rows_alike_is_judged_at_once(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient], keys: Path
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(*(activity("training", "1h") for _ in range(20))))
    page = as_beneficiary(person).get("/declarer/2026-W47/recu").text
    assert reads(page, keys).returncode == 0
    _signs_only_what_it_is(reads(page.replace("</tbody>", "<tr><td>Chant</td></tr></tbody>"), keys), "Chant")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_receipt_verifies_in_whatever_form_its_text_was_saved(
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    client: JudgingClient,
    keys: Path,
    encoding: str,
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "2h30", note="Œuvre, l’été")))
    page = as_beneficiary(person).get("/declarer/2026-W47/recu").text
    done = reads(page.encode(encoding, errors="replace"), keys)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "Reçu valable :" in done.stdout.replace("\u00a0", " ")


def test_codes_alone_are_to_be_compared_by_whoever_reads(copied: str, keys: Path) -> None:
    done = reads(copied[copied.index("Preuve technique") :], keys)
    assert done.returncode == 0, done.stderr
    assert "Comparez avec le texte du reçu." in done.stdout


def _other_digit(found: re.Match[str]) -> str:
    return found[1] + ("0" if found[2] != "0" else "1")


def test_without_its_content_it_proves_the_week_alone(copied: str, keys: Path) -> None:
    done = reads(re.sub(r"Contenu signé\s+\S+", "", copied), keys)
    assert done.returncode == 0, done.stderr
    assert "Le contenu n’est pas dans ce texte" in done.stdout
    assert "Reçu valable sous réserve" in done.stdout
    assert "les activités, les durées, les jours et les mots" in done.stdout


def test_the_keys_of_another_service_verify_nothing(copied: str, keys: Path, tmp_path: Path) -> None:
    others = Keyring.create(tmp_path / "others.json").public_keys(Use.RECEIPT)
    said = json.loads(keys.read_text())
    keys.write_text(json.dumps({"keys": {name: next(iter(others.values())) for name in said["keys"]}}))
    assert "La signature n’est pas bonne" in reads(copied, keys).stderr


@pytest.mark.parametrize("text", ["", "[]", '{"keys": 1}', "{}"])
def test_what_holds_no_keys_is_a_sentence(copied: str, keys: Path, text: str) -> None:
    keys.write_text(text)
    assert "n’est pas le fichier des clés publiques" in reads(copied, keys).stderr


def test_what_cannot_be_read_as_text_is_a_sentence(keys: Path) -> None:
    assert "ne peut pas être lu" in reads(b"\xff\xfe\x00", keys).stderr
