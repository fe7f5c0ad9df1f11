"""Whom an adviser looks for is found however it is typed, and no address ever holds a name."""

import re
import unicodedata
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.builders import Clock, People, activity, actor, content, week
from tests.pages import JudgingClient
from tests.statements import statements
from xprsa.domain.person import Account
from xprsa.review.listing import read_listing
from xprsa.review.searching import answering, words_typed
from xprsa.running import upkeep
from xprsa.running.service import Service
from xprsa.storage.caseloads import ListedPerson
from xprsa.storage.searches import MOST_SEARCHES
from xprsa.storage.tables import table
from xprsa.storage.tables_access import SignInRow

Browse = Callable[[Account], JudgingClient]
APOSTROPHES = "'’‘‛ʼʹ′`´ʻʽʾʿˈꞋꞌ＇"
HYPHENS = "-‐‑‒–—−﹣－"
LETTERS = "abcdeghijklmnoprstuvyz"
ACCENTED = "éèêëàâîïôöùûüçñÿ"
LIGATURES = {"œ": "oe", "æ": "ae", "ﬁ": "fi", "ß": "ss"}


def search(browser: JudgingClient, typed: str, *, address: str = "/portefeuille") -> TestResponse:
    """Type in the field of the list, and go where the answer leads."""
    answer = browser.press(browser.get(address), "Chercher", cherche=typed)
    assert answer.status_code == 303
    return browser.get(answer.location)


def table_of(page: TestResponse) -> str:
    """Give the rows that a page of the list shows, "" for none."""
    return "".join(re.findall(r"<tbody.*</tbody>", page.text, flags=re.DOTALL))


def somebody(first: str, last: str, *, phone: str | None = None, reference: str = "D-0001") -> ListedPerson:
    return ListedPerson(1, uuid4(), first, last, phone, reference, "fr", "", True, None)


def is_found(typed: str, first: str, last: str) -> bool:
    return answering(typed)(somebody(first, last))


@pytest.mark.parametrize("typed", ["helene", "HÉLÈNE brun", "brun hél", "d-0"])
def test_anybody_is_found_by_name_or_file_reference(service: Service, people: People, typed: str) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser, first_name="Hélène", last_name="Brun")
    found = read_listing(service, actor=actor(adviser), search=typed)
    assert [row.person.last_name for section in found.sections for row in section.rows] == ["Brun"]


def test_the_words_of_a_search_are_in_no_address(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser, first_name="Hélène", last_name="Brun")
    browser = as_adviser(adviser)
    answer = browser.press(browser.get("/portefeuille"), "Chercher", cherche="Brun")
    assert answer.status_code == 303
    assert UUID(answer.location.removeprefix("/portefeuille?recherche="))
    page = browser.get(answer.location).text
    assert "1\u00a0personne répond à «\u00a0<bdi>Brun</bdi>\u00a0»" in page
    assert 'value="Brun"' in page
    assert "Brun" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page))


def test_going_back_shows_the_same_search_again(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser, last_name="Brun")
    people.beneficiary(adviser=adviser, last_name="Noir")
    browser = as_adviser(adviser)
    first = search(browser, "Brun").request.full_path
    search(browser, "Noir")
    assert "<bdi>Brun</bdi>" in browser.get(first).text
    assert search(browser, "Brun").request.full_path == first


def test_a_search_without_words_is_the_list(people: People, as_adviser: Browse) -> None:
    browser = as_adviser(people.adviser())
    answer = browser.press(browser.get("/portefeuille?replie=a-lire"), "Chercher", cherche="  ")
    assert answer.location == "/portefeuille?replie=a-lire"


def test_a_search_without_answer_says_what_to_do(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser)
    page = search(as_adviser(adviser), "<b>Zoé</b>")
    assert "Vérifiez le nom, la référence ou le téléphone" in page.text
    assert "&lt;b&gt;Zoé&lt;/b&gt;" in page.text


@pytest.mark.parametrize(
    "typed", ["%", "'", "%%%", "_", "’", "...", "-", "\u200f\u200f", "🙂", "\\", "' OR 1=1 --"]
)
def test_signs_alone_find_nobody_and_break_nothing(people: People, as_adviser: Browse, typed: str) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser, first_name="Zoé")
    page = search(as_adviser(adviser), typed)
    assert page.status_code == 200
    assert str(person.account.public_id) not in page.text


