"""`xprsa modules draw-secret|activate|status|stop`: one line, exit code 0, 1 with a reason, or 2."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from tests.scores.made import PUBLISHED, Register, some_findings
from tests.scores.made_cards import EFFORT
from xprsa import asking
from xprsa.cli import COMMANDS
from xprsa.modules.registry import open_module
from xprsa.scores.commands import modules
from xprsa.scores.proposing import hash_of
from xprsa.storage.register_entries import ModuleState


def call(desk: Register, *words: str) -> Result:
    return CliRunner().invoke(modules, words, obj=lambda: desk.service)


def card(desk: Register) -> str:
    return str(desk.folder / "effort.json")


def no_service() -> None:
    raise AssertionError("a command that needs no service opened one")


def test_a_secret_is_drawn_told_once_and_serves_an_audit_that_is_proposed(desk: Register) -> None:
    desk.accept_key()
    drawn = call(desk, "draw-secret", "command:cat", "--card", card(desk))
    assert drawn.exit_code == 0, drawn.output
    secret = drawn.stdout.strip()
    assert f"xprsa lab run command:cat --card {card(desk)} --secret {secret}" in drawn.stderr
    with desk.service.database.reading() as store:
        assert store.audit_secrets.find(hash_of(secret)) is not None
    report = desk.report(some_findings(desk.module, secret))
    words = ["--card", card(desk), "--audit", str(report), "--address", PUBLISHED]
    proposed = call(desk, "activate", "command:cat", *words)
    assert proposed.exit_code == 0, proposed.output
    module = proposed.stdout.strip().rpartition("/")[2]
    assert "effort 1.0 est proposé, Val-d’Essai. Deux responsables le confirment" in proposed.stdout
    assert f"{module} 99 effort 1.0 : proposé\n" == call(desk, "status").stdout


def test_what_is_refused_says_why_and_proposes_nothing(desk: Register) -> None:
    report = desk.audited()
    words = ["activate", "command:cat", "--card", card(desk), "--audit", str(report), "--address", PUBLISHED]
    refused = call(desk, *words)
    assert refused.exit_code == 1
    assert desk.key.public in refused.output
    assert "Rien n’est proposé." in refused.output
    assert call(desk, "status").stdout == "Aucun module n’est proposé ni actif.\n"


def test_a_module_that_cannot_be_opened_is_a_sentence(desk: Register) -> None:
    refused = call(desk, "draw-secret", "command:cat")
    assert (refused.exit_code, "ajoutez --card" in refused.output) == (1, True)


def test_the_card_may_say_where_its_report_is(desk: Register) -> None:
    desk.accept_key()
    Path(card(desk)).write_text(json.dumps({**EFFORT, "audit": "https://audits.example/card"}), "utf-8")
    secret = call(desk, "draw-secret", "command:cat", "--card", card(desk)).stdout.strip()
    module = open_module("command:cat", card=Path(card(desk)))
    report = desk.report(some_findings(module, secret), module=module)
    proposed = call(desk, "activate", "command:cat", "--card", card(desk), "--audit", str(report))
    assert proposed.exit_code == 0, proposed.output


def test_the_state_says_whether_what_is_installed_is_what_was_confirmed(
    desk: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = desk.active()
    assert call(desk, "status").stdout == f"{module} 99 effort 1.0 : actif, utilisable\n"
    changed = desk.folder / "cat"
    changed.write_text("#!/bin/sh\n")
    changed.chmod(0o755)
    monkeypatch.setenv("PATH", f"{desk.folder}:/usr/bin:/bin")
    assert "INUTILISABLE : autre" in call(desk, "status").stdout
    assert desk.find(module).other_digest is not None
    monkeypatch.setenv("PATH", str(desk.folder / "nowhere"))
    assert "INUTILISABLE : La commande" in call(desk, "status").stdout


def test_an_active_module_is_stopped_and_a_proposal_withdrawn(desk: Register) -> None:
    module = desk.active()
    stopped = call(desk, "stop", str(module))
    assert (stopped.exit_code, stopped.stdout) == (0, "effort 1.0 : arrêté, Val-d’Essai.\n")
    assert "pour de bon" in stopped.stderr
    again = call(desk, "stop", str(module))
    assert (again.exit_code, "arrêté déjà" in again.output) == (1, True)
    assert call(desk, "stop", str(desk.proposes())).stdout == "effort 1.0 : retiré, Val-d’Essai.\n"
    unknown = call(desk, "stop", "00000000-0000-4000-8000-000000000001")
    assert (unknown.exit_code, "Aucun module" in unknown.output) == (1, True)


def test_on_a_terminal_stopping_asks(desk: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    module = desk.active()
    monkeypatch.setattr(asking, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    refused = CliRunner().invoke(modules, ["stop", str(module)], obj=lambda: desk.service, input="non\n")
    assert refused.exit_code == 1
    assert desk.find(module).state is ModuleState.ACTIVE


@pytest.mark.parametrize("words", [["list"], ["check", "command:cat"]])
def test_commands_of_makers_open_no_service(words: list[str]) -> None:
    assert COMMANDS["modules"].load() is modules
    done = CliRunner().invoke(modules, words, obj=no_service)
    assert "opened one" not in str(done.exception)
