"""Whoever reads about a person writes their own view first; only then does what a program answered open."""

import pytest

from tests.answers.made import done_asking
from tests.answers.reader import Reading, page_of
from tests.builders import Clock, People
from xprsa.domain.person import Account
from xprsa.running.service import Service

VALUE = "62,5"
FOLDED = "Ce qu’un programme a pu répondre"


def test_nothing_opens_before_a_view_is_written(reading: Reading) -> None:
    page = reading.desk().get(page_of(reading.answered())).text
    assert "Votre avis, en une phrase" in page
    assert FOLDED not in page
    assert VALUE not in page
    assert "programme <bdi>" not in page


def test_once_it_is_written_the_answer_opens_folded_and_last(reading: Reading) -> None:
    person = reading.answered()
    reading.writes(person, "Il cherche, mais loin de chez lui.")
    page = reading.desk().get(page_of(person)).text
    main = page.split("<main")[1].split("</main>")[0]
    before, folded = main.split(f'<details class="card"><summary>{FOLDED}')
    assert "Il cherche, mais loin de chez lui." in before
    assert VALUE not in before
    assert VALUE in folded
    assert not folded.split("</details>")[-1].strip()  # nothing after it


def test_no_view_yet_is_a_view(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    assert desk.press(desk.get(page_of(person)), "Je n’ai pas encore d’avis").status_code == 303
    page = desk.get(page_of(person)).text
    assert "Je n’ai pas encore d’avis." in page
    assert VALUE in page
    view = reading.view(person)
    assert view is not None
    assert view.words is None


def test_the_form_says_that_the_person_reads_what_is_written(reading: Reading) -> None:
    page = reading.desk().get(page_of(reading.answered())).text
    assert "La personne lira vos mots, avec votre nom et la date." in page


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_view_is_asked_for_again(reading: Reading, typed: str) -> None:
    person, desk = reading.answered(), reading.desk()
    answer = desk.press(desk.get(page_of(person)), "Garder mon avis", words=typed)
    assert answer.status_code == 422
    assert "Écrivez votre avis, ou choisissez" in answer.text
    assert VALUE not in answer.text
    assert reading.view(person) is None


def test_words_and_no_view_at_once_drop_no_word(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    answer = desk.press(desk.get(page_of(person)), "Je n’ai pas encore d’avis", words="Il hésite.")
    assert answer.status_code == 422
    assert ">\nIl hésite.</textarea>" in answer.text
    assert reading.view(person) is None


def test_too_long_a_view_is_given_back_whole(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    answer = desk.press(desk.get(page_of(person)), "Garder mon avis", words="a" * 501)
    assert answer.status_code == 422
    assert "a" * 501 in answer.text


def test_a_view_is_written_for_everybody_alike_whatever_came_back(reading: Reading) -> None:
    person = reading.person()
    page = reading.desk().get(page_of(person)).text
    assert "Votre avis, en une phrase" in page
    reading.writes(person)
    assert reading.view(person) is not None


def test_a_second_tap_keeps_one_view_and_other_words_change_none(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    form = desk.get(page_of(person))
    for _ in range(2):
        assert desk.press(form, "Garder mon avis", words="Il avance.").status_code == 303
    answer = desk.press(form, "Garder mon avis", words="Le programme a raison.")
    assert answer.status_code == 409
    assert "Le programme a raison." in answer.text
    assert "Vous avez déjà écrit un avis." in answer.text
    view = reading.view(person)
    assert view is not None
    assert view.words == "Il avance."


def test_an_asking_that_ends_meanwhile_keeps_the_words_in_the_form(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    form = desk.get(page_of(person))
    reading.asked_again()
    answer = desk.press(form, "Garder mon avis", words="Il avance.")
    assert answer.status_code == 409
    assert "Des programmes ont répondu de nouveau depuis." in answer.text
    assert ">\nIl avance.</textarea>" in answer.text
    assert reading.view(person) is None
    assert desk.press(answer, "Garder mon avis").status_code == 303
    view = reading.view(person)
    assert view is not None
    assert view.words == "Il avance."


def test_a_newer_asking_of_the_territory_asks_for_a_view_again(reading: Reading, clock: Clock) -> None:
    person = reading.answered()
    reading.writes(person)
    clock.advance(days=7)
    reading.asked_again()
    page = reading.desk().get(page_of(person)).text
    assert "Votre avis, en une phrase" in page
    assert VALUE not in page


def test_each_reader_writes_a_view_of_their_own(reading: Reading, people: People) -> None:
    person, other = reading.answered(), people.adviser()
    reading.writes(person, "Il avance.")
    people.reassign(person, other)
    page = reading.desk(other).get(page_of(person)).text
    assert "Il avance." not in page
    assert VALUE not in page


def test_whether_it_changed_the_view_is_kept_once(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    reading.writes(person)
    page = desk.get(page_of(person))
    for _ in range(2):
        assert desk.press(page, "Non, il reste").status_code == 303
    said = desk.get(page_of(person)).text
    assert "il reste le même." in said
    assert "Oui, il a changé" not in said
    answer = desk.press(page, "Oui, il a changé")
    assert answer.status_code == 409
    assert "Vous avez déjà répondu." in answer.text
    view = reading.view(person)
    assert view is not None
    assert view.changed is False


def test_what_was_read_before_another_asking_ended_is_still_said_of_it(
    reading: Reading, clock: Clock
) -> None:
    person, desk, before = reading.answered(), reading.desk(), reading.asking.public_id
    reading.writes(person)
    page = desk.get(page_of(person))
    clock.advance(minutes=1)
    reading.asked_again()
    assert desk.press(page, "Oui, il a changé").status_code == 303
    view = reading.view(person, asking=before)
    assert view is not None
    assert view.changed is True


def test_who_follows_the_person_no_more_says_nothing_of_a_change(reading: Reading, people: People) -> None:
    person, desk, other = reading.answered(), reading.desk(), people.adviser()
    reading.writes(person)
    page = desk.get(page_of(person))
    people.reassign(person, other)
    assert desk.press(page, "Oui, il a changé").status_code == 404
    view = reading.view(person)
    assert view is not None
    assert view.changed is None


def test_who_wrote_no_view_for_an_asking_says_nothing_of_its_change(reading: Reading) -> None:
    person, desk = reading.answered(), reading.desk()
    reading.writes(person)
    page = desk.get(page_of(person))
    assert desk.press(page, "Oui, il a changé", asking="personne").status_code == 400
    answer = desk.press(page, "Oui, il a changé", asking="0" * 32)
    assert answer.status_code == 409
    assert "Écrivez d’abord votre avis." in answer.text


def test_the_opening_is_in_the_journal_and_the_person_reads_it(reading: Reading, as_beneficiary) -> None:
    person, desk = reading.answered(), reading.desk()
    desk.get(page_of(person))
    assert "answers_opened" not in reading.events(person)
    reading.writes(person)
    desk.get(page_of(person))
    assert reading.events(person)[-3:] == ["own_view_written", "read", "answers_opened"]
    told = as_beneficiary(person).get("/mes-donnees").text
    assert f"<bdi>{reading.adviser.name}</bdi> (référent) a ouvert la page où se lit" in told


def test_the_journal_tells_no_answer_from_none(reading: Reading) -> None:
    answered, nothing = reading.answered(), reading.person()
    for person in (answered, nothing):
        reading.writes(person)
        reading.desk().get(page_of(person))
    assert reading.events(answered) == reading.events(nothing)


def test_no_page_leads_there_before_a_program_was_asked(service: Service, people: People, as_adviser) -> None:
    adviser = people.adviser()
    person, desk = people.beneficiary(adviser=adviser), as_adviser(adviser)
    assert page_of(person) not in desk.get(f"/portefeuille/{person.account.public_id}").text
    page = desk.get(page_of(person))
    assert "Aucun programme n’a encore été interrogé dans votre territoire." in page.text
    assert "<textarea" not in page.text


def test_every_person_s_page_leads_there_once_a_program_was_asked(reading: Reading) -> None:
    for person in (reading.answered(), reading.person()):
        assert page_of(person) in reading.desk().get(f"/portefeuille/{person.account.public_id}").text


def test_an_asking_of_another_territory_changes_nothing(
    service: Service, people: People, reading: Reading, as_adviser
) -> None:
    adviser = people.adviser(territory="98")
    person = people.beneficiary(adviser=adviser, territory="98")
    page = as_adviser(adviser).get(page_of(person)).text
    assert "Aucun programme n’a encore été interrogé" in page


@pytest.mark.parametrize("role", ["adviser", "manager"])
def test_who_does_not_follow_the_person_neither_writes_nor_reads(
    role: str, reading: Reading, people: People
) -> None:
    other: Account = getattr(people, role)()
    assert reading.desk(other).get(page_of(reading.answered())).status_code == 404


def test_an_asking_that_runs_or_failed_opens_nothing_and_asks_for_no_new_view(
    reading: Reading, clock: Clock
) -> None:
    person = reading.answered()
    reading.writes(person)
    clock.advance(hours=1)
    for state in ("running", "failed"):
        done_asking(reading.service, reading.module, state=state)
    assert VALUE in reading.desk().get(page_of(person)).text
