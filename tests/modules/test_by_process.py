"""A module in a process of its own: whatever it does costs one question, and nothing is left of it."""

import json
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.plugged import by_number, faults, is_soon_gone, odd, some_questions
from tests.scoring.cards import a_card
from xprsa.modules import child
from xprsa.modules.by_process import ByProcess
from xprsa.modules.received import Fault, Incidents, ReceivedAnswer

SHORT = 0.8  # seconds, for what will use it up
LONG = 20.0  # seconds, for what will not, however busy the machine


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test ends without a directory of a child; the directory goes once the process is dead."""
    folder = tmp_path / "children"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert not list(folder.iterdir()), "a child has left its directory"


def asked(
    behaviour: str, count: int = 5, *, patience: float = LONG, restarts: int = 20, weeks: int = 3
) -> tuple[list[ReceivedAnswer], ByProcess]:
    with ByProcess(odd(behaviour), card=a_card(), patience=patience, most_restarts=restarts) as conversation:
        return list(conversation.ask(some_questions(count, weeks=weeks))), conversation


def test_a_good_module_has_every_question_answered_without_an_incident() -> None:
    answers, conversation = asked("good", 1000)
    assert len(by_number(answers)) == 1000
    assert faults(answers) == {}
    assert conversation.incidents == Incidents()
    assert 0 < conversation.slowest <= conversation.seconds


def test_a_module_that_hangs_costs_one_question_at_each_hang() -> None:
    answers, conversation = asked("hangs", patience=SHORT)
    assert faults(answers) == {3: Fault.TOO_SLOW}
    assert conversation.incidents.restarts == len(faults(answers))
    assert conversation.slowest >= SHORT


def test_a_module_that_ends_at_the_thousandth_question_costs_that_one() -> None:
    answers, conversation = asked("ends_at_1000", 1500)
    assert faults(answers) == {1000: Fault.CRASHED}
    assert "no more memory" in by_number(answers)[1000].excerpt
    assert conversation.incidents.restarts == 1


def test_a_module_that_ends_at_its_first_question_is_started_again_and_then_no_more() -> None:
    for behaviour in ("ends_at_1", "ends_always"):
        answers, conversation = asked(behaviour, 200, restarts=3)
        found = faults(answers)
        assert [found[number] for number in range(1, 5)] == [Fault.CRASHED] * 4
        assert {found[number] for number in range(5, 201)} == {Fault.NO_ANSWER}
        assert conversation.incidents.restarts == 4


def test_answers_out_of_order_are_heard_and_counted() -> None:
    answers, conversation = asked("backwards", 100)
    assert faults(answers) == {}
    assert conversation.incidents.out_of_order >= 80


def test_a_second_answer_is_counted_and_not_heard() -> None:
    answers, conversation = asked("twice", 50)
    assert faults(answers) == {}
    assert conversation.incidents.repeated >= 49


def test_answers_about_strangers_are_no_answers() -> None:
    answers, conversation = asked("strangers", patience=SHORT)
    assert faults(answers) == dict.fromkeys(range(1, 6), Fault.NOT_AN_ANSWER)
    assert conversation.incidents.strangers == 5


def test_a_stranger_beside_a_good_answer_costs_nothing() -> None:
    answers, conversation = asked("stranger_too")
    assert faults(answers) == {}
    assert conversation.incidents.strangers == 5


@pytest.mark.parametrize(
    "more",
    [
        '"value": NaN',
        '"value": Infinity',
        '"value": 1e999',
        '"value": "50"',
        '"value": true',
        '"value": null',
        '"value": 101',
        '"grade": "A"',
        '"value": 50, "grade": "A"',
        '"value": 50, "surprise": 1',
        '"value": 50, "module": "other"',
        '"value": 50, "version": "2"',
        '"value": 50, "schema": "xprsa.answer/2"',
        '"value": 50, "schema": "xprsa.study-answer/1"',
        '"value": 50, "contributions": {"organisation": 1}',
        '"value": 50, "contributions": {"week": NaN}',
        '"value": 50, "reasons": [""]',
        '"abstains": ""',
    ],
)
def test_a_line_in_another_form_costs_its_own_question(more: str) -> None:
    head = '"schema": "xprsa.answer/1", "person": "PERSON", "module": "odd", "version": "1"'
    answers, conversation = asked(f"{{{head}, {more}}}")
    assert faults(answers) == {2: Fault.NOT_AN_ANSWER}
    assert by_number(answers)[2].excerpt
    assert conversation.incidents.restarts == 0


def test_a_value_at_the_end_of_the_scale_and_an_abstention_are_answers() -> None:
    head = '{"schema": "xprsa.answer/1", "person": "PERSON", "module": "odd", "version": "1"'
    for more in (', "value": 100}', ', "value": 0.0}', ', "abstains": "Trop peu."}'):
        answers, _ = asked(head + more)
        assert faults(answers) == {}, more


@pytest.mark.parametrize(
    "line",
    [
        "<p>oops</p>",
        "not JSON",
        '{"value": 50}',
        "[]",
        "\udc80".encode("utf-8", "surrogateescape").decode("latin-1"),
        "{" * 5000,
    ],
)
def test_a_line_that_names_nobody_costs_the_question_that_it_stands_for(line: str) -> None:
    answers, conversation = asked(line)
    assert faults(answers) == {2: Fault.NOT_AN_ANSWER}
    assert conversation.incidents.printed_noise == 1
    assert conversation.incidents.restarts == 0


def test_a_module_that_answers_with_pages_is_heard_out_without_a_restart() -> None:
    begun = time.monotonic()
    answers, conversation = asked("html", 700, patience=SHORT)
    assert faults(answers) == dict.fromkeys(range(1, 701), Fault.NOT_AN_ANSWER)
    assert "502 Bad Gateway" in answers[0].excerpt
    assert conversation.incidents.restarts == 0
    assert time.monotonic() - begun < 5


def test_noise_beside_good_answers_is_counted_and_costs_nothing() -> None:
    answers, conversation = asked("chatty", 300)
    assert faults(answers) == {}
    assert conversation.incidents.printed_noise >= 598


@pytest.mark.parametrize("behaviour", ["long_line", "long_reason"])
def test_a_line_of_two_megabytes_is_no_answer(behaviour: str) -> None:
    answers, _ = asked(behaviour)
    assert faults(answers) == {2: Fault.NOT_AN_ANSWER}
    assert len(by_number(answers)[2].excerpt) <= 200


def test_a_last_line_without_a_newline_is_heard() -> None:
    answers, _ = asked("without_newline", 1)
    assert faults(answers) == {}


def test_a_module_that_never_reads_is_too_slow_and_blocks_nothing() -> None:
    answers, conversation = asked("deaf", 300, restarts=1, weeks=52, patience=SHORT)
    found = faults(answers)
    assert [found[1], found[2], found[3]] == [Fault.TOO_SLOW, Fault.TOO_SLOW, Fault.NO_ANSWER]
    assert len(found) == 300
    assert conversation.seconds < 10 * SHORT


def test_a_module_that_writes_much_before_it_reads_blocks_nothing() -> None:
    answers, conversation = asked("speaks_first", 600, weeks=52)
    assert faults(answers) == {}
    assert conversation.incidents.printed_noise == 20_000


def test_endless_noise_ends_too() -> None:
    answers, _ = asked("endless", 5, patience=SHORT)
    assert set(faults(answers).values()) == {Fault.NOT_AN_ANSWER}


def test_what_a_module_started_ends_with_it() -> None:
    answers, _ = asked("child_left", 2)
    for answer in answers:
        assert answer.reply is not None
        assert is_soon_gone(answer.reply.reasons[0]), "a process survives the conversation"


def test_a_dead_module_whose_child_holds_its_output_is_dead() -> None:
    answers, conversation = asked("child_left_holding", 3)
    assert faults(answers) == dict.fromkeys((1, 2, 3), Fault.CRASHED)
    assert conversation.seconds < 10


def test_memory_has_a_bound() -> None:
    with ByProcess(odd("greedy"), card=a_card(), most_restarts=0, memory=300 * 1024**2) as narrow:
        (answer,) = narrow.ask(some_questions(1))
    assert answer.fault is Fault.CRASHED
    assert "MemoryError" in answer.excerpt
    assert faults(asked("greedy", 1)[0]) == {}


def test_a_module_sees_neither_our_environment_nor_our_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XPRSA_KEYRING", "/secret")
    answers, _ = asked("seen", 1)
    assert answers[0].reply is not None
    things = json.loads(answers[0].reply.reasons[0])
    assert set(things["names"]) <= {"PATH", "LANG", "PYTHONUTF8", "PWD", "OLDPWD", "SHLVL", "_"}
    assert things["files"] == []
    assert len(things["descriptors"]) <= 4  # its three streams, and the listing itself


def test_reasons_keep_every_script() -> None:
    answers, _ = asked("unicode", 1)
    assert answers[0].reply is not None
    assert answers[0].reply.reasons == ("Régulier — 李娜, Олена, \u2028 \u202f !",)


def test_what_a_module_writes_beside_is_kept_up_to_2_kilobytes() -> None:
    _, conversation = asked("murmurs", 3)
    assert conversation.last_words.endswith("zzz\n")
    assert len(conversation.last_words) <= 2000


def test_time_in_which_nobody_listens_is_not_held_against_the_module() -> None:
    with ByProcess(odd("good"), card=a_card(), patience=SHORT, window=2) as conversation:
        for answer in conversation.ask(some_questions(3)):
            time.sleep(1.2 * SHORT)
            assert answer.fault is None
    assert conversation.seconds < SHORT


def test_answers_that_nobody_drew_do_not_reach_the_next_round() -> None:
    with ByProcess(odd("good"), card=a_card(), patience=LONG) as conversation:
        left = conversation.ask(some_questions(50))
        next(left)
        left.close()  # type: ignore[attr-defined] # it is a generator
        assert faults(list(conversation.ask(some_questions(5)))) == {}
        assert conversation.incidents.strangers == 0


def test_one_child_serves_several_rounds_and_a_dead_one_is_replaced() -> None:
    with ByProcess(odd("child_left"), card=a_card()) as conversation:
        assert faults(list(conversation.ask(some_questions(2)))) == {}
        assert faults(list(conversation.ask(some_questions(2)))) == {}
        assert conversation.incidents.restarts == 0
    with ByProcess(odd("without_newline"), card=a_card()) as conversation:
        for _ in range(2):
            assert faults(list(conversation.ask(some_questions(1)))) == {}


def test_a_child_that_ended_between_two_rounds_costs_no_question() -> None:
    with ByProcess(odd("once"), card=a_card()) as conversation:
        for _ in range(3):
            assert faults(list(conversation.ask(some_questions(1)))) == {}
            time.sleep(0.3)
        assert conversation.incidents.restarts == 2


def test_two_questions_about_one_person_are_refused() -> None:
    with (
        ByProcess(odd("good"), card=a_card()) as conversation,
        pytest.raises(ValueError, match="the same person"),
    ):
        list(conversation.ask(some_questions(1) * 2))


def test_a_program_that_does_not_exist_crashes_and_says_so() -> None:
    with ByProcess(["/no/such/program"], card=a_card(), most_restarts=0) as conversation:
        answers = list(conversation.ask(some_questions(2)))
    assert faults(answers) == {1: Fault.CRASHED, 2: Fault.NO_ANSWER}
    assert "not found" in answers[0].excerpt


@pytest.fixture
def a_bwrap_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a system that allows nobody a process space of their own."""
    script = tmp_path / "bin" / "bwrap"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    child._bwrap.cache_clear()
    yield
    child._bwrap.cache_clear()


@pytest.mark.usefixtures("a_bwrap_that_fails")
def test_bubblewrap_that_does_not_work_here_is_left_aside() -> None:
    answers, conversation = asked("good")
    assert faults(answers) == {}
    assert conversation.isolation == "process"


def test_a_folder_that_is_hidden_is_empty_for_the_module(tmp_path: Path) -> None:
    assert child.isolation() == "bwrap", "install bubblewrap: scripts/test-needs does"
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "secret").write_text("42")
    reads = ["/bin/sh", "-c", f"cat {tmp_path}/held/secret >&2"]
    for hidden, sentence in ((), "42"), ((tmp_path / "held",), "No such file"):
        with ByProcess(reads, card=a_card(), most_restarts=0, hidden=hidden) as conversation:
            (answer,) = conversation.ask(some_questions(1))
        assert sentence in answer.excerpt
