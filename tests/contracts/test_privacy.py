"""What leaves is what is written here, and the log never tells who somebody is or what they wrote."""

import json
from collections.abc import Callable

import pytest

from tests.builders import People
from tests.contracts.world import CANARIES, person_of_canaries
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.running import log
from xprsa.scoring.document import MinutesByFamily, SummaryDocument

# The published contract. A change here is a change of what leaves: it needs a new version of the schema.
PUBLISHED = {
    "schema", "document", "supersedes", "as_of", "purpose", "person", "department", "organisation", "week",
    "status", "comparable", "target_minutes", "declared_minutes", "counted_minutes", "pending_minutes",
    "contested_minutes", "minutes_by_family",
}  # fmt: skip
FAMILIES = {"work", "search", "project", "access", "other"}


def test_the_published_document_has_these_fields_and_no_other() -> None:
    named = {field.alias or name for name, field in SummaryDocument.model_fields.items()}
    assert named == PUBLISHED, f"the published document changed: {named ^ PUBLISHED}"
    assert set(MinutesByFamily.model_fields) == FAMILIES


def test_the_published_document_refuses_a_field_that_nobody_named() -> None:
    assert SummaryDocument.model_config.get("extra") == "forbid"
    assert MinutesByFamily.model_config.get("extra") == "forbid"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_log_of_a_whole_journey_holds_no_personal_data(
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    as_adviser: Callable[[Account], JudgingClient],
    client: JudgingClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure()
    adviser = people.adviser()
    person = person_of_canaries(people, adviser=adviser)
    phone, desk = as_beneficiary(person), as_adviser(adviser)
    for path in ("/", "/declarer/2026-W47", "/mes-semaines", "/mes-donnees", f"/{CANARIES['note']}"):
        phone.get(path)
    phone.post("/declarer/2026-W47", data={"note": CANARIES["note"]})
    for path in ("", f"/{person.account.public_id}", f"/{person.account.public_id}/2026-W47"):
        desk.get(f"/portefeuille{path}", query_string={"q": CANARIES["last name"]})
    client.post("/connexion", data={"contact": CANARIES["email"]})
    client.get(f"/connexion?suite=/{CANARIES['note']}")
    written = capsys.readouterr()
    lines = written.out.splitlines()
    assert len(lines) >= 10, "the journey left no log to look at"
    assert all(json.loads(line)["event"] for line in lines)
    told = [name for name, canary in CANARIES.items() if canary in written.out + written.err]
    assert not told, f"the log tells: {told}"
