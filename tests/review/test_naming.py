"""A list calls everybody briefly, and never two people alike."""

from collections.abc import Callable
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK
from xprsa.domain.person import Account
from xprsa.review.naming import names_of
from xprsa.storage.caseloads import ListedPerson

Browse = Callable[[Account], JudgingClient]


def listed(number: int, first: str, last: str) -> ListedPerson:
    return ListedPerson(number, uuid4(), first, last, None, f"D-{number}", "fr", "", True, None)


def test_whoever_is_called_alike_is_called_in_full() -> None:
    people = [listed(1, "Amara", "Diallo"), listed(2, "AMARA", "Diarra"), listed(3, "Zoé", "Brun")]
    assert names_of(people) == {1: "Amara Diallo", 2: "AMARA Diarra", 3: "Zoé B."}


def test_whoever_has_the_very_same_name_is_told_apart_by_the_file() -> None:
    people = [listed(1, "Amara", "Été"), listed(2, "Amara", "Ete"), listed(3, "Amara", "Ebo")]
    assert names_of(people) == {1: "Amara Été (D-1)", 2: "Amara Ete (D-2)", 3: "Amara Ebo"}


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ana", "ANA", "Zoé", "Zoe"]), st.sampled_from(["Brun", "Brûn", "B", ""]))
    )
)
def test_no_two_people_of_a_list_are_called_alike(people: list[tuple[str, str]]) -> None:
    names = names_of([listed(number, *name) for number, name in enumerate(people)])
    assert len({name.casefold() for name in names.values()}) == len(people)


def test_the_list_and_the_weeks_to_count_together_say_whom_they_mean(
    people: People, as_adviser: Browse
) -> None:
    adviser = people.adviser()
    for last in ("Diallo", "Diarra", "Brun"):
        person = people.beneficiary(adviser=adviser, first_name="Amara", last_name=last)
        people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    page = browser.get("/portefeuille").text
    assert page.count("<bdi>Amara Diallo</bdi>") == 2  # the row, and its button
    assert "<bdi>Amara B.</bdi>" in page
    together = browser.get("/portefeuille/compter").text
    places = [together.index(f"<bdi>{name}</bdi>") for name in ("Amara B.", "Amara Diallo", "Amara Diarra")]
    assert places == sorted(places)
