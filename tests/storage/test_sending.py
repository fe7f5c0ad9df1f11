"""A week sent is kept whole, the same way on every database, and once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders import People, activity, actor, content, could_not, week
from xprsa.declare.keeping import keep_draft
from xprsa.declare.service import submit_week
from xprsa.domain.caseload import status_of
from xprsa.domain.content import Activity, Content
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.gateways.keyring import Use
from xprsa.running.service import Service
from xprsa.storage import declarations, sending
from xprsa.storage.database import Collision
from xprsa.storage.rollups import status_read, status_written, statuses_of
from xprsa.storage.tables import PersonAuditRow, table
from xprsa.storage.tables_weeks import RollupRow, VersionRow, WeekHeadRow

KINDS = ("training", "job_search", "paid_work", "volunteering", "personal_steps")
LINES = st.lists(
    st.builds(
        Activity,
        line=st.uuids().map(lambda key: key.hex[:12]),
        kind=st.sampled_from(KINDS),
        minutes=st.integers(1, 600),
        days=st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
        note=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20),
    ),
    max_size=5,
    unique_by=lambda line: line.line,
)
CONTENTS = st.builds(
    lambda lines, days, reason: Content(tuple(lines), Prevented(days, reason) if days else None),
    LINES,
    st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
    st.sampled_from([None, *PreventedReason]),
)


def test_what_was_sent_is_read_back_as_it_was(people: People, service: Service) -> None:
    person = people.beneficiary()
    said = content(activity("training", "2h30", days=(2, 4), note="d’anglais « ok »"), prevented=could_not(5))
    people.sends(person, week(), said)
    with service.database.reading() as store:
        kept = store.declarations.of_week(person.id, week()).current
    assert kept is not None
    assert kept.content == said
    assert kept.sent_at == service.now()


def test_versions_and_terms_read_at_once_are_those_read_apart(people: People, service: Service) -> None:
    person = people.beneficiary(weekly_minutes=None)
    for versions in range(3):
        for terms in range(3):
            with service.database.reading() as store:
                apart = (
                    store.declarations.of_week(person.id, week()),
                    store.contracts.engagement_of(person.id),
                )
                assert store.declarations.with_terms(person.id, week()) == apart
            assert (apart[0].base, len(apart[1].contracts)) == (versions, versions * 3 + terms)
            people.contract(person.id, weekly_minutes=600, valid_from=date(2026, 1, 1 + versions * 3 + terms))
        people.sends(person, week(), content(activity("training", "2h")))
    people.exemption(person.id, valid_from=date(2026, 2, 1), valid_until=date(2026, 3, 1))
    with service.database.reading() as store:
        engagement = store.contracts.engagement_of(person.id)
        assert store.declarations.with_terms(person.id, week())[1] == engagement


def test_sending_drops_the_draft(people: People, service: Service) -> None:
    person = people.beneficiary()
    keep_draft(service, actor=actor(person.account), week=week(), typed={"row": ["new1"]})
    people.sends(person, week(), content(activity("training", "2h")))
    with service.database.reading() as store:
        assert store.files.with_draft(person.id, week())[1] is None


def test_a_reason_is_unreadable_in_the_database(people: People, service: Service) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(prevented=could_not(reason=PreventedReason.HEALTH)))
    with service.database.reading() as store:
        kept = store.connection.execute(select(table(VersionRow).c.prevented_reason)).scalar_one()
    assert "health" not in kept


@given(first=CONTENTS, second=CONTENTS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_single_statement_of_postgresql_writes_the_same_rows_as_the_portable_ones(
    people: People, service: Service, first: Content, second: Content
) -> None:
    rows = []
    for write in (sending.send, sending.send_portably):
        person = people.beneficiary()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(declarations, "send", write)
            for said in (first, second):
                people.sends(person, week(), said)
        rows.append(_rows_of(service, person.id))
    assert rows[0] == rows[1]


def _rows_of(service: Service, person: int) -> list[list[dict[str, object]]]:
    """Give every row about a person, without what is random or names the person."""
    loose = {"id", "person_id", "actor_id", "entered_by", "idempotency_key", "receipt", "nonce"}
    loose |= {"fingerprint", "signature", "prevented_reason"}
    found = []
    with service.database.reading() as store:
        for row in (VersionRow, WeekHeadRow, RollupRow, PersonAuditRow):
            columns = table(row)
            query = select(columns).where(columns.c.person_id == person)
            kept = [dict(row._mapping) for row in store.connection.execute(query)]
            tight = [{name: row[name] for name in row if name not in loose} for row in kept]
            found.append(sorted(tight, key=str))
    return found


def test_the_mark_of_a_week_is_what_would_be_made_again_from_the_truth(
    people: People, service: Service
) -> None:
    person = people.beneficiary()
    people.sends(person, week("2026-W46"), content(activity("training", "2h")))
    people.sends(person, week(), content(activity("training", "2h"), prevented=could_not(1)))
    people.sends(person, week(), content(activity("language", "3h")))
    with service.database.reading() as store:
        row = store.connection.execute(
            select(table(RollupRow)).where(table(RollupRow).c.person_id == person.id)
        ).one()
        weeks = store.declarations.of_weeks(person.id, week("2026-W40"), week())
    again = {sent_week: status_of(sent, (), as_of=service.now()) for sent_week, sent in weeks.items()}
    assert statuses_of(row) == {
        sent_week: status_read(status_written(status)) for sent_week, status in again.items()
    }


def test_an_older_week_never_replaces_the_mark_of_a_newer_one(people: People, service: Service) -> None:
    person = people.beneficiary()
    people.sends(person, week("2026-W47"), content(activity("training", "2h")))
    with service.database.writing() as store:
        older = store.declarations.of_week(person.id, week())
        status = status_of(older, (), as_of=service.now())
        store.rollups.keep(person.id, status._replace(week=week("2026-W35"), declared=1))
        row = store.connection.execute(select(table(RollupRow))).one()
    assert list(statuses_of(row)) == [week("2026-W47")]


def test_fifty_parallel_posts_with_one_key_make_one_version_and_one_receipt(
    people: People, service: Service
) -> None:
    person, key = people.beneficiary(), uuid4()
    said = content(activity("training", "2h"))

    def send(_: int) -> int:
        return submit_week(
            service, actor=actor(person.account), week=week(), content=said, based_on=0, key=key
        )

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(send, range(50))) == {1}
    with service.database.reading() as store:
        assert store.declarations.of_week(person.id, week()).base == 1


def test_the_same_week_with_two_keys_keeps_the_first_and_asks_the_second(
    people: People, service: Service
) -> None:
    person = people.beneficiary()
    said = content(activity("training", "2h"))

    def send(_: int) -> int | Reason:
        try:
            return submit_week(
                service, actor=actor(person.account), week=week(), content=said, based_on=0, key=uuid4()
            )
        except RuleBroken as broken:
            return broken.reason

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(16)))
    assert answers.count(1) == 1
    assert answers.count(Reason.STALE_VERSION) == 15


def test_one_key_cannot_serve_two_texts_or_two_weeks(people: People, service: Service) -> None:
    person, key = people.beneficiary(), uuid4()
    by = actor(person.account)
    submit_week(
        service, actor=by, week=week(), content=content(activity("training", "2h")), based_on=0, key=key
    )
    for other_week, said in ((week(), "3h"), (week("2026-W46"), "2h")):
        with pytest.raises(RuleBroken) as broken:
            submit_week(
                service,
                actor=by,
                week=other_week,
                content=content(activity("training", said)),
                based_on=0,
                key=key,
            )
        assert broken.value.reason is Reason.KEY_REUSED


def test_a_form_first_sent_by_the_software_of_form_1_is_known_again(people: People, service: Service) -> None:
    person, key = people.beneficiary(), uuid4()
    said = content(Activity("a", "training", 120, note="ok"), prevented=could_not(5))
    form_1 = (
        '2026-W47|{"activities":[{"days":[],"kind":"training","line":"a","minutes":120,"note":"ok"}],'
        '"prevented":[5]}|transport'
    )

    def send(text: Content) -> int:
        return submit_week(
            service, actor=actor(person.account), week=week(), content=text, based_on=0, key=key
        )

    send(said)
    mac = service.keyring.mac(Use.REPLAY, form_1.encode()).hex()
    with service.database.writing() as store:
        store.connection.execute(table(VersionRow).update().values(body_mac=mac))
    assert send(said) == 1
    with pytest.raises(RuleBroken) as broken:
        send(replace(said, activities=()))
    assert broken.value.reason is Reason.KEY_REUSED


def test_a_queue_sent_twice_eight_days_later_changes_nothing(people: People, service: Service, clock) -> None:
    person = people.beneficiary()
    by = actor(person.account)
    queue = [(week("2026-W46"), uuid4()), (week(), uuid4())]
    said = content(activity("training", "2h"))

    def send_queue() -> list[int]:
        return [
            submit_week(service, actor=by, week=week_sent, content=said, based_on=0, key=key)
            for week_sent, key in queue
        ]

    first = send_queue()
    clock.advance(days=8)
    assert send_queue() == first
    with service.database.reading() as store:
        assert all(store.declarations.of_week(person.id, week_sent).base == 1 for week_sent, _ in queue)


def test_without_the_unique_key_a_double_tap_would_be_two_versions(people: People, service: Service) -> None:
    """Negative control: the schema, not luck, keeps a key to one version."""
    person, key = people.beneficiary(), uuid4()
    by, said = actor(person.account), content(activity("training", "2h"))
    submit_week(service, actor=by, week=week(), content=said, based_on=0, key=key)
    with service.database.reading() as store:
        kept = store.connection.execute(select(table(VersionRow))).one()._asdict()
    with pytest.raises(Collision):
        _insert(service, {**kept, "number": 2, "receipt": "0" * 32})


def _insert(service: Service, values: dict[str, object]) -> None:
    with service.database.writing() as store:
        store.connection.execute(table(VersionRow).insert(), values)
