"""Each line of the first table of SECURITY.md names the tests that hold it."""

import re
from dataclasses import dataclass

import pytest

from tests.source import ROOT, named_tests

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
# Whatever holds, carries or shows something of somebody; a part that comes to the service is a line more.
PARTS = (
    "the database alone",
    "writing into the database",
    "the keyring alone",
    "the database and the keyring",
    "the pages or the worker while they run, the command `xprsa`, root",
    "nginx",
    "the logs",
    "the mail server or the SMS gateway",
    "a folder of backups",
    "a backup and its passphrase",
    "the token of `/metrics`",
    "the list of erasures",
    "an export directory",
    "a token of a machine",
    "the secret of the exchange by name",
    "the platform to which weeks leave by name",
    "an adviser’s computer",
    "a manager’s computer",
    "a person’s phone",
    "a letter",
    "a scoring module under audit",
    "a scoring module’s author",
    "the lab’s signing key",
)


@dataclass(frozen=True)
class Surrender:
    """What a compromise of one part gives away, and what it does not."""

    part: str
    gives: str
    keeps: str
    held_by: str


def lines_of(page: str) -> list[Surrender]:
    table = page.partition("| Part |")[2].partition("\n\n")[0].splitlines()[2:]
    return [Surrender(*(cell.strip() for cell in line.strip("|").split("|"))) for line in table]


def faults_of(page: str) -> list[str]:
    """Give what is wrong with the table, in words."""
    lines, known = lines_of(page), named_tests()
    named = [next((part for part in PARTS if line.part.startswith(part)), line.part) for line in lines]
    found = [f"« {part} » has no line" for part in PARTS if part not in named]
    found += [f"« {part} » is not among the parts" for part in named if part not in PARTS]
    for line in lines:
        tests = re.findall(r"`([\w/]+\.py::\w+)`", line.held_by)
        if not tests or not line.gives or not line.keeps:
            found.append(f"« {line.part} » lacks a cell, or a test")
        found += [
            f"« {line.part} » names a test that is not there: {test}" for test in tests if test not in known
        ]
    return found


def test_every_part_has_its_line_and_every_line_its_tests() -> None:
    found = faults_of(PAGE)
    assert not found, "SECURITY.md:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (r"^\| nginx.*\n", "", "« nginx » has no line"),
        (r"^\| nginx", "| apache", "« nginx » has no line"),
        (
            r"^(\| nginx.*\|).*\|$",
            r"\1 |",
            "« nginx, or whoever has the key of its certificate » lacks a cell",
        ),
        (
            r"::test_ninety_days_without_use_forget_it",
            "::test_gone",
            "« a person’s phone, unlocked » names a test",
        ),
    ],
)
def test_this_contract_sees(pattern: str, instead: str, said: str) -> None:
    altered = re.sub(pattern, instead, PAGE, count=1, flags=re.MULTILINE)
    assert altered != PAGE
    assert any(fault.startswith(said) for fault in faults_of(altered))
