"""No answer, an abstention, a fault, a refusal, a contest and not being asked are one and the same page."""

from collections.abc import Callable

import pytest

from tests.answers.made import kept_answer
from tests.answers.reader import Reading, bytes_of, page_of
from tests.builders import People, actor
from xprsa.declare.objecting import object_to_scores
from xprsa.domain.person import Beneficiary
from xprsa.storage.answer_entries import ContestOutcome

ALIKE = {"first_name": "Awa", "last_name": "Essai", "email": None}


def not_asked(reading: Reading, person: Beneficiary) -> None:
    """Nothing came back."""


def abstained(reading: Reading, person: Beneficiary) -> None:
    kept_answer(reading.service, reading.asking, person, abstains="Trop peu de semaines.")


def failed(reading: Reading, person: Beneficiary) -> None:
    kept_answer(reading.service, reading.asking, person, fault="crashed")


def objected(reading: Reading, person: Beneficiary) -> None:
    kept_answer(reading.service, reading.asking, person)
    object_to_scores(reading.service, actor=actor(person.account), person=person.id)


def contested(reading: Reading, person: Beneficiary) -> None:
    kept_answer(reading.service, reading.asking, person)
    reading.contests(person)


def withdrawn(reading: Reading, person: Beneficiary) -> None:
    contested(reading, person)
    reading.decides(person, ContestOutcome.WITHDRAWN)


def answered_before(reading: Reading, person: Beneficiary) -> None:
    """There is no answer any more: only an asking before the latest gave one."""
    kept_answer(reading.service, reading.earlier, person)


NOTHING = (not_asked, abstained, failed, objected, contested, withdrawn, answered_before)


@pytest.fixture
def pages(reading: Reading) -> Callable[..., set[str]]:
    """Give the pages of people who differ by what came back alone, read by who follows them."""
    reading.asked_again()

    def read(address: Callable[[Beneficiary], str], *, written: bool, cases=NOTHING) -> set[str]:
        found = set()
        for case in cases:
            person = reading.person(**ALIKE)
            case(reading, person)
            if written:
                reading.writes(person)
            found.add(bytes_of(reading.desk().get(address(person)).text, person))
        return found

    return read


def answered(reading: Reading, person: Beneficiary) -> None:
    kept_answer(reading.service, reading.asking, person)


def test_once_a_view_is_written_they_are_the_same_bytes(pages) -> None:
    (page,) = pages(page_of, written=True)
    assert "Rien n’est à lire ici." in page
    assert "Cela a-t-il changé" not in page


def test_this_contract_sees_an_answer(pages) -> None:
    assert len(pages(page_of, written=True, cases=(*NOTHING, answered))) == 2


def test_before_it_is_written_an_answer_is_the_same_bytes_too(pages) -> None:
    assert len(pages(page_of, written=False, cases=(*NOTHING, answered))) == 1


def test_the_person_s_own_page_is_the_same_bytes_for_an_answer_too(pages) -> None:
    def address(person: Beneficiary) -> str:
        return f"/portefeuille/{person.account.public_id}"

    assert len(pages(address, written=True, cases=(*NOTHING, answered))) == 1


def test_a_program_that_was_stopped_leaves_nothing_to_read(reading: Reading, people: People) -> None:
    person = reading.answered()
    reading.writes(person)
    with reading.service.database.writing() as store:
        assert store.registered_modules.end(reading.module, account=None, at=reading.service.now())
    page = reading.desk().get(page_of(person)).text
    assert "Rien n’est à lire ici." in page


def test_an_answer_that_somebody_let_stand_opens_again_and_says_so(reading: Reading) -> None:
    person = reading.answered()
    reading.contests(person, "J’étais malade.")
    reading.decides(person, ContestOutcome.STANDS)
    reading.writes(person)
    page = reading.desk().get(page_of(person)).text
    assert "62,5" in page
    assert "Quelqu’un d’autre a décidé de la laisser." in page
    assert "J’étais malade." not in page  # written for whoever decides
