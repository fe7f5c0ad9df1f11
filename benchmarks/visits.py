"""What people do with the product, by its real pages alone: nothing here knows its code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.asking import Unexpected, found_in, get, hidden_fields, post
from benchmarks.load import Steps

CASELOAD = "/portefeuille"
Fields = list[tuple[str, str]]
_OF_A_ROW = ("row", "kind-")  # hidden fields that say what stood in the form: these visitors type it all anew


@dataclass(frozen=True, slots=True)
class Line:
    """One activity as it is typed.

    :ivar days: numbers of ISO days.
    """

    kind: str
    time: str
    days: Sequence[str] = ()
    note: str = ""


FIVE = (
    Line("training", "7 h", ("1", "2"), "Atelier de mécanique"),
    Line("job_search", "2 h 30"),
    Line("workshop", "2 h", ("4",)),
    Line("volunteering", "1 h 30", (), "Épicerie solidaire"),
    Line("personal_steps", "45 min"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Somebody looks at a page."""

    path: str
    cookie: str = ""

    def steps(self) -> Steps:
        """Ask for it."""
        (yield get(self.path, cookie=self.cookie)).must_be(200)


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody reads a page: it is given back."""

    path: str
    cookie: str

    def steps(self) -> Steps:
        """Ask for it, return its text."""
        return (yield get(self.path, cookie=self.cookie)).must_be(200).text


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody enters a week of five activities: the page, its drafts, the sending, the receipt.

    :ivar path: of the page of the week.
    :ivar drafts: how often the page's script keeps what is typed so far.
    """

    path: str
    cookie: str
    drafts: int = 0

    def steps(self) -> Steps:
        """Type a line, let the script keep it, and so on; send; read the receipt."""
        page = (yield get(self.path, cookie=self.cookie)).must_be(200).text
        kept_at = found_in(page, r'data-autosave="([^"]+)"')
        for typed in range(1, self.drafts + 1):
            (yield post(kept_at, typed_week(page, FIVE[:typed]), cookie=self.cookie)).must_be(204)
        answer = yield post(self.path, sent_week(page), cookie=self.cookie)
        receipt = answer.must_be(303).header("Location")
        (yield get(receipt, cookie=self.cookie)).must_be(200)


@dataclass(frozen=True, slots=True)
class WeekForm:
    """Somebody fills the form of a week: it is given back, ready to be sent."""

    path: str
    cookie: str

    def steps(self) -> Steps:
        """Ask for the page, return the request that sends five activities."""
        page = (yield get(self.path, cookie=self.cookie)).must_be(200).text
        return post(self.path, sent_week(page), cookie=self.cookie)


@dataclass(frozen=True, slots=True)
class Sending:
    """Somebody sends a form that is ready."""

    request: bytes

    def steps(self) -> Steps:
        """Send it."""
        (yield self.request).must_be(303)


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """Somebody enters a demonstration in one click; their cookie is given back."""

    name: str

    def steps(self) -> Steps:
        """Choose with whom to enter, return what the browser then holds."""
        page = (yield get("/demo")).must_be(200).text
        door = found_in(page, rf'action="([^"]+)">\s*(?:<input[^>]*>\s*)*<h2>{self.name}</h2>')
        entered = (yield post(door, hidden_fields(page).items(), cookie="")).must_be(303)
        cookie = entered.header("Set-Cookie").partition(";")[0]
        if not cookie:
            raise Unexpected(f"{self.name} could not enter")
        return cookie


def typed_week(page: str, lines: Sequence[Line]) -> Fields:
    """Fill the form of a page with some lines."""
    fields = [pair for pair in hidden_fields(page).items() if not pair[0].startswith(_OF_A_ROW)]
    fields.append(("answer", "activities"))
    for number, line in enumerate(lines, start=1):
        fields += _row(f"new{number}", line)
    return fields


def sent_week(page: str) -> Fields:
    """Fill the form of a page with five activities, and press its button."""
    return [*typed_week(page, FIVE), ("send", "1")]


def _row(key: str, line: Line) -> Iterator[tuple[str, str]]:
    yield "row", key
    yield f"kind-{key}", line.kind
    yield f"time-{key}", line.time
    for day in line.days:
        yield f"day-{key}", day
    yield f"note-{key}", line.note
