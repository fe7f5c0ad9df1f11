"""The judging client sees each fault that it is there for: a judge that never says no proves nothing."""

import pytest

from tests.pages import faults, unannounced

GOOD = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Ma semaine</title></head>
<body><a href="#contenu">Aller au contenu</a>
<main id="contenu"><h1>Ma semaine</h1>
<p>Déjà envoyé\u202f? Appelez le 01 99 00 12 34\u00a0: c’est «\u00a0ouvert\u00a0» à 9 h.</p>
<form method="post" action="/declarer/2026-W47"><input type="hidden" name="csrf" value="ab">
<label for="duree">Durée</label><input id="duree" name="duree" value="l'heure">
<button>Envoyer</button></form>
<blockquote>C'est ce qu'on m'a dit: le contrôle technique!</blockquote>
</main></body></html>"""


def test_a_good_page_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("</form>", "</div></form>", "HTML: "),
        ("<h1>Ma semaine</h1>", "<p>Ma semaine</p>", "0 h1"),
        ("</h1>", "</h1><h1>Encore</h1>", "2 h1"),
        ("</h1>", "</h1><h3>Trop bas</h3>", "skips a level"),
        ("<title>Ma semaine</title>", "<title></title>", "no title"),
        ("<title>Ma semaine</title>", "<title>camille@example.org</title>", "title that is long or says who"),
        (' lang="fr"', "", "its language"),
        ("<main", "<div", "no single main"),
        ('<a href="#contenu">Aller au contenu</a>', "", "skip link"),
        ('<p>', '<p id="duree">', "uses the id 'duree' 2 times"),
        ('for="duree"', 'for="ailleurs"', "an id that is not there"),
        ('href="#contenu"', 'href="#rien"', "an anchor that is not there"),
        ('<label for="duree">Durée</label>', "", "a field without a label"),
        ("<button>Envoyer</button>", "<button></button>", "an empty button"),
        ("<button>Envoyer</button>", "", "that nothing sends"),
        ("</form>", '</form><form method="post"><button>Non</button></form>', "another without"),
        ("</h1>", '</h1><img src="/x.png">', "without alternative text"),
        ("<p>", '<p style="color:red">', "in-line attribute style"),
        ("<p>", '<p onclick="x()">', "in-line attribute onclick"),
        ("</head>", "<style>p{}</style></head>", "in-line style"),
        ("</head>", "<script>x()</script></head>", "in-line script"),
        ('href="#contenu">', 'href="javascript:x()">', "a script as an address"),
        ("c’est", "c'est", "straight apostrophe"),
        ("\u202f?", " ?", "before ; ! ?"),
        ("\u00a0:", " :", "before :"),
        ("«\u00a0", "« ", "inside « »"),
        ("envoyé", "envoyé...", "three dots"),
        ("ouvert", '"ouvert"', "straight quotes"),
        ("<button>", '<button title="C\'est">', "straight apostrophe"),
        ("Déjà envoyé", "Un contrôle", "says « contrôle »"),
        ("Déjà envoyé", "Une sanction", "says « sanction »"),
        ("Déjà envoyé", "Déjà envoyé " * 20_000, "weighs"),
    ],
)  # fmt: skip
def test_each_fault_is_seen(before: str, after: str, fault: str) -> None:
    assert before in GOOD
    found = faults(GOOD.replace(before, after, 1))
    assert any(fault in said for said in found), found


def test_the_page_of_rights_may_name_what_the_law_provides() -> None:
    page = GOOD.replace("Déjà envoyé", "Une sanction")
    assert faults(page, path="/mes-droits") == []


def test_an_error_that_is_not_announced_is_seen() -> None:
    heard = '<title>Erreur\u00a0: Ma semaine</title><div class="errors" autofocus>À revoir</div>'
    assert list(unannounced(heard, status=422)) == []
    for silent in ("Erreur\u00a0: ", " autofocus", "errors", "À revoir"):
        assert list(unannounced(heard.replace(silent, ""), status=422)), silent


@pytest.mark.parametrize("status", [401, 403, 404, 409, 413, 422, 429, 503])
def test_whatever_is_wrong_is_told_by_the_title_and_nothing_else_is(status: int) -> None:
    told = '<title>Erreur\u00a0: Ma semaine</title><div class="errors" autofocus>À revoir</div>'
    assert list(unannounced(told.replace("Erreur\u00a0: ", ""), status=status))
    assert list(unannounced(told, status=status)) == []
    assert list(unannounced(told, status=200))
    assert list(unannounced(told.replace("Erreur\u00a0: ", ""), status=200))
