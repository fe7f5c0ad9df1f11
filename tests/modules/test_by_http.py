"""A module behind a web address: a real server that answers well, badly, late or not at all."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.modules.plugged import by_number, faults, some_questions
from tests.scoring.cards import a_card
from xprsa.modules.by_http import ByHttp
from xprsa.modules.received import Fault, Incidents, ReceivedAnswer

PATIENCE = 0.3  # seconds
Reply = Callable[["Server", list[str]], None]


class Server(BaseHTTPRequestHandler):
    """Reads the people of the questions and leaves the rest to the reply of the test."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    reply: Reply
    seen: list[tuple[str, str, int]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        people = [json.loads(line)["person"] for line in body.splitlines()]
        self.seen.append((self.path, self.headers["Content-Type"], len(people)))
        type(self).reply(self, people)

    def say(self, *lines: str, status: int = 200, **headers: str) -> None:
        body = "".join(f"{line}\n" for line in lines).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def line(person: str, **more: object) -> str:
    payload = {"schema": "xprsa.answer/1", "person": person, "module": "odd", "version": "1", "value": 50}
    return json.dumps({**payload, **more})


def good(server: Server, people: list[str]) -> None:
    server.say(*(line(person) for person in people))


@contextmanager
def serving(reply: Reply) -> Iterator[tuple[str, list[tuple[str, str, int]]]]:
    kind = type("Kind", (Server,), {"reply": reply, "seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/answers?v=1", kind.seen  # type: ignore[attr-defined] # made above
        finally:
            server.shutdown()
            thread.join()


def asked(reply: Reply, count: int = 5, *, restarts: int = 20) -> tuple[list[ReceivedAnswer], ByHttp]:
    with (
        serving(reply) as (address, _),
        ByHttp(address, card=a_card(), patience=PATIENCE, most_restarts=restarts) as conversation,
    ):
        return list(conversation.ask(some_questions(count))), conversation


def test_questions_are_posted_in_batches_and_all_are_answered() -> None:
    with serving(good) as (address, seen), ByHttp(address, card=a_card()) as conversation:
        answers = list(conversation.ask(some_questions(250)))
    assert len(by_number(answers)) == 250
    assert faults(answers) == {}
    assert conversation.incidents == Incidents()
    assert 0 < conversation.slowest <= conversation.seconds
    assert seen == [("/answers?v=1", "application/x-ndjson", size) for size in (100, 100, 50)]


def test_answers_may_come_in_any_order_and_only_the_first_counts() -> None:
    answers, conversation = asked(
        lambda server, people: server.say(*(line(person) for person in people[::-1] * 2))
    )
    assert faults(answers) == {}
    assert conversation.incidents.out_of_order == 4
    assert conversation.incidents.repeated == 5


def test_a_question_left_out_has_no_answer() -> None:
    answers, _ = asked(lambda server, people: server.say(*(line(person) for person in people[1:])))
    assert faults(answers) == {1: Fault.NO_ANSWER}


def test_a_page_is_no_answer() -> None:
    answers, conversation = asked(lambda server, people: server.say("<html>", "sign in", "</html>"), 3)
    assert faults(answers) == dict.fromkeys((1, 2, 3), Fault.NOT_AN_ANSWER)
    assert conversation.incidents.printed_noise == 3


def test_a_value_that_is_no_number_costs_its_own_question() -> None:
    def reply(server: Server, people: list[str]) -> None:
        server.say(*(line(person, value=float("nan") if int(person, 16) == 2 else 1) for person in people))

    assert faults(asked(reply)[0]) == {2: Fault.NOT_AN_ANSWER}


def test_a_question_on_which_the_server_fails_costs_that_one() -> None:
    def reply(server: Server, people: list[str]) -> None:
        if f"{3:064x}" in people:
            server.say("oops", status=500)
        else:
            good(server, people)

    answers, conversation = asked(reply, 150)
    assert faults(answers) == {3: Fault.CRASHED}
    assert by_number(answers)[3].excerpt.startswith("500")
    assert conversation.incidents.restarts == 2


def test_a_question_on_which_the_server_hangs_costs_that_one() -> None:
    def reply(server: Server, people: list[str]) -> None:
        if f"{3:064x}" in people:
            time.sleep(3 * PATIENCE)
        good(server, people)

    assert faults(asked(reply)[0]) == {3: Fault.TOO_SLOW}


def test_a_response_that_drips_is_too_slow() -> None:
    def reply(server: Server, people: list[str]) -> None:
        server.send_response(200)
        server.send_header("Content-Length", "1000")
        server.end_headers()
        for _ in range(20):
            server.wfile.write(b" ")
            time.sleep(PATIENCE / 5)

    answers, conversation = asked(reply, 1, restarts=0)
    assert faults(answers) == {1: Fault.TOO_SLOW}
    assert conversation.seconds < 3 * PATIENCE


def test_a_response_without_end_is_read_no_further_than_its_bound() -> None:
    def reply(server: Server, people: list[str]) -> None:
        server.send_response(200)
        server.end_headers()
        server.close_connection = True
        try:
            for _ in range(1000):
                server.wfile.write(b"x" * 1_000_000)
        except OSError:
            server.seen.append(("stopped", "", 0))

    with serving(reply) as (address, seen), ByHttp(address, card=a_card()) as conversation:
        answers = list(conversation.ask(some_questions(2)))
    assert 1 in faults(answers)
    assert faults(answers)[1] is Fault.NOT_AN_ANSWER
    assert ("stopped", "", 0) in seen


def test_a_redirect_is_not_followed() -> None:
    with serving(good) as (elsewhere, seen):
        answers, _ = asked(lambda server, people: server.say(status=307, Location=elsewhere), 1, restarts=0)
        assert faults(answers) == {1: Fault.CRASHED}
        assert answers[0].excerpt.startswith("307")
        assert not seen


def test_a_server_that_is_not_there_is_asked_a_few_times_and_no_more() -> None:
    with serving(good) as (address, _):
        pass
    with ByHttp(address, card=a_card(), patience=PATIENCE, most_restarts=3) as conversation:
        answers = list(conversation.ask(some_questions(200)))
    found = list(faults(answers).values())
    assert found == [Fault.CRASHED] * 3 + [Fault.NO_ANSWER] * 197
    assert conversation.incidents.restarts == 4


@pytest.mark.parametrize(
    "broken", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", b"\x00\xff\r\n\r\n"]
)
def test_a_connection_that_breaks_is_a_crash(broken: bytes) -> None:
    def reply(server: Server, people: list[str]) -> None:
        server.wfile.write(broken)
        server.close_connection = True

    answers, _ = asked(reply, 1, restarts=0)
    assert set(faults(answers).values()) <= {Fault.CRASHED, Fault.NOT_AN_ANSWER}
    assert answers[0].reply is None
