"""Each purpose has its own key and its own card: nothing ties two of them, nothing undeclared leaves."""

import json

import pytest
from sqlalchemy import update

from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from xprsa.export.carrying import RunFailed
from xprsa.export.service import run_waiting
from xprsa.scoring.card import CardWrong, PurposeCard, support_card
from xprsa.scoring.document import ENVELOPE
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Failure, RunState
from xprsa.storage.tables_export import PurposeRow

SUPPORT = support_card(territory_name="Val-d’Essai")
STATISTICS = SUPPORT.model_copy(update={"purpose": Purpose.STATISTICS, "title": "Statistiques"})


def test_two_purposes_share_no_pseudonym_and_no_document(desk: Desk, people: People) -> None:
    for _ in range(20):
        people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    desk.open(STATISTICS)
    support, statistics = desk.rows(), desk.rows(purpose=Purpose.STATISTICS)
    for name in ("person", "document"):
        known = {row[name] for row in support}
        assert len(known) == 20
        assert known.isdisjoint(row[name] for row in statistics)


def test_statistics_know_half_hours_only(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(weekly_minutes=610), week(), content(activity("training", "2h44")))
    desk.open(STATISTICS)
    (exact,), (rough,) = desk.rows(), desk.rows(purpose=Purpose.STATISTICS)
    assert (exact["declared_minutes"], exact["target_minutes"]) == (164, 610)
    assert (rough["declared_minutes"], rough["target_minutes"]) == (150, 600)
    assert rough["minutes_by_family"]["project"] == 150


def test_a_run_writes_only_the_fields_that_the_card_names(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    desk.open(SUPPORT.model_copy(update={"fields": (*ENVELOPE, "declared_minutes")}))
    (row,) = desk.rows()
    assert tuple(row) == (*ENVELOPE, "declared_minutes")


def test_a_card_that_names_an_unknown_field_refuses_the_run(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    request = desk.request()
    written = SUPPORT.model_dump(mode="json")
    written["fields"].append("birth_date")
    with desk.service.database.writing() as store:
        store.connection.execute(update(PurposeRow).values(card=json.dumps(written)))
    with pytest.raises(CardWrong, match="birth_date"):
        PurposeCard.read(json.dumps(written))
    with pytest.raises(RunFailed, match="birth_date"):
        desk.run()
    with desk.service.database.writing() as store:
        asked = store.exports.ask(
            request.purpose,
            weeks=request.weeks,
            written=request.written,
            as_of=desk.service.now(),
            at=desk.service.now(),
        )
    assert run_waiting(desk.service) == 0
    with desk.service.database.reading() as store:
        refused = store.exports.find(asked.public_id, territory=desk.territory.id)
        assert store.exports.documents_sent_about(1) == ()
    assert refused is not None
    assert (refused.state, refused.failure) == (RunState.FAILED, Failure.CARD_WRONG)
    assert not (desk.service.settings.exports / str(asked.public_id)).exists()