def test_two_hundred_signs_are_taken_and_what_is_longer_is_cut(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    long = people.beneficiary(adviser=adviser, last_name="Z" * 200)
    browser = as_adviser(adviser)
    for typed in ("Z" * 200, "Z" * 5000):
        page = search(browser, typed)
        assert str(long.account.public_id) in page.text
    assert len(words_typed("Zoé " * 5000)) == 200


def test_a_name_in_arabic_is_found_with_or_without_its_vowels(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser, first_name="مُحَمَّد", last_name="الخطيب")
    browser = as_adviser(adviser)
    for typed in ("محمد", "مُحَمَّد", "الخطيب محمد"):
        assert str(person.account.public_id) in search(browser, typed).text
    assert str(person.account.public_id) not in search(browser, "فاطمة").text


@pytest.mark.parametrize(
    ("last_name", "typed"),
    [
        ("O’Brien", "O'Brien"),
        ("O’Brien", "obrien"),
        ("Œuvrard", "Oeuvrard"),
        ("Oeuvrard", "Œuvrard"),
        ("N’Diaye", "n'diaye"),
        ("N’Diaye", "ndiaye"),
        ("Nʼdiaye", "n'diaye"),
        ("N'diaye", "Nʻdiaye"),
        ("Ben-Ali", "ben ali"),
        ("Été", "ETE"),
        ("Essai", "06 39 98 00 77"),
        ("Essai", "+33 6 39 98 00 77"),
        ("Essai", "+33 6 39"),
        ("Essai", "98 00 77"),
        ("Essai", "tél. : 06 39 98 00 77"),
        ("Essai", "essai 0639980077"),
        ("Essai", "٠٦٣٩٩٨٠٠٧٧"),
        ("Essai", "\u202a06.39.98.00.77\u202c"),
    ],
)
def test_a_search_finds_a_name_or_a_number_however_it_is_typed(
    people: People, as_adviser: Browse, last_name: str, typed: str
) -> None:
    adviser = people.adviser()
    wanted = people.beneficiary(adviser=adviser, last_name=last_name, phone="0639980077")
    people.beneficiary(adviser=adviser, last_name="Autre", phone="0639981234")
    page = search(as_adviser(adviser), typed)
    assert str(wanted.account.public_id) in page.text
    if typed != "+33 6 39":
        assert "Autre" not in page.text


def test_a_search_finds_a_reference_however_it_is_typed(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    wanted = people.beneficiary(adviser=adviser)
    browser = as_adviser(adviser)
    for typed in (
        wanted.file_reference.lower(),
        wanted.file_reference.replace("-", " "),
        wanted.file_reference[2:],
    ):
        assert str(wanted.account.public_id) in search(browser, typed).text


words = st.text(LETTERS, min_size=2, max_size=8)
names = st.lists(
    st.tuples(words, st.sampled_from([*ACCENTED, *LIGATURES]), words).map("".join), min_size=1, max_size=3
)


@given(
    parts=names,
    joint=st.sampled_from([*APOSTROPHES, *HYPHENS, " "]),
    other=st.sampled_from([*APOSTROPHES, *HYPHENS, " ", ""]),
)
def test_the_kind_of_apostrophe_hyphen_and_blank_makes_no_difference(
    parts: list[str], joint: str, other: str
) -> None:
    assert is_found(other.join(parts), "Ana", joint.join(parts))


@given(parts=names)
def test_case_accents_and_ligatures_make_no_difference(parts: list[str]) -> None:
    name = " ".join(parts)
    bare = "".join(LIGATURES.get(char, char) for char in name)
    bare = "".join(char for char in unicodedata.normalize("NFD", bare) if not unicodedata.combining(char))
    for written in (name, name.upper(), name.title(), bare, bare.upper(), unicodedata.normalize("NFD", name)):
        assert is_found(written, "Ana", name)
        assert is_found(name, "Ana", written)


@given(first=words, last=words, cut=st.integers(1, 8))
def test_each_word_may_be_begun_only_and_come_in_any_order(first: str, last: str, cut: int) -> None:
    assert is_found(f"{last[:cut]} {first[:cut]}", first, last)


@given(typed=st.text(max_size=250), first=words, last=words)
def test_whatever_is_typed_is_answered_and_only_letters_or_digits_find(
    typed: str, first: str, last: str
) -> None:
    found = answering(words_typed(typed))(somebody(first, last, phone="+33639980077"))
    assert not found or any(char.isalnum() for char in unicodedata.normalize("NFKC", typed))


def test_somebody_else_s_search_is_not_kept_for_me(people: People, as_adviser: Browse) -> None:
    mine, other = people.adviser(), people.adviser()
    theirs = people.beneficiary(adviser=other, last_name="Brun")
    address = search(as_adviser(other), "Brun").request.full_path
    page = as_adviser(mine).get(address)
    assert "Cette recherche n’est plus gardée" in page.text
    assert "Brun" not in page.text
    assert str(theirs.account.public_id) not in page.text


@pytest.mark.parametrize(
    ("search_asked", "is_kept_no_more"), [("x", False), ("%", False), (str(UUID(int=4)), True), ("", False)]
)
def test_a_search_that_makes_no_sense_shows_the_list(
    people: People, as_adviser: Browse, search_asked: str, is_kept_no_more: bool
) -> None:
    adviser = people.adviser()
    people.sends(people.beneficiary(adviser=adviser), week(), content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    page = browser.get("/portefeuille", query_string={"recherche": search_asked})
    assert page.status_code == 200
    assert table_of(page) == table_of(browser.get("/portefeuille")) != ""
    assert ("Cette recherche n’est plus gardée" in page.text) is is_kept_no_more
    assert "recherche=" not in page.text


def test_what_was_sought_is_kept_encrypted_and_goes_with_the_sign_in(
    service: Service, people: People, as_adviser: Browse
) -> None:
    adviser = people.adviser()
    browser = as_adviser(adviser)
    search(browser, "Diallo")
    (kept,) = kept_searches(service, adviser)
    assert kept
    assert "Diallo" not in kept
    browser.press(browser.get("/portefeuille"), "Quitter")
    assert kept_searches(service, adviser) == [None]


def test_what_was_sought_goes_after_a_day_though_nobody_left(
    service: Service, people: People, as_adviser: Browse, clock: Clock
) -> None:
    adviser = people.adviser()
    search(as_adviser(adviser), "Diallo")
    for _ in range(2):  # announced, then done
        clock.advance(hours=23)
        upkeep.tidy(service)
    clock.advance(hours=2)
    upkeep.tidy(service)
    assert kept_searches(service, adviser) == [None]


def test_the_newest_searches_of_a_sign_in_stay(service: Service, people: People, as_adviser: Browse) -> None:
    browser = as_adviser(people.adviser())
    first = search(browser, "Diallo 0").request.full_path
    for number in range(1, MOST_SEARCHES + 1):
        last = search(browser, f"Diallo {number}").request.full_path
    assert "plus gardée" in browser.get(first).text
    assert f"<bdi>Diallo {MOST_SEARCHES}</bdi>" in browser.get(last).text


def test_a_search_whose_key_is_gone_is_not_kept_any_more(
    service: Service, people: People, as_adviser: Browse
) -> None:
    adviser = people.adviser()
    browser = as_adviser(adviser)
    address = search(browser, "Diallo").request.full_path
    with service.database.writing() as store:
        store.connection.execute(table(SignInRow).update().values(searches="2.unreadable"))
    assert "plus gardée" in browser.get(address).text
    assert "<bdi>Diallo</bdi>" in search(browser, "Diallo").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_search_costs_no_statement_more_than_the_list(
    service: Service, people: People, as_adviser: Browse
) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser)
    browser = as_adviser(adviser)
    address = search(browser, "D-0").request.full_path
    with statements(service.database) as of_list:
        browser.get("/portefeuille")
    with statements(service.database) as of_search:
        browser.get(address)
    assert len(of_search) == len(of_list) > 0, of_search


def kept_searches(service: Service, adviser: Account) -> list[str | None]:
    row = table(SignInRow)
    with service.database.reading() as store:
        found = store.connection.execute(select(row.c.searches).where(row.c.account_id == adviser.id))
        return list(found.scalars())
