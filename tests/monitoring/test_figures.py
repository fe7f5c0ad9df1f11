"""Each figure says what there is, read from the real database."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert

from tests.builders import Clock, People
from tests.monitoring.conftest import Told, told_by
from tests.statements import statements
from xprsa.domain.clock_guard import ClockDoubt
from xprsa.domain.pace import Speed
from xprsa.domain.vital_sign import BOUNDS, VitalSign
from xprsa.monitoring.figures import METRICS, figures, free_disk
from xprsa.running.backups import MANIFEST, name_of
from xprsa.running.clock_guard import beat
from xprsa.running.journal import seal
from xprsa.running.service import Service
from xprsa.running.spending import spend
from xprsa.storage.database import DatabaseAway
from xprsa.storage.kept_texts import MOST_TEXTS, SHORT, KeptTexts
from xprsa.storage.messages import MANY_TRIES, Way
from xprsa.storage.tables_access import SignInRow
from xprsa.web.health import WriteProbe

Read = Callable[[], Told]
MOST_STATEMENTS = 20  # of a scrape, the try to write left out


def test_a_worker_that_beat_a_while_ago_and_one_that_never_did(
    service: Service, clock: Clock, told: Read
) -> None:
    assert told()["xprsa_worker_heartbeat_age_seconds",] == float("inf")
    beat(service)
    clock.advance(minutes=7)
    assert told()["xprsa_worker_heartbeat_age_seconds",] == 420


def test_a_clock_that_leapt_is_held(service: Service, clock: Clock, told: Read) -> None:
    beat(service)
    assert told()["xprsa_clock_held",] == 0
    clock.advance(days=3)
    assert told()["xprsa_clock_held",] == 1


def test_a_worker_that_doubts_its_clock_is_told_from_one_that_does_not_pass(
    service: Service, clock: Clock, told: Read
) -> None:
    beat(service)
    clock.advance(days=3)
    assert told()["xprsa_worker_heartbeat_age_seconds",] == 3 * 86_400
    assert beat(service) is ClockDoubt.LEAPT
    assert told()["xprsa_worker_heartbeat_age_seconds",] == 0
    assert told()["xprsa_clock_held",] == 1, "a pass is no witness"


def test_a_line_of_the_journal_from_later_on_silences_no_worker(
    service: Service, clock: Clock, told: Read
) -> None:
    with service.database.writing() as store:
        store.audit.note(at=clock() + timedelta(minutes=11), actor=None, event="signed_in")
    assert beat(service) is ClockDoubt.BEHIND
    assert told()["xprsa_worker_heartbeat_age_seconds",] == 0
    assert told()["xprsa_clock_held",] == 1


def test_a_pass_from_later_on_hides_no_silence_once_the_clock_is_right_again(
    service: Service, clock: Clock, told: Read
) -> None:
    clock.advance(days=1)
    beat(service)
    clock.advance(days=-1)
    assert told()["xprsa_worker_heartbeat_age_seconds",] == float("inf")


def test_each_queue_has_its_length_and_the_age_of_its_oldest(
    service: Service, clock: Clock, told: Read
) -> None:
    for urgent in (False, True, True):
        with service.database.writing() as store:
            store.messages.put(Way.SMS, "x", at=clock(), urgent=urgent)
        clock.advance(seconds=60)
    found = told()
    assert (found["xprsa_queue_messages", "codes"], found["xprsa_queue_messages", "notices"]) == (2, 1)
    assert found["xprsa_queue_oldest_seconds", "codes"] == 120
    assert found["xprsa_queue_oldest_seconds", "notices"] == 180


def test_one_full_mailbox_says_nothing_of_the_queue(service: Service, clock: Clock, told: Read) -> None:
    with service.database.writing() as store:
        store.messages.put(Way.MAIL, "x", at=clock(), urgent=True)
    for tries in range(1, MANY_TRIES + 1):
        with service.database.writing() as store:
            assert (
                store.messages.claim(
                    at=clock(), until=clock(), longest=dict.fromkeys((True, False), timedelta(hours=1))
                )
                is not None
            )
        clock.advance(minutes=1)
        found = told()
        assert found["xprsa_queue_refused", "codes"] == (tries == MANY_TRIES)
        assert found["xprsa_queue_oldest_seconds", "codes"] == (0 if tries == MANY_TRIES else tries * 60)
    assert found["xprsa_queue_messages", "codes"] == 1


def test_what_left_and_a_letter_wait_in_no_queue(service: Service, clock: Clock, told: Read) -> None:
    with service.database.writing() as store:
        store.messages.put(Way.MAIL, "x", at=clock(), urgent=True)
        store.messages.put(Way.LETTER, "x", at=clock())
        message = store.messages.claim(
            at=clock(), until=clock(), longest=dict.fromkeys((True, False), timedelta(hours=1))
        )
        assert message is not None
        store.messages.finish(message.id, sent_at=clock())
    clock.advance(hours=1)
    found = told()
    for queue in ("codes", "notices"):
        assert (found["xprsa_queue_messages", queue], found["xprsa_queue_oldest_seconds", queue]) == (0, 0)


def test_codes_that_left_stand_beside_their_budgets(service: Service, clock: Clock, told: Read) -> None:
    for way in (Way.MAIL, Way.SMS, Way.SMS):
        with service.database.writing() as store:
            spend(service, store, way, is_for_somebody=True)
    clock.advance(hours=2)
    with service.database.writing() as store:
        spend(service, store, Way.SMS, is_for_somebody=True)
    found = told()
    assert [found["xprsa_codes_sent", way, "hour"] for way in ("mail", "sms")] == [0, 1]
    assert [found["xprsa_codes_sent", way, "day"] for way in ("mail", "sms")] == [1, 3]
    assert found["xprsa_codes_most", "codes"] == 2000
    assert found["xprsa_codes_spent_share", "sms"] == 1 / 500


def test_files_opened_faster_than_one_reads_them_count_for_a_day(
    service: Service, people: People, clock: Clock, told: Read
) -> None:
    reader = people.adviser().id
    assert told()["xprsa_fast_readings",] == 0
    with service.database.writing() as store:
        store.reading_paces.count(reader, at=clock.instant)
        store.reading_paces.note(reader, Speed.MANY, at=clock.instant)
    assert told()["xprsa_fast_readings",] == 1
    clock.advance(hours=25)
    assert told()["xprsa_fast_readings",] == 0


def test_texts_that_wait_are_weighed_and_those_that_went_counted(
    service: Service, people: People, told: Read
) -> None:
    account = people.adviser()
    rows = [
        {
            "public_id": UUID(int=number),
            "secret_hash": str(number),
            "account_id": account.id,
            "started_at": service.now(),
            "seen_at": service.now(),
            "network": "test",
            "kept": "x" * (SHORT + 1),
        }
        for number in range(MOST_TEXTS + 1)
    ]
    with service.database.writing() as store:
        store.connection.execute(insert(SignInRow), rows)
        store.kept_texts.make_room("x" * (SHORT + 1))
    found = told()
    assert found["xprsa_kept_texts", "waiting"] == MOST_TEXTS * 9 // 10
    assert found["xprsa_kept_texts", "gone"] == MOST_TEXTS + 1 - MOST_TEXTS * 9 // 10
    assert found["xprsa_kept_texts_characters",] == (SHORT + 1) * MOST_TEXTS * 9 // 10


def test_the_oldest_line_that_no_seal_holds_is_dated(service: Service, clock: Clock, told: Read) -> None:
    assert told()["xprsa_journal_oldest_unsealed_seconds",] == 0
    with service.database.writing() as store:
        store.audit.note(at=clock(), actor=None, event="clock_confirmed")
    clock.advance(hours=3)
    assert told()["xprsa_journal_oldest_unsealed_seconds",] == 3 * 3600
    seal(service)
    assert told()["xprsa_journal_oldest_unsealed_seconds",] == 0


def test_the_newest_backup_is_dated_and_none_is_older_than_any(
    service: Service, clock: Clock, told: Read, tmp_path: Path
) -> None:
    assert told()["xprsa_backup_age_seconds",] == float("inf")
    for hours in (30, 5):
        folder = tmp_path / "backups" / name_of(clock() - timedelta(hours=hours))
        folder.mkdir(parents=True)
        (folder / MANIFEST).touch()
    assert told()["xprsa_backup_age_seconds",] == 5 * 3600
    assert ("xprsa_backup_age_seconds",) not in told_by(service), "no folder of backups is set"


def test_what_is_free_is_what_the_disk_says(service: Service, told: Read) -> None:
    free = shutil.disk_usage(service.settings.keyring.parent).free
    assert told()["xprsa_disk_free_bytes",] == pytest.approx(free, rel=0.05)
    assert free_disk(service) == pytest.approx(free, rel=0.05)


def test_a_database_that_answers_can_be_read_and_written(told: Read) -> None:
    found = told()
    assert (found["xprsa_database_able", "read"], found["xprsa_database_able", "write"]) == (1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_a_database_that_is_away_nothing_is_told_but_that_and_the_machine_is(away: Service) -> None:
    found = told_by(replace(away, settings=replace(away.settings, backups=Path("/nowhere"))))
    assert {metric for metric, *_ in found} == {
        "xprsa_database_able",
        "xprsa_disk_free_bytes",
        "xprsa_backup_age_seconds",
    }
    assert (found["xprsa_database_able", "read"], found["xprsa_database_able", "write"]) == (0, 0)


def test_what_is_not_read_in_time_is_left_out_and_the_rest_is_told(
    told: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_: KeptTexts) -> None:
        raise DatabaseAway

    monkeypatch.setattr(KeptTexts, "waiting", late)
    found = told()
    assert {metric for metric, *_ in found} == {name for name in METRICS if "kept_texts" not in name}
    assert found["xprsa_database_able", "read"] == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_metric_and_every_sign_has_its_figure_once(
    told: Read, service: Service, tmp_path: Path
) -> None:
    assert {metric for metric, *_ in told()} == set(METRICS)
    watched = replace(service, settings=replace(service.settings, backups=tmp_path))
    signs = [figure.sign for figure in figures(watched, WriteProbe()) if figure.sign]
    assert sorted(signs) == sorted(BOUNDS)
    assert sorted(signs) == sorted(VitalSign)


def test_a_scrape_costs_few_statements_however_much_there_is(
    service: Service, people: People, told: Read, clock: Clock
) -> None:
    told()
    costs = []
    for more in (1, 30):
        for _ in range(more):
            people.beneficiary()
            with service.database.writing() as store:
                store.messages.put(Way.SMS, "x", at=clock(), urgent=True)
                store.audit.note(at=clock(), actor=None, event="clock_confirmed")
        with statements(service.database) as sent:
            told()
        costs.append(sum("INSERT" not in statement for statement in sent))
    assert costs[0] == costs[1] <= MOST_STATEMENTS, costs
