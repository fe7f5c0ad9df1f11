"""A receipt is read from whatever file people make of its page, and never for longer than anybody waits."""

import quopri
import re
import time
import unicodedata
from base64 import b64encode
from pathlib import Path

import pytest

from tests.builders import activity, content
from tests.verify.conftest import Gives
from tests.verify.reading import copied_alone, copied_whole, is_another_text, is_reserved, is_valid, reads

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEB_PAGE = "une page web peut cacher ou dessiner du texte"
GENEROUS = 10  # seconds


def _mhtml(page: str) -> bytes:
    """Save as Chrome does on a phone."""
    body = quopri.encodestring(page.encode()).replace(b"\n", b"\r\n")
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\n"
        "Subject: =?utf-8?Q?Re=C3=A7u?=\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n'
        '\tboundary="----MultipartBoundary--x8Rq----"\n\n\n------MultipartBoundary--x8Rq----\n'
        "Content-Type: text/html\nContent-ID: <frame@mhtml.blink>\n"
        "Content-Transfer-Encoding: quoted-printable\n\n"
    )
    end = b"\r\n------MultipartBoundary--x8Rq----\r\nContent-Type: text/css\r\n\r\np{}\r\n"
    return head.replace("\n", "\r\n").encode() + body + end + b"------MultipartBoundary--x8Rq------\r\n"


def _firefox_text(page: str) -> str:
    """Save as « Fichier texte » of Firefox does: codes between bars, and links once more behind."""
    linked = re.sub(r'<a href="(http[^"]*)">(.*?)</a>', r"\2 &lt;\1&gt;", page)
    return copied_whole(linked.replace("<code>", "|").replace("</code>", "|"))


@pytest.mark.parametrize("save", [str.encode, _mhtml])
def test_a_saved_page_proves_what_was_signed_and_may_show_anything(save, page: str, keys: Path) -> None:  # type: ignore[no-untyped-def]
    done = reads(save(page), keys)
    is_reserved(done, WEB_PAGE)
    assert "- Formation : 2 h 30" in done.stdout


@pytest.mark.parametrize(
    "drawn",
    [
        '<span hidden>2\u00a0h\u00a030</span><input value="30 h">',
        '<style>td::after{content:" 30 h"}</style>2\u00a0h\u00a030',
    ],
)
def test_a_page_that_hides_or_draws_is_no_receipt_without_reserve(page: str, keys: Path, drawn: str) -> None:
    for changed in (page, page.replace("<!doctype html>\n<html", "<section><html")):
        forged = changed.replace("2\u00a0h\u00a030</td>", f"{drawn}</td>")
        assert forged != changed
        done = reads(forged, keys)
        assert not done.stdout.startswith("Reçu valable : ")


def test_a_saved_page_with_another_duration_is_told(page: str, keys: Path) -> None:
    for save in (str.encode, _mhtml):
        is_another_text(reads(save(page.replace("2\u00a0h\u00a030", "9\u00a0h\u00a030")), keys), "2 h 30")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_text_verifies_in_whatever_form_it_was_saved(gives: Gives, keys: Path, encoding: str) -> None:
    text = copied_alone(gives(content(activity("training", "2h30", note="Œuvre, l’été"))))
    is_valid(reads(text.encode(encoding), keys))


def test_a_text_whose_accents_stand_beside_their_letters_verifies(copied: str, keys: Path) -> None:
    is_valid(reads(unicodedata.normalize("NFD", copied), keys))


def test_the_text_file_of_a_browser_that_bars_its_codes_is_read(page: str, keys: Path) -> None:
    text = _firefox_text(page)
    is_reserved(reads(text, keys), "autre chose est écrit autour")
    found = re.search(r"\nReçu\n.*Contenu signé\s+\S+", text, re.DOTALL)
    assert found
    is_valid(reads(found[0], keys))


