"""Archives of PostgreSQL, by its own programs: dumped, read to the end, restored."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from xprsa.storage.database import DatabaseWrong

_BESIDE_SERVERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin")
_LAST_WORDS = 500  # characters


def dump(url: str, to: Path, *, snapshot: str) -> None:
    """Write what a transaction sees into an archive.

    :param snapshot: exported by that transaction, which is still open.
    :raises DatabaseWrong: when the program is missing or fails.
    """
    given = ("--format=custom", f"--snapshot={snapshot}", f"--file={to}", f"--dbname={_address(url)}")
    _run("pg_dump", *given, url=url)


def restore(archive: Path, url: str) -> None:
    """Fill a database that has no table, in one transaction; its objects belong to whoever connects.

    :raises DatabaseWrong: when the program is missing or fails: the database is as it was.
    """
    given = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", *given, f"--dbname={_address(url)}", str(archive), url=url)


def rows_in(archive: Path, name: str) -> int:
    """Read an archive to its end; give how many rows of a table it holds.

    :raises DatabaseWrong: when it is damaged, or the program is missing.
    """
    count, counts = 0, False
    with _printing("pg_restore", "--file=-", str(archive)) as lines:
        for line in lines:
            if counts and line == b"\\.\n":
                counts = False
            elif counts:
                count += 1
            else:
                counts = line.startswith(f"COPY public.{name} ".encode())
    return count


def _run(name: str, *words: str, url: str) -> None:
    with _printing(name, *words, url=url) as lines:
        for _ in lines:
            pass


@contextmanager
def _printing(name: str, *words: str, url: str = "") -> Iterator[Iterator[bytes]]:
    """Run a program and give what it prints, line by line.

    :raises DatabaseWrong: at the end, when it failed: what it said is told.
    """
    program = _program(name)
    password = _parts(url).get("password") if url else None
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 # PostgreSQL's own program
            [program, "--no-password", *words] if url else [program, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        )
        with process:
            yield iter(cast(Iterator[bytes], process.stdout))
        said.seek(0)
        if process.returncode:
            why = said.read().decode(errors="replace")[-_LAST_WORDS:].strip()
            raise DatabaseWrong(f"{name} a échoué. Rien n’a changé. Il dit\u00a0: {why}")


def _program(name: str) -> str:
    """Find a program on the path, else beside the newest server of this machine."""
    found = shutil.which(name)
    if found is None:
        beside = [path for folder in _BESIDE_SERVERS for path in Path("/").glob(f"{folder}/{name}")]
        if not beside:
            raise DatabaseWrong(
                f"Le programme {name} manque. Installez celui de PostgreSQL (postgresql-client chez Debian),"
                " de la version du serveur ou plus récent."
            )
        found = str(max(beside, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))]))
    return found


def _address(url: str) -> str:
    """Write an address for a program, without the password: others see what is run."""
    return make_conninfo("", **{**_parts(url), "password": None})


def _parts(url: str) -> dict[str, str]:
    made = make_url(url)
    return dict(made.get_dialect()().create_connect_args(made)[1])
