"""The public register counts what came of asking, and tells no number smaller than 11."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import update

from tests.answers.made import an_active_module, done_asking, kept_answer
from tests.builders import People
from tests.pages import JudgingClient
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.scores.usage import usage_of, usage_of_region
from xprsa.scoring.register import SMALLEST_TOLD, told, told_parts
from xprsa.scoring.schemas import register_schema
from xprsa.storage.answer_counts import ModuleCounts, TerritoryCounts
from xprsa.storage.answer_entries import ContestOutcome, ModuleAsking
from xprsa.storage.register_entries import RegisteredModule
from xprsa.storage.tables import BeneficiaryRow, table
from xprsa.storage.tables_answers import AskingRow


@pytest.fixture
def module(service: Service, people: People) -> RegisteredModule:
    return an_active_module(service, people)


def document(client: JudgingClient) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(client.get("/algorithmes.json").text)
    Draft202012Validator(register_schema(), format_checker=FormatChecker()).validate(read)
    return read


def count(service: Service, asking: ModuleAsking, *, answers: int, abstentions: int, faults: int) -> None:
    """Write how many people an asking was about, without the people."""
    row = table(AskingRow)
    asked = {"people": answers + abstentions + faults, "answers": answers, "abstentions": abstentions}
    with service.database.writing() as store:
        store.connection.execute(update(row).where(row.c.id == asking.id).values(asked | {"faults": faults}))


def test_where_nobody_was_asked_every_number_is_smaller_than_11(
    client: JudgingClient, module: RegisteredModule
) -> None:
    (record,) = document(client)["algorithms"]
    assert set(record["usage"].values()) == {None}
    page = client.get("/algorithmes").text
    assert page.count("moins de 11") + page.count("non publié") == len(record["usage"]) + 3
    assert module.card.title in page
    assert document(client)["smallest_number_told"] == 11


def test_the_askings_of_a_module_that_are_done_are_counted_together(
    service: Service, client: JudgingClient, module: RegisteredModule
) -> None:
    for state in ("done", "done", "running", "failed"):
        asking = done_asking(service, module, state=state)
        count(service, asking, answers=1200, abstentions=30, faults=6)
    (record,) = document(client)["algorithms"]
    usage = record["usage"]
    assert (usage["asked"], usage["answers"], usage["abstentions"]) == (2472, 2400, 60)
    assert (usage["contests"], usage["contests_withdrawn"]) == (None, None)
    page = client.get("/algorithmes").text
    assert "2\u202f472" in page
    assert "2\u202f400." in record["frequency_and_scale_of_usage"]
    assert "autre humain" in record["appeals_and_review"]
    assert "écrit d’abord son avis" in record["human_decisions_and_review"]


def test_contests_are_counted_by_what_became_of_them_and_views_by_whether_they_changed(
    service: Service, people: People, module: RegisteredModule
) -> None:
    asking, adviser, manager = done_asking(service, module), people.adviser(), people.manager()
    everybody = [people.beneficiary() for _ in range(4)]
    for person in everybody:
        kept_answer(service, asking, person)
        _contests(service, asking, person)
    for person, outcome in zip(everybody, ContestOutcome, strict=False):
        with service.database.writing() as store:
            store.answer_contests.decide(
                person.id,
                asking=asking.id,
                account=manager.id,
                at=service.now(),
                outcome=outcome,
                reasons="Lu.",
            )
    with service.database.writing() as store:
        for person, changed in zip(everybody, (True, False, None), strict=False):
            view = {"account": adviser.id, "asking": asking.id, "at": service.now()}
            store.own_views.write(person.id, words=None, **view)
            if changed is not None:
                store.own_views.note_changed(person.id, changed=changed, **view)
    objecting = table(BeneficiaryRow).c
    with service.database.writing() as store:
        store.connection.execute(
            update(table(BeneficiaryRow))
            .where(objecting.account_id.in_([person.id for person in everybody[:2]]))
            .values(objects_since=service.now())
        )
    with service.database.reading() as store:
        assert store.answer_counts.of_modules() == {module.id: ModuleCounts(4, 4, 0, 4, 1, 1)}
        counted = store.answer_counts.of_territories()
    assert counted == {people.territory().id: TerritoryCounts(3, 1, 2)}


def test_what_people_answered_is_no_part_of_the_counts_that_stay_when_they_are_erased(
    service: Service, people: People, module: RegisteredModule
) -> None:
    asking = done_asking(service, module)
    count(service, asking, answers=40, abstentions=0, faults=0)  # of whom nobody is kept any more
    with service.database.reading() as store:
        assert store.answer_counts.of_modules()[module.id].asked == 40
    assert people.territory().id == module.proposal.territory


@pytest.mark.parametrize(("number", "said"), [(0, None), (10, None), (11, 11), (1200, 1200)])
def test_no_number_smaller_than_11_is_told(number: int, said: int | None) -> None:
    assert told(number) == said
    assert SMALLEST_TOLD == 11


@pytest.mark.parametrize(
    ("total", "parts", "said"),
    [
        (61, (30, 20), (30, 20)),
        (60, (30, 20), (None, None)),  # 10 are left
        (50, (30, 20), (30, 20)),  # nobody is
        (50, (50, 0), (50, None)),
        (60, (40, 9), (None, None)),
        (4, (4, 0), (None, None)),
        (22, (11,), (11,)),
        (21, (11,), (None,)),
    ],
)
def test_no_number_smaller_than_11_is_left_to_a_subtraction(
    total: int, parts: tuple[int, ...], said: tuple[int | None, ...]
) -> None:
    assert told_parts(total, *parts) == said


def test_where_few_failed_only_how_often_a_module_was_asked_is_told(
    service: Service, client: JudgingClient, module: RegisteredModule
) -> None:
    count(service, done_asking(service, module), answers=1200, abstentions=30, faults=3)
    (record,) = document(client)["algorithms"]
    usage = record["usage"]
    assert (usage["asked"], usage["answers"], usage["abstentions"]) == (1233, None, None)
    page = client.get("/algorithmes").text
    assert "1\u202f233" in page
    assert "1\u202f200" not in page
    assert "Réponses\u00a0: non publié." in record["frequency_and_scale_of_usage"]


def test_contests_and_views_are_told_by_the_same_rule() -> None:
    few = usage_of(ModuleCounts(0, 0, 0, 60, 30, 20))
    assert (few.contests, few.contests_withdrawn, few.contests_standing) == (60, None, None)
    enough = usage_of(ModuleCounts(0, 0, 0, 61, 30, 20))
    assert (enough.contests, enough.contests_withdrawn, enough.contests_standing) == (61, 30, 20)
    region = usage_of_region("Val-d’Essai", TerritoryCounts(views=21, changed=11))
    assert (region.own_views, region.own_views_changed) == (21, None)
    region = usage_of_region("Val-d’Essai", TerritoryCounts(views=22, changed=11))
    assert (region.own_views, region.own_views_changed) == (22, 11)


def _contests(service: Service, asking: ModuleAsking, person: Beneficiary) -> None:
    with service.database.writing() as store:
        assert store.answer_contests.make(person.id, asking=asking.id, words="", at=service.now())
