"""A week that changed is held beside what its reader read last, and the person's own words come first."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, actor, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.review.service import LineChoice, decide_line
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


def sends(people: People, clock: Clock, person: Beneficiary, *hours: str) -> None:
    """Send the week once for each duration, an hour apart."""
    for duration in hours:
        clock.advance(minutes=5)
        people.sends(person, LAST_WEEK, content(activity("training", duration)))
        clock.advance(minutes=5)


def changed(page: str) -> str:
    return page[page.index('id="changements"') :].split("</section>")[0]


def test_what_changed_is_told_since_the_version_read_last(
    people: People, person: Beneficiary, adviser: Account, clock: Clock, as_adviser: Browse
) -> None:
    sends(people, clock, person, "1 h")
    as_adviser(adviser).get(address(person))
    sends(people, clock, person, "2 h", "3 h", "4 h")
    browser = as_adviser(adviser)
    for _ in range(2):  # reading it does not lose what was read before
        found = changed(browser.get(address(person)).text)
        assert "De la version 1 à la version 4" in found
        assert "Vous avez lu la version 1" in found
        assert "1\u00a0h" in found
        clock.advance(minutes=1)
    sends(people, clock, person, "5 h")
    assert "De la version 4 à la version 5" in changed(as_adviser(adviser).get(address(person)).text)


def test_what_another_reader_or_another_week_was_opened_for_is_not_what_this_one_read(
    people: People, person: Beneficiary, adviser: Account, clock: Clock, as_adviser: Browse
) -> None:
    sends(people, clock, person, "1 h")
    other = people.adviser()
    people.reassign(person, other)
    as_adviser(other).get(address(person))
    people.reassign(person, adviser)
    people.sends(person, LAST_WEEK.plus(-1), content(activity("training", "1 h")))
    as_adviser(adviser).get(address(person, LAST_WEEK.plus(-1)))
    as_adviser(adviser).get(f"/portefeuille/{person.account.public_id}")
    sends(people, clock, person, "2 h", "3 h")
    found = changed(as_adviser(adviser).get(address(person)).text)
    assert "De la version 2 à la version 3" in found
    assert "Vous avez lu" not in found


def test_an_older_version_is_held_beside_what_replaced_it(
    people: People, person: Beneficiary, adviser: Account, clock: Clock, as_adviser: Browse
) -> None:
    sends(people, clock, person, "1 h")
    as_adviser(adviser).get(address(person))
    sends(people, clock, person, "2 h", "3 h")
    found = changed(as_adviser(adviser).get(f"{address(person)}?version=2").text)
    assert "De la version 2 à la version 3" in found
    assert "Vous avez lu" not in found


def test_the_person_s_words_come_before_anything_that_decides(
    service: Service, people: People, person: Beneficiary, adviser: Account, as_adviser: Browse
) -> None:
    line, quiet = activity("training", "2 h", note="Avec mon fils."), activity("workshop", "1 h")
    people.sends(person, LAST_WEEK, content(line, quiet))
    page = as_adviser(adviser).get(address(person)).text
    words = page[page.index('id="mots"') : page.index("Compter toute la semaine")]
    assert "Avec mon fils." in words
    assert f'href="#line-{line.line}"' in words
    assert quiet.line not in words
    choice = LineChoice(line.line, 1, Verdict.ASKED, words="Où\u00a0?")
    decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=choice)
    said = Said(line.line, 1, Verdict.ANSWERED, "À Lyon.", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
    page = as_adviser(adviser).get(address(person)).text
    words = page[page.index('id="mots"') : page.index("Compter toute la semaine")]
    assert words.index("Avec mon fils.") < words.index("À Lyon.")
    assert "Où" not in words


def test_without_words_nothing_is_said_of_them(
    people: People, person: Beneficiary, adviser: Account, as_adviser: Browse
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    assert 'id="mots"' not in as_adviser(adviser).get(address(person)).text
