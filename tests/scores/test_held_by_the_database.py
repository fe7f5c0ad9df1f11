"""What the register promises, the database itself holds: written by hand, each attempt is refused."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import inspect, text

from tests.scores.made import Register, a_module
from xprsa.storage.database import Collision
from xprsa.storage.register_entries import ModuleState

ACTIVATE = (
    "UPDATE registered_module SET state = 'active', second_by = :second,"
    " second_at = '2026-12-03 10:00:00+00:00', activated_on = '2026-12-03'"
)
ANSWER = "UPDATE module_effect SET answer = 'Parce que.'"


def writes(desk: Register, *statements: str, **values: object) -> None:
    """Write behind the service, all or nothing."""
    given = {"first": desk.first.id, "second": desk.second.id, **values}
    with desk.service.database.writing() as store:
        for statement in statements:
            named = {name: value for name, value in given.items() if f":{name}" in statement}
            store.connection.execute(text(statement), named)


def refused(desk: Register, *statements: str, **values: object) -> None:
    with pytest.raises(Collision):
        writes(desk, *statements, **values)


def confirmed_once(desk: Register) -> UUID:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    return module


def test_what_these_tests_try_would_pass_where_it_may(desk: Register) -> None:
    module = confirmed_once(desk)
    writes(desk, ANSWER, ACTIVATE)
    assert desk.find(module).state is ModuleState.ACTIVE


def test_one_account_is_not_two(desk: Register) -> None:
    confirmed_once(desk)
    refused(desk, ANSWER, ACTIVATE, second=desk.first.id)


@pytest.mark.parametrize(
    "who",
    [
        lambda desk: desk.people.adviser().id,
        lambda desk: desk.people.beneficiary().id,
        lambda desk: desk.people.manager(territory="98").id,
        lambda desk: desk.people.manager(disabled_at=desk.service.now()).id,
    ],
    ids=["an adviser", "a person", "a manager of elsewhere", "a closed access"],
)
def test_whoever_is_no_manager_of_the_territory_confirms_nothing(
    desk: Register, who: Callable[[Register], int]
) -> None:
    confirmed_once(desk)
    refused(desk, ANSWER, ACTIVATE, second=who(desk))


def test_nothing_is_active_without_both(desk: Register) -> None:
    desk.proposed()
    refused(desk, ANSWER, "UPDATE registered_module SET state = 'active'")
    refused(desk, ANSWER, ACTIVATE)
    both = ACTIVATE.replace("SET", "SET first_by = :first, first_at = '2026-12-03 09:00:00+00:00',")
    refused(desk, ANSWER, both)


def test_nothing_is_active_before_every_effect_is_answered(desk: Register) -> None:
    confirmed_once(desk)
    refused(desk, ACTIVATE)
    refused(desk, f"{ANSWER} WHERE number = 1", ACTIVATE)
    refused(desk, "DELETE FROM module_effect", ACTIVATE)
    refused(desk, "UPDATE module_effect SET answer = '  '")
    refused(desk, "UPDATE registered_module SET effects_owed = 0")


def test_an_answer_is_given_once_before_the_module_is_active_too(desk: Register) -> None:
    confirmed_once(desk)
    refused(desk, ANSWER, "UPDATE module_effect SET answer = 'Autre.'")


def test_an_answer_is_given_once_and_what_was_found_stays(desk: Register) -> None:
    desk.active()
    for change in ("answer = 'Autre'", "answer = NULL", "light = 'amber'", "name = 'sex'", "number = 7"):
        refused(desk, f"UPDATE module_effect SET {change} WHERE number = 1")
    refused(
        desk,
        "INSERT INTO module_effect (module_id, number, kind, name, light)"
        " SELECT module_id, 9, kind, name, light FROM module_effect WHERE number = 1",
    )


@pytest.mark.parametrize(
    "change",
    [
        "module_digest = secret_hash",
        "audit_digest = '0'",
        "module_digest = '0', audit_digest = '0'",
        "rules_light = 'red'",
        "chance_light = 'amber'",
        "holdout_light = 'red'",
        "card = '{}'",
        "findings = '{}'",
        "expires_on = '2199-12-31'",
        "report_digest = '0'",
        "report_address = 'https://elsewhere.example/'",
        "public_key = '0'",
        "secret_hash = '0'",
        "first_by = :second",
        "first_by = NULL, first_at = NULL",
        "second_at = '2026-01-01 10:00:00+00:00'",
        "activated_on = '2026-01-01'",
    ],
)
def test_what_was_proposed_and_confirmed_does_not_change(desk: Register, change: str) -> None:
    desk.active()
    refused(desk, f"UPDATE registered_module SET {change}")


def test_what_was_stopped_or_withdrawn_stays_so(desk: Register) -> None:
    module = desk.active()
    refused(desk, "UPDATE registered_module SET state = 'proposed'")
    refused(desk, "UPDATE registered_module SET state = 'withdrawn', ended_at = '2026-12-04 10:00:00+00:00'")
    desk.stops(module)
    for change in (
        "state = 'active', ended_at = NULL, ended_by = NULL",
        "ended_at = NULL",
        "ended_by = NULL",
    ):
        refused(desk, f"UPDATE registered_module SET {change}")
    other = desk.proposes()
    refused(
        desk,
        "UPDATE registered_module SET state = 'stopped', ended_at = '2026-12-04 10:00:00+00:00'"
        " WHERE state = 'proposed'",
    )
    desk.stops(other)
    refused(
        desk, "UPDATE registered_module SET state = 'proposed', ended_at = NULL WHERE state = 'withdrawn'"
    )


def test_one_version_of_a_name_is_active_for_a_purpose_in_a_territory(desk: Register) -> None:
    desk.active()
    module = desk.proposes(module=a_module(desk.folder, version="2.0"))
    where = " WHERE state = 'proposed'"
    first = f"UPDATE registered_module SET first_by = :first, first_at = '2026-12-03 09:00:00+00:00'{where}"
    answer = f"{ANSWER} WHERE answer IS NULL"
    refused(desk, first, answer, ACTIVATE + where)
    assert desk.find(module).state is ModuleState.PROPOSED


def test_what_has_expired_does_not_become_active(desk: Register) -> None:
    today = desk.service.today(desk.territory)
    module = desk.proposed(module=a_module(desk.folder, expires_on=today.isoformat()))
    desk.confirms(module, desk.first)
    refused(desk, ANSWER, ACTIVATE)
    writes(desk, ANSWER, ACTIVATE.replace("activated_on = '2026-12-03'", f"activated_on = '{today}'"))


COPIED = (
    "public_id, territory_id, state, purpose, name, version, source, card, expires_on, module_digest,"
    " audit_digest, findings, rules_light, chance_light, holdout_light, effects_owed, report_digest,"
    " report_address, report_made_on, public_key, secret_hash, proposed_on"
)
ANEW = {"public_id": f"'{'0' * 32}'", "state": "'proposed'", "secret_hash": "'drawn'", "version": "'2.0'"}
DRAWN = (
    "INSERT INTO audit_secret (secret_hash, module_digest, drawn_on, holds_until)"
    " SELECT {hash}, {digest}, {since}, {until} FROM registered_module"
)


def inserted(**changed: str) -> str:
    """Write the statement that proposes a module once more, with some things changed."""
    given = ANEW | changed
    columns = ", ".join(given.get(column, column) for column in COPIED.split(", "))
    return f"INSERT INTO registered_module ({COPIED}) SELECT {columns} FROM registered_module"


def drawn(**changed: str) -> str:
    given = {"hash": "'drawn'", "digest": "module_digest", "since": "proposed_on", "until": "proposed_on"}
    return DRAWN.format(**given | changed)


def test_a_module_written_by_hand_passes_with_all_that_is_demanded(desk: Register) -> None:
    desk.proposed()
    writes(desk, drawn(), inserted())


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "'active'"},
        {"state": "'stopped'"},
        {"audit_digest": "'0'"},
        {"rules_light": "'red'"},
        {"rules_light": "'amber'"},
        {"chance_light": "'red'"},
        {"holdout_light": "'red'"},
        {"public_key": "'0'"},
        {"expires_on": "'2026-01-01'"},
        {"report_made_on": "'2026-01-01'"},
        {"report_made_on": "'2027-01-01'"},
        {"proposed_on": "'2027-01-01'"},
        {"secret_hash": "'0'"},
        {"secret_hash": "secret_hash"},
        {"purpose": "'control'"},
    ],
    ids=str,
)
def test_a_module_does_not_begin_without_what_is_demanded(desk: Register, changed: dict[str, str]) -> None:
    desk.proposed()
    refused(desk, drawn(), inserted(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"hash": "'other'"},
        {"digest": "'0'"},
        {"since": "'2027-01-01'", "until": "'2027-02-01'"},
        {"since": "'2026-01-01'", "until": "'2026-02-01'"},
    ],
    ids=str,
)
def test_a_module_does_not_begin_without_a_secret_drawn_for_it_in_time(
    desk: Register, changed: dict[str, str]
) -> None:
    desk.proposed()
    cast_to_date = {
        name: f"CAST({value} AS DATE)" for name, value in changed.items() if name in ("since", "until")
    }
    on_server = desk.service.database.engine.dialect.name == "postgresql"
    refused(desk, drawn(**changed | (cast_to_date if on_server else {})), inserted())


def test_a_module_does_not_begin_with_a_key_that_nobody_accepts(desk: Register) -> None:
    desk.proposed()
    refused(desk, "UPDATE audit_key SET accepted_by = NULL, accepted_at = NULL", drawn(), inserted())
    refused(
        desk,
        "UPDATE audit_key SET ended_by = :first, ended_at = '2026-12-03 10:00:00+00:00'",
        drawn(),
        inserted(),
    )


def test_every_trigger_stands_on_both_databases(desk: Register) -> None:
    """A revision that builds a table anew drops those of SQLite: it makes them again, or this fails."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with desk.service.database.reading() as store:
        kind = inspect(store.connection).dialect.name
        found = set(store.connection.execute(text(names[kind])).scalars())
    assert found == {
        "registered_module_begins",
        "registered_module_moves",
        "registered_module_stays",
        "module_effect_begins",
        "module_effect_answered",
        "module_effect_stays",
        "audit_key_begins",
        "audit_key_moves",
        "audit_key_stays",
    }


@pytest.mark.parametrize("table", ["registered_module", "module_effect", "audit_key"])
def test_nothing_is_taken_out_of_the_register(desk: Register, table: str) -> None:
    desk.active()
    refused(desk, f"DELETE FROM {table}")


def test_a_finding_is_not_swapped_for_a_softer_one_before_it_is_answered(desk: Register) -> None:
    desk.proposed()
    refused(desk, "DELETE FROM module_effect WHERE number = 1")


def test_a_key_that_was_refused_stays_so_and_no_one_but_a_manager_here_accepts_one(desk: Register) -> None:
    desk.proposed()
    refused(desk, "UPDATE audit_key SET accepted_by = :second")
    refused(
        desk,
        "UPDATE audit_key SET ended_by = :first, ended_at = '2026-12-03 10:00:00+00:00'",
        "UPDATE audit_key SET ended_by = NULL, ended_at = NULL",
    )
