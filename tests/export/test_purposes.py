"""Each purpose has its own key and its own card: nothing ties two of them, nothing undeclared leaves."""

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.builders import Clock, People, activity, content, week
from tests.export.conftest import Desk
from xprsa.export.carrying import RunFailed
from xprsa.export.claims import PurposeClosed
from xprsa.export.purposes import (
    AlreadyOpen,
    NotOpen,
    PurposeChanged,
    close_purpose,
    open_purpose,
    read_card,
)
from xprsa.export.service import export_to, run_waiting
from xprsa.gateways.keyring import Keyring
from xprsa.scoring.card import CardWrong, PurposeCard, support_card
from xprsa.scoring.document import ENVELOPE
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Failure, RunState, TerritoryPurpose
from xprsa.storage.tables import ServiceAuditRow
from xprsa.storage.tables_export import PurposeRow

SUPPORT = support_card(territory_name="Val-d’Essai")
BASIS = "Règlement (UE) 2016/679, article 89."
OTHERS = tuple(
    PurposeCard(
        purpose=purpose,
        title=purpose.terms.label,
        recipient=f"Qui reçoit {purpose.terms.serves}",
        owner="Le service",
        legal_basis=BASIS,
        fields=(*ENVELOPE, *sorted(purpose.terms.fields)),
        retention_days=365,
    )
    for purpose in Purpose
    if purpose is not Purpose.SUPPORT
)
STATISTICS, RESEARCH = (
    next(card for card in OTHERS if card.purpose == code) for code in ("statistics", "research")
)


def test_no_two_purposes_share_a_pseudonym_or_a_document(desk: Desk, people: People) -> None:
    for _ in range(20):
        people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    for card in OTHERS:
        desk.open(card)
    runs = [desk.rows(purpose=purpose) for purpose in Purpose]
    for name in ("person", "document"):
        assert {len({row[name] for row in rows}) for rows in runs} == {20}
        assert len({row[name] for rows in runs for row in rows}) == 20 * len(Purpose)


def test_the_order_of_rows_ties_no_two_purposes(desk: Desk, people: People) -> None:
    for hours in range(1, 13):
        people.sends(people.beneficiary(), week(), content(activity("training", f"{hours}h")))
    for card in OTHERS:
        desk.open(card)
    orders = {tuple(row["declared_minutes"] for row in desk.rows(purpose=purpose)) for purpose in Purpose}
    assert len({tuple(sorted(order)) for order in orders}) == 1
    assert len(orders) == len(Purpose)


@pytest.mark.parametrize("card", [STATISTICS, RESEARCH], ids=lambda card: card.purpose.value)
def test_statistics_and_research_know_half_hours_only(desk: Desk, people: People, card: PurposeCard) -> None:
    people.sends(people.beneficiary(weekly_minutes=610), week(), content(activity("training", "2h44")))
    desk.open(card)
    (exact,), (rough,) = desk.rows(), desk.rows(purpose=card.purpose)
    assert (exact["declared_minutes"], exact["target_minutes"]) == (164, 610)
    assert (rough["declared_minutes"], rough.get("target_minutes", 600)) == (150, 600)
    assert rough["minutes_by_family"]["project"] == 150


def test_a_closed_purpose_keeps_what_left_and_lets_nothing_more_leave(desk: Desk, people: People) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "5h")))
    desk.rows()
    request = desk.request()
    waiting = desk.waits(request)
    close(desk, desk.purpose())
    with pytest.raises(NotOpen):
        close(desk, desk.purpose())
    assert run_waiting(desk.service) == 0
    assert (desk.found(waiting).state, desk.found(waiting).failure) == (RunState.FAILED, Failure.CLOSED)
    with pytest.raises(PurposeClosed):
        export_to(desk.service, request=request, directory=desk.folder / "late", progress=lambda _p, _d: None)
    assert not (desk.folder / "late").exists()
    with desk.service.database.reading() as store:
        assert len(store.departures.about(person.id)) == 1
        assert [run.state for run in store.exports.of_territory(desk.territory.id)][-1] is RunState.DONE


def test_a_run_that_waits_does_not_leave_under_a_card_that_nobody_read(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    waiting = desk.waits(desk.request())
    desk.open(SUPPORT.model_copy(update={"recipient": "Une autre équipe"}))
    assert run_waiting(desk.service) == 0
    assert desk.found(waiting).failure is Failure.CLOSED


def test_opened_again_for_somebody_else_it_tells_the_person_of_both(
    desk: Desk, people: People, clock: Clock
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "5h")))
    (first,) = desk.rows()
    clock.advance(hours=1)
    desk.open(SUPPORT.model_copy(update={"recipient": "Une autre équipe"}))
    (second,), (third,) = desk.rows(), desk.rows()
    assert (second["supersedes"], third["document"]) == (first["document"], second["document"])
    with desk.service.database.reading() as store:
        left = store.departures.about(person.id)
    assert [departure.recipient for departure in left] == ["Une autre équipe", SUPPORT.recipient]


