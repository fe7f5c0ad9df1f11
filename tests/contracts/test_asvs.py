"""`docs/asvs.md` has each requirement of OWASP ASVS 5.0, levels 1 and 2, once, none held without a test."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.source import ROOT, named_tests

PAGE = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
WANTED = [
    line.split()[0]
    for line in (Path(__file__).parent / "asvs.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
STATES = ("held", "not held", "does not apply")
MOST_WORDS = 12  # of ours, about what a requirement asks


@dataclass(frozen=True)
class Line:
    """One requirement.

    :ivar id: its number in the standard.
    :ivar why: its tests, or why not.
    """

    id: str
    about: str
    state: str
    why: str

    @property
    def tests(self) -> list[str]:
        """The tests that it names, as the page writes them."""
        return re.findall(r"`([\w/]+\.py::\w+)`", self.why)


def lines_of(page: str) -> list[Line]:
    found = re.findall(r"^\| (V\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.*) \|$", page, re.MULTILINE)
    return [Line(*cells) for cells in found]


def faults_of(page: str) -> list[str]:
    """Give what is wrong with the page, in words; nothing when it is as it should be."""
    lines, known = lines_of(page), named_tests()
    found = [
        f"{one} stands {times} times"
        for one, times in Counter(line.id for line in lines).items()
        if times > 1
    ]
    found += [f"{one} is missing" for one in WANTED if one not in {line.id for line in lines}]
    found += [f"{line.id} is no requirement of levels 1 and 2" for line in lines if line.id not in WANTED]
    for line in lines:
        if line.state not in STATES:
            found.append(f"{line.id} is « {line.state} »")
        if line.state == "held" and not line.tests:
            found.append(f"{line.id} is held by no test")
        if line.state != "held" and (line.tests or len(line.why.split()) < 2):
            found.append(f"{line.id} is not held, and names a test or does not say why")
        if line.state == "not held" and not re.search("needed:", line.why, re.IGNORECASE):
            found.append(f"{line.id} does not say what would be needed")
        if len(line.about.split()) > MOST_WORDS:
            found.append(f"{line.id} repeats the standard, or is long")
        found += [
            f"{line.id} names a test that is not there: {test}" for test in line.tests if test not in known
        ]
    files = [(line.id, file) for line in lines for file in re.findall(r"`([\w/-]+\.(?:py|md))`", line.why)]
    found += [f"{one} names a file that is not there: {file}" for one, file in files if not _is_there(file)]
    counted = Counter(line.state for line in lines) | {"in all": len(lines)}
    said = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", page, re.MULTILINE))
    found += [
        f"the page says {said.get(state)} « {state} » and has {counted[state]}"
        for state in (*STATES, "in all")
        if said.get(state) != str(counted[state])
    ]
    return found


def _is_there(file: str) -> bool:
    return (ROOT / file).exists() or (ROOT / "tests" / file).exists()


def test_every_requirement_stands_once_and_none_is_held_without_a_test() -> None:
    found = faults_of(PAGE)
    assert not found, "docs/asvs.md:\n" + "\n".join(found)


def test_the_list_has_both_levels_and_the_lines_stand_in_its_order() -> None:
    assert len(WANTED) == len(set(WANTED)) == 253
    assert [line.id for line in lines_of(PAGE)] == WANTED


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (r"^\| V8\.4\.1 .*\n", "", "V8.4.1 is missing"),
        (r"^(\| V8\.4\.1 .*\n)", r"\1\1", "V8.4.1 stands 2 times"),
        (r"^\| V8\.4\.1 ", "| V8.4.2 ", "V8.4.2 is no requirement of levels 1 and 2"),
        (r"^(\| V8\.4\.1 .*) held \|.*", r"\1 held | it is |", "V8.4.1 is held by no test"),
        (r"^(\| V8\.4\.1 .*) held \|", r"\1 nearly held |", "V8.4.1 is « nearly held »"),
        (
            r"::test_a_code_serves_once`",
            "::test_a_code_serves_twice`",
            "V6.5.1 names a test that is not there",
        ),
        (
            r"`accounts/test_under_attack.py`",
            "`accounts/test_gone.py`",
            "V6.5.5 names a file that is not there",
        ),
        (r"Needed: argon2id over it", "later", "V6.5.2 does not say what would be needed"),
        (r"^\| held \| \d+ \|", "| held | 253 |", "the page says 253 « held »"),
    ],
)
def test_this_contract_sees(pattern: str, instead: str, said: str) -> None:
    altered = re.sub(pattern, instead, PAGE, count=1, flags=re.MULTILINE)
    assert altered != PAGE
    assert any(fault.startswith(said) for fault in faults_of(altered))
