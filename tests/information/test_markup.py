"""A page of information holds paragraphs, titles, lists and links, and nothing else can get in."""

import pytest

from xprsa.information.markup import rendered


def test_paragraphs_titles_lists_and_links_are_written() -> None:
    text = (
        "Un mot\nsur deux lignes.\n\n## Titre\n### Sous-titre\n- un\n- deux, [ici](https://example.org)\nFin."
    )
    assert rendered(text, {}) == (
        "<p>Un mot sur deux lignes.</p>\n<h2>Titre</h2>\n<h3>Sous-titre</h3>\n"
        '<ul>\n<li>un</li>\n<li>deux, <a href="https://example.org">ici</a></li>\n</ul>\n<p>Fin.</p>'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "## <img src=x onerror=alert(1)>",
        '- "><svg onload=alert(1)>',
        "[mots](javascript:alert(1))",
        "[mots](//example.org)",
        "[mots](data:text/html,<script>)",
        '[<b>gras</b>](https://example.org/"onclick="alert)',
        "{territoire}",
    ],
)
def test_what_is_hostile_stays_words(hostile: str) -> None:
    page = str(rendered(hostile, {"territoire": "<script>alert(1)</script>"}))
    for tag in ("<script", "<img", "<svg", "<b>", 'href="javascript', 'href="//', 'href="data', 'onclick="'):
        assert tag not in page


def test_a_phone_is_a_link_that_dials() -> None:
    assert rendered("[01 99 00 12 34](tel:01.99-00 12)", {}) == "<p>[01 99 00 12 34](tel:01.99-00 12)</p>"
    assert rendered("[appeler](tel:01.99-00)", {}) == '<p><a href="tel:019900">appeler</a></p>'


def test_french_typography_is_set_whatever_was_typed() -> None:
    assert rendered("L'aide : qui ? « Moi »!", {}) == (
        "<p>L’aide\u00a0: qui\u202f? «\u00a0Moi\u00a0»\u202f!</p>"
    )


def test_facts_take_the_place_of_words_in_braces_and_unknown_words_stay() -> None:
    assert rendered("{jours} jours, {autre}", {"jours": "14"}) == "<p>14 jours, {autre}</p>"


def test_an_empty_text_gives_an_empty_page() -> None:
    assert rendered(" \r\n \n", {}) == ""
