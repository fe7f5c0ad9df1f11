"""A receipt as its holder has it, and the keys as anybody downloads them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import People, activity, content, could_not, week
from tests.pages import JudgingClient
from tests.verify.reading import copied_alone
from xprsa.domain.content import Content
from xprsa.domain.person import Beneficiary

NOTE = "« Atelier »  <b>B1</b> &amp; é\u202e=1"
Gives = Callable[..., str]


@pytest.fixture
def gives(people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]) -> Gives:
    """Send a week, and give the page of its receipt."""

    def page(said: Content, **person: object) -> str:
        sender = people.beneficiary(**person)  # type: ignore[arg-type]
        people.sends(sender, week(), said)
        return as_beneficiary(sender).get("/declarer/2026-W47/recu").text

    return page


@pytest.fixture
def page(gives: Gives) -> str:
    """The page of a receipt, as its holder saves it."""
    return gives(
        content(
            activity("training", "2h30", days=(1, 3), note=NOTE),
            activity("job_search", "45 min"),
            prevented=could_not(5),
        )
    )


@pytest.fixture
def copied(page: str) -> str:
    """The receipt of that page, copied as text from its first word to its last code."""
    return copied_alone(page)


@pytest.fixture
def keys(client: JudgingClient, people: People, tmp_path: Path) -> Path:
    """The published keys, as anybody downloads them."""
    people.territory()
    path = tmp_path / "elsewhere/xprsa.keys.json"
    path.parent.mkdir()
    path.write_bytes(client.get("/schemas/xprsa.keys.json").data)
    return path
