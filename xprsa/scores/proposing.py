"""How a module is proposed: a secret is drawn for its audit, then the signed report is brought."""

import secrets
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from xprsa.domain.territory import Territory
from xprsa.modules.registry import Module
from xprsa.running.service import Service
from xprsa.scores.demands import (
    Demand,
    ProposalRefused,
    check_findings,
    check_module,
    check_secret,
    owed_effects,
)
from xprsa.scores.reports import AuditReport, read_report
from xprsa.storage.database import Collision
from xprsa.storage.register_entries import DrawnSecret, ModuleProposal

SECRET_LIFE = timedelta(days=30)  # an audit takes minutes to hours; its report is proposed while it is fresh
_SECRET_BYTES = 16
_LONGEST_ADDRESS = 2000  # signs


def draw_secret(service: Service, module: Module) -> tuple[str, DrawnSecret]:
    """Draw a secret for the audit of a module as it is installed; give it, to be told once, and what is kept.

    Nobody who wrote the module can have made it ready for the people that this secret draws.
    """
    secret, now = secrets.token_hex(_SECRET_BYTES), service.now()
    today = now.astimezone(UTC).date()
    drawn = DrawnSecret(hash_of(secret), module.digest, today, today + SECRET_LIFE)
    with service.database.writing() as store:
        store.audit_secrets.add(drawn)
        store.audit.note(at=now, actor=None, event="audit_secret_drawn", detail=module.digest)
    return secret, drawn


def hash_of(secret: str) -> str:
    """Give what is kept of a secret: its SHA-256, in hexadecimal."""
    return sha256(secret.encode()).hexdigest()


def propose(
    service: Service, module: Module, *, directory: Path, address: str | None, territory: Territory
) -> UUID:
    """Write a module down with its audit, for two managers to confirm; give its public id.

    A key that nobody accepted yet is written down for managers to look at, where nothing else is missing.

    :param directory: the signed report.
    :param address: where the report is published; as the card says, by default.
    :raises ProposalRefused: when something that is demanded is missing; no module is proposed.
    """
    card, now = module.card, service.now()
    check_module(card, today=service.today(territory))
    report = read_report(directory)
    lights = check_findings(report.findings, card, digest=module.digest)
    proposal = ModuleProposal(
        territory=territory.id,
        source=module.source,
        digest=module.digest,
        written_card=card.model_dump_json(by_alias=True),
        written_findings=report.written,
        report_digest=report.digest,
        report_address=_address(address or card.audit or ""),
        report_made_on=report.made_on,
        public_key=report.public_key,
        secret_hash=hash_of(report.findings.plan.secret),
        proposed_on=now.astimezone(UTC).date(),
        lights=lights,
        effects=owed_effects(report.findings),
    )
    with service.database.reading() as store:
        check_secret(
            store.audit_secrets.find(proposal.secret_hash),
            digest=module.digest,
            is_used=store.registered_modules.has_used(proposal.secret_hash),
            made_on=proposal.report_made_on,
            proposed_on=proposal.proposed_on,
        )
    _check_key(service, report, proposal)
    return _written(service, proposal)


def _address(text: str) -> str:
    """Give the address of a report, whole and over TLS.

    :raises ProposalRefused: ADDRESS.
    """
    try:
        parts = urlsplit(text)
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_good = False
    if not (is_good and text.isascii() and text.isprintable() and len(text) <= _LONGEST_ADDRESS):
        raise ProposalRefused(Demand.ADDRESS, text)
    return text


def _check_key(service: Service, report: AuditReport, proposal: ModuleProposal) -> None:
    """Refuse a key that the territory does not accept; one that is new waits for a manager from now on."""
    now, where = service.now(), proposal.territory
    with service.database.writing() as store:
        known = store.audit_keys.find(report.public_key, territory=where)
        if known is None:
            name = f"{proposal.card.name} {proposal.card.version}"
            store.audit_keys.present(report.public_key, territory=where, presented_with=name, at=now)
            store.audit.note(at=now, actor=None, event="audit_key_presented", detail=report.public_key)
    if known is None or not known.is_accepted:
        raise ProposalRefused(Demand.KEY_ACCEPTED, report.public_key)


def _written(service: Service, proposal: ModuleProposal) -> UUID:
    try:
        with service.database.writing() as store:
            public_id = store.registered_modules.propose(proposal)
            detail = f"{public_id} {proposal.digest}"
            store.audit.note(at=service.now(), actor=None, event="module_proposed", detail=detail)
            return public_id
    except Collision as taken:  # another command was faster with the same secret
        raise ProposalRefused(Demand.SECRET_UNUSED) from taken
