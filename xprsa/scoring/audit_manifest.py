"""The manifest `xprsa.audit-manifest/1`: every file of an audit's report, and what it was made from."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from xprsa.scoring.audit_frame import Count, Finding

FILE = "manifest.json"
SIGNATURE = "signature.json"
FINDINGS = "findings.json"
CARD = "card.json"

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,63}$")]


class FileEntry(Finding):
    """One file.

    :ivar reproducible: the same run gives the same bytes again, with the same software and fonts.
    """

    name: FileName
    bytes: Count
    sha256: Digest
    reproducible: bool


class Manifest(Finding):
    """What a report is made of.

    :ivar module: SHA-256 of the module that the findings are bound to.
    :ivar software: version of each program that had a part in the bytes.
    """

    schema_: Literal["xprsa.audit-manifest/1"] = Field(default="xprsa.audit-manifest/1", alias="schema")
    made_on: date
    module: str
    software: dict[str, str]
    files: tuple[FileEntry, ...]

    def written(self) -> bytes:
        """Write it: the bytes that are signed."""
        return self.model_dump_json(by_alias=True, indent=2).encode() + b"\n"
