"""Answers that a program posts are kept as the command keeps them: all or nothing, and once."""

from hashlib import sha256

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update

from tests.answers.asking.made_asking import AskingDesk, said
from tests.answers.asking.posted import Poster, written
from tests.answers.asking.test_answers_import import WRONG, Change, bring
from tests.api.conftest import kind_of
from tests.export.conftest import Desk
from xprsa.answers import commands, engine, importing, posting
from xprsa.api.answers import BroughtAnswers
from xprsa.running.erasure import erase
from xprsa.running.kept_runs import kept_at
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.database import Collision
from xprsa.storage.export_runs import Format
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import AskingRow

URN = "urn:xprsa:problem:"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_is_posted_is_kept_as_what_the_command_keeps(desk: AskingDesk, poster: Poster) -> None:
    people = [desk.somebody(), desk.somebody("5h")]
    run, lines = poster.exported()
    answer = poster.post(run, lines[::-1])
    assert (answer.status_code, answer.mimetype) == (201, "application/json")
    (asking,) = desk.askings()
    told = BroughtAnswers.model_validate_json(answer.data)
    assert told.lines == 2
    assert (told.asking, told.run, told.module, told.version) == (asking.public_id, run.public_id, "odd", "1")
    assert told.sha256 == asking.brought_sha256 == sha256(written(lines[::-1])).hexdigest()
    assert (asking.state, asking.export_run, asking.as_of) == (AskingState.DONE, run.id, run.as_of)
    assert said(desk.kept()[people[0].id])["value"] == 42
    again = CliRunner().invoke(commands.score, ["odd", "--replay", str(asking.public_id)], obj=desk.service)
    assert again.stdout == "2\u00a0réponses identiques, 0\u00a0autre.\n"


def test_the_same_bytes_again_are_answered_the_same_and_nothing_is_kept(
    desk: AskingDesk, poster: Poster
) -> None:
    person = desk.somebody(email="awa@example.org")
    run, lines = poster.exported()
    first, told = poster.post(run, lines), poster.messages()
    desk.clock.advance(hours=1)
    desk.object(person)  # what was said stays what was said
    again = poster.post(run, lines)
    assert (again.status_code, again.data) == (200, first.data)
    assert (len(desk.askings()), len(desk.kept()), poster.messages()) == (1, 1, told)
    assert len(poster.noted()) == 1


def test_they_are_answered_the_same_once_the_module_is_stopped_and_the_run_is_gone(
    desk: AskingDesk, app: Flask
) -> None:
    """A line that broke after all was kept: the program comes back as late as it wants."""
    desk.somebody()
    module = desk.module()
    poster = Poster(desk, app).new_token()
    run, lines = poster.exported()
    first = poster.post(run, lines)
    desk.stop(module)
    (kept_at(desk.service, run) / "manifest.json").unlink()
    assert (poster.post(run, lines).status_code, first.status_code) == (200, 201)


@on_sqlite
def test_what_the_command_brought_and_a_program_posts_is_the_same(desk: AskingDesk, poster: Poster) -> None:
    desk.somebody()
    run, lines = poster.exported()
    assert bring(desk, run, lines).exit_code == 0
    assert poster.post(run, lines).status_code == 200
    assert "déjà gardées" in bring(desk, run, lines).output
    assert len(desk.askings()) == 1


def test_other_bytes_about_the_same_run_are_refused(desk: AskingDesk, poster: Poster) -> None:
    desk.somebody()
    run, lines = poster.exported()
    poster.post(run, lines)
    answer = poster.post(run, [{**lines[0], "value": 41}])
    assert (answer.status_code, kind_of(answer)) == (409, f"{URN}answered")
    assert [said(row)["value"] for row in desk.kept().values()] == [42]


