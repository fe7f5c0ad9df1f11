"""A call or a visit is noted in two clicks, taken back within minutes, corrected after; never unseen."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, actor, content, could_not
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, events_about, moves_of, notes_of
from tests.review.test_messages import group_of
from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.contact_note import ContactNote, ContactOutcome, NoteContent
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.review.noting import note_contact
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
WISH = could_not(2, reason=PreventedReason.RATHER_SAY)


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser, phone="+33639980001")


@pytest.fixture
def browser(as_adviser: Browse, adviser: Account) -> JudgingClient:
    return as_adviser(adviser)


def noted(service: Service, person: Beneficiary) -> tuple[ContactNote, ...]:
    with service.database.reading() as store:
        return store.contact_notes.of(person.id)


def notes(browser: JudgingClient, person: Beneficiary, outcome: str = "Message laissé", **typed: str) -> str:
    """Note something; give the page that follows."""
    done = browser.press(browser.get(notes_of(person)), outcome, **typed)
    assert done.status_code == 303
    return browser.get(done.location).text


@pytest.mark.parametrize("outcome", ContactOutcome)
def test_each_outcome_is_one_button(
    service: Service, person: Beneficiary, browser: JudgingClient, outcome: ContactOutcome
) -> None:
    labels = ("Jointe", "Vue", "Message laissé", "Pas de réponse", "Mauvais numéro")
    label = dict(zip(ContactOutcome, labels, strict=True))[outcome]
    page = notes(browser, person, label, words="Rappelle jeudi.")
    (note,) = noted(service, person)
    assert note.said.outcome is outcome
    assert note.said.words == "Rappelle jeudi."
    assert note.said.phone == "+33639980001"
    assert "Rappelle jeudi." in page
    assert "par <bdi>Nadia Lemaire</bdi>" in page
    assert events_about(service, person)[-2:] == ["contact_noted", "read"]


def test_enter_in_a_field_notes_nothing(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    """A browser presses the first button of a form then."""
    page = browser.get(notes_of(person))
    form = page.text[page.text.index('id="noter"') :]
    first = form[form.index("<button") :].split(">", 1)[1].split("<")[0]
    asked = browser.press(page, first, words="Des mots.")
    assert asked.status_code == 422
    assert "Choisissez ce que" in asked.text
    assert "Des mots." in asked.text
    assert not noted(service, person)


def test_a_second_tap_notes_once(service: Service, person: Beneficiary, browser: JudgingClient) -> None:
    page = browser.get(notes_of(person))
    for _ in range(2):
        assert browser.press(page, "Jointe").status_code == 303
    assert len(noted(service, person)) == 1
    notes(browser, person, "Jointe")
    assert len(noted(service, person)) == 2


def test_what_another_noted_meanwhile_is_told_and_the_words_stay(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(prevented=WISH))
    stale = browser.get(notes_of(person))
    other = people.adviser(first_name="Paul", last_name="Roy")
    said = NoteContent(ContactOutcome.REACHED, "Elle va bien.")
    seen = f"0 {LAST_WEEK}.1"
    note_contact(service, actor=actor(other), person=person.id, said=said, seen=seen)
    told = browser.press(stale, "Message laissé", words="Rappellera.", day="2026-12-03", hour="10:00")
    assert told.status_code == 409
    for text in ("Elle va bien.", "<bdi>Paul Roy</bdi>", "Rappellera.", 'value="2026-12-03"'):
        assert text in told.text
    assert len(noted(service, person)) == 1
    assert browser.press(told, "Message laissé").status_code == 303
    assert len(noted(service, person)) == 2


def test_a_wish_that_came_meanwhile_is_not_answered_unread(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    stale = browser.get(notes_of(person))
    people.sends(person, LAST_WEEK, content(prevented=WISH))
    assert browser.press(stale, "Jointe").status_code == 409
    assert not moves_of(service, person)


@pytest.mark.parametrize(("outcome", "answers"), [("Jointe", True), ("Vue", True), ("Message laissé", False)])
def test_a_wish_of_any_week_is_answered_once_both_spoke(
    service: Service,
    people: People,
    adviser: Account,
    person: Beneficiary,
    browser: JudgingClient,
    outcome: str,
    answers: bool,
) -> None:
    for back in (0, 3):
        people.sends(person, LAST_WEEK.plus(-back), content(prevented=WISH))
    notes(browser, person, outcome)
    assert len(moves_of(service, person)) == answers
    assert len(moves_of(service, person, LAST_WEEK.plus(-3))) == answers
    assert (group_of(service, adviser) is CaseloadGroup.MESSAGES) is not answers


def test_a_note_taken_back_leaves_the_wish_as_it_was(
    service: Service, people: People, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(prevented=WISH))
    notes(browser, person, "Jointe")
    page = browser.get(notes_of(person))
    for _ in range(2):
        assert browser.press(page, "Annuler").status_code == 303
    assert noted(service, person)[0].undone_at is not None
    assert group_of(service, adviser) is CaseloadGroup.MESSAGES
    assert "Annulée le" in browser.get(notes_of(person)).text
    notes(browser, person, "Jointe")
    assert group_of(service, adviser) is CaseloadGroup.UP_TO_DATE


def test_after_ten_minutes_a_note_stands_and_can_be_corrected(
    service: Service, person: Beneficiary, browser: JudgingClient, clock: Clock
) -> None:
    notes(browser, person, "Jointe", words="Premiers mots.")
    page = browser.get(notes_of(person))
    clock.advance(minutes=11)
    refused = browser.press(page, "Annuler")
    assert refused.status_code == 409
    assert "s’annule pendant dix minutes" in refused.text
    (note,) = noted(service, person)
    assert "Annuler" not in browser.get(notes_of(person)).text
    form = browser.get(f"{notes_of(person)}/{note.id}")
    assert browser.press(form, "Corriger la note", words="Derniers mots.").status_code == 303
    (note,) = noted(service, person)
    assert [version.said.words for version in note.versions] == ["Premiers mots.", "Derniers mots."]
    after = browser.get(notes_of(person)).text
    assert "Premiers mots." in after
    assert "Derniers mots." in after


def test_whoever_was_not_reached_after_all_waits_for_a_call_again(
    service: Service, people: People, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(prevented=WISH))
    notes(browser, person, "Jointe")
    (note,) = noted(service, person)
    for outcome, waits in (("no_answer", True), ("met", False), ("reached", False), ("message_left", True)):
        form = browser.get(f"{notes_of(person)}/{note.id}")
        assert browser.press(form, "Corriger la note", outcome=outcome).status_code == 303
        assert (group_of(service, adviser) is CaseloadGroup.MESSAGES) is waits


def test_a_correction_answers_no_wish_that_came_after_the_call(
    service: Service,
    people: People,
    adviser: Account,
    person: Beneficiary,
    browser: JudgingClient,
    clock: Clock,
) -> None:
    notes(browser, person, "Pas de réponse")
    (note,) = noted(service, person)
    clock.advance(minutes=1)
    people.sends(person, LAST_WEEK, content(prevented=WISH))
    form = browser.get(f"{notes_of(person)}/{note.id}")
    assert browser.press(form, "Corriger la note", outcome="reached").status_code == 303
    assert group_of(service, adviser) is CaseloadGroup.MESSAGES


def test_two_corrections_meet_and_the_page_goes_on_from_the_one_that_stands(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    notes(browser, person, "Jointe", words="Premiers mots.")
    (note,) = noted(service, person)
    stale = browser.get(f"{notes_of(person)}/{note.id}")
    for _ in range(2):
        assert browser.press(stale, "Corriger la note", words="D’un côté.").status_code == 303
    told = browser.press(stale, "Corriger la note", words="De l’autre.")
    assert told.status_code == 409
    assert "D’un côté." in told.text
    assert "De l’autre." in told.text
    assert browser.press(told, "Corriger la note").status_code == 303
    assert [version.said.words for version in noted(service, person)[0].versions] == [
        "Premiers mots.",
        "D’un côté.",
        "De l’autre.",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "9999-12-31", "hour": "10:00"}, "à plus d’un an"),
        ({"again": "9999-12-31"}, "à plus d’un an"),
        ({"again": "0001-01-01"}, "à plus d’un an"),
        ({"day": "2026-02-30", "hour": "10:00"}, "Écrivez une date"),
        ({"day": "demain", "hour": "10:00"}, "Écrivez une date"),
        ({"day": "2026-12-03"}, "Écrivez l’heure"),
        ({"day": "2026-12-03", "hour": "25:00"}, "Écrivez l’heure"),
        ({"hour": "10:00"}, "aussi le jour"),
        ({"words": "a" * 501}, "500 signes"),
    ],
)
def test_what_makes_no_sense_is_told_and_stays_on_the_page(
    service: Service,
    person: Beneficiary,
    browser: JudgingClient,
    typed: dict[str, str],
    sentence: str,
) -> None:
    told = browser.press(browser.get(notes_of(person)), "Jointe", **typed)
    assert told.status_code == 422
    assert sentence in told.text
    assert all(value in told.text for value in typed.values())
    assert not noted(service, person)
    assert browser.get("/portefeuille").status_code == 200


@pytest.mark.parametrize(
    ("day", "hour"), [("2026-12-03", "10:30"), ("03/12/2026", "10 h 30"), ("3.12.2026", "10h30")]
)
def test_a_day_is_read_as_browsers_and_people_write_it(
    person: Beneficiary, browser: JudgingClient, day: str, hour: str
) -> None:
    assert "3 décembre 2026 à 10\u00a0h\u00a030" in notes(browser, person, "Vue", day=day, hour=hour)


def test_nobody_notes_of_somebody_else_s_person(
    service: Service, people: People, person: Beneficiary, as_adviser: Browse
) -> None:
    stranger = as_adviser(people.adviser())
    assert stranger.get(notes_of(person)).status_code == 404
    assert "refused" in events_about(service, person)


def test_a_note_of_another_person_is_not_found(
    service: Service, people: People, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    notes(browser, person)
    (note,) = noted(service, person)
    other = people.beneficiary(adviser=adviser)
    assert browser.get(f"{notes_of(other)}/{note.id}").status_code == 404
