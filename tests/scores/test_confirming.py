"""Two managers with their second factor make a module active, each effect answered; one stops it at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.builders import Clock, actor
from tests.scores.made import ANSWERS, Register, a_module, with_nothing_to_answer
from xprsa.domain.person import Account
from xprsa.running.second_factor import CodeTooSoon, CodeWrong
from xprsa.scores import service as register
from xprsa.scores.service import CannotConfirm, ModuleMoved, Unfit
from xprsa.storage.register_entries import ModuleState
from xprsa.storage.tables import ServiceAuditRow, table


def hindered(desk: Register, module: UUID, by: Account, answers: dict[int, str] | None = None) -> Unfit:
    with pytest.raises(CannotConfirm) as wrong:
        desk.confirms(module, by, answers)
    return wrong.value.why


def moved(desk: Register, module: UUID, by: Account, answers: dict[int, str] | None = None) -> None:
    before = desk.find(module)
    with pytest.raises(ModuleMoved):
        desk.confirms(module, by, answers)
    assert desk.find(module) == before


def test_two_managers_make_a_module_active(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    assert desk.find(module).state is ModuleState.PROPOSED
    assert not desk.is_active()
    desk.confirms(module, desk.second, ANSWERS)
    found = desk.find(module)
    assert found.state is ModuleState.ACTIVE
    assert found.first is not None
    assert found.second is not None
    assert [found.first.account, found.second.account] == [desk.first.id, desk.second.id]
    assert found.activated_on == desk.service.today(desk.territory)
    assert [effect.answer for effect in found.proposal.effects] == list(ANSWERS.values())
    assert desk.is_active()


def test_one_manager_does_not_confirm_twice(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    assert hindered(desk, module, desk.first, ANSWERS) is Unfit.CONFIRMED_IT
    assert not desk.is_active()


def test_without_an_answer_to_each_effect_it_does_not_become_active(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    for answers in ({}, {1: ANSWERS[1]}, {1: ANSWERS[1], 2: "  "}, {1: ANSWERS[1], 3: "Autre"}):
        moved(desk, module, desk.second, answers)
    desk.confirms(module, desk.second, ANSWERS)
    assert desk.is_active()


def test_a_wrong_code_confirms_nothing_and_wrong_codes_wait(desk: Register) -> None:
    module = desk.proposed()
    seen = desk.find(module).seen

    def tries(code: str) -> None:
        register.confirm(desk.service, module, actor=actor(desk.first), code=code, seen=seen, answers={})

    right = desk.code(desk.first)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            tries("000000")
    for code in ("000000", right):
        with pytest.raises(CodeTooSoon):
            tries(code)
    assert desk.find(module).first is None
    desk.clock.advance(hours=2)
    desk.confirms(module, desk.first)
    assert desk.find(module).first is not None


def test_a_code_serves_once(desk: Register) -> None:
    module = desk.proposed()
    code = desk.code(desk.first)
    given = {"actor": actor(desk.first), "code": code, "answers": {}}
    register.confirm(desk.service, module, seen=desk.find(module).seen, **given)  # type: ignore[arg-type]
    register.end(desk.service, module, territory=desk.territory.id, actor=None, seen=None)
    other = desk.proposes()
    with pytest.raises(CodeWrong):
        register.confirm(desk.service, other, seen=desk.find(other).seen, **given)  # type: ignore[arg-type]


def test_a_manager_without_a_second_factor_here_confirms_nothing(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    with desk.service.database.writing() as store:
        store.staff_secrets.drop(desk.second.id)
        store.audit.note(
            at=desk.service.now() - timedelta(days=30),
            actor=desk.second.id,
            event="signed_in",
            person=desk.second.id,
        )
    given = {"code": "000000", "seen": desk.find(module).seen, "answers": ANSWERS}
    with pytest.raises(CodeWrong):
        register.confirm(desk.service, module, actor=actor(desk.second), **given)  # type: ignore[arg-type]


def test_an_access_made_for_the_occasion_is_no_second_person(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    fresh = desk.manager("Nadia")
    desk.clock.advance(days=8)
    assert hindered(desk, module, fresh, ANSWERS) is Unfit.IS_NEW


def test_an_access_closed_and_opened_again_meanwhile_is_no_second_person(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    journal = ((-30, "signed_in"), (0, "disabled"), (0.1, "signed_in"))
    with desk.service.database.writing() as store:
        for days, event in journal:
            at = desk.service.now() + timedelta(days=days)
            store.audit.note(at=at, actor=desk.second.id, event=event, person=desk.second.id)
    desk.clock.advance(days=1)
    assert hindered(desk, module, desk.second, ANSWERS) is Unfit.IS_NEW


def test_a_confirmation_counts_while_its_manager_has_access(desk: Register) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    with desk.service.database.writing() as store:
        store.staff_secrets.drop(desk.first.id)
        store.audit.note(at=desk.service.now(), actor=None, event="disabled", person=desk.first.id)
    assert hindered(desk, module, desk.second, ANSWERS) is Unfit.FIRST_IS_GONE


def test_a_manager_of_elsewhere_finds_no_module(desk: Register) -> None:
    module = desk.proposed()
    elsewhere = desk.manager("Léa", territory="98")
    seen = desk.find(module).seen
    with pytest.raises(LookupError):
        register.find(desk.service, module, territory=elsewhere.territory)
    with pytest.raises(LookupError):
        register.confirm(desk.service, module, actor=actor(elsewhere), code="000000", seen=seen, answers={})
    with pytest.raises(LookupError):
        register.end(desk.service, module, territory=elsewhere.territory, actor=elsewhere.id, seen=seen)


def test_a_card_that_expires_before_it_is_confirmed_stops_it(desk: Register, clock: Clock) -> None:
    tomorrow = desk.service.today(desk.territory) + timedelta(days=1)
    module = desk.proposed(module=a_module(desk.folder, expires_on=tomorrow.isoformat()))
    desk.confirms(module, desk.first)
    clock.advance(days=2)
    assert hindered(desk, module, desk.second, ANSWERS) is Unfit.EXPIRED


def test_a_key_that_ended_since_the_proposal_stops_it(desk: Register) -> None:
    module = desk.proposed()
    register.end_key(desk.service, desk.key.public, actor=actor(desk.second))
    assert hindered(desk, module, desk.first) is Unfit.KEY_ENDED
    with pytest.raises(ModuleMoved):
        register.accept_key(
            desk.service, desk.key.public, actor=actor(desk.first), code=desk.code(desk.first)
        )


def test_one_version_of_a_module_is_active_at_a_time(desk: Register) -> None:
    before = desk.active()
    later = a_module(desk.folder, version="2.0")
    module = desk.proposes(module=later)
    assert hindered(desk, module, desk.first) is Unfit.OTHER_VERSION
    desk.stops(before)
    desk.confirms(module, desk.first)
    desk.confirms(module, desk.second, ANSWERS)
    assert desk.is_active(later)
    assert not desk.is_active()


def test_two_managers_who_confirm_at_the_same_instant_are_first_and_nobody(desk: Register) -> None:
    desk.accept_key()
    module = desk.proposes(desk.audited(with_nothing_to_answer))
    seen, both = desk.find(module).seen, (desk.first, desk.second)
    codes = desk.codes(*both)

    def tries(place: int) -> bool:
        try:
            register.confirm(
                desk.service, module, actor=actor(both[place]), code=codes[place], seen=seen, answers={}
            )
        except ModuleMoved:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(tries, range(2)))
    assert sorted(done) == [False, True]
    found = desk.find(module)
    assert found.state is ModuleState.PROPOSED
    assert found.first is not None
    assert found.second is None


def test_two_who_give_the_second_confirmation_at_once_answer_once(desk: Register) -> None:
    third = desk.manager("Nadia")
    desk.clock.advance(days=8)
    module = desk.proposed()
    desk.confirms(module, desk.first)
    seen, both = desk.find(module).seen, (desk.second, third)
    codes = desk.codes(*both)

    def tries(place: int) -> bool:
        answers = {number: f"{words} {place}" for number, words in ANSWERS.items()}
        try:
            register.confirm(
                desk.service, module, actor=actor(both[place]), code=codes[place], seen=seen, answers=answers
            )
        except ModuleMoved:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(tries, range(2)))
    assert sorted(done) == [False, True]
    found, winner = desk.find(module), done.index(True)
    assert found.second is not None
    assert found.second.account == both[winner].id
    assert [effect.answer for effect in found.proposal.effects] == [
        f"{words} {winner}" for words in ANSWERS.values()
    ]


def test_one_manager_stops_it_at_once_and_for_good(desk: Register) -> None:
    module = desk.active()
    desk.stops(module)
    found = desk.find(module)
    assert (found.state, found.ended_by) == (ModuleState.STOPPED, desk.second.name)
    assert not desk.is_active()
    moved(desk, module, desk.first)
    with pytest.raises(ModuleMoved):
        desk.stops(module)


def test_a_proposal_is_withdrawn_for_good(desk: Register) -> None:
    module = desk.proposed()
    desk.stops(module)
    assert desk.find(module).state is ModuleState.WITHDRAWN
    moved(desk, module, desk.first)


def test_what_was_stopped_meanwhile_is_not_stopped_by_who_saw_it_otherwise(desk: Register) -> None:
    module = desk.proposed()
    seen = desk.find(module).seen
    desk.confirms(module, desk.first)
    with pytest.raises(ModuleMoved):
        register.end(desk.service, module, territory=desk.territory.id, actor=desk.second.id, seen=seen)


def test_a_module_that_changed_since_is_not_active_and_managers_read_so(desk: Register) -> None:
    module = desk.active()
    installed = replace(desk.module, digest="0" * 64)
    for _ in range(2):
        assert not desk.is_active(installed)
    found = desk.find(module)
    assert (found.state, found.other_digest) == (ModuleState.ACTIVE, "0" * 64)
    assert found.other_since is not None
    assert desk.is_active()
    assert desk.find(module).other_digest is None
    events = [event for event, _ in noted(desk) if event.startswith("module_")]
    assert events[-2:] == ["module_differs", "module_same_again"]


def test_a_card_that_expires_ends_the_use_of_a_module(desk: Register, clock: Clock) -> None:
    today = desk.service.today(desk.territory)
    module = a_module(desk.folder, expires_on=today.isoformat())
    desk.active(module=module)
    assert desk.is_active(module)
    clock.advance(days=1)
    assert not desk.is_active(module)


def test_a_module_is_active_in_its_territory_alone(desk: Register) -> None:
    desk.active()
    elsewhere = desk.people.territory("98")
    assert not register.is_active(desk.service, desk.module, territory=elsewhere)


def test_the_journal_says_each_move_by_codes_alone(desk: Register) -> None:
    module = desk.active()
    desk.stops(module)
    register.end_key(desk.service, desk.key.public, actor=actor(desk.second))
    digest = desk.module.digest
    assert noted(desk) == [
        ("audit_key_accepted", desk.key.public),
        ("audit_secret_drawn", digest),
        ("module_proposed", f"{module} {digest}"),
        ("module_confirmed", f"{module} {digest}"),
        ("module_activated", f"{module} {digest}"),
        ("module_stopped", f"{module} {digest}"),
        ("audit_key_ended", desk.key.public),
    ]


def noted(desk: Register) -> list[tuple[str, str]]:
    lines = table(ServiceAuditRow)
    query = select(lines.c.event, lines.c.detail).order_by(lines.c.id)
    with desk.service.database.reading() as store:
        return [(row.event, row.detail) for row in store.connection.execute(query)]
