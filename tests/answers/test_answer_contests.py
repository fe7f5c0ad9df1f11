"""A contested answer is decided by another human, who reads it and nothing else, with reasons."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.answers.made import kept_answer
from tests.answers.reader import CONTESTS, Reading, page_of
from tests.builders import Clock, People, actor
from xprsa.declare.objecting import object_to_scores, take_objection_back
from xprsa.domain.contest import DAYS_TO_DECIDE
from xprsa.domain.person import Account, OrganisationCode
from xprsa.storage.answer_entries import ContestOutcome
from xprsa.storage.tables import table
from xprsa.storage.tables_access import MessageRow

NOTHING = "Aucune contestation n’attend votre décision."
SECTION = "Réponses de programmes"


@pytest.fixture
def manager(people: People) -> Account:
    return people.manager()


@pytest.fixture
def decide(reading: Reading) -> Callable[..., int]:
    """Let somebody decide on its page; give the status."""

    def press(
        address: str, who: Account, outcome: str = "withdrawn", words: str = "La semaine était couverte."
    ):
        desk = reading.desk(who)
        return desk.press(desk.get(address), "Décider", outcome=outcome, words=words)

    return press


def test_contested_answers_stand_in_a_section_of_their_own_oldest_first(
    reading: Reading, manager: Account, clock: Clock
) -> None:
    people = [reading.answered(value=value) for value in (80, 5, 40)]
    doors = []
    for person in (people[2], people[0], people[1]):
        clock.advance(hours=1)
        doors.append(reading.contests(person))
    page = reading.desk(manager).get(CONTESTS).text
    section = page.split(SECTION)[1]
    assert [section.index(door) for door in doors] == sorted(section.index(door) for door in doors)
    assert "Réponse due le 24 décembre 2026." in section


def test_a_list_without_any_has_no_such_section(reading: Reading, manager: Account) -> None:
    reading.answered()
    page = reading.desk(manager).get(CONTESTS).text
    assert NOTHING in page
    assert SECTION not in page


def test_a_contest_past_its_day_is_marked(reading: Reading, manager: Account, clock: Clock) -> None:
    door = reading.contests(reading.answered())
    assert "en retard" not in reading.desk(manager).get(CONTESTS).text
    clock.advance(days=DAYS_TO_DECIDE + 1)
    assert "en retard" in reading.desk(manager).get(CONTESTS).text
    assert "en retard" in reading.desk(manager).get(door).text


def test_the_person_s_words_come_first_then_the_answer_then_the_form(
    reading: Reading, manager: Account
) -> None:
    page = reading.desk(manager).get(reading.contests(reading.answered())).text
    places = [page.index(text) for text in ("J’étais malade.", "62,5", "Que devient cette réponse")]
    assert places == sorted(places)


def test_nothing_else_of_the_person_is_there(reading: Reading, manager: Account) -> None:
    person = reading.answered()
    reading.writes(person, "Un avis de son référent.")
    page = reading.desk(manager).get(reading.contests(person)).text
    assert "Un avis de son référent." not in page
    assert person.file_reference not in page


@pytest.mark.parametrize(
    ("reply", "said"), [({"abstains": "Trop peu."}, "Trop peu."), ({"fault": "crashed"}, "pu répondre")]
)
def test_whatever_came_back_can_be_decided(
    reading: Reading, manager: Account, decide, reply: dict[str, str], said: str
) -> None:
    person = reading.answered(**reply)
    door = reading.contests(person, "")
    page = reading.desk(manager).get(door).text
    assert said in page
    assert "sans écrire pourquoi" in page
    assert decide(door, manager).status_code == 303


@pytest.mark.parametrize("outcome", list(ContestOutcome))
def test_somebody_decides_with_reasons_and_the_person_is_told(
    reading: Reading, manager: Account, decide, outcome: ContestOutcome
) -> None:
    person = reading.answered()
    door = reading.contests(person)
    assert decide(door, manager, outcome.value).status_code == 303
    decision = reading.contest(person).decision
    assert decision is not None
    assert (decision.account, decision.outcome) == (manager.id, outcome)
    assert decision.reasons == "La semaine était couverte."
    assert f"answer_{outcome.value}" in reading.events(person)
    with reading.service.database.reading() as store:
        assert list(store.connection.execute(select(table(MessageRow).c.account_id)).scalars()) == [person.id]
    decided = reading.desk(manager).get(door).text
    assert "Vous avez décidé le" in decided
    assert "62,5" not in decided
    assert "J’étais malade." not in decided
    assert NOTHING in reading.desk(manager).get(CONTESTS).text


def test_an_answer_that_stands_opens_again_and_one_that_is_withdrawn_does_not(
    reading: Reading, manager: Account, decide
) -> None:
    for outcome, is_open in (("stands", True), ("withdrawn", False)):
        person = reading.answered()
        reading.writes(person)
        door = reading.contests(person)
        assert "62,5" not in reading.desk().get(page_of(person)).text
        decide(door, manager, outcome)
        assert ("62,5" in reading.desk().get(page_of(person)).text) is is_open


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ({"outcome": "stands", "words": " "}, "Écrivez pourquoi"),
        ({"outcome": "", "words": "Relu."}, "Choisissez ce que devient cette réponse."),
        ({"outcome": "perdu", "words": "Relu."}, "Choisissez ce que devient cette réponse."),
        ({"outcome": "stands", "words": "a" * 501}, "500 signes au plus"),
    ],
)
def test_what_is_owed_is_asked_for_and_nothing_typed_is_lost(
    reading: Reading, manager: Account, decide, typed: dict[str, str], missing: str
) -> None:
    person = reading.answered()
    answer = decide(reading.contests(person), manager, **typed)
    assert answer.status_code == 422
    assert missing in answer.text
    assert typed["words"] in answer.text
    assert reading.contest(person).decision is None


def test_whoever_follows_the_person_neither_sees_nor_decides_it(reading: Reading) -> None:
    door = reading.contests(reading.answered())
    assert NOTHING in reading.desk().get(CONTESTS).text
    assert SECTION not in reading.desk().get(CONTESTS).text
    assert reading.desk().get(door).status_code == 404


def test_who_became_the_adviser_meanwhile_decides_no_more_and_has_the_words_back(
    reading: Reading, people: People
) -> None:
    person, other = reading.answered(), people.adviser()
    desk = reading.desk(other)
    page = desk.get(reading.contests(person))
    people.reassign(person, other)
    answer = desk.press(page, "Décider", outcome="stands", words="Tout est juste.")
    assert answer.status_code == 404
    assert "Tout est juste." in answer.text
    assert reading.contest(person).decision is None


def test_who_wrote_a_view_when_the_answer_was_open_decides_nothing_after_leaving_the_person(
    reading: Reading, people: People
) -> None:
    person = reading.answered()
    reading.writes(person)
    people.reassign(person, people.adviser())
    door = reading.contests(person)
    assert reading.desk().get(door).status_code == 404
    assert NOTHING in reading.desk().get(CONTESTS).text


def test_a_view_for_an_asking_of_another_program_opened_the_answer_too(
    reading: Reading, people: People, clock: Clock
) -> None:
    person = reading.answered()
    door = reading.contests(person)
    answered = reading.asking
    clock.advance(hours=1)
    reading.asked_again()
    reading.writes(person)
    people.reassign(person, people.adviser())
    reading.asking = answered
    assert reading.desk().get(door).status_code == 404
    assert NOTHING in reading.desk().get(CONTESTS).text


def test_who_followed_the_person_before_the_answer_came_may_decide(
    reading: Reading, people: People, clock: Clock
) -> None:
    person = reading.person()
    reading.writes(person)
    people.reassign(person, people.adviser())
    clock.advance(days=7)
    reading.asked_again()
    kept_answer(reading.service, reading.asking, person)
    door = reading.contests(person)
    assert door in reading.desk().get(CONTESTS).text
    assert reading.desk().get(door).status_code == 200


def test_another_adviser_of_the_organisation_decides_it(reading: Reading, people: People, decide) -> None:
    other, door = people.adviser(), reading.contests(reading.answered())
    assert door in reading.desk(other).get(CONTESTS).text
    assert decide(door, other).status_code == 303


@pytest.mark.parametrize("role", ["adviser", "manager"])
def test_nobody_of_another_organisation_sees_it(role: str, reading: Reading, people: People) -> None:
    other = getattr(people, role)(organisation="Cap emploi")
    door = reading.contests(reading.answered())
    assert NOTHING in reading.desk(other).get(CONTESTS).text
    assert reading.desk(other).get(door).status_code == 404


def test_the_manager_of_the_departement_decides_for_every_organisation(
    reading: Reading, people: People, decide
) -> None:
    leading = people.manager(organisation="Département", organisation_code=OrganisationCode.DEPARTMENT)
    door = reading.contests(reading.answered())
    assert door in reading.desk(leading).get(CONTESTS).text
    assert decide(door, leading).status_code == 303


def test_an_objection_closes_a_contest_to_everybody_until_it_is_taken_back(
    reading: Reading, manager: Account, decide
) -> None:
    person, desk = reading.answered(), reading.desk(manager)
    door = reading.contests(person)
    form = desk.get(door)
    object_to_scores(reading.service, actor=actor(person.account), person=person.id)
    assert NOTHING in desk.get(CONTESTS).text
    assert desk.get(door).status_code == 404
    refused = desk.press(form, "Décider", outcome="stands", words="Tout est juste.")
    assert refused.status_code == 404
    assert "Tout est juste." in refused.text
    assert reading.contest(person).decision is None
    take_objection_back(reading.service, actor=actor(person.account))
    assert door in desk.get(CONTESTS).text
    assert decide(door, manager, "stands").status_code == 303


def test_an_answer_that_nobody_contests_is_not_read_here(reading: Reading, manager: Account) -> None:
    person = reading.answered()
    door = f"{CONTESTS}/{person.account.public_id}/reponse/{reading.asking.public_id}"
    assert reading.desk(manager).get(door).status_code == 404


def test_two_who_decide_at_once_read_both_and_the_first_holds(
    reading: Reading, manager: Account, people: People
) -> None:
    person, other = reading.answered(), people.adviser()
    door = reading.contests(person)
    first, second = reading.desk(manager), reading.desk(other)
    form = second.get(door)
    first.press(first.get(door), "Décider", outcome="withdrawn", words="La semaine était couverte.")
    answer = second.press(form, "Décider", outcome="stands", words="Tout est juste.")
    assert answer.status_code == 409
    for text in ("La semaine était couverte.", "Tout est juste.", manager.name):
        assert text in answer.text
    decision = reading.contest(person).decision
    assert decision is not None
    assert decision.outcome is ContestOutcome.WITHDRAWN


def test_a_second_tap_decides_once(reading: Reading, manager: Account) -> None:
    person, desk = reading.answered(), reading.desk(manager)
    form = desk.get(reading.contests(person))
    for _ in range(2):
        assert desk.press(form, "Décider", outcome="stands", words="Relu.").status_code == 303
    assert reading.events(person).count("answer_stands") == 1
    with reading.service.database.reading() as store:
        assert store.connection.execute(select(func.count()).select_from(table(MessageRow))).scalar_one() == 1


def test_what_was_half_written_when_another_decided_is_given_back(
    reading: Reading, manager: Account, people: People
) -> None:
    person, desk = reading.answered(), reading.desk(manager)
    form = desk.get(reading.contests(person))
    reading.decides(person, ContestOutcome.STANDS, by=people.manager())
    answer = desk.press(form, "Décider", outcome="", words="À moitié écrit.")
    assert answer.status_code == 409
    assert "À moitié écrit." in answer.text


def test_the_list_and_the_page_are_told_to_the_person(
    reading: Reading, manager: Account, as_beneficiary
) -> None:
    person = reading.answered()
    door = reading.contests(person)
    reading.desk(manager).get(CONTESTS)
    reading.desk(manager).get(door)
    assert reading.events(person)[-2:] == ["listed", "read"]
    told = as_beneficiary(person).get("/mes-donnees").text
    assert "a vu dans la liste des contestations votre dossier" in told


def test_who_does_not_see_it_in_the_list_is_not_written_as_having_seen_it(reading: Reading) -> None:
    person = reading.answered()
    reading.contests(person)
    before = reading.events(person)
    reading.desk().get(CONTESTS)
    assert reading.events(person) == before
