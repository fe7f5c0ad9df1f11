"""What tests of the register share: a module that anybody can open, its signed report, two managers."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp

from tests.builders import Clock, People, actor
from tests.lab.audits import ATiming, a_green_audit, a_plan, an_audited_module
from tests.lab.findings import all_effects, all_fields, an_effect, the_world
from tests.scores.made_cards import EFFORT
from xprsa.domain.person import Account
from xprsa.domain.territory import Territory
from xprsa.gateways import passwords, totp
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.writing import write_report
from xprsa.modules.registry import Module, open_module
from xprsa.running.service import Service
from xprsa.scores import service as register
from xprsa.scores.proposing import draw_secret, propose
from xprsa.scoring.audit import AuditFindings, Light
from xprsa.storage.register_entries import RegisteredModule

PUBLISHED = "https://audits.example/effort"
TWO_EFFECTS = {"health": Light.RED, "language": Light.AMBER}
ANSWERS = {1: "Ces réponses ne servent qu’à proposer un appel.", 2: "Trop peu de paires ; relu dans un an."}


def a_module(folder: Path, **card: Any) -> Module:
    """Open a module whose code never runs here: its card is all that matters."""
    path = folder / "effort.json"
    path.write_text(json.dumps({**EFFORT, **card}), encoding="utf-8")
    return open_module("command:cat", card=path)


def some_findings(module: Module, secret: str, **changes: Any) -> AuditFindings:
    """Findings on a module with a red circumstance and one that nobody can tell."""
    effects = tuple(
        an_effect(name=effect.name, kind=effect.kind, light=TWO_EFFECTS.get(effect.name, Light.GREEN))
        for effect in all_effects({})
    )
    audited = an_audited_module(
        name=module.card.name,
        version=module.card.version,
        title=module.card.title,
        digest=module.digest,
        source=module.source,
        for_study=False,
    )
    given = {"module": audited, "plan": a_plan(secret=secret), "effects": effects}
    return a_green_audit(**given | changes)


def with_nothing_to_answer(module: Module, secret: str) -> AuditFindings:
    """Findings in which every effect is green."""
    effects = tuple(an_effect(name=one.name, kind=one.kind, light=Light.GREEN) for one in all_effects({}))
    return some_findings(module, secret, effects=effects)


def with_red_codes(module: Module, secret: str) -> AuditFindings:
    """Findings in which two codes, and the two together, move the answers."""
    red = ("organisation=CE", "department=971", "organisation=ML + department=974")
    return with_nothing_to_answer(module, secret).model_copy(update={"fields": all_fields(*red)})


@dataclass
class Register:
    """The register of one territory, with a module, two managers and whoever signs audits."""

    service: Service
    people: People
    clock: Clock
    folder: Path
    key: SigningKey

    def __post_init__(self) -> None:
        self.module = a_module(self.folder)
        self.first, self.second = self.manager("Hélène"), self.manager("Karim")
        self.clock.advance(days=8)

    @property
    def territory(self) -> Territory:
        return self.people.territory()

    def manager(self, first_name: str, **given: Any) -> Account:
        """A manager with a password and a phone, both of this instant."""
        account = self.people.manager(first_name=first_name, **given)
        with self.service.database.writing() as store:
            store.staff_secrets.put(
                account.id,
                password_hash=passwords.NOBODYS,
                totp_secret=totp.new_secret(),
                totp_step=0,
                at=self.service.now(),
            )
        return account

    def code(self, account: Account) -> str:
        """What the phone shows now; the clock goes on first, since a code serves once."""
        (shown,) = self.codes(account)
        return shown

    def codes(self, *accounts: Account) -> list[str]:
        """What some phones show at one instant."""
        self.clock.advance(seconds=60)
        return [self._shown(account) for account in accounts]

    def _shown(self, account: Account) -> str:
        with self.service.database.reading() as store:
            secret = store.staff_secrets.of(account.id)
        assert secret is not None
        return pyotp.TOTP(secret.totp_secret).at(self.service.now())

    def report(self, findings: AuditFindings, *, name: str = "report", module: Module | None = None) -> Path:
        """Write and sign a report of today."""
        return write_report(
            findings,
            self.folder / name,
            card=(module or self.module).card,
            world=the_world(),
            key=self.key,
            made_on=self.service.now().date(),
            timing=ATiming(),
        )

    def audited(self, findings: Callable[[Module, str], AuditFindings] = some_findings, **given: Any) -> Path:
        """Draw a secret, and write the report of an audit that was run with it."""
        module = given.get("module") or self.module
        secret, _ = draw_secret(self.service, module)
        return self.report(findings(module, secret), name=f"report-{secret}", module=module)

    def accept_key(self) -> None:
        """Present the key, as a refused proposal does, and accept it."""
        with self.service.database.writing() as store:
            store.audit_keys.present(
                self.key.public,
                territory=self.territory.id,
                presented_with="effort 1.0",
                at=self.service.now(),
            )
        register.accept_key(
            self.service, self.key.public, actor=actor(self.first), code=self.code(self.first)
        )

    def proposes(self, report: Path | None = None, *, module: Module | None = None) -> UUID:
        """Propose the module with a report, by default with a good one."""
        chosen = module or self.module
        return propose(
            self.service,
            chosen,
            directory=report or self.audited(module=chosen),
            address=PUBLISHED,
            territory=self.territory,
        )

    def proposed(self, **given: Any) -> UUID:
        """A module that waits for its confirmations."""
        self.accept_key()
        return self.proposes(**given)

    def find(self, module: UUID) -> RegisteredModule:
        return register.find(self.service, module, territory=self.territory.id)

    def confirms(self, module: UUID, by: Account, answers: dict[int, str] | None = None) -> None:
        """Confirm with the manager's phone what stands now."""
        register.confirm(
            self.service,
            module,
            actor=actor(by),
            code=self.code(by),
            seen=self.find(module).seen,
            answers=answers or {},
        )

    def active(self, **given: Any) -> UUID:
        """A module that two managers confirmed."""
        module = self.proposed(**given)
        self.confirms(module, self.first)
        self.confirms(module, self.second, ANSWERS)
        return module

    def stops(self, module: UUID) -> None:
        register.end(
            self.service,
            module,
            territory=self.territory.id,
            actor=self.second.id,
            seen=self.find(module).seen,
        )

    def is_active(self, module: Module | None = None) -> bool:
        return register.is_active(self.service, module or self.module, territory=self.territory)
