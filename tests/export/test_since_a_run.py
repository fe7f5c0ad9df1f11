"""A run may tell what is new since another: what no run had carried until then, and nothing twice."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from tests.builders import Clock, People, activity, actor, content, week
from tests.export.conftest import Desk, rows_of
from tests.export.test_purposes import RESEARCH
from tests.forgetting.canaries import at_home
from tests.forgetting.scene import erases
from tests.pages import JudgingClient
from xprsa.declare.keeping import withdraw_week
from xprsa.declare.objecting import object_to_scores
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week
from xprsa.export import commands
from xprsa.export.claims import directory_of
from xprsa.export.demands import CannotAsk, Refused
from xprsa.export.service import run_waiting
from xprsa.scoring.card import support_card
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Failure, Run
from xprsa.storage.tables_export import ExportRunRow

Rows = list[dict[str, Any]]


@pytest.fixture
def town(desk: Desk, people: People, clock: Clock) -> "Town":
    return Town(desk, people, clock)


class Town:
    """People who send, correct and take back weeks an hour after one another."""

    def __init__(self, desk: Desk, people: People, clock: Clock) -> None:
        self.desk = desk
        self._people = people
        self._clock = clock

    def somebody(self, hours: int = 5, sent: Week | None = None) -> Beneficiary:
        person = self._people.beneficiary()
        self.says(person, hours, sent)
        return person

    def says(self, person: Beneficiary, hours: int, sent: Week | None = None) -> None:
        self._clock.advance(hours=1)
        self._people.sends(person, sent or week(), content(activity("training", f"{hours}h")))

    def takes_back(self, person: Beneficiary, number: int = 1) -> None:
        self._clock.advance(hours=1)
        withdraw_week(self.desk.service, actor=actor(person.account), week=week(), number=number)

    def leaves(self, **wished: Any) -> Path:
        self._clock.advance(hours=1)
        return self.desk.run(**wished)

    def new_since(self, run: Path) -> Rows:
        return rows_of(self.leaves(since=run))


def manifest(run: Path) -> dict[str, Any]:
    return dict(json.loads((run / "manifest.json").read_text("utf-8")))


def minutes(rows: Rows) -> list[int | None]:
    return sorted((row["declared_minutes"] for row in rows), key=str)


def test_what_did_not_change_is_not_told_again(town: Town) -> None:
    changed, _same = town.somebody(1), town.somebody(2)
    first = town.leaves()
    town.says(changed, 3)
    town.somebody(4)
    rows = town.new_since(first)
    assert minutes(rows) == [180, 240]
    (corrected,) = (row for row in rows if row["declared_minutes"] == 180)
    assert corrected["supersedes"] in {row["document"] for row in rows_of(first)}
    assert len(rows_of(town.leaves())) == 3


def test_what_a_run_between_carried_first_is_new_since_the_run_before_it(town: Town) -> None:
    town.somebody(1)
    first = town.leaves()
    town.somebody(2)
    second = town.leaves()
    town.somebody(3)
    assert minutes(town.new_since(first)) == [120, 180]
    assert minutes(town.new_since(second)) == [180]
    assert minutes(town.new_since(first)) == [120, 180]


def test_a_week_taken_back_is_told_once(town: Town) -> None:
    person = town.somebody()
    first = town.leaves()
    town.takes_back(person)
    second = town.leaves(since=first)
    (tombstone,) = rows_of(second)
    assert (tombstone["status"], tombstone["supersedes"]) == ("withdrawn", rows_of(first)[0]["document"])
    assert town.new_since(second) == []


def test_whoever_was_erased_is_told_of_whatever_the_run_is_about(
    town: Town, keyring_file: Path, tmp_path: Path
) -> None:
    person = town.somebody()
    first = town.leaves()
    erases(at_home(town.desk.service, keyring_file, tmp_path), person.file_reference)
    town.desk.weeks = (week("2026-W40"), week("2026-W41"))
    (tombstone,) = town.new_since(first)
    assert (tombstone["status"], tombstone["supersedes"]) == ("erased", rows_of(first)[0]["document"])


def test_a_run_and_what_is_new_since_are_what_a_whole_run_says(town: Town) -> None:
    moved = [town.somebody(hours) for hours in range(1, 7)]
    known = rows_of(town.leaves())
    for run in range(2):
        town.says(moved[run], 9)
        town.takes_back(moved[run + 2])
        town.somebody(8)
        if run == 0:
            between = town.leaves()
    new = {row["person"]: row for row in town.new_since(between)}
    held = {row["person"]: row for row in (*known, *rows_of(between))} | new
    whole = {row["person"]: row for row in rows_of(town.leaves())}
    assert len(new) == 3
    assert held.keys() == whole.keys()
    assert [{**held[name], "as_of": ""} for name in whole] == [{**row, "as_of": ""} for row in whole.values()]


def test_weeks_of_the_run_and_of_that_since_may_differ(town: Town) -> None:
    early, late = week("2026-W45"), week("2026-W46")
    town.somebody(1, early)
    town.somebody(2, late)
    town.desk.weeks = (early, early)
    town.leaves()
    town.somebody(3, early)
    town.desk.weeks = (week(), week())
    other_weeks = town.leaves()
    town.desk.weeks = (early, late)
    assert minutes(town.new_since(other_weeks)) == [120, 180]


def test_another_card_makes_everything_new(town: Town, clock: Clock) -> None:
    town.somebody()
    first = town.leaves()
    clock.advance(hours=1)
    town.desk.open(support_card(territory_name="Ailleurs"))
    assert len(town.new_since(first)) == 1


def test_the_manifest_names_the_run_and_measures_all_that_stands(town: Town) -> None:
    for hours in (1, 3, 2, 2):
        town.somebody(hours)
    first = town.leaves()
    assert manifest(first)["since"] is None
    town.somebody(2)
    second = town.leaves(since=first)
    said = manifest(second)
    assert (said["since"], said["rows"]) == (manifest(first)["run"], 1)
    assert (said["reidentification"]["people"], said["reidentification"]["unique_share"]) == (5, 0.4)
    assert "of the runs before it" in said["reidentification"]["meaning"]
    whole = manifest(town.leaves())["reidentification"]
    assert {**said["reidentification"], "meaning": ""} == {**whole, "meaning": ""}


def test_begun_again_it_gives_the_same_bytes(town: Town, tmp_path: Path) -> None:
    person = town.somebody(1)
    first = town.leaves()
    town.says(person, 2)
    run = town.desk.waits(town.desk.request(since=first))
    run_waiting(town.desk.service)
    place = directory_of(town.desk.service, run)
    left = {path.name: path.read_bytes() for path in place.iterdir()}
    assert minutes(rows_of(place)) == [120]
    place.rename(tmp_path / "lost")
    with town.desk.service.database.writing() as store:
        store.exports.put_back(run)
    town.somebody(3)
    run_waiting(town.desk.service)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == left


def call(desk: Desk, name: str, to: Path, *words: str) -> Result:
    ordinary = ("--purpose", "support", "--weeks", "2026-W47", "--since", name, "--to", str(to))
    return CliRunner().invoke(commands.export, [*ordinary, *words], obj=desk.service)


def test_the_command_knows_a_run_by_its_name(town: Town, tmp_path: Path) -> None:
    town.somebody()
    first = town.leaves()
    done = call(town.desk, manifest(first)["run"], tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert rows_of(tmp_path / "out") == []
    assert manifest(tmp_path / "out")["since"] == manifest(first)["run"]


def test_a_run_that_is_not_known_did_not_leave_or_served_something_else_is_refused(
    town: Town, tmp_path: Path
) -> None:
    town.somebody()
    town.desk.open(RESEARCH)
    other = manifest(town.leaves(purpose=Purpose.RESEARCH))["run"]
    failed = town.desk.waits(town.desk.request())
    with town.desk.service.database.writing() as store:
        store.exports.fail(failed, why=Failure.INTERRUPTED, at=town.desk.service.now())
    for name, sentence in (
        ("support-93", "Aucun export ne s’appelle"),
        (other, "Choisissez-en un de la même finalité."),
        (name_of(failed, town.desk), "Cet export n’est pas parti."),
    ):
        refused = call(town.desk, name, tmp_path / "out")
        assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output
        assert not (tmp_path / "out").exists()


def name_of(run: Run, desk: Desk) -> str:
    return commands.run_name(run, desk.territory.code)


def test_the_page_offers_the_runs_that_left_and_says_since_which_a_run_tells(
    town: Town, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    town.somebody()
    exporter = as_adviser(people.exporter())
    weeks = {"first": "2026-W47", "last": "2026-W47"}
    started = exporter.press(exporter.get("/gestion/exports"), "Préparer l’export", **weeks)
    earlier = started.location.rsplit("/", 1)[1]
    assert f'value="{earlier}"' not in exporter.get("/gestion/exports").text
    run_waiting(town.desk.service)
    page = exporter.get("/gestion/exports")
    label = "Le nouveau depuis\u00a0: Accompagnement, 2026-W47, arrêté au 24 novembre 2026"
    assert re.search(rf'value="{earlier}">{label}', page.text)
    again = exporter.press(page, "Préparer l’export", since=earlier, **weeks)
    run_waiting(town.desk.service)
    followed = exporter.get(again.location)
    assert "Seulement le nouveau depuis" in followed.text
    assert started.location in followed.text
    assert "0\u00a0document" in followed.text
    assert "Seulement le nouveau depuis" not in exporter.get(started.location).text


def test_a_run_of_another_purpose_is_refused_beside_the_choice(
    town: Town, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    town.somebody()
    town.desk.open(RESEARCH)
    other = town.desk.left_in(town.leaves(purpose=Purpose.RESEARCH)).public_id
    exporter = as_adviser(people.exporter())
    page = exporter.get("/gestion/exports")
    answer = exporter.press(page, "Préparer l’export", purpose="support", since=str(other))
    assert answer.status_code == 422
    assert '<a href="#since">Cet export a servi à autre chose.' in answer.text


def test_a_run_of_another_territory_is_not_offered(
    town: Town, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    here = town.desk.territory
    elsewhere = replace(town.desk, territory=people.territory("Z2"))
    with town.desk.service.database.writing() as store:
        store.purposes.seed_support(elsewhere.territory, at=town.desk.service.now())
    town.desk.service.forget_territories()
    other = elsewhere.left_in(elsewhere.run()).public_id
    exporter = as_adviser(people.exporter(territory=here.code))
    answer = exporter.press(exporter.get("/gestion/exports"), "Préparer l’export", since=str(other))
    assert answer.status_code == 422
    assert "Choisissez une réponse de la liste." in answer.text


def test_a_run_since_one_before_a_tombstone_is_refused_for_its_receiver_would_never_delete(
    town: Town,
) -> None:
    town.desk.open(
        support_card(territory_name=town.desk.territory.name).model_copy(
            update={"deletes_on_objection": True}
        )
    )
    person = town.somebody()
    first = town.leaves()
    object_to_scores(town.desk.service, actor=actor(person.account), person=person.id)
    second = town.leaves()
    assert [row["status"] for row in rows_of(second)] == ["erased"]
    with pytest.raises(CannotAsk) as refused:
        town.leaves(since=first)
    assert refused.value.why is Refused.SINCE_ERASED
    assert town.new_since(second) == []


def test_a_tombstone_that_leaves_while_a_run_waits_stops_it_too(town: Town) -> None:
    person = town.somebody()
    first = town.leaves()
    waiting = town.desk.waits(town.desk.request(since=first))
    erases(town.desk.service, person.file_reference)
    town.leaves()
    with town.desk.service.database.writing() as store:  # a cut-off after that of the run between
        store.connection.execute(update(ExportRunRow).values(as_of=town.desk.service.now()))
    run_waiting(town.desk.service)
    assert town.desk.found(waiting).failure is Failure.SINCE_ERASED
