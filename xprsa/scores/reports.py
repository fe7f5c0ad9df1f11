"""Reads the report of an audit, once it is as it was signed."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from xprsa.scores.demands import Demand, ProposalRefused
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import FILE, FINDINGS, Manifest
from xprsa.scoring.audit_signature import signer_of, verify


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a signed report says.

    :ivar written: the findings as they stand in their file, JSON.
    :ivar digest: SHA-256 of the manifest, which names each file and its own.
    :ivar public_key: by which it was signed, in hexadecimal.
    """

    findings: AuditFindings
    written: str
    digest: str
    made_on: date
    public_key: str


def read_report(directory: Path) -> AuditReport:
    """Read a report whose every file is as it was signed; by which key is for others to judge.

    :raises ProposalRefused: SIGNED_REPORT with its faults, or FINDINGS.
    """
    if faults := verify(directory):
        raise ProposalRefused(Demand.SIGNED_REPORT, " ".join(faults))
    signed = (directory / FILE).read_bytes()
    manifest = Manifest.model_validate_json(signed)
    hashes = {entry.name: entry.sha256 for entry in manifest.files}
    try:
        written = (directory / FINDINGS).read_bytes()
        findings = AuditFindings.model_validate_json(written)
    except (OSError, ValidationError) as wrong:
        raise ProposalRefused(Demand.FINDINGS) from wrong
    if hashes.get(FINDINGS) != sha256(written).hexdigest() or manifest.module != findings.module.digest:
        raise ProposalRefused(Demand.FINDINGS)
    return AuditReport(
        findings=findings,
        written=written.decode("utf-8"),
        digest=sha256(signed).hexdigest(),
        made_on=manifest.made_on,
        public_key=signer_of(directory).lower(),
    )
