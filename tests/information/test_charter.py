"""The charter has ten articles, and each names tests that are there and run."""

import os
import re
import subprocess
import sys
import tomllib

import pytest

from tests.builders import People
from tests.pages import JudgingClient
from tests.source import ROOT
from xprsa.information.charter import CHARTER, HeldBy

NAMED = [test for article in CHARTER for test in article.held_by]


def collected(*files: str) -> set[tuple[str, str]]:
    """Collect the tests of some files as `make test` does; give file and name of each."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "not slow and not prove", *files]
    plain = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    listed = subprocess.run(
        command, cwd=ROOT, env=plain, check=False, capture_output=True, text=True, timeout=120
    )
    return set(re.findall(r"^(tests/\S+\.py)::(\w+)", listed.stdout, re.MULTILINE))


def missing(tests: list[HeldBy]) -> list[HeldBy]:
    """Give those that are not collected in their file under their name."""
    there = collected(*sorted({test.file for test in tests if (ROOT / test.file).exists()}))
    return [test for test in tests if (test.file, test.name) not in there]


def test_each_article_names_a_test_that_is_there_under_that_name_and_runs() -> None:
    assert not missing(NAMED), "articles of the charter that no test holds any more"


def test_a_test_that_is_gone_renamed_or_only_slow_is_seen() -> None:
    here = "tests/information/test_charter.py"
    slow = HeldBy(here, "test_what_is_slow_holds_nothing")
    gone = [HeldBy(here, "test_that_was_renamed"), HeldBy("tests/information/test_gone.py", "test_it"), slow]
    assert missing([*gone, HeldBy(here, "test_there_are_ten_articles")]) == gone


@pytest.mark.slow
def test_what_is_slow_holds_nothing() -> None:
    assert NAMED


def test_there_are_ten_articles() -> None:
    assert len(CHARTER) == 10
    assert all(article.held_by for article in CHARTER)
    assert len(set(NAMED)) == len(NAMED)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_tells_each_article_with_the_names_of_its_tests(
    people: People, client: JudgingClient
) -> None:
    people.territory()
    page = client.get("/charte").text
    for article in CHARTER:
        assert article.title in page
        for test in article.held_by:
            assert test.name.removeprefix("test_").replace("_", " ") in page
            assert test.file in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_visitor_finds_it(people: People, client: JudgingClient) -> None:
    people.territory()
    for page in ("/aide", "/algorithmes", "/connexion"):
        assert 'href="/charte"' in client.get(page).text


def test_the_code_is_free_and_its_licence_goes_with_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "MIT"
    assert project["license-files"] == ["LICENSE"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
