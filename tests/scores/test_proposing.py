"""A module is proposed with the whole of what is demanded, or not at all."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Clock, actor
from tests.lab.audits import an_audited_module
from tests.lab.findings import all_rules
from tests.scores.made import PUBLISHED, Register, a_module, some_findings, with_red_codes
from xprsa.lab.report.signing import SigningKey
from xprsa.modules.registry import Module
from xprsa.running.service import Service
from xprsa.scores import service as register
from xprsa.scores.demands import Demand, ProposalRefused
from xprsa.scores.proposing import draw_secret, hash_of, propose
from xprsa.scoring.audit import AuditFindings, Kind, Light, Rule, RuleFinding
from xprsa.storage.register_entries import ModuleState


def refused(desk: Register, report: Path, **given: Any) -> ProposalRefused:
    """Propose what is refused; nothing is written down but perhaps a key."""
    with pytest.raises(ProposalRefused) as wrong:
        desk.proposes(report, **given)
    assert register.modules(desk.service, territory=desk.territory.id) == ()
    return wrong.value


def rules(**lights: Light) -> tuple[RuleFinding, ...]:
    return tuple(
        rule.model_copy(update={"light": lights.get(rule.rule.value, Light.GREEN)}) for rule in all_rules({})
    )


def test_with_all_of_it_a_module_waits_for_two_managers(desk: Register) -> None:
    found = desk.find(desk.proposed())
    assert found.state is ModuleState.PROPOSED
    assert found.card == desk.module.card
    assert found.proposal.digest == desk.module.digest
    assert found.proposal.report_address == PUBLISHED
    assert [(one.number, one.kind, one.name, one.light) for one in found.proposal.effects] == [
        (1, Kind.CIRCUMSTANCES, "health", Light.RED),
        (2, Kind.CIRCUMSTANCES, "language", Light.AMBER),
    ]
    assert not desk.is_active()


def test_codes_and_two_codes_together_are_to_be_answered_too(desk: Register) -> None:
    desk.accept_key()
    found = desk.find(desk.proposes(desk.audited(with_red_codes)))
    assert [(one.kind, one.name) for one in found.proposal.effects] == [
        (Kind.FIELD, "organisation=CE"),
        (Kind.FIELD, "department=971"),
        (Kind.FIELD, "organisation=ML + department=974"),
    ]


def test_without_a_report_nothing_is_proposed(desk: Register, tmp_path: Path) -> None:
    desk.accept_key()
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "nowhere", tmp_path / "empty"):
        assert refused(desk, folder).why is Demand.SIGNED_REPORT


def test_a_report_in_which_one_word_changed_is_refused(desk: Register) -> None:
    desk.accept_key()
    report = desk.audited()
    path = report / "findings.json"
    path.write_text(path.read_text("utf-8").replace('"light": "red"', '"light": "green"'), "utf-8")
    wrong = refused(desk, report)
    assert wrong.why is Demand.SIGNED_REPORT
    assert "findings.json a changé" in wrong.detail


def test_findings_that_do_not_read_are_refused_though_they_are_signed(desk: Register) -> None:
    desk.accept_key()
    report = desk.audited()
    manifest = json.loads((report / "manifest.json").read_bytes())
    manifest["files"] = [entry for entry in manifest["files"] if entry["name"] != "findings.json"]
    (report / "findings.json").unlink()
    signed = json.dumps(manifest).encode()
    (report / "manifest.json").write_bytes(signed)
    (report / "signature.json").write_bytes(desk.key.signed(signed))
    assert refused(desk, report).why is Demand.FINDINGS


def test_a_key_that_no_manager_accepted_refuses_and_waits_for_a_manager(desk: Register) -> None:
    wrong = refused(desk, desk.audited())
    assert (wrong.why, wrong.detail) == (Demand.KEY_ACCEPTED, desk.key.public)
    (key,) = register.keys(desk.service, territory=desk.territory.id)
    assert (key.public_key, key.presented_with, key.is_accepted) == (desk.key.public, "effort 1.0", False)


def test_the_same_report_is_proposed_once_a_manager_accepted_its_key(desk: Register) -> None:
    report = desk.audited()
    refused(desk, report)
    desk.accept_key()
    assert desk.find(desk.proposes(report)).state is ModuleState.PROPOSED


def test_a_report_signed_anew_by_somebody_else_is_refused(desk: Register, tmp_path: Path) -> None:
    desk.accept_key()
    report = desk.audited()
    stranger = SigningKey.load_or_make(tmp_path / "stranger.key")
    (report / "signature.json").write_bytes(stranger.signed((report / "manifest.json").read_bytes()))
    wrong = refused(desk, report)
    assert (wrong.why, wrong.detail) == (Demand.KEY_ACCEPTED, stranger.public)


def test_a_key_that_is_accepted_no_longer_refuses(desk: Register) -> None:
    desk.accept_key()
    register.end_key(desk.service, desk.key.public, actor=actor(desk.first))
    assert refused(desk, desk.audited()).why is Demand.KEY_ACCEPTED


def test_a_secret_that_was_not_drawn_here_is_refused(desk: Register) -> None:
    desk.accept_key()
    report = desk.report(some_findings(desk.module, "b7" * 16))
    assert refused(desk, report).why is Demand.SECRET_OF_HERE


def test_a_secret_that_was_drawn_for_another_module_is_refused(desk: Register) -> None:
    desk.accept_key()
    other = a_module(desk.folder, version="2.0")
    secret, _ = draw_secret(desk.service, other)
    wrong = refused(desk, desk.report(some_findings(desk.module, secret)))
    assert (wrong.why, wrong.detail) == (Demand.SECRET_OF_THIS_MODULE, other.digest)


def test_a_secret_serves_once(desk: Register) -> None:
    desk.accept_key()
    report = desk.audited()
    desk.proposes(report)
    with pytest.raises(ProposalRefused) as wrong:
        desk.proposes(report)
    assert wrong.value.why is Demand.SECRET_UNUSED


@pytest.mark.parametrize("days", [30, 31])
def test_a_secret_holds_for_thirty_days(desk: Register, clock: Clock, days: int) -> None:
    desk.accept_key()
    secret, _ = draw_secret(desk.service, desk.module)
    clock.advance(days=days)
    report = desk.report(some_findings(desk.module, secret))
    if days == 30:
        assert desk.find(desk.proposes(report)).state is ModuleState.PROPOSED
    else:
        assert refused(desk, report).why is Demand.SECRET_IN_TIME


def test_a_report_made_before_its_secret_or_later_than_today_is_refused(desk: Register) -> None:
    desk.accept_key()
    for days in (-1, 1):
        secret, _ = draw_secret(desk.service, desk.module)
        desk.clock.advance(days=days)
        report = desk.report(some_findings(desk.module, secret), name=f"report-{days}")
        desk.clock.advance(days=-days)
        assert refused(desk, report).why is Demand.SECRET_IN_TIME


def test_only_the_hash_of_a_secret_is_kept(desk: Register) -> None:
    secret, drawn = draw_secret(desk.service, desk.module)
    with desk.service.database.reading() as store:
        kept = store.audit_secrets.find(hash_of(secret))
        assert store.audit_secrets.find(secret) is None
    assert kept == drawn
    assert len(secret) == 32
    assert drawn.holds_until - drawn.drawn_on == timedelta(days=30)


@pytest.mark.parametrize(
    ("card", "missing"),
    [
        ({"owner": " "}, "owner"),
        ({"legal_basis": "\n"}, "legal_basis"),
        ({"parameters": {"points": {"value": 1, "meaning": " "}}}, "parameters.points"),
        ({"purpose": "statistics"}, "fields.target_minutes"),
    ],
)
def test_a_card_that_leaves_something_out_is_refused(
    desk: Register, card: dict[str, Any], missing: str
) -> None:
    desk.accept_key()
    module = a_module(desk.folder, **card)
    wrong = refused(desk, desk.audited(module=module), module=module)
    assert (wrong.why, wrong.detail) == (Demand.CARD_COMPLETE, missing)


def test_a_card_that_has_expired_is_refused(desk: Register) -> None:
    desk.accept_key()
    yesterday = desk.service.today(desk.territory) - timedelta(days=1)
    module = a_module(desk.folder, expires_on=yesterday.isoformat())
    assert refused(desk, desk.audited(module=module), module=module).why is Demand.CARD_IN_FORCE
    last = a_module(desk.folder, expires_on=(yesterday + timedelta(days=1)).isoformat())
    assert desk.find(desk.proposes(module=last)).card.expires_on == date(2026, 12, 2)


def test_findings_on_another_digest_are_refused(desk: Register) -> None:
    desk.accept_key()
    other = a_module(desk.folder, version="2.0")
    secret, _ = draw_secret(desk.service, desk.module)
    report = desk.report(some_findings(other, secret), module=other)
    wrong = refused(desk, report)
    assert (wrong.why, wrong.detail) == (Demand.THIS_MODULE, other.digest)


def test_a_module_that_is_made_for_study_is_refused(desk: Register) -> None:
    desk.accept_key()

    def for_study(module: Module, secret: str) -> AuditFindings:
        study = an_audited_module(name="effort", version="1.0", digest=module.digest)
        return some_findings(module, secret).model_copy(update={"module": study})

    assert refused(desk, desk.audited(for_study)).why is Demand.NOT_FOR_STUDY


@pytest.mark.parametrize("rule", list(Rule))
def test_a_rule_that_does_not_hold_refuses(desk: Register, rule: Rule) -> None:
    desk.accept_key()

    def broken(module: Module, secret: str) -> AuditFindings:
        return some_findings(module, secret, rules=rules(**{rule.value: Light.RED}))

    wrong = refused(desk, desk.audited(broken))
    assert (wrong.why, wrong.detail) == (Demand.RULES_HOLD, rule.value)


@pytest.mark.parametrize("rule", list(Rule))
def test_a_rule_of_which_nobody_can_tell_refuses_but_that_of_unseen_people(
    desk: Register, rule: Rule
) -> None:
    desk.accept_key()

    def unsure(module: Module, secret: str) -> AuditFindings:
        return some_findings(module, secret, rules=rules(**{rule.value: Light.AMBER}))

    report = desk.audited(unsure)
    if rule is Rule.HOLDOUT:
        assert desk.find(desk.proposes(report)).proposal.lights.holdout is Light.AMBER
    else:
        assert refused(desk, report).why is Demand.RULES_HOLD


def test_a_rule_that_was_not_asked_refuses(desk: Register) -> None:
    desk.accept_key()

    def without(module: Module, secret: str) -> AuditFindings:
        kept = [rule for rule in rules() if rule.rule is not Rule.EXCUSED]
        kept[0] = kept[0].model_copy(update={"asked": 0})
        return some_findings(module, secret, rules=tuple(kept))

    wrong = refused(desk, desk.audited(without))
    assert (wrong.why, wrong.detail) == (Demand.RULES_ASKED, "again, excused")


@pytest.mark.parametrize(
    "address", ["", "audits.example", "http://audits.example/", "https://a:b@c.example/"]
)
def test_the_report_must_have_an_address(desk: Register, address: str) -> None:
    desk.accept_key()
    given = {"directory": desk.audited(), "address": address, "territory": desk.territory}
    with pytest.raises(ProposalRefused) as wrong:
        propose(desk.service, desk.module, **given)  # type: ignore[arg-type] # any of them
    assert wrong.value.why is Demand.ADDRESS


def test_two_commands_at_once_propose_a_module_once(
    desk: Register, monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    desk.accept_key()
    report = desk.audited()
    desk.proposes(report)
    with service.database.reading() as store:
        kind = type(store.registered_modules)
    monkeypatch.setattr(kind, "has_used", lambda *_: False)
    with pytest.raises(ProposalRefused) as wrong:
        desk.proposes(report)
    assert wrong.value.why is Demand.SECRET_UNUSED
