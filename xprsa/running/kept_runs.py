"""Where the service keeps the runs that left, and whether one is there as it left."""

import hashlib
from pathlib import Path

from xprsa.running.service import Service
from xprsa.storage.export_runs import Run, RunState

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"


def kept_at(service: Service, run: Run) -> Path:
    """Give where the service keeps a run, to deliver it again byte for byte."""
    return service.settings.exports / str(run.public_id)


def is_kept(service: Service, run: Run) -> bool:
    """Tell whether a run that left can be delivered again, byte for byte."""
    is_there = sha256_of(kept_at(service, run) / MANIFEST) == run.manifest
    return run.state is RunState.DONE and run.manifest is not None and is_there


def sha256_of(path: Path) -> str | None:
    """Give the SHA-256 of a file in hexadecimal, or None when there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
