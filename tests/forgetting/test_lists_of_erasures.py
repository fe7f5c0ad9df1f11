"""Lists of who was erased: what enters them, what leaves again, and who is erased again by them."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.builders import Clock, People, activity, actor, content, week
from tests.forgetting.canaries import at_home
from tests.forgetting.scene import CONTESTED, contests, erases, forgets
from xprsa.domain.review import Verdict
from xprsa.review.service import LineChoice, decide_line
from xprsa.running import erasure, erasures
from xprsa.running.service import Service
from xprsa.storage.database import Collision


@pytest.fixture
def home(service: Service, keyring_file: Path, tmp_path: Path) -> Service:
    return at_home(service, keyring_file, tmp_path)


def test_a_list_that_cannot_be_written_keeps_the_person_where_they_are(home: Service, people: People) -> None:
    person = people.beneficiary()
    erasures.own_list(home.settings).write_text("ceci n’est pas une liste")
    refused = erases(home, person.file_reference)
    assert refused.exit_code == 1
    assert f"La liste des effacements {erasures.own_list(home.settings)} est abîmé. Rien" in refused.output
    with home.database.reading() as store:
        assert store.people.find(person.id) is not None


def with_backups(service: Service, folder: Path) -> Service:
    """Give the service with a folder of backups."""
    folder.mkdir()
    return replace(service, settings=replace(service.settings, backups=folder))


def test_a_second_list_that_cannot_be_written_leaves_no_line_on_the_first(
    home: Service, people: People, tmp_path: Path
) -> None:
    person = people.beneficiary(adviser=people.adviser())
    contests(home, people, person)
    home = with_backups(home, tmp_path / "backups")
    (tmp_path / "backups" / erasures.NAME).write_text("ceci n’est pas une liste")
    refused = erases(home, person.file_reference, "--despite-contest")
    assert refused.exit_code == 1
    assert "est abîmé. Rien n’est effacé." in refused.output
    assert not erasures.read(erasures.own_list(home.settings))
    done = forgets(home)
    assert done.exit_code == 0, done.output
    with home.database.reading() as store:
        assert store.people.find(person.id) is not None


def test_a_transaction_that_fails_at_its_end_leaves_no_line_on_any_list(
    home: Service, people: People, tmp_path: Path
) -> None:
    person = people.beneficiary()
    home = with_backups(home, tmp_path / "backups")
    written = []

    def refuses(_: object) -> None:
        written.extend(len(erasures.read(path)) for path in erasures.lists(home.settings))
        raise OSError("no room")

    event.listen(home.database.engine, "commit", refuses)
    with pytest.raises(OSError, match="no room"):
        erasure.erase(home, person)
    event.remove(home.database.engine, "commit", refuses)
    assert written == [1, 1]
    assert [len(erasures.read(path)) for path in erasures.lists(home.settings)] == [0, 0]
    with home.database.reading() as store:
        assert store.people.find(person.id) is not None


def test_a_second_erasure_that_fails_leaves_the_line_of_the_first(
    home: Service, people: People, clock: Clock
) -> None:
    person = people.beneficiary()
    before = {erasures.mark_of(person.account.public_id): home.now()}
    own = erasures.own_list(home.settings)
    erasures.add(own, before)
    clock.advance(seconds=1)

    def refuses(_: object) -> None:
        raise OSError("no room")

    event.listen(home.database.engine, "commit", refuses)
    with pytest.raises(OSError, match="no room"):
        erasure.erase(home, person)
    event.remove(home.database.engine, "commit", refuses)
    assert erasures.read(own) == before
    erasure.erase(home, person)
    assert erasures.read(own) == dict.fromkeys(before, home.now())


def test_whoever_did_something_since_is_named_and_not_erased(
    home: Service, people: People, clock: Clock
) -> None:
    sends, signs_in, older = people.beneficiary(), people.beneficiary(), people.beneficiary()
    decided = people.beneficiary(adviser=(adviser := people.adviser()))
    listed = (sends, signs_in, decided, older)
    people.sends(decided, week(), content(CONTESTED))
    people.sends(older, week(), content(activity("training", "1 h")))
    erasures.add(
        erasures.own_list(home.settings),
        {erasures.mark_of(person.account.public_id): home.now() for person in listed},
    )
    clock.advance(seconds=1)
    people.sends(sends, week(), content(activity("training", "1 h")))
    choice = LineChoice(CONTESTED.line, 1, Verdict.COUNTED)
    decide_line(home, actor=actor(adviser), person=decided.id, week=week(), choice=choice)
    with home.database.writing() as store:
        store.sign_ins.begin(account=signs_in.id, secret_hash="6" * 64, network="test", at=home.now())
    foreseen = forgets(home, "--dry-run").output
    assert f"À effacer de nouveau, revenus avec une base d’avant : {older.file_reference}." in foreseen
    kept = ", ".join(person.file_reference for person in (sends, signs_in, decided))
    assert f"laissés, car quelque chose y est plus récent : {kept}." in foreseen
    done = forgets(home)
    assert done.exit_code == 0, done.output
    with home.database.reading() as store:
        assert [store.people.find(person.id) is None for person in listed] == [False, False, False, True]


def test_forget_erases_again_whoever_came_back(home: Service, people: People) -> None:
    person, stays = people.beneficiary(), people.beneficiary()
    erasures.add(erasures.own_list(home.settings), {erasures.mark_of(person.account.public_id): home.now()})
    done = forgets(home)
    assert done.exit_code == 0, done.output
    assert "Personnes effacées de nouveau, revenues avec une base d’avant : 1." in done.output
    with home.database.reading() as store:
        assert store.people.find(person.id) is None
        assert store.people.find(stays.id) is not None


def test_with_the_keyring_the_list_of_erasures_leads_to_no_pseudonym(home: Service, people: People) -> None:
    person = people.beneficiary()
    erases(home, person.file_reference)
    listed = erasures.own_list(home.settings).read_text(encoding="utf-8")
    assert str(person.account.public_id) not in listed
    assert listed == f"{home.now().isoformat()} {sha256(person.account.public_id.bytes).hexdigest()}\n"


def test_whoever_was_erased_by_somebody_else_meanwhile_is_passed_over(
    home: Service, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = people.beneficiary(), people.beneficiary()
    back = erasure.CameBack((person, other), ())
    erasure.erase(home, person)
    monkeypatch.setattr(erasure, "came_back", lambda _: back)
    assert erasure.erase_again(home) == 1


def test_what_is_written_at_the_same_time_as_somebody_is_erased_again_is_a_sentence(
    home: Service, people: People
) -> None:
    person = people.beneficiary()
    erasures.add(erasures.own_list(home.settings), {erasures.mark_of(person.account.public_id): home.now()})

    def collides(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE FROM beneficiary"):
            raise Collision

    event.listen(home.database.engine, "before_cursor_execute", collides)
    refused = forgets(home)
    event.remove(home.database.engine, "before_cursor_execute", collides)
    assert refused.exit_code == 1
    assert "Quelque chose a changé en même temps. Recommencez." in refused.output
