"""What modules answered about people, written down by hand, for tests that look at what follows."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from tests.builders import People, week
from tests.scores.made_cards import EFFORT
from tests.scores.written import activate_module, write_module
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.scoring.audit import Light
from xprsa.scoring.module import ModuleCard, Row
from xprsa.storage.answer_entries import AskingState, KeptAnswer, ModuleAsking
from xprsa.storage.askings import asking_of
from xprsa.storage.register_entries import ModuleProposal, ModuleState, RegisteredModule, RuleLights
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import AskingRow, KeptAnswerRow

PSEUDONYM = "ef" * 32
DOCUMENTS: tuple[Row, ...] = (
    {
        "week": "2026-W46", "status": "declared", "comparable": True,
        "target_minutes": 900, "declared_minutes": 750, "counted_minutes": 750,
    },
    {
        "week": "2026-W47", "status": "declared", "comparable": False,
        "target_minutes": 900, "declared_minutes": 0, "counted_minutes": 0,
    },
)  # fmt: skip
ANSWER: dict[str, Any] = {
    "value": 62.5,
    "reasons": ["Deux semaines ont été lues.", "La durée prévue est presque atteinte."],
    "contributions": {"counted_minutes": 60, "target_minutes": -2.5},
}
_ASKING, _KEPT = table(AskingRow), table(KeptAnswerRow)


def an_active_module(service: Service, people: People, *, secret_hash: str = "ef" * 32) -> RegisteredModule:
    """Write the module `effort` down, confirmed by two managers of the territory."""
    first, second = people.manager(), people.manager()
    public_id = write_module(service, by=first, secret_hash=secret_hash)
    activate_module(service, public_id, first=first, second=second)
    with service.database.reading() as store:
        found = store.registered_modules.find(public_id)
    assert found is not None
    return found


def done_asking(service: Service, module: RegisteredModule, **given: Any) -> ModuleAsking:
    """Write down that a module was asked, and that the asking is done; `kept_answer` counts who was asked."""
    values = {
        "public_id": uuid4(),
        "territory_id": module.proposal.territory,
        "module_id": module.id,
        "first_week": week("2026-W40").ordinal,
        "last_week": week().ordinal,
        "as_of": service.now(),
        "state": AskingState.DONE.value,
        "asked_at": service.now(),
        "ended_at": service.now(),
    }
    with service.database.writing() as store:
        store.connection.execute(insert(_ASKING).values(values | given))
    return asking_again(service, (values | given)["public_id"])


def asking_again(service: Service, public_id: UUID) -> ModuleAsking:
    """Read an asking as it stands."""
    with service.database.reading() as store:
        row = store.connection.execute(select(_ASKING).where(_ASKING.c.public_id == public_id)).one()
    return asking_of(row)


def kept_answer(
    service: Service,
    asking: ModuleAsking,
    person: Beneficiary,
    *,
    documents: Sequence[Row] = DOCUMENTS,
    fault: str | None = None,
    **reply: Any,
) -> KeptAnswer:
    """Write down what came back about a person: a fault, or a reply (an answer of 62.5 by default)."""
    written = None if fault else _written(reply or ANSWER)
    counted = "faults" if fault else "abstentions" if "abstains" in reply else "answers"
    with service.database.writing() as store:
        store.connection.execute(
            insert(_KEPT).values(
                person_id=person.id,
                asking_id=asking.id,
                pseudonym=PSEUDONYM,
                question=_question(documents),
                answer=written,
                fault=fault,
                at=service.now(),
            )
        )
        more = {"people": _ASKING.c.people + 1, counted: _ASKING.c[counted] + 1}
        store.connection.execute(update(_ASKING).where(_ASKING.c.id == asking.id).values(more))
        found = store.kept_answers.find(person.id, asking.public_id)
    assert found is not None
    return found


def _written(reply: dict[str, Any]) -> str:
    whose = {"schema": "xprsa.answer/1", "person": PSEUDONYM, "module": "effort", "version": "1.0"}
    return json.dumps(whose | reply)


def _question(documents: Sequence[Row]) -> str:
    return json.dumps({"schema": "xprsa.question/1", "person": PSEUDONYM, "documents": list(documents)})


def a_module_of(card: ModuleCard) -> RegisteredModule:
    """A module of the register that stands in no database, for tests of words alone."""
    proposal = ModuleProposal(
        territory=1,
        source=card.name,
        digest="cd" * 32,
        written_card=card.model_dump_json(by_alias=True),
        written_findings="{}",
        report_digest="12" * 32,
        report_address="https://audits.example/effort",
        report_made_on=date(2026, 11, 1),
        public_key="ab" * 32,
        secret_hash="ef" * 32,
        proposed_on=date(2026, 11, 1),
        lights=RuleLights(Light.GREEN, Light.GREEN, Light.GREEN),
        effects=(),
    )
    return RegisteredModule(
        id=1,
        public_id=uuid4(),
        state=ModuleState.ACTIVE,
        proposal=proposal,
        first=None,
        second=None,
        activated_on=date(2026, 11, 1),
        ended_at=None,
        ended_by=None,
        other_digest=None,
        other_since=None,
    )


EFFORT_MODULE = a_module_of(ModuleCard.model_validate(EFFORT))
