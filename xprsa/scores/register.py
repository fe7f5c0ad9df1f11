"""The public register: every module that was ever active here, and every purpose with its card."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xprsa.domain.territory import Territory
from xprsa.domain.week import local_date
from xprsa.running.service import Service
from xprsa.scores.usage import usage_in_words, usage_of, usage_of_region
from xprsa.scores.words import (
    CONTESTED,
    LIGHTS,
    READ_BY_A_HUMAN,
    card_in_words,
    effect_name,
    fields_in_words,
    parameters_in_words,
)
from xprsa.scores.words import scale_in_words as scale_of
from xprsa.scoring.purpose import Purpose
from xprsa.scoring.register import (
    AlgorithmRecord,
    AlgorithmRegister,
    AnsweredEffect,
    ModuleUsage,
    RegionUsage,
    RegisteredAudit,
    RegisteredPurpose,
)
from xprsa.storage.answer_counts import ModuleCounts, TerritoryCounts
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.storage.register_entries import ModuleProposal, ModuleState, RegisteredModule


@dataclass(frozen=True, slots=True)
class TerritoryRegister:
    """What was ever active in one territory, and what documents ever left for.

    :ivar modules: the newest first.
    :ivar today: on the territory's clock.
    :ivar usages: what came of asking each module, by its internal id.
    """

    territory: Territory
    today: date
    modules: tuple[RegisteredModule, ...]
    purposes: dict[Purpose, TerritoryPurpose]
    usages: dict[int, ModuleUsage]
    usage: RegionUsage


def read_register(service: Service) -> tuple[TerritoryRegister, ...]:
    """Read the whole register of this service, territory by territory."""
    with service.database.reading() as store:
        found = store.registered_modules.ever_active()
        modules, territories = store.answer_counts.of_modules(), store.answer_counts.of_territories()
        usages = {module.id: usage_of(modules.get(module.id, ModuleCounts())) for module in found}
        return tuple(
            TerritoryRegister(
                territory,
                service.today(territory),
                tuple(module for module in found if module.proposal.territory == territory.id),
                store.purposes.ever_open(territory.id),
                usages,
                usage_of_region(territory.name, territories.get(territory.id, TerritoryCounts())),
            )
            for territory in service.territories()
        )


def published(service: Service) -> AlgorithmRegister:
    """Write the register in its published form."""
    parts = read_register(service)
    return AlgorithmRegister(
        algorithms=tuple(_record(service, module, part) for part in parts for module in part.modules),
        purposes=tuple(purpose for part in parts for purpose in _purposes(part)),
        regions=tuple(part.usage for part in parts),
    )


def _purposes(part: TerritoryRegister) -> Iterator[RegisteredPurpose]:
    zone = part.territory.zone
    for code, purpose in part.purposes.items():
        yield RegisteredPurpose(
            region=part.territory.name,
            purpose=code,
            is_open=purpose.is_open,
            opened_on=local_date(purpose.opened_at, zone),
            closed_on=local_date(purpose.closed_at, zone) if purpose.closed_at else None,
            card=purpose.usable_card,
        )


def _record(service: Service, module: RegisteredModule, part: TerritoryRegister) -> AlgorithmRecord:
    card, proposal, territory = module.card, module.proposal, part.territory
    since = module.activated_on or proposal.proposed_on
    ended = local_date(module.ended_at, territory.zone) if module.ended_at else None
    words = dict(card_in_words(card))
    return AlgorithmRecord(
        id=str(module.public_id),
        title=card.title,
        organisation_name=territory.service_name or territory.name,
        region=territory.name,
        phase="production" if module.state is ModuleState.ACTIVE else "retired",
        in_use=module.may_be_used(on=part.today),
        date_of_completion=since,
        date_updated=ended or since,
        date_archived=ended,
        name=card.name,
        description=f"{card.title}. {card.contribution}",
        website_url=f"{service.settings.base_url}/algorithmes",
        contact_email=card.contact,
        organisation_or_department=card.owner,
        scope=card.limits,
        process_integration=card.contribution,
        provided_information=scale_of(card.scale),
        frequency_and_scale_of_usage=" ".join(
            f"{label}\u00a0: {number}." for label, number in usage_in_words(part.usages[module.id])
        ),
        human_decisions_and_review=READ_BY_A_HUMAN,
        appeals_and_review=CONTESTED,
        model_name=card.name,
        model_version=card.version,
        model_input=", ".join(card.fields),
        model_output=scale_of(card.scale),
        model_architecture=parameters_in_words(card) or words["Ce qu’il calcule"],
        data_description=fields_in_words(card.fields),
        impact_assessment=(
            f"Audit du {proposal.report_made_on}\u00a0: {proposal.report_address}"
            f" (SHA-256 {proposal.report_digest})"
        ),
        effects_and_answers=_effects(proposal),
        module=proposal.digest,
        card=card,
        audit=_audit(module),
        usage=part.usages[module.id],
    )


def _effects(proposal: ModuleProposal) -> str:
    return " ".join(
        f"{effect_name(effect.name)} ({LIGHTS[effect.light].lower()})\u00a0: {effect.answer}"
        for effect in proposal.effects
    )


def _audit(module: RegisteredModule) -> RegisteredAudit:
    proposal = module.proposal
    return RegisteredAudit(
        report_address=proposal.report_address,
        report_digest=proposal.report_digest,
        report_made_on=proposal.report_made_on,
        public_key=proposal.public_key,
        lights=proposal.findings.lights,
        effects=tuple(
            AnsweredEffect(kind=effect.kind, name=effect.name, light=effect.light, answer=effect.answer or "")
            for effect in proposal.effects
        ),
        untestable=proposal.findings.untestable,
    )