def close(desk: Desk, read: TerritoryPurpose, actor: int | None = None) -> None:
    """Close a purpose, having read its card."""
    close_purpose(desk.service, read.code, territory=desk.territory.id, seen=read.digest, actor=actor)


def test_a_purpose_whose_card_changed_since_it_was_read_is_not_closed(desk: Desk) -> None:
    read = desk.purpose()
    desk.open(SUPPORT.model_copy(update={"recipient": "Une autre équipe"}))
    with pytest.raises(PurposeChanged):
        close(desk, read)
    assert desk.purpose().is_open


def test_a_card_written_over_another_that_stands_no_more_opens_nothing(desk: Desk) -> None:
    read = desk.purpose()
    desk.open(SUPPORT.model_copy(update={"recipient": "Une autre équipe"}))
    close(desk, desk.purpose())
    with pytest.raises(PurposeChanged):
        open_purpose(desk.service, SUPPORT, territory=desk.territory.id, seen=read.digest)
    assert not desk.purpose().is_open


def test_a_purpose_is_opened_once_and_noted_with_who(desk: Desk, people: People) -> None:
    manager, here = people.manager(), desk.territory.id
    open_purpose(desk.service, RESEARCH, territory=here, actor=manager.id)
    with pytest.raises(AlreadyOpen):
        open_purpose(desk.service, RESEARCH, territory=here, actor=manager.id)
    close(desk, desk.purpose(Purpose.RESEARCH), manager.id)
    open_purpose(desk.service, RESEARCH, territory=here)
    read = desk.purpose(Purpose.RESEARCH)
    assert read.digest == hashlib.sha256(read.written.encode()).hexdigest()
    with desk.service.database.reading() as store:
        noted = store.connection.execute(
            select(ServiceAuditRow.event, ServiceAuditRow.actor_id)
            .where(ServiceAuditRow.detail == f"research {desk.territory.code} {read.digest}")
            .order_by(ServiceAuditRow.id)
        ).all()
    assert noted == [("purpose_opened", manager.id), ("purpose_closed", manager.id), ("purpose_opened", None)]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"purpose": "research"}, "Cette fiche est celle de « research », pas de « statistics »."),
        ({"retention_days": None}, "Il manque « retention_days »"),
        ({"fields": [*ENVELOPE, "birth_date"]}, "Aucun document n’a de donnée « birth_date »."),
        ({"fields": [*ENVELOPE, "organisation"]}, "une fiche ne peut pas nommer : organisation"),
    ],
    ids=["another purpose", "no retention", "unknown field", "forbidden field"],
)
def test_a_card_that_cannot_open_its_purpose_says_why(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(CardWrong, match=why):
        read_card(json.dumps({**STATISTICS.written(), **wrong}), purpose=Purpose.STATISTICS)


def test_a_run_writes_only_the_fields_that_the_card_names(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    desk.open(SUPPORT.model_copy(update={"fields": (*ENVELOPE, "declared_minutes")}))
    (row,) = desk.rows()
    assert tuple(row) == (*ENVELOPE, "declared_minutes")


def test_a_card_that_names_an_unknown_field_refuses_the_run(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    written = SUPPORT.model_dump(mode="json")
    written["fields"].append("birth_date")
    with desk.service.database.writing() as store:
        store.connection.execute(update(PurposeRow).values(card=json.dumps(written)))
    with pytest.raises(CardWrong, match="birth_date"):
        PurposeCard.read(json.dumps(written))
    with pytest.raises(RunFailed, match="birth_date"):
        desk.run()
    asked = desk.waits(desk.request())
    assert run_waiting(desk.service) == 0
    with desk.service.database.reading() as store:
        assert store.departures.about(1) == ()
    refused = desk.found(asked)
    assert (refused.state, refused.failure) == (RunState.FAILED, Failure.CARD_WRONG)
    assert not (desk.service.settings.exports / str(asked.public_id)).exists()


def test_a_purpose_without_its_key_fails_the_run_with_a_sentence_and_the_worker_goes_on(
    desk: Desk, people: People
) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    desk.open(RESEARCH)
    waiting = desk.waits(desk.request(purpose=Purpose.RESEARCH))
    after = desk.waits(desk.request())
    keys = {use: keys for use, keys in desk.service.keyring.keys.items() if use != "pseudonym-research"}
    assert run_waiting(replace(desk.service, keyring=Keyring(keys))) == 1
    assert desk.found(waiting).failure is Failure.KEY_MISSING
    assert desk.found(after).state is RunState.DONE
