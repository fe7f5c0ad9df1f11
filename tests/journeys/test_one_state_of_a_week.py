"""Where a week stands is decided once: its person and their adviser read the same of it."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, actor, content, could_not
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, moves_of, summary_of
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.summary import WeekState
from xprsa.review import service as reviewing
from xprsa.review.service import LineChoice
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
FIRST, SECOND = activity("training", "2 h"), activity("job_search", "2 h 30")
TWO = content(FIRST, SECOND)
CASES = {
    "nothing_read": (TWO, (), WeekState.UNREAD, "envoyée", "à lire"),
    "one_set_aside_one_unread": (TWO, [(FIRST, "set_aside")], WeekState.UNREAD, "envoyée", "à lire"),
    "one_lowered_one_unread": (TWO, [(FIRST, "adjusted")], WeekState.UNREAD, "envoyée", "à lire"),
    "one_set_aside_one_counted": (
        TWO,
        [(FIRST, "set_aside"), (SECOND, "counted")],
        WeekState.COUNTED_IN_PART,
        "comptée en partie",
        "comptée en partie",
    ),
    "both_set_aside": (
        TWO,
        [(FIRST, "set_aside"), (SECOND, "set_aside")],
        WeekState.NOT_COUNTED,
        "non comptée",
        "non comptée",
    ),
    "one_asked_one_unread": (TWO, [(FIRST, "asked")], WeekState.ASKED, "question posée", "question posée"),
    "answered": (
        TWO,
        [(FIRST, "asked"), (FIRST, "answered")],
        WeekState.ANSWERED,
        "envoyée",
        "réponse à lire",
    ),
    "contested": (
        TWO,
        [(FIRST, "set_aside"), (FIRST, "contested")],
        WeekState.CONTESTED,
        "en discussion",
        "contestée",
    ),
    "both_counted": (
        TWO,
        [(FIRST, "counted"), (SECOND, "counted")],
        WeekState.COUNTED,
        "comptée",
        "comptée",
    ),
    "no_activity": (content(), (), WeekState.COUNTED, "comptée", "comptée"),
    "not_possible": (content(prevented=could_not()), (), WeekState.NOT_POSSIBLE, "envoyée", "n’a pas pu"),
}


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


def moves(service: Service, adviser: Account, person: Beneficiary, line: str, verdict: Verdict) -> None:
    seen = sum(move.line == line for move in moves_of(service, person))
    if verdict in (Verdict.ANSWERED, Verdict.CONTESTED):
        said = Said(line, 1, verdict, "Au centre", seen=seen)
        answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
        return
    minutes = 60 if verdict is Verdict.ADJUSTED else None
    words = "" if verdict is Verdict.COUNTED else "Déjà dit"
    choice = LineChoice(line, 1, verdict, minutes, words, seen=seen)
    reviewing.decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=choice)


def pills(browser: JudgingClient, *pages: str) -> list[str]:
    """Give what stands on the pill of the only week sent, on each of the pages."""
    return [browser.get(page).text.split(f"/{LAST_WEEK}")[-1].split("</li>")[0] for page in pages]


@pytest.mark.parametrize("case", CASES)
def test_both_sides_read_one_state(
    case: str,
    service: Service,
    people: People,
    adviser: Account,
    person: Beneficiary,
    as_adviser: Browse,
    as_beneficiary,
) -> None:
    said, done, state, own, staff = CASES[case]
    people.sends(person, LAST_WEEK, said)
    for line, verdict in done:
        moves(service, adviser, person, line.line, Verdict(verdict))
    assert summary_of(service, person).state is state
    for shown in pills(as_beneficiary(person), "/ma-semaine", "/mes-semaines"):
        assert f">{own}</span>" in shown
    (shown,) = pills(as_adviser(adviser), f"/portefeuille/{person.account.public_id}")
    assert f">{staff}</span>" in shown


def test_a_week_counted_by_our_silence_is_counted_for_its_person_too(
    people: People,
    adviser: Account,
    person: Beneficiary,
    clock: Clock,
    as_adviser: Browse,
    as_beneficiary,
) -> None:
    people.sends(person, LAST_WEEK, TWO)
    clock.advance(days=15)
    (own,) = pills(as_beneficiary(person), "/mes-semaines")
    (staff,) = pills(as_adviser(adviser), f"/portefeuille/{person.account.public_id}")
    assert ">comptée</span>" in own
    assert ">comptée</span>" in staff
