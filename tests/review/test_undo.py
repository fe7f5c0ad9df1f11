"""What was just decided is taken back for ten minutes, from the page on which it was decided."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, actor, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, TODAY, address, events_about, moves_of, summary_of
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import LineState, Verdict
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    """Somebody who sent two hours of training and one of search."""
    made = people.beneficiary(adviser=adviser)
    people.sends(made, LAST_WEEK, content(activity("training", "2 h"), activity("job_search", "1 h")))
    return made


@pytest.fixture
def browser(as_adviser: Browse, adviser: Account) -> JudgingClient:
    return as_adviser(adviser)


def states(service: Service, person: Beneficiary) -> list[LineState]:
    return [line.state for line in summary_of(service, person).lines]


def asks(browser: JudgingClient, person: Beneficiary) -> str:
    """Ask about the first line; give the address of the page that follows."""
    done = browser.press(browser.get(address(person)), "Envoyer la question", words="Où était-ce\u202f?")
    return str(done.location)


def says(service: Service, person: Beneficiary, verdict: Verdict) -> None:
    (line, *_) = summary_of(service, person).lines
    said = Said(line.activity.line, 1, verdict, words="Chez moi.", seen=len(line.exchange))
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)


def test_a_week_counted_in_one_tap_is_taken_back_in_one(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    done = browser.press(browser.get(address(person)), "Compter toute la semaine")
    page = browser.get(done.location)
    assert "Vous avez compté 2\u00a0activités." in page.text
    back = browser.press(page, "Annuler")
    assert back.status_code == 303
    assert states(service, person) == [LineState.UNREAD, LineState.UNREAD]
    assert events_about(service, person)[-2:] == ["line_undone", "line_undone"]
    page = browser.get(back.location)
    assert "Compter toute la semaine" in page.text
    assert "Annuler" not in page.text


def test_the_caseload_shows_the_week_as_it_was(
    service: Service, person: Beneficiary, browser: JudgingClient, adviser: Account
) -> None:
    def listed() -> object:
        with service.database.reading() as store:
            return store.caseloads.of_adviser(adviser.id, LAST_WEEK, today=TODAY)[0].statuses[LAST_WEEK]

    before = listed()
    page = browser.get(asks(browser, person))
    assert listed() != before
    browser.press(page, "Annuler")
    assert listed() == before


def test_an_answer_stands_again_among_messages_with_its_words(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    asks(browser, person)
    says(service, person, Verdict.ANSWERED)
    assert "Chez moi." in browser.get("/portefeuille").text
    done = browser.press(browser.get(address(person)), "Compter cette activité")
    assert "Chez moi." not in browser.get("/portefeuille").text
    browser.press(browser.get(done.location), "Annuler")
    assert "Chez moi." in browser.get("/portefeuille").text


def test_the_person_reads_that_it_no_longer_counts(
    person: Beneficiary,
    browser: JudgingClient,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    page = browser.get(asks(browser, person))
    theirs = as_beneficiary(person)
    assert "Envoyer ma réponse" in theirs.get(f"/mes-semaines/{LAST_WEEK}").text
    browser.press(page, "Annuler")
    read = theirs.get(f"/mes-semaines/{LAST_WEEK}").text
    assert "Envoyer ma réponse" not in read
    assert "cela ne compte plus" in read
    assert "Où était-ce" in read


def test_a_second_tap_is_the_same_tap(service: Service, person: Beneficiary, browser: JudgingClient) -> None:
    page = browser.get(asks(browser, person))
    browser.press(page, "Annuler")
    undone = moves_of(service, person)
    assert browser.press(page, "Annuler").status_code == 303
    assert moves_of(service, person) == undone


def test_after_ten_minutes_it_stands(
    service: Service, person: Beneficiary, browser: JudgingClient, clock: Clock
) -> None:
    address_of_page = asks(browser, person)
    page = browser.get(address_of_page)
    clock.advance(minutes=11)
    late = browser.press(page, "Annuler")
    assert late.status_code == 409
    assert "pendant dix minutes" in late.text
    assert states(service, person)[0] is LineState.ASKED
    assert "Annuler" not in browser.get(address_of_page).text


def test_what_the_person_answered_meanwhile_is_not_undone_under_them(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    where = asks(browser, person)
    page = browser.get(where)
    says(service, person, Verdict.ANSWERED)
    assert browser.press(page, "Annuler").status_code == 409
    assert moves_of(service, person)[0].undone_at is None
    assert "Annuler" not in browser.get(where).text


def test_a_week_corrected_meanwhile_keeps_what_was_said_of_it(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    page = browser.get(asks(browser, person))
    people.sends(person, LAST_WEEK, content(activity("training", "3 h")))
    assert browser.press(page, "Annuler").status_code == 409
    assert moves_of(service, person)[0].undone_at is None


@pytest.mark.parametrize("fait", ["", "forged", "0", "0.0", "0.2", "7.1", "-1.1", "1e3.1", "0." + "9" * 4000])
def test_an_address_that_names_no_decision_takes_back_nothing(
    service: Service, person: Beneficiary, browser: JudgingClient, fait: str
) -> None:
    page = browser.get(asks(browser, person))
    assert browser.press(page, "Annuler", fait=fait).status_code == 409
    assert "Annuler" not in browser.get(address(person), query_string={"fait": fait}).text
    assert [move.undone_at for move in moves_of(service, person)] == [None]


def test_nobody_takes_back_what_a_colleague_decided(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient, as_adviser: Browse
) -> None:
    where = asks(browser, person)
    page = browser.get(where)
    colleague = people.adviser()
    people.reassign(person, colleague)
    theirs = as_adviser(colleague)
    assert "Annuler" not in theirs.get(where).text
    token = theirs.get(address(person))
    assert theirs.press(token, "Compter cette activité").status_code == 303
    assert browser.press(page, "Annuler").status_code in (403, 404)
    assert moves_of(service, person)[0].undone_at is None


def test_a_page_read_before_something_was_taken_back_decides_nothing_beside_it(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    page = browser.get(asks(browser, person))
    stale = browser.get(address(person))
    browser.press(page, "Annuler")
    refused = browser.press(stale, "Compter cette durée", time="1h", words="La pause.")
    assert refused.status_code == 409
    assert states(service, person)[0] is LineState.UNREAD


def test_of_two_decisions_that_say_the_same_at_one_instant_the_last_is_taken_back(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    """A server whose clock is behind dates what comes next as what came last."""
    for button, typed in (
        ("Compter toute la semaine", {}),
        ("Envoyer la question", {"words": "Où était-ce\u202f?"}),
    ):
        browser.press(browser.get(address(person)), button, **typed)
    done = browser.press(browser.get(address(person)), "Compter cette activité")
    browser.press(browser.get(str(done.location)), "Annuler")
    (line, *_) = summary_of(service, person).lines
    assert [(move.verdict, move.undone_at is None) for move in line.exchange] == [
        (Verdict.COUNTED, True),
        (Verdict.ASKED, True),
        (Verdict.COUNTED, False),
    ]
    assert line.state is LineState.ASKED
