"""Reads the findings of a finished report back."""

from pathlib import Path

from pydantic import ValidationError

from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import FINDINGS
from xprsa.scoring.audit_signature import verify


def read_findings(folder: Path) -> AuditFindings:
    """Give the findings of a report that is as it was signed, by whatever key.

    :raises ReportWrong: when it is not, or this lab cannot read it.
    """
    if faults := verify(folder):
        raise ReportWrong(f"« {folder} » n’est pas tel qu’il a été signé : {faults[0]}")
    try:
        return AuditFindings.model_validate_json((folder / FINDINGS).read_bytes())
    except (OSError, ValidationError) as wrong:
        raise ReportWrong(
            f"« {folder} » ne contient pas de résultats que ce laboratoire sache lire."
        ) from wrong
