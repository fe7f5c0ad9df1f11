"""What happens while a program posts answers: it waits for nobody, and nothing appears that may not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.answers.asking.made_asking import AskingDesk, claimed
from tests.answers.asking.posted import Poster
from tests.answers.asking.test_answers_import import bring
from tests.api.conftest import kind_of
from xprsa.answers import importing, posting
from xprsa.answers.importing import AskedModule
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import AskingState

URN = "urn:xprsa:problem:"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_of_two_that_post_the_same_in_one_instant_one_is_kept(desk: AskingDesk, poster: Poster) -> None:
    for _ in range(3):
        desk.somebody()
    run, lines = poster.exported()
    ready = threading.Barrier(2)

    def post(_: int) -> Any:
        ready.wait(20)
        return poster.post(run, lines)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(post, range(2)))
    assert sorted(answer.status_code for answer in answers) in ([200, 201], [201, 503])
    for late in answers:
        if late.status_code == 503:
            assert (kind_of(late), late.headers["Retry-After"]) == (f"{URN}busy", str(posting.COME_BACK))
    assert poster.post(run, lines).status_code == 200
    assert ([one.state for one in desk.askings()], len(desk.kept())) == ([AskingState.DONE], 3)


def test_of_two_processes_that_bring_the_same_in_one_instant_one_keeps_it(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has read all, and neither had begun."""
    desk.somebody()
    run, lines = poster.exported()
    check = importing._Meeting.check

    def meanwhile(self: Any) -> int:
        monkeypatch.setattr(importing._Meeting, "check", check)
        assert bring(desk, run, lines).exit_code == 0
        return check(self)

    monkeypatch.setattr(importing._Meeting, "check", meanwhile)
    answer = poster.post(run, lines)
    assert (answer.status_code, answer.get_json()["lines"]) == (200, 1)
    assert len(desk.askings()) == 1


