"""One week sent enters few files of the product, so that a newcomer can follow it by hand."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType

import pytest
from werkzeug.test import TestResponse

from tests.builders import People, week
from tests.pages import JudgingClient
from tests.source import ROOT
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week

MOST_FILES = 40  # 58 once; the aim is 32: subjects of their own cost files, see docs/performance.md
PRODUCT = str(ROOT / "xprsa")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sending_enters_few_files_of_the_product(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    browser = as_beneficiary(people.beneficiary())
    send = about_to_send(browser, week())
    assert send().status_code == 303  # the first one also makes what is made once
    send = about_to_send(browser, week().plus(-1))
    entered = files_entered(send)
    listed = "\n".join(sorted(entered))
    assert len(entered) <= MOST_FILES, f"a sending enters {len(entered)} files:\n{listed}"


def test_a_file_whose_functions_only_are_defined_is_not_entered_and_one_that_runs_is() -> None:
    assert files_entered(lambda: None) == set()
    assert files_entered(lambda: week().plus(1)) >= {"xprsa/domain/week.py"}


def about_to_send(browser: JudgingClient, sent: Week) -> Callable[[], TestResponse]:
    """Fill in a week: what is left is its one POST."""
    added = browser.press(browser.get(f"/declarer/{sent}"), "Formation", answer="activities")
    page = browser.get(added.location)
    return lambda: browser.press(page, "Envoyer", time__new1="2h")


def files_entered(do: Callable[[], object]) -> set[str]:
    """Give the files of the product of which a function is run meanwhile."""
    run: set[CodeType] = set()

    def note(frame: FrameType, what: str, _: object) -> None:
        if what == "call":
            run.add(frame.f_code)

    sys.setprofile(note)
    try:
        do()
    finally:
        sys.setprofile(None)
    return {
        str(Path(code.co_filename).relative_to(ROOT)) for code in run if code.co_filename.startswith(PRODUCT)
    }
