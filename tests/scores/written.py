"""A module of the register, written down without a report, for tests that look at pages alone."""

from uuid import UUID

from tests.lab.audits import a_green_audit, an_audited_module
from tests.lab.findings import all_effects, an_effect
from tests.scores.made_cards import EFFORT
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.scores.demands import owed_effects
from xprsa.scoring.audit import Light
from xprsa.scoring.module import ModuleCard
from xprsa.storage.register_entries import DrawnSecret, ModuleProposal, RuleLights

KEY = "ab" * 32
DIGEST = "cd" * 32
AMBER = ("health", "language")
_EFFORT = ModuleCard.model_validate(EFFORT)


def write_module(
    service: Service,
    *,
    by: Account,
    secret_hash: str = "ef" * 32,
    card: ModuleCard = _EFFORT,
    source: str = "effort",
    digest: str = DIGEST,
) -> UUID:
    """Write a module that is proposed in the territory of a manager, with the key that they accepted."""
    today = service.now().date()
    effects = tuple(
        an_effect(name=one.name, kind=one.kind, light=Light.AMBER if one.name in AMBER else Light.GREEN)
        for one in all_effects({})
    )
    module = an_audited_module(name=card.name, version=card.version, digest=digest, for_study=False)
    findings = a_green_audit(module=module, effects=effects)
    proposal = ModuleProposal(
        territory=by.territory,
        source=source,
        digest=digest,
        written_card=card.model_dump_json(by_alias=True),
        written_findings=findings.model_dump_json(by_alias=True),
        report_digest="12" * 32,
        report_address="https://audits.example/effort",
        report_made_on=today,
        public_key=KEY,
        secret_hash=secret_hash,
        proposed_on=today,
        lights=RuleLights(Light.GREEN, Light.GREEN, Light.GREEN),
        effects=owed_effects(findings),
    )
    with service.database.writing() as store:
        store.audit_secrets.add(DrawnSecret(secret_hash, digest, today, today))
        store.audit_keys.present(KEY, territory=by.territory, presented_with="effort 1.0", at=service.now())
        store.audit_keys.accept(KEY, territory=by.territory, account=by.id, at=service.now())
        return store.registered_modules.propose(proposal)


def activate_module(service: Service, module: UUID, *, first: Account, second: Account) -> None:
    """Let two managers confirm a module that was written down."""
    now = service.now()
    with service.database.writing() as store:
        found = store.registered_modules.held(module)
        assert found is not None
        assert store.registered_modules.confirm_first(found.id, account=first.id, at=now)
        answers = {effect.number: "Relu chaque mois." for effect in found.proposal.effects}
        assert store.registered_modules.activate(
            found.id, account=second.id, at=now, on=now.date(), answers=answers
        )
