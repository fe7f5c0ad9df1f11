"""People who declare over a bad line: each sends the same form again until an answer is heard."""

import html
import itertools
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tests import builders
from tests.builders import People
from tests.faults.ledger import Acknowledgement, Intent, Ledger
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.storage.database import DatabaseAway

_LAST_WEEKS = range(1, 7)
VERSIONS_EACH = 8  # of one week, before the next one is taken
_LONGEST_REST = 8  # times the first
GIVES_UP_AFTER = 90.0  # seconds without an answer once the trouble is over
_WORDS = ("atelier", "d’anglais", "« ok »", "à 9 h", "<b>", "&amp;", "100 %", "+33", "é=à&b", "日本", "مرحبا")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was heard whole."""

    status: int
    headers: dict[str, str]
    page: str


class NotHeard(Exception):
    """The line was cut, or nobody answered."""


@dataclass
class Town:
    """The people who declare, and the way to sign them in while the service comes and goes."""

    people: People
    inhabitants: list[Beneficiary]
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, people: People, count: int) -> "Town":
        """Fill a town with people who have a contract."""
        town = cls(people, [people.beneficiary() for _ in range(count)])
        people.service.database.dispose()
        return town

    def sign_in(self, person: Beneficiary) -> str:
        """Give the cookie of a person who has just signed in.

        No connection of ours stays open: the server must find the database as its killing left it.
        """
        service = self.people.service
        with self.lock:
            while True:
                with suppress(DatabaseAway):
                    name, secret = builders.begin_sign_in(service, person.account)
                    service.database.dispose()
                    return f"{name}={secret}"
                time.sleep(0.05)


def ask(port: int, path: str, *, cookie: str, form: dict[str, str] | None = None) -> Answer:
    """Ask for a page as a browser of the site does, on a connection of its own.

    :raises NotHeard: when the answer does not arrive whole.
    """
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Connection": "close"}
    body = None
    if form is not None:
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
            line.request("POST" if body is not None else "GET", path, body, headers)
            heard = line.getresponse()
            page = heard.read().decode()
            named = {name.lower(): value for name, value in heard.getheaders()}
            return Answer(heard.status, named, page)
    except (OSError, HTTPException) as lost:
        raise NotHeard(type(lost).__name__) from lost


def hidden(page: str, name: str) -> str:
    """Give the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"the page has no field {name!r}"
    return html.unescape(found[1])


def keeps(page: str, name: str, value: str) -> bool:
    """Tell whether a page holds a field with this value, ready to be sent again."""
    held = re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    return value in [html.unescape(value_held) for value_held in held]


def shown_receipt(page: str) -> str:
    """Give the number that a receipt page shows, without its blanks."""
    found = re.search(r"<dt>Numéro</dt><dd><code>([^<]+)</code>", page)
    assert found is not None, "the page shows no receipt"
    return re.sub(r"[^0-9a-f]", "", found[1])


@dataclass
class Client:
    """One of the crowd: takes the next person and week, declares it, corrects it, goes on."""

    port: int
    town: Town
    ledger: Ledger
    work: Iterator[tuple[Beneficiary, Week]]
    stop: threading.Event
    chance: random.Random
    deadline: float | None = field(default=None)

    def run(self) -> None:
        """Declare until told to stop; the form in hand is then sent to its end."""
        while not self.stop.is_set():
            try:
                self._one_week(*next(self.work))
            except _GaveUp as why:
                with self.ledger.lock:
                    self.ledger.wrong.append(str(why))

    def _one_week(self, person: Beneficiary, week: Week) -> None:
        who = self.town.sign_in(person)
        page = self._until_heard(f"/declarer/{week}", who, expected=200).page
        token, base, key = hidden(page, "csrf"), int(hidden(page, "base")), UUID(hidden(page, "key"))
        for _ in range(VERSIONS_EACH):
            intent = Intent(person.id, week, base, key, self.chance.randrange(5, 600, 5), self._note())
            base = self._send(who, intent, token)
            key = uuid4()
            if self.stop.is_set():
                return

    def _send(self, who: str, intent: Intent, token: str) -> int:
        """Send one form until it is acknowledged; give the number of its version."""
        with self.ledger.lock:
            self.ledger.sent[intent.key] = intent
        form = {
            "csrf": token,
            "key": str(intent.key),
            "base": str(intent.base),
            "answer": "activities",
            "row": "new1",
            "kind-new1": "training",
            "time-new1": f"{intent.minutes} min",
            "note-new1": intent.note,
            "send": "1",
        }
        answer = self._until_heard(f"/declarer/{intent.week}", who, expected=303, form=form)
        heard_at = datetime.now(UTC)
        found = re.search(r"/recu\?version=(\d+)$", answer.headers["location"])
        assert found is not None, answer.headers["location"]
        receipt = None
        if self.chance.random() < 0.2:
            page = self._until_heard(answer.headers["location"], who, expected=200).page
            receipt = shown_receipt(page)
        with self.ledger.lock:
            self.ledger.acknowledged.append(Acknowledgement(intent, int(found[1]), receipt, heard_at))
        return int(found[1])

    def _until_heard(
        self, path: str, who: str, *, expected: int, form: dict[str, str] | None = None
    ) -> Answer:
        """Ask again and again, with the same form, until the answer is heard.

        :raises _GaveUp: on an answer that is never right.
        """
        tries = 0
        while True:
            try:
                answer = ask(self.port, path, cookie=who, form=form)
            except NotHeard:
                with self.ledger.lock:
                    self.ledger.cut += 1
            else:
                if answer.status == expected:
                    return answer
                if answer.status != 503:
                    raise _GaveUp(f"{path} answered {answer.status} instead of {expected}")
                self._judge_away(answer, path, form)
            self._rest(path, tries)
            tries += 1

    def _judge_away(self, answer: Answer, path: str, form: dict[str, str] | None) -> None:
        with self.ledger.lock:
            self.ledger.away += 1
        if "retry-after" not in answer.headers:
            raise _GaveUp(f"{path} answered 503 without saying when to come back")
        lost = [name for name, value in (form or {}).items() if not keeps(answer.page, name, value)]
        if lost:
            raise _GaveUp(f"{path} answered 503 and lost {lost}")

    def _rest(self, path: str, tries: int) -> None:
        """Wait a little, longer each time: those who ask a dead server leave the one that starts its time."""
        if self.stop.is_set():
            self.deadline = self.deadline or time.monotonic() + GIVES_UP_AFTER
            if time.monotonic() > self.deadline:
                raise _GaveUp(f"{path} was not answered in the end")
        time.sleep(self.chance.uniform(0.02, 0.08) * min(2**tries, _LONGEST_REST))

    def _note(self) -> str:
        return " ".join(self.chance.sample(_WORDS, 3))


class _GaveUp(Exception):
    """An answer that is never right."""


@contextmanager
def crowd(port: int, town: Town, *, clients: int, seed: int = 1) -> Iterator[Ledger]:
    """Let clients declare while the body of this `with` brings trouble; at its end each form is finished."""
    ledger, stop, service = Ledger(), threading.Event(), town.people.service
    this = service.this_week(town.people.territory())
    service.database.dispose()
    threads = []
    for n in range(clients):
        theirs = [
            (person, this.plus(-back)) for person in town.inhabitants[n::clients] for back in _LAST_WEEKS
        ]
        client = Client(port, town, ledger, itertools.cycle(theirs), stop, random.Random(seed * 1000 + n))
        threads.append(threading.Thread(target=client.run))
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        stop.set()
        for thread in threads:
            thread.join()
