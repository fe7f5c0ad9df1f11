"""The manifest of a report: its files, listed."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import FileEntry, Manifest

TIMING = "timing.json"


def manifest_of(
    files: Mapping[str, bytes], audit: AuditFindings, *, made_on: date, software: Mapping[str, str]
) -> Manifest:
    """List the files of a report."""
    return Manifest(
        made_on=made_on,
        module=audit.module.digest,
        software={**software},
        files=tuple(
            FileEntry(
                name=name,
                bytes=len(content),
                sha256=sha256(content).hexdigest(),
                reproducible=name != TIMING,
            )
            for name, content in sorted(files.items())
        ),
    )
