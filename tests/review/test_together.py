"""Every week that raises no question is counted on one page, and taken back as a whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.builders import Clock, People, activity, actor, content, could_not
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, events_about, moves_of, summary_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import LineState, Verdict, readings
from xprsa.domain.week import Week
from xprsa.review.together import count_plain_weeks, read_plain_weeks, uncount
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
DOOR = "/portefeuille/compter"
BEFORE = LAST_WEEK.plus(-1)
HOURS = activity("training", "2 h")


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def plain(people: People, adviser: Account) -> tuple[Beneficiary, ...]:
    """Three people of the same adviser, each with two plain weeks."""
    found = tuple(
        people.beneficiary(adviser=adviser, first_name=name, last_name="Essai")
        for name in ("Amara", "Boris", "Celia")
    )
    for person in found:
        for week in (BEFORE, LAST_WEEK):
            people.sends(person, week, content(activity("training", "2 h"), activity("workshop", "1 h")))
    return found


def states(service: Service, person: Beneficiary, week: Week = LAST_WEEK) -> set[LineState]:
    with service.database.reading() as store:
        declaration = store.declarations.of_week(person.id, week)
        decisions = store.decisions.of_week(person.id, week)
    lines = readings(declaration, decisions, tacit_days=14, as_of=service.now())
    return {line.state for line in lines}


def test_every_plain_week_is_named_with_its_rule_and_counted_in_two_presses(
    service: Service, adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    assert f'href="{DOOR}"' in browser.get("/portefeuille").text
    page = browser.get(DOOR)
    text = page.text
    assert "c’est la première version envoyée" in text
    for person in plain:
        for week in (BEFORE, LAST_WEEK):
            assert f'href="{address(person, week)}"' in text
    assert all(states(service, person) == {LineState.UNREAD} for person in plain)
    told = browser.press(page, "Compter ces 6")
    assert told.status_code == 303
    done = browser.get(told.location).text
    assert "6\u00a0semaines comptées." in done
    assert "Aucune semaine sans question n’attend." in done
    for person in plain:
        assert states(service, person) == states(service, person, BEFORE) == {LineState.COUNTED}
        assert summary_of(service, person).pending == 0
        assert events_about(service, person).count("line_counted") == 4
    assert DOOR not in browser.get("/portefeuille").text


def test_what_raises_a_question_is_on_no_such_page(
    service: Service, people: People, adviser: Account, as_adviser: Browse
) -> None:
    worded, prevented, corrected = (people.beneficiary(adviser=adviser) for _ in "abc")
    people.sends(worded, BEFORE, content(activity("training", "2 h", note="avec mon fils")))
    people.sends(prevented, BEFORE, content(HOURS, prevented=could_not(1)))
    for hours in ("1 h", "2 h"):
        people.sends(corrected, BEFORE, content(activity("training", hours)))
    assert read_plain_weeks(service, actor=actor(adviser)).weeks == ()
    page = as_adviser(adviser).get(DOOR).text
    assert "Aucune semaine sans question n’attend." in page
    forged = {(person.account.public_id, BEFORE): 1 for person in (worded, prevented, corrected)}
    assert count_plain_weeks(service, actor=actor(adviser), read=forged).done == 0


def test_what_silence_counted_is_not_counted_again(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    people.sends(people.beneficiary(adviser=adviser), BEFORE, content(HOURS))
    clock.advance(days=20)
    assert read_plain_weeks(service, actor=actor(adviser)).weeks == ()


def test_all_of_it_is_taken_back_for_ten_minutes(
    service: Service, adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    done = browser.get(browser.press(browser.get(DOOR), "Compter ces").location)
    told = browser.press(done, "Tout annuler")
    assert told.status_code == 303
    again = browser.get(told.location).text
    assert "6\u00a0semaines ne sont plus comptées" in again
    assert "Compter ces 6\u00a0semaines" in again
    for person in plain:
        assert states(service, person) == {LineState.UNREAD}
        assert events_about(service, person).count("line_undone") == 4
        assert all(move.undone_at is not None for move in moves_of(service, person))
    twice = browser.get(browser.press(done, "Tout annuler").location).text
    assert "6\u00a0semaines ne sont plus" not in twice


def test_after_ten_minutes_it_stays(
    service: Service, adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse, clock: Clock
) -> None:
    browser = as_adviser(adviser)
    done = browser.get(browser.press(browser.get(DOOR), "Compter ces").location)
    clock.advance(minutes=11)
    late = browser.get(browser.press(done, "Tout annuler").location).text
    assert "6\u00a0semaines restent comptées" in late
    assert states(service, plain[0]) == {LineState.COUNTED}


def test_a_week_of_which_something_was_said_since_stays_and_the_others_go_back(
    service: Service, people: People, adviser: Account, plain: tuple[Beneficiary, ...], clock: Clock
) -> None:
    page = read_plain_weeks(service, actor=actor(adviser))
    read = {(one.row.person.public_id, one.status.week): one.status.version for one in page.weeks}
    made = count_plain_weeks(service, actor=actor(adviser), read=read)
    clock.advance(minutes=1)
    people.sends(plain[0], LAST_WEEK, content(activity("training", "3 h")))
    undone = uncount(service, actor=actor(adviser), made=made)
    assert (undone.done, undone.left) == (5, 1)
    assert states(service, plain[0], BEFORE) == {LineState.UNREAD}
    assert [move.undone_at for move in moves_of(service, plain[0])] == [None, None]


def test_a_second_tap_counts_nothing_more_and_is_taken_back_as_the_first(
    service: Service, adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse, clock: Clock
) -> None:
    browser = as_adviser(adviser)
    page = browser.get(DOOR)
    browser.press(page, "Compter ces")
    clock.advance(seconds=1)
    second = browser.get(browser.press(page, "Compter ces").location)
    assert len(moves_of(service, plain[0])) == 2
    browser.press(second, "Tout annuler")
    assert states(service, plain[0]) == {LineState.UNREAD}


def test_a_decision_of_another_tap_or_of_somebody_else_is_not_taken_back(
    service: Service, people: People, adviser: Account, plain: tuple[Beneficiary, ...], clock: Clock
) -> None:
    other = people.adviser()
    read = {(person.account.public_id, LAST_WEEK): 1 for person in plain}
    made = count_plain_weeks(service, actor=actor(adviser), read=read)
    clock.advance(seconds=1)
    count_plain_weeks(service, actor=actor(adviser), read={(plain[0].account.public_id, BEFORE): 1})
    assert uncount(service, actor=actor(other), made=made).done == 0
    people.reassign(plain[1], other)
    assert uncount(service, actor=actor(adviser), made=made).done == 2
    assert states(service, plain[0], BEFORE) == {LineState.COUNTED}
    assert states(service, plain[1]) == {LineState.COUNTED}


def test_a_week_that_changed_since_the_page_was_shown_is_left_and_said(
    people: People, adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    page = browser.get(DOOR)
    people.sends(plain[0], LAST_WEEK, content(activity("training", "3 h")))
    done = browser.get(browser.press(page, "Compter ces").location).text
    assert "5\u00a0semaines comptées." in done
    assert "1\u00a0semaine a changé depuis" in done


def test_nobody_counts_the_weeks_of_whom_they_do_not_follow(
    service: Service, people: People, plain: tuple[Beneficiary, ...]
) -> None:
    read = {(person.account.public_id, LAST_WEEK): 1 for person in plain}
    done = count_plain_weeks(service, actor=actor(people.adviser()), read=read)
    assert (done.done, done.left) == (0, 3)
    assert moves_of(service, plain[0]) == ()


@pytest.mark.parametrize("read", [["", "x.1", "²", "0.0.0"], ["x.2026-W47.1", "1.2026-W99.1"]])
def test_nonsense_in_place_of_weeks_counts_nothing(
    adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse, read: list[str]
) -> None:
    browser = as_adviser(adviser)
    person = plain[0].account.public_id
    answer = browser.press(browser.get(DOOR), "Compter ces", read=[*read, f"{person}.2026-W47.x"])
    assert "comptée" not in browser.get(answer.location).text


@pytest.mark.parametrize("forged", ["fait=99", "fait=counted+1+99+0+2026-11-24T10:00:00%2B00:00"])
def test_no_address_makes_the_page_say_what_was_not_done(
    adviser: Account, as_adviser: Browse, forged: str
) -> None:
    page = as_adviser(adviser).get(f"{DOOR}?{forged}")
    assert page.status_code == 200
    assert "semaines comptées" not in page.text


def test_what_was_done_is_told_to_whoever_did_it_alone(
    people: People, adviser: Account, plain: tuple[Beneficiary, ...], as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    told = browser.press(browser.get(DOOR), "Compter ces").location
    assert "semaines comptées" in browser.get(told).text
    stranger = as_adviser(people.adviser())
    assert "semaines comptées" not in stranger.get(told).text


def test_the_person_reads_that_the_list_was_opened(
    service: Service,
    adviser: Account,
    plain: tuple[Beneficiary, ...],
    as_adviser: Browse,
    clock: Clock,
) -> None:
    began = service.now() - timedelta(days=365)
    with service.database.reading() as store:
        followings = store.followings.of_person(plain[0].id)
        before = len(store.audit.listings_of(followings, since=began))
    clock.advance(minutes=1)
    as_adviser(adviser).get(DOOR)
    with service.database.reading() as store:
        assert len(store.audit.listings_of(followings, since=began)) == before + 1


def test_counting_says_counted_of_every_line(
    service: Service, adviser: Account, plain: tuple[Beneficiary, ...]
) -> None:
    read = {(plain[0].account.public_id, LAST_WEEK): 1}
    count_plain_weeks(service, actor=actor(adviser), read=read)
    assert {move.verdict for move in moves_of(service, plain[0])} == {Verdict.COUNTED}