@on_sqlite
def test_what_was_brought_before_its_bytes_were_remembered_is_not_told_to_be_the_same(
    desk: AskingDesk, poster: Poster
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    poster.post(run, lines)
    with desk.service.database.writing() as store:
        store.connection.execute(update(table(AskingRow)).values(brought_sha256=None))
    assert kind_of(poster.post(run, lines)) == f"{URN}answered"


def test_the_database_itself_keeps_one_bringing_in_of_a_module_and_run(
    desk: AskingDesk, poster: Poster
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    poster.post(run, lines)
    rows = table(AskingRow)
    with desk.service.database.reading() as store:
        kept = dict(store.connection.execute(select(rows)).mappings().one())
    with pytest.raises(Collision), desk.service.database.writing() as store:
        store.connection.execute(rows.insert().values(kept | {"id": 99, "public_id": run.public_id}))
    with pytest.raises(Collision), desk.service.database.writing() as store:
        store.connection.execute(update(rows).values(export_run_id=None))


def test_whoever_objects_or_is_gone_by_now_is_left_out_and_nothing_tells_of_it(
    desk: AskingDesk, poster: Poster
) -> None:
    stays, objects, gone = desk.somebody(), desk.somebody(), desk.somebody()
    run, lines = poster.exported()
    desk.object(objects)
    erase(desk.service, gone)
    answer = poster.post(run, lines)
    told = answer.get_json()
    assert (answer.status_code, told.pop("lines")) == (201, 3)
    assert set(told) == {"asking", "module", "version", "run", "sha256", "kept_at"}
    assert set(desk.kept()) == {stays.id}


@on_sqlite
@pytest.mark.parametrize(("change", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_told_with_its_number_and_nothing_is_kept(
    desk: AskingDesk, poster: Poster, change: Change, sentence: str
) -> None:
    desk.somebody()
    desk.somebody()
    run, (first, second) = poster.exported()
    answer = poster.post(run, [first, "", change(second)])
    assert (answer.status_code, kind_of(answer)) == (422, f"{URN}answers-wrong")
    told = answer.get_json(force=True)
    (line,) = told["lines"]
    assert (line["line"], told["more"]) == (3, 0)
    assert sentence.casefold() in line["detail"].casefold()
    assert told["detail"] == "Des lignes sont à corriger. Rien n’est gardé. Corrigez, puis recommencez."
    assert (desk.askings(), desk.kept()) == ([], {})


@on_sqlite
def test_of_many_wrong_lines_as_many_are_told_as_by_the_command(desk: AskingDesk, poster: Poster) -> None:
    desk.somebody()
    run, lines = poster.exported()
    told = poster.post(run, [*lines * 2, *["<p>"] * 25]).get_json(force=True)
    assert [line["line"] for line in told["lines"]] == list(range(3, 23))
    assert told["more"] == 5
    (twice,) = poster.post(run, lines * 2).get_json(force=True)["lines"]
    assert twice == {"line": 2, "detail": "La ligne 1 répond déjà de cette personne."}


@on_sqlite
def test_ten_megabytes_of_reasons_are_one_line_that_is_too_long(desk: AskingDesk, poster: Poster) -> None:
    desk.somebody()
    run, (line,) = poster.exported()
    answer = poster.post(run, [{**line, "reasons": ["x" * 10_000_000]}])
    (told,) = answer.get_json(force=True)["lines"]
    assert (told["line"], "Trop longue." in told["detail"]) == (1, True)


@on_sqlite
def test_about_whom_nothing_is_said_nothing_came_back(desk: AskingDesk, poster: Poster) -> None:
    desk.somebody()
    desk.somebody()
    run, lines = poster.exported()
    told = poster.post(run, lines[:1]).get_json()
    assert told["lines"] == 1
    assert [row.fault for row in desk.kept().values()].count("no_answer") == 1


@on_sqlite
def test_an_export_older_than_what_was_asked_since_is_refused(desk: AskingDesk, app: Flask) -> None:
    desk.somebody()
    module = desk.module()
    poster = Poster(desk, app).new_token()
    run, lines = poster.exported()
    desk.clock.advance(hours=1)
    desk.asks(module)
    answer = poster.post(run, lines)
    assert kind_of(answer) == f"{URN}module-refused"
    assert "Une interrogation plus récente est déjà finie." in answer.get_json(force=True)["detail"]


@on_sqlite
def test_a_run_that_holds_no_questions_is_refused_and_one_that_is_gone_too(
    desk: AskingDesk, poster: Poster
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    exporter = Desk(desk.service, desk.folder / "csv", desk.territory, desk.weeks)
    table_run = exporter.left_in(exporter.run(written=Format.CSV))
    answer = poster.post(table_run, lines)
    assert (answer.status_code, kind_of(answer)) == (409, f"{URN}run-unfit")
    assert answer.get_json(force=True)["detail"].startswith("Cet export ne convient pas à ce module.")
    (kept_at(desk.service, run) / "manifest.json").unlink()
    gone = poster.post(run, lines)
    assert (gone.status_code, kind_of(gone)) == (410, f"{URN}not-kept")


@on_sqlite
def test_each_bringing_in_is_one_line_of_the_journal_and_names_nobody(
    desk: AskingDesk, poster: Poster
) -> None:
    desk.somebody()
    run, lines = poster.exported()
    poster.post(run, ["<p>"])
    poster.post(run, lines)
    (asking,) = desk.askings()
    assert poster.noted() == [f"{poster.handle} {asking.public_id}"]
    assert desk.events() == ["asking_begun", "asking_done"]


@on_sqlite
def test_whoever_is_answered_late_in_the_alphabet_is_answered_all_the_same(
    desk: AskingDesk, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body may speak of few people: those about whom nothing came do not make it a broken module."""
    monkeypatch.setattr(importing, "PEOPLE_AT_A_TIME", 1)
    monkeypatch.setattr(engine, "ENOUGH_FAULTS", 2)
    for _ in range(3):
        desk.somebody()
    run, lines = poster.exported()
    last = max(lines, key=lambda line: line["person"])
    assert poster.post(run, [last]).status_code == 201
    assert [row.fault for row in desk.kept().values()].count(None) == 1


@on_sqlite
def test_nothing_that_is_told_to_a_program_names_a_path_or_a_command(
    desk: AskingDesk, poster: Poster
) -> None:
    desk.somebody()
    _, lines = poster.exported()
    exporter = Desk(desk.service, desk.folder / "csv", desk.territory, desk.weeks)
    table_run = exporter.left_in(exporter.run(written=Format.CSV))
    details = [poster.post(table_run, lines).get_json(force=True)["detail"], *posting._WHY_NOT.values()]
    assert [told for told in details if "/" in told or "xprsa" in told or "--" in told] == []
