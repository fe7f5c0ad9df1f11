"""Weeks read at once, versions beside moves, are what their two tables hold."""

from tests import builders
from tests.builders import People, activity, content, week
from xprsa.declare import answering, keeping
from xprsa.declare.answering import Said
from xprsa.domain.review import Verdict
from xprsa.review.service import LineChoice, count_week, decide_line
from xprsa.running.service import Service

FIRST, LAST = week("2026-W40"), week("2026-W47")


def test_versions_and_moves_read_at_once_are_those_read_apart(people: People, service: Service) -> None:
    adviser, another = people.adviser(), people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "5h")
    people.sends(person, week("2026-W46"), content(line, activity("workshop", "2h")))
    for seen, mover in ((0, adviser), (2, another)):
        ask = LineChoice(line.line, 1, Verdict.ASKED, words=f"Où était-ce, {mover.first_name} ?", seen=seen)
        decide_line(service, actor=builders.actor(mover), person=person.id, week=week("2026-W46"), choice=ask)
        said = Said(line.line, 1, Verdict.ANSWERED, "À Valbois.", seen=seen + 1)
        answering.answer(service, actor=builders.actor(person.account), week=week("2026-W46"), said=said)
    people.sends(person, week("2026-W46"), content(line))
    count_week(
        service, actor=builders.actor(another), person=person.id, week=week("2026-W46"), version=2, seen=4
    )
    people.sends(person, LAST, content(line))
    people.sends(people.beneficiary(adviser=adviser), LAST, content(line))
    with service.database.reading() as store:
        weeks = store.weeks.of_weeks(person.id, FIRST, LAST)
        declarations = store.declarations.of_weeks(person.id, FIRST, LAST)
        decisions = store.decisions.of_weeks(person.id, FIRST, LAST)
    assert {known: read.declaration for known, read in weeks.items()} == declarations
    assert {known: read.decisions for known, read in weeks.items() if read.decisions} == decisions
    assert len(decisions[week("2026-W46")]) == 5
    everybody = {account.id: account.name for account in (person.account, adviser, another)}
    assert weeks[week("2026-W46")].names == everybody
    assert weeks[LAST].names == {person.id: person.account.name}


def test_a_week_never_sent_is_read_without_a_version(people: People, service: Service) -> None:
    person = people.beneficiary()
    with service.database.reading() as store:
        read = store.weeks.of_week(person.id, LAST)
    assert (read.declaration.person, read.declaration.week) == (person.id, LAST)
    assert (read.declaration.versions, read.decisions) == ((), ())


def test_a_file_tells_the_weeks_typed_and_not_sent_and_repeats_no_terms(
    people: People, service: Service
) -> None:
    person = people.beneficiary()
    with service.database.reading() as store:
        assert store.files.with_drafted(person.id) == (store.files.of(person.id), frozenset(), None)
    for typed in (LAST, week("2026-W46")):
        keeping.keep_draft(service, actor=builders.actor(person.account), week=typed, typed={"base": ["0"]})
    with service.database.reading() as store:
        file, drafted, _ = store.files.with_drafted(person.id)
        assert file == store.files.of(person.id)
    assert drafted == {LAST, week("2026-W46")}