def test_what_a_process_that_died_kept_half_is_dropped_and_posted_anew(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        desk.somebody()
    run, lines = poster.exported()
    with monkeypatch.context() as patch:
        patch.setattr(AskedModule, "end", die)
        patch.setattr(AskedModule, "settled", lambda _self: Dies())
        with pytest.raises(KeyboardInterrupt):
            poster.post(run, lines)
    assert (desk.askings()[0].state, len(desk.kept())) == (AskingState.RUNNING, 3)
    answer = poster.post(run, lines)
    assert (answer.status_code, kind_of(answer)) == (503, f"{URN}busy"), "perhaps it lives"
    for _ in range(2):
        desk.clock.advance(seconds=int(answer.headers["Retry-After"]))
    assert poster.post(run, lines).status_code == 201
    assert [(one.state, one.failure) for one in desk.askings()] == [
        (AskingState.FAILED, "interrupted"),
        (AskingState.DONE, None),
    ]
    assert len(desk.kept()) == 3


def die(*_: object) -> None:
    raise KeyboardInterrupt


class Dies:
    """Settles nothing: the process is gone."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_a_token_that_is_revoked_while_lines_are_read_begins_nothing(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    check = importing._Meeting.check
    monkeypatch.setattr(importing._Meeting, "check", lambda self: (poster.revoke(), check(self))[1])
    answer = poster.post(run, lines)
    assert (answer.status_code, kind_of(answer)) == (401, f"{URN}token-refused")
    assert (desk.askings(), desk.kept(), poster.noted()) == ([], {}, [])


def test_a_token_that_is_revoked_while_answers_are_kept_lets_none_appear(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody(email="awa@example.org")
    run, lines = poster.exported()
    before, keep = poster.messages(), AskedModule.keep
    monkeypatch.setattr(AskedModule, "keep", lambda self, asked: (keep(self, asked), poster.revoke())[0])
    assert kind_of(poster.post(run, lines)) == f"{URN}token-refused"
    assert [one.state for one in desk.askings()] == [AskingState.RUNNING]
    assert poster.messages() == before
    monkeypatch.setattr(AskedModule, "keep", keep)
    assert poster.new_token().post(run, lines).status_code == 201, "nobody waits for what came to nothing"


def close(desk: AskingDesk) -> None:
    with desk.service.database.writing() as store:
        store.purposes.close(Purpose.SUPPORT, territory=desk.territory.id, at=desk.service.now())


def test_a_purpose_that_is_closed_takes_no_answers(desk: AskingDesk, poster: Poster) -> None:
    desk.somebody()
    run, lines = poster.exported()
    close(desk)
    answer = poster.post(run, lines)
    assert (answer.status_code, kind_of(answer)) == (409, f"{URN}module-refused")
    assert "n’est pas ouverte ici" in answer.get_json(force=True)["detail"]
    assert desk.askings() == []


def test_a_purpose_that_is_closed_meanwhile_lets_none_appear(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    keep = AskedModule.keep
    monkeypatch.setattr(AskedModule, "keep", lambda self, asked: (keep(self, asked), close(desk))[0])
    assert kind_of(poster.post(run, lines)) == f"{URN}module-refused"
    assert [(one.state, one.failure) for one in desk.askings()] == [(AskingState.FAILED, "closed")]
    assert desk.kept() == {}


@on_sqlite
def test_a_module_that_is_stopped_or_changed_brings_nothing(desk: AskingDesk, app: Flask) -> None:
    desk.somebody()
    module = desk.module()
    poster = Poster(desk, app).new_token()
    run, lines = poster.exported()
    desk.change_code()
    changed = poster.post(run, lines)
    desk.stop(module)
    stopped = poster.post(run, lines)
    assert kind_of(changed) == kind_of(stopped) == f"{URN}module-refused"
    assert "n’est plus celui que deux responsables ont confirmé" in changed.get_json(force=True)["detail"]
    assert "Ce module n’est pas actif ici" in stopped.get_json(force=True)["detail"]
    assert desk.askings() == []


def test_whoever_objects_while_answers_are_kept_is_left_out(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, objects = desk.somebody(), desk.somebody()
    run, lines = poster.exported()
    keep = AskedModule.keep
    monkeypatch.setattr(AskedModule, "keep", lambda self, asked: (keep(self, asked), desk.object(objects))[0])
    assert poster.post(run, lines).get_json()["lines"] == 2
    assert set(desk.kept()) == {stays.id}


@on_sqlite
def test_while_the_module_is_asked_a_program_is_told_when_to_come_back(desk: AskingDesk, app: Flask) -> None:
    desk.somebody()
    module = desk.module()
    poster = Poster(desk, app).new_token()
    run, lines = poster.exported()
    claimed(desk, module)
    answer = poster.post(run, lines)
    assert (answer.status_code, kind_of(answer)) == (503, f"{URN}busy")
    assert answer.headers["Retry-After"] == "30"


@on_sqlite
def test_what_a_web_server_finds_hides_no_answer(desk: AskingDesk, app: Flask) -> None:
    """Another module may be found there than where the worker runs: the program is refused, no more."""
    desk.somebody()
    desk.module()
    poster = Poster(desk, app).new_token()
    run, lines = poster.exported()
    desk.change_code()
    assert kind_of(poster.post(run, lines)) == f"{URN}module-refused"
    with desk.service.database.reading() as store:
        (module,) = store.registered_modules.of_territory(desk.territory.id)
    assert module.other_digest is None


@on_sqlite
def test_a_module_that_changes_while_answers_are_kept_shows_none(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    keep = AskedModule.keep
    monkeypatch.setattr(AskedModule, "keep", lambda self, asked: (keep(self, asked), desk.change_code())[0])
    assert kind_of(poster.post(run, lines)) == f"{URN}module-refused"
    assert desk.kept() == {}


@on_sqlite
def test_a_purpose_that_is_open_for_somebody_else_by_now_takes_nothing(
    desk: AskingDesk, poster: Poster
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    with desk.service.database.writing() as store:
        opened = store.purposes.ever_open(desk.territory.id)[Purpose.SUPPORT]
        store.purposes.close(Purpose.SUPPORT, territory=desk.territory.id, at=desk.service.now())
        card = opened.card.model_copy(update={"recipient": "Un autre service"})
        store.purposes.open(card, territory=desk.territory.id, at=desk.service.now())
    assert kind_of(poster.post(run, lines)) == f"{URN}module-refused"
    assert desk.askings() == []
