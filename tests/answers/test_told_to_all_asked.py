"""Everybody who was asked about is told by their own channel, in the same words, whatever came back."""

import pytest

from tests.answers.made import an_active_module, done_asking, kept_answer
from tests.builders import Clock, People
from tests.posted import Posted
from xprsa.answers.notices import tell_all_asked
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage import asked_people
from xprsa.storage.answer_entries import ModuleAsking

NEWS = "Du nouveau est à lire dans votre espace, à la page Mes données."
SMS_OF_ONE_PART = 160  # signs


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def asking(service: Service, people: People) -> ModuleAsking:
    return done_asking(service, an_active_module(service, people))


def tell(service: Service, asking: ModuleAsking) -> None:
    with service.database.writing() as store:
        tell_all_asked(store, asking.id, at=service.now())


def test_an_answer_an_abstention_and_a_fault_are_told_in_the_same_words(
    service: Service, people: People, asking: ModuleAsking, posted: Posted
) -> None:
    kept_answer(service, asking, people.beneficiary(email="a@example.org"))
    kept_answer(service, asking, people.beneficiary(email="b@example.org"), abstains="Trop peu de semaines.")
    kept_answer(service, asking, people.beneficiary(email=None, phone="+33639980001"), fault="crashed")
    people.beneficiary(email="not-asked@example.org")
    tell(service, asking)
    said = posted.now()
    assert said.count(NEWS) == 3
    for where in ("a@example.org", "b@example.org", "+33639980001"):
        assert where in said
    assert "not-asked@example.org" not in said
    for content in ("effort", "62", "semaines", "module", "programme"):
        assert content not in said


def test_whoever_nothing_reaches_or_whose_access_is_closed_holds_nobody_up(
    service: Service, people: People, asking: ModuleAsking, posted: Posted
) -> None:
    kept_answer(service, asking, people.beneficiary(email=None, phone=None))
    kept_answer(service, asking, people.beneficiary(email="gone@example.org", disabled_at=service.now()))
    kept_answer(service, asking, people.beneficiary(email="a@example.org"))
    tell(service, asking)
    said = posted.now()
    assert said.count(NEWS) == 1
    assert "a@example.org" in said


def test_two_askings_of_one_day_are_told_a_day_apart_and_a_third_by_the_second_notice(
    service: Service, people: People, asking: ModuleAsking, clock: Clock, posted: Posted
) -> None:
    kept_answer(service, asking, people.beneficiary(email="a@example.org"))
    for _ in range(3):
        tell(service, asking)
        clock.advance(minutes=5)
    assert posted.now().count(NEWS) == 1
    clock.advance(days=1)
    assert posted.now().count(NEWS) == 1
    clock.advance(days=2)
    assert NEWS not in posted.now()


def test_people_are_told_by_slices_and_by_few_statements(
    service: Service, people: People, asking: ModuleAsking, posted: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_people, "_SLICE", 2)
    everybody: list[Beneficiary] = [people.beneficiary(email=f"p{number}@example.org") for number in range(5)]
    for person in everybody:
        kept_answer(service, asking, person)
    tell(service, asking)
    said = posted.now()
    assert [said.count(f"p{number}@example.org") for number in range(5)] == [1] * 5


def test_the_notice_fits_an_sms_of_one_part_with_a_long_signature() -> None:
    assert len(f"{NEWS} Departement des Alpes-de-Haute-Provence, service RSA") <= SMS_OF_ONE_PART
