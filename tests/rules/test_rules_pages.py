"""A manager prepares other rules: read first, dated, taken back while they have not begun."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.domain.person import Account
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.rule_versions import RULE_FIELDS, version_of
from xprsa.domain.territory import Rules
from xprsa.rules.service import publish, read_rules, withdraw
from xprsa.rules.words import bounds, value
from xprsa.running.service import Service
from xprsa.storage.tables import ServiceAuditRow, table

Browser = Callable[[Account], JudgingClient]
NEXT = date(2026, 11, 30)  # the clock of the tests stands on Tuesday 24 November 2026
RULES, NEW = "/gestion/regles", "/gestion/regles/nouvelles"
WITHDRAWING = f"{RULES}/2026-W49/retirer"


@pytest.fixture
def desk(as_adviser: Browser, people: People) -> JudgingClient:
    """The browser of a manager."""
    return as_adviser(people.manager())


def versions(service: Service) -> dict[date, tuple[int, int, int]]:
    """Give what is kept, by first day."""
    with service.database.reading() as store:
        (here,) = store.territories.all()
    return {one.valid_from: (one.open_weeks, one.tacit_days, one.silent_weeks) for one in here.rules}


def events(service: Service) -> list[tuple[str, str]]:
    journal = table(ServiceAuditRow)
    with service.database.reading() as store:
        rows = store.connection.execute(select(journal.c.event, journal.c.detail).order_by(journal.c.id))
        return [(row.event, row.detail) for row in rows if row.event.startswith("rules_")]


def prepares(desk: JudgingClient, **typed: str) -> None:
    """Write a version, read what it changes, keep it."""
    foreseen = desk.press(desk.get(NEW), "Lire ce qui change", **typed)
    assert foreseen.status_code == 200, foreseen.text
    kept = desk.press(foreseen, "Enregistrer ces règles")
    assert (kept.status_code, kept.headers["Location"]) == (303, f"{RULES}#a-venir")


def test_a_manager_reads_what_changes_and_whom_it_touches_before_it_is_kept(
    desk: JudgingClient, people: People, service: Service
) -> None:
    people.beneficiary(adviser=people.adviser())
    people.beneficiary(adviser=people.adviser())
    foreseen = desk.press(desk.get(NEW), "Lire ce qui change", tacit_days="10", open_weeks="6")
    assert versions(service) == {date(2026, 1, 5): (8, 14, 2)}, "nothing is kept before it was read"
    for said in (
        "8\u00a0semaines avant",
        "6\u00a0semaines",
        "14\u00a0jours avant",
        "2\u00a0personnes, 2\u00a0référents.",
        "commencent avec la semaine du lundi 30 novembre 2026.",
        "Aucune semaine déjà commencée ne change, envoyée ou non (9\u00a0semaines encore ouvertes).",
        "sera compté plus tôt.",
    ):
        assert said in foreseen.text, said
    desk.press(foreseen, "Enregistrer ces règles")
    assert versions(service) == {date(2026, 1, 5): (8, 14, 2), NEXT: (6, 10, 2)}
    assert events(service) == [("rules_published", "2026-W49")]


def test_what_was_read_is_corrected_with_every_number_kept(desk: JudgingClient, service: Service) -> None:
    foreseen = desk.press(desk.get(NEW), "Lire ce qui change", tacit_days="21", debut="2026-W51")
    again = desk.get(foreseen.text.split('quiet" href="')[1].split('"')[0].replace("&amp;", "&"))
    corrected = desk.press(again, "Lire ce qui change", silent_weeks="3")
    desk.press(corrected, "Enregistrer ces règles")
    assert versions(service)[date(2026, 12, 14)] == (8, 21, 3)


def test_the_page_tells_every_number_with_its_bounds_and_what_it_does(desk: JudgingClient) -> None:
    listed, form = desk.get(RULES).text, desk.get(NEW).text
    for field in RULE_FIELDS:
        assert value(field, Rules()) in listed
        assert field.label in form
        assert bounds(field) in form


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"tacit_days": "6"}, "Délai de lecture\u00a0: écrivez un nombre de 7 à 30."),
        ({"tacit_days": "31"}, "Délai de lecture\u00a0: écrivez un nombre de 7 à 30."),
        ({"open_weeks": ""}, "Semaines encore ouvertes\u00a0: écrivez un nombre de 2 à 8."),
        ({"silent_weeks": "trois"}, "Semaines sans nouvelles\u00a0: écrivez un nombre de 2 à 8."),
        ({"silent_weeks": "9" * 400}, "Semaines sans nouvelles\u00a0: écrivez un nombre de 2 à 8."),
        ({"debut": "2026-W48"}, "Ce lundi n’est plus possible. Choisissez-en un autre."),
        ({"debut": "9999-W01"}, "Ce lundi n’est plus possible. Choisissez-en un autre."),
        ({"debut": "<script>"}, "Ce lundi n’est plus possible. Choisissez-en un autre."),
    ],
)
def test_a_number_out_of_bounds_is_said_beside_it_and_nothing_typed_is_lost(
    typed: dict[str, str], sentence: str, desk: JudgingClient, service: Service
) -> None:
    wrong = desk.press(desk.get(NEW), "Lire ce qui change", **{"tacit_days": "9", **typed})
    assert wrong.status_code == 422
    assert sentence in wrong.text
    assert 'value="9"' in wrong.text or "tacit_days" in typed
    posted = desk.press(
        desk.press(desk.get(NEW), "Lire ce qui change", tacit_days="9"), "Enregistrer", **typed
    )
    assert posted.status_code == 422
    assert len(versions(service)) == 1


def test_rules_that_change_nothing_or_begin_with_others_are_refused_in_words(
    desk: JudgingClient, service: Service
) -> None:
    same = desk.press(desk.get(NEW), "Lire ce qui change")
    assert same.status_code == 409
    assert "Ces règles sont déjà celles de ce jour-là." in same.text
    prepares(desk, tacit_days="10")
    twice = desk.press(desk.get(NEW), "Lire ce qui change", tacit_days="12")
    assert twice.status_code == 409
    assert "D’autres règles commencent ce jour-là." in twice.text
    assert len(versions(service)) == 2


def test_two_managers_on_the_same_rules_both_read_what_the_other_did(
    as_adviser: Browser, people: People, service: Service
) -> None:
    first, second = as_adviser(people.manager()), as_adviser(people.manager())
    foreseen = second.press(second.get(NEW), "Lire ce qui change", tacit_days="21", debut="2026-W51")
    form = second.get(NEW)
    prepares(first, tacit_days="10")
    late = second.press(foreseen, "Enregistrer ces règles")
    assert late.status_code == 409
    assert "Quelqu’un d’autre a changé les règles" in late.text
    assert "10\u00a0jours" in late.text
    assert 'value="21"' in late.text
    read_late = second.press(form, "Lire ce qui change", tacit_days="22", debut="2026-W52")
    assert read_late.status_code == 409
    assert "Quelqu’un d’autre a changé les règles" in read_late.text
    assert len(versions(service)) == 2
    again = second.press(second.press(late, "Lire ce qui change"), "Enregistrer ces règles")
    assert again.status_code == 303
    assert versions(service)[date(2026, 12, 14)] == (8, 21, 2)


@pytest.mark.parametrize(
    ("begins", "days", "reason"),
    [
        (date(2026, 11, 23), 10, Reason.RULES_TOO_SOON),
        (NEXT, 90, Reason.RULE_OUT_OF_BOUNDS),
        (NEXT, 14, Reason.RULES_UNCHANGED),
    ],
)
def test_whoever_asks_nothing_is_kept_that_the_rules_of_rules_refuse(
    begins: date, days: int, reason: Reason, people: People, service: Service
) -> None:
    page = read_rules(service, territory=people.territory().id)
    rules = version_of(page.in_force, begins=begins, numbers={"tacit_days": days})
    with pytest.raises(RuleBroken) as refused:
        publish(service, rules, territory=page.territory.id, seen=page.seen, by=None)
    assert refused.value.reason is reason
    assert len(versions(service)) == 1


def test_a_version_to_come_is_withdrawn_once_what_stays_was_read(
    desk: JudgingClient, service: Service
) -> None:
    prepares(desk, tacit_days="10")
    asked = desk.get(WITHDRAWING)
    assert "Retirer les règles du lundi 30 novembre 2026" in asked.text
    assert asked.text.index("10\u00a0jours") < asked.text.index("14\u00a0jours")
    assert desk.press(asked, "Retirer ces règles").status_code == 303
    assert versions(service) == {date(2026, 1, 5): (8, 14, 2)}
    assert events(service) == [("rules_published", "2026-W49"), ("rules_withdrawn", "2026-W49")]
    gone = desk.press(asked, "Retirer ces règles")
    assert gone.status_code == 409
    assert "Aucune règle ne commence ce jour-là." in gone.text


def test_what_changed_since_it_was_read_is_not_withdrawn(desk: JudgingClient, service: Service) -> None:
    prepares(desk, tacit_days="10")
    asked = desk.get(WITHDRAWING)
    prepares(desk, tacit_days="12", debut="2026-W52")
    late = desk.press(asked, "Retirer ces règles")
    assert late.status_code == 409
    assert "Rien n’est retiré." in late.text
    assert desk.press(late, "Retirer ces règles").status_code == 303
    assert NEXT not in versions(service)


def test_rules_in_force_or_about_to_be_are_never_withdrawn(
    as_adviser: Browser, people: People, service: Service, clock: Clock
) -> None:
    helene = people.manager()
    prepares(as_adviser(helene), tacit_days="10")
    for days in (5, 1):  # the Sunday before, and the Monday itself
        clock.advance(days=days)
        desk = as_adviser(helene)
        assert "Retirer ces règles" not in desk.get(RULES).text
        refused = desk.get(WITHDRAWING)
        assert refused.status_code == 409
        assert "Ces règles sont en vigueur, ou le sont demain." in refused.text
        seen = read_rules(service, territory=helene.territory).seen
        with pytest.raises(RuleBroken):
            withdraw(service, NEXT, territory=helene.territory, seen=seen, by=helene.id)
    assert NEXT in versions(service)


def test_an_adviser_is_told_of_rules_to_come_reads_them_and_sets_none(
    as_adviser: Browser, desk: JudgingClient, people: People
) -> None:
    adviser = as_adviser(people.adviser())
    assert "De nouvelles règles" not in adviser.get("/portefeuille").text
    prepares(desk, tacit_days="10")
    assert "De nouvelles règles commencent le lundi 30 novembre 2026." in adviser.get("/portefeuille").text
    read = adviser.get(RULES).text
    assert "10\u00a0jours" in read
    assert "Préparer" not in read
    assert "Retirer" not in read
    assert adviser.get(NEW).status_code == 404


def test_a_territory_nine_hours_away_counts_days_on_its_own_clock(
    as_adviser: Browser, people: People, clock: Clock
) -> None:
    people.territory("988", zone="Pacific/Noumea")
    clock.advance(days=4, hours=4)  # Saturday 14:00 UTC: Sunday already, there
    here, far = as_adviser(people.manager()), as_adviser(people.manager(territory="988"))
    first = '<option value="2026-W49" selected>30 novembre 2026</option>'
    assert first in here.get(NEW).text
    assert "2026-W49" not in far.get(NEW).text
    assert '<option value="2026-W50" selected>' in far.get(NEW).text