@pytest.mark.parametrize("note", ["é\u202e=1", "🌱 en plein air", "مرحبا", "?"])
def test_signs_that_an_old_form_has_not_are_lost_and_accuse_nobody(
    gives: Gives, keys: Path, note: str
) -> None:
    text = copied_alone(gives(content(activity("training", "2h30", note=note))))
    done = reads(text.encode("cp1252", "replace"), keys)
    if note == "?":
        is_valid(done)
    else:
        is_reserved(done, "des signes se sont perdus en l’enregistrant")


def test_a_text_that_lost_signs_takes_no_other_duration(gives: Gives, keys: Path) -> None:
    text = copied_alone(gives(content(activity("training", "2h30", note="🌱"))))
    is_another_text(reads(text.replace("2 h 30", "9 h 30").encode("cp1252", "replace"), keys))


@pytest.mark.parametrize("saved", [b"\xff\xfe\x00", b"%PDF-1.7\n" + bytes(range(32)) * 20, b""])
def test_what_is_not_read_is_a_sentence_that_says_what_is(keys: Path, saved: bytes) -> None:
    said = reads(saved, keys).stderr
    assert "ni PDF, ni image" in said
    assert "la page enregistrée (HTML, MHTML)" in said


@pytest.mark.parametrize("start", ["", "<html>"])
def test_a_file_above_200_kb_is_not_read(copied: str, keys: Path, start: str) -> None:
    assert "dépasse 200 ko" in reads(start + copied + " " * 200_000, keys).stderr


@pytest.mark.parametrize(
    "hostile",
    [
        "<html" + "<" * 199_000,
        "<html" + "&#" + "9" * 199_000,
        "Numéro 0123456789abcdef0123456789abcdef" * 5000,
        "Semaine " * 24_000,
        "Semaine du 16 Envoyée le 2 Version " * 5000,
        "Empreinte " + "0 " * 99_000,
        f"Empreinte {'0' * 64} " * 2600,
        "Je n’ai pas pu : " * 10_000,
        "« " * 60_000,
        " \t" * 99_000,
        "> " * 99_000,
        "a" + "\u0301\u0323" * 49_000,
        "a" + "\u0301\u034f\u0323\u034f" * 24_000,
        "\ufdfa" * 66_000,
        "Pour vérifier ce reçu : http://" + "a/" * 90_000,
        "Pour vérifier ce reçu : http://" * 6000,
        "multipart/related; boundary=a\n" + "--a\n" * 49_000,
        "1 h " * 45_000,
    ],
)
def test_no_file_takes_longer_to_read_than_anybody_waits(page: str, keys: Path, hostile: str) -> None:
    began = time.monotonic()
    reads(hostile.encode()[:199_990].decode(errors="ignore"), keys)
    codes = copied_alone(page)
    room = 199_000 - len(codes.encode())
    around = hostile.encode()[:room].decode(errors="ignore")
    reads(around + codes, keys)
    reads(codes.replace("Pour vérifier", f"{around} Pour vérifier"), keys)
    reads(codes + around, keys)
    assert time.monotonic() - began < GENEROUS


def test_rows_alike_are_not_read_in_as_many_ways(gives: Gives, keys: Path) -> None:
    text = copied_alone(gives(content(*(activity("training", "1h") for _ in range(40)))))
    began = time.monotonic()
    for said in ("1 h", "Formation 1 h"):
        filled = f"{said} " * (9000 // len(said))
        is_another_text(reads(text.replace("Pour vérifier", f"{filled} Pour vérifier"), keys))
    assert time.monotonic() - began < GENEROUS


def test_a_content_that_opens_without_end_is_a_sentence(copied: str, keys: Path) -> None:
    deep = b64encode(b"[" * 90_000).decode()
    done = reads(re.sub(r"Contenu signé\s+\S+", f"Contenu signé {deep}", copied), keys)
    assert "le contenu n’est pas celui du reçu" in done.stderr
