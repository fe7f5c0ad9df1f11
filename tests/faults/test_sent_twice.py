"""The same week sent twice, in every way that phones and people find, to the real server (D-1 to D-5)."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.builders import People
from tests.faults import twins
from tests.faults.crowd import Answer, Town, ask, hidden, keeps, shown_receipt
from tests.faults.server import RunningServer, Served
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import VersionRow

Form = dict[str, str]


@dataclass(frozen=True)
class Phone:
    """A phone on which a person is signed in."""

    port: int
    service: Service
    person: Beneficiary
    cookie: str
    week: Week

    @property
    def path(self) -> str:
        """The page of the week."""
        return f"/declarer/{self.week}"

    def form(self, minutes: int, note: str = "") -> Form:
        """Open the page and fill in one activity."""
        page = ask(self.port, self.path, cookie=self.cookie).page
        return {name: hidden(page, name) for name in ("csrf", "key", "base")} | _activity(minutes, note)

    def post(self, form: Form, *, week: Week | None = None) -> Answer:
        """Send a form."""
        return ask(self.port, f"/declarer/{week or self.week}", cookie=self.cookie, form=form)

    def receipt(self, answer: Answer) -> str:
        """Follow the answer to its receipt; give its number."""
        assert answer.status == 303, answer.page
        return shown_receipt(ask(self.port, answer.headers["location"], cookie=self.cookie).page)


def _activity(minutes: int, note: str = "") -> Form:
    return {
        "answer": "activities",
        "row": "new1",
        "kind-new1": "training",
        "time-new1": f"{minutes} min",
        "note-new1": note,
        "send": "1",
    }


@pytest.fixture
def phone(served: Served) -> Phone:
    return _phone(served.running_server, served.people)


def _phone(running_server: RunningServer, residents: People) -> Phone:
    town = Town.of(residents, 1)
    week = residents.service.this_week(residents.territory()).plus(-1)
    return Phone(
        running_server.port, residents.service, town.inhabitants[0], town.sign_in(town.inhabitants[0]), week
    )


def versions(phone: Phone) -> int:
    """Give how many versions the database holds for the person, whatever the week."""
    rows = table(VersionRow)
    query = select(func.count()).select_from(rows).where(rows.c.person_id == phone.person.id)
    with phone.service.database.reading() as store:
        return int(store.connection.execute(query).scalar_one())


def all_at_once(phone: Phone, forms: list[Form]) -> list[Answer]:
    """Send forms side by side."""
    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(phone.post, forms))


def test_a_double_tap_makes_one_version_and_one_receipt(phone: Phone) -> None:
    answers = all_at_once(phone, [phone.form(60)] * 2)
    assert len({phone.receipt(answer) for answer in answers}) == 1
    assert versions(phone) == 1


def test_fifty_posts_side_by_side_with_one_key_make_one_version_and_one_receipt(phone: Phone) -> None:
    answers = all_at_once(phone, [phone.form(60)] * 50)
    assert {answer.status for answer in answers} == {303}
    assert len({phone.receipt(answer) for answer in answers}) == 1
    assert versions(phone) == 1


def test_fifty_corrections_side_by_side_with_one_key_make_one_version(phone: Phone) -> None:
    phone.post(phone.form(60))
    answers = all_at_once(phone, [phone.form(90)] * 50)
    assert {answer.headers.get("location") for answer in answers} == {f"{phone.path}/recu?version=2"}
    assert versions(phone) == 2


def test_two_open_pages_of_one_week_keep_the_first_text_and_show_both_to_the_second(phone: Phone) -> None:
    mine, other = phone.form(60, "premier texte"), phone.form(90, "second texte")
    answers = all_at_once(phone, [mine, other])
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 1}
    conflict = next(answer for answer in answers if answer.status == 409)
    assert "premier texte" in conflict.page
    assert "second texte" in conflict.page
    assert versions(phone) == 1


def test_a_key_used_for_another_text_shows_both_and_its_fresh_key_then_succeeds(phone: Phone) -> None:
    form = phone.form(60, "premier texte")
    phone.post(form)
    conflict = phone.post(form | _activity(90, "second texte"))
    _both_are_shown_and_the_second_can_be_sent(phone, conflict, used=form["key"])
    assert versions(phone) == 2


def test_a_correction_of_a_version_that_has_changed_since_shows_both_and_then_succeeds(phone: Phone) -> None:
    phone.post(phone.form(30))
    late = phone.form(90, "second texte")
    phone.post(phone.form(60, "premier texte"))
    conflict = phone.post(late)
    _both_are_shown_and_the_second_can_be_sent(phone, conflict, used=late["key"])
    assert versions(phone) == 3


def _both_are_shown_and_the_second_can_be_sent(phone: Phone, conflict: Answer, *, used: str) -> None:
    assert conflict.status == 409
    shown = re.sub(r"<[^>]*>", " ", conflict.page)
    assert "premier texte" in shown
    assert "second texte" in shown
    (row,) = re.findall(r'name="row" value="([^"]+)"', conflict.page)
    assert keeps(conflict.page, f"note-{row}", "second texte")
    fresh = {name: hidden(conflict.page, name) for name in ("csrf", "key", "base")}
    assert fresh["key"] != used
    again = phone.post(_activity(90, "second texte") | fresh)
    assert again.status == 303
    assert "second texte" in ask(phone.port, again.headers["location"], cookie=phone.cookie).page


def test_back_and_send_again_unchanged_gives_the_same_receipt(phone: Phone) -> None:
    form = phone.form(60)
    first = phone.receipt(phone.post(form))
    assert phone.receipt(phone.post(form)) == first
    assert versions(phone) == 1


def test_a_replay_after_a_later_correction_gives_its_own_receipt_and_changes_nothing(phone: Phone) -> None:
    form = phone.form(60)
    first = phone.receipt(phone.post(form))
    phone.post(phone.form(90))
    assert phone.receipt(phone.post(form)) == first
    assert versions(phone) == 2


def test_a_queue_sent_twice_gives_the_same_receipts(phone: Phone) -> None:
    queue = {phone.week.plus(-back): phone.form(60) | {"key": str(uuid4())} for back in range(4)}
    sent = [[phone.receipt(phone.post(form, week=week)) for week, form in queue.items()] for _ in range(2)]
    assert sent[0] == sent[1]
    assert versions(phone) == 4


def test_one_key_cannot_serve_two_weeks(phone: Phone) -> None:
    form = phone.form(60)
    phone.post(form)
    assert phone.post(form, week=phone.week.plus(-1)).status == 409
    assert versions(phone) == 1


def _is_overwritten(phone: Phone) -> bool:
    """Tell whether a page opened before somebody else's correction replaces it without a word."""
    phone.post(phone.form(30))
    late = phone.form(90, "second texte")
    phone.post(phone.form(60, "premier texte"))
    return phone.post(late).status == 303


def test_no_correction_replaces_another_without_a_word(phone: Phone) -> None:
    assert not _is_overwritten(phone)


def test_a_twin_without_version_check_is_found_to_lose_an_update(
    make_server: Callable[..., RunningServer], residents: People
) -> None:
    """Negative control."""
    twin = make_server(weakness=twins.NO_VERSION_CHECK)
    twin.start()
    assert _is_overwritten(_phone(twin, residents))


def _is_doubled(phone: Phone) -> bool:
    """Tell whether fifty taps of one button made more than one version."""
    all_at_once(phone, [phone.form(60)] * 50)
    return versions(phone) > 1


@pytest.mark.parametrize("lasting_url", ["postgresql"], indirect=True)
def test_a_twin_that_keeps_no_key_to_one_row_is_found_to_double_a_week(
    make_server: Callable[..., RunningServer], residents: People, lasting_url: str
) -> None:
    """Negative control."""
    twins.drop_uniqueness(lasting_url)
    twin = make_server()
    twin.start()
    assert any(_is_doubled(_phone(twin, residents)) for _ in range(30))  # a race: not every one is lost
