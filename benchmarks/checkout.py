"""The product as it stood at some commit, in a folder of its own."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import Missing
from benchmarks.serving import ROOT


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Write the files of a commit into a folder that goes afterwards; it runs with the packages at hand.

    :raises Missing: when this is no clone that holds the commit.
    """
    done = subprocess.run(["git", "-C", ROOT, "archive", commit], capture_output=True, check=False)
    if done.returncode:
        raise Missing(f"Commit {commit} cannot be read here: {done.stderr.decode().strip()}")
    with tempfile.TemporaryDirectory(prefix="xprsa-bench-") as folder:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)
