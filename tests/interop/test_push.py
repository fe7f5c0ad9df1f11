"""Weeks that were declared are told by name; silence, and whoever is not asked, leave nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.builders import Clock, People, activity, actor, content, could_not, week
from tests.interop.named import a_card, asked, numbered, pushed
from tests.interop.platform import FakePlatform
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import Verdict
from xprsa.gateways.si_platform import Unmatched
from xprsa.interop.pushing import rehearse
from xprsa.review.service import LineChoice, decide_line
from xprsa.running.service import Service
from xprsa.scoring.intensity import FIELDS_OF_INTENSITY
from xprsa.storage.tables import PersonAuditRow, table
from xprsa.storage.tables_export import PublishedDocumentRow

ANA, BO = "10429447247", "20429447247"


def test_a_declared_week_is_told_by_name_with_what_was_done(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h30"), activity("job_search", "4h")))
    report = pushed(service, fake)
    assert (report.weeks, report.people) == (1, 1)
    told = fake.told[ANA, "2026-W47"]
    assert {
        name: value for name, value in told.items() if name not in ("identifiantEnvoi", "dateArrete")
    } == {
        "schema": "xprsa.intensity/1",
        "remplace": None,
        "numeroFranceTravail": ANA,
        "organisme": {"code": "ML"},
        "semaine": "2026-W47",
        "dateDebut": "2026-11-16",
        "dateFin": "2026-11-22",
        "statut": "DECLAREE",
        "dureeHebdomadairePrevue": 900,
        "dureeActivite": 390,
        "demarches": [
            {"famille": "RECHERCHE_EMPLOI", "duree": 240},
            {"famille": "PROJET_COMPETENCES", "duree": 150},
        ],
    }


def test_silence_is_told_of_nobody(service: Service, people: People, fake: FakePlatform) -> None:
    numbered(people, fake, ANA)
    assert pushed(service, fake).people == 0
    assert fake.asked == []


def test_nobody_is_named_for_a_week_in_which_they_are_not_asked(
    service: Service, people: People, fake: FakePlatform
) -> None:
    without = numbered(people, fake, ANA, weekly_minutes=None)
    exempt = numbered(people, fake, BO)
    people.exemption(exempt.id, valid_from=date(2026, 11, 2), valid_until=date(2026, 11, 30))
    for person in (without, exempt):
        people.sends(person, week(), content(activity("training", "2h")))
    assert rehearse(service, asked(service)).weeks == 0
    assert pushed(service, fake).weeks == 0
    assert fake.asked == []


def test_a_week_is_told_once_and_again_only_when_it_says_something_else(
    service: Service, people: People, fake: FakePlatform, clock: Clock
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake)
    first = fake.told[ANA, "2026-W47"]
    clock.advance(days=20)  # counted by our silence meanwhile: nothing that is told has changed
    assert pushed(service, fake).weeks == 0
    people.sends(ana, week(), content(activity("training", "3h")))
    assert pushed(service, fake).weeks == 1
    second = fake.told[ANA, "2026-W47"]
    assert (second["remplace"], second["dureeActivite"]) == (first["identifiantEnvoi"], 180)
    assert set(fake.new.values()) == {1}


def test_a_week_that_its_person_takes_back_is_taken_back_there(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake)
    withdraw_week(service, actor=actor(ana.account), week=week(), number=1)
    assert pushed(service, fake).weeks == 1
    told = fake.told[ANA, "2026-W47"]
    assert told["statut"] == "RETIREE"
    assert (told["dureeActivite"], told["demarches"], told["dureeHebdomadairePrevue"]) == (None, None, None)
    assert pushed(service, fake).weeks == 0


def test_a_week_that_was_not_possible_is_held_against_nobody_and_never_told_as_zero(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(prevented=could_not()))
    people.sends(ana, week("2026-W46"), content(activity("training", "2h"), prevented=could_not(1)))
    people.sends(ana, week("2026-W45"), content())
    pushed(service, fake)
    said = {
        name: (told["dureeHebdomadairePrevue"], told["dureeActivite"])
        for (_, name), told in fake.told.items()
    }
    assert said == {"2026-W47": (None, None), "2026-W46": (None, 120), "2026-W45": (900, 0)}


def test_what_was_set_aside_is_not_there_and_no_field_lets_it_be_computed(
    service: Service, people: People, fake: FakePlatform
) -> None:
    adviser = people.adviser()
    ana = numbered(people, fake, ANA, adviser=adviser)
    kept, aside = activity("training", "2h"), activity("job_search", "3h")
    people.sends(ana, week(), content(kept, aside))
    choice = LineChoice(aside.line, 1, Verdict.SET_ASIDE, None, "Compté la semaine d’avant.")
    decide_line(service, actor=actor(adviser), person=ana.id, week=week(), choice=choice)
    pushed(service, fake)
    told = fake.told[ANA, "2026-W47"]
    assert told["dureeActivite"] == sum(step["duree"] for step in told["demarches"]) == 120


def test_no_field_tells_what_somebody_did_not_do() -> None:
    assert set(FIELDS_OF_INTENSITY) == {
        "schema", "identifiantEnvoi", "remplace", "numeroFranceTravail", "organisme", "semaine", "dateDebut",
        "dateFin", "statut", "dateArrete", "dureeHebdomadairePrevue", "dureeActivite", "demarches",
    }  # fmt: skip


def test_a_field_that_the_card_does_not_name_does_not_leave(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake, a_card(fields=("demarches",)))
    told = fake.told[ANA, "2026-W47"]
    assert told["demarches"]
    assert not {"dureeActivite", "dureeHebdomadairePrevue"} & set(told)


def test_who_refuses_to_be_scored_is_told_of_all_the_same(
    service: Service, people: People, fake: FakePlatform, clock: Clock
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    with service.database.writing() as store:
        store.people.object(ana.id, since=clock())
    assert pushed(service, fake).weeks == 1


def test_only_files_of_the_organisations_of_the_card_are_numbers_of_france_travail(
    service: Service, people: People, fake: FakePlatform
) -> None:
    elsewhere = numbered(people, fake, ANA, organisation="Département")
    odd = people.beneficiary(file_reference="D-0042")
    for person in (elsewhere, odd):
        people.sends(person, week(), content(activity("training", "2h")))
    report = pushed(service, fake)
    assert (report.weeks, report.without_number) == (0, ["D-0042"])
    assert fake.asked == []


@pytest.mark.parametrize(
    ("code", "why"),
    [("S002", Unmatched.NOBODY), ("S003", Unmatched.SEVERAL), ("R001", Unmatched.NOT_OURS)],
)
def test_whom_the_platform_does_not_know_is_counted_and_nothing_leaves_about_them(
    code: str, why: Unmatched, service: Service, people: People, fake: FakePlatform
) -> None:
    ana, bo = numbered(people, fake, ANA, code), numbered(people, fake, BO)
    for person in (ana, bo):
        people.sends(person, week(), content(activity("training", "2h")))
    report = pushed(service, fake)
    assert report.unmatched[why] == [ANA]
    assert (report.weeks, [number for number, _ in fake.told]) == (1, [BO])
    assert _left(service, ana) == []


def test_what_leaves_by_name_and_what_leaves_under_a_pseudonym_share_no_table(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake)
    with service.database.reading() as store:
        assert store.departures.about(ana.id) == ()
        assert store.connection.execute(select(table(PublishedDocumentRow))).all() == []
        assert len(store.named_documents.about(ana.id)) == 1


def test_a_rehearsal_counts_what_would_leave_and_asks_nobody(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    for name in ("2026-W46", "2026-W47"):
        people.sends(ana, week(name), content(activity("training", "2h")))
    report = rehearse(service, asked(service))
    assert (report.weeks, report.people) == (2, 1)
    assert (fake.asked, _left(service, ana)) == ([], [])


def test_the_journal_tells_each_week_that_left_and_no_number(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake)
    journal = table(PersonAuditRow)
    with service.database.reading() as store:
        rows = store.connection.execute(select(journal).where(journal.c.event == "named_week_left")).all()
    assert [(row.person_id, row.week, row.detail) for row in rows] == [(ana.id, week().ordinal, "")]


def test_a_number_that_was_wrong_is_told_to_take_back_what_it_was_told(
    service: Service, people: People, fake: FakePlatform, clock: Clock
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake)
    fake.people[BO] = "S001"
    _renumber(service, ana, BO)
    assert pushed(service, fake).weeks == 1
    assert fake.told[ANA, "2026-W47"]["statut"] == "RETIREE"
    clock.advance(minutes=1)
    assert pushed(service, fake).weeks == 1
    assert fake.told[BO, "2026-W47"]["dureeActivite"] == 120
    assert pushed(service, fake).weeks == 0


def test_every_request_bears_the_documented_headers(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    pushed(service, fake)
    search, put = fake.headers[1:]
    for headers in (search, put):
        assert headers["Authorization"].startswith("Bearer acces-")
        assert headers["pa-identifiant-agent"] == "BATCH"
        assert headers["pa-nom-agent"] == headers["pa-prenom-agent"] == "XPRSA"
    assert "ft-jeton-usager" not in search
    assert put["ft-jeton-usager"].startswith("jeton-")
    assert ANA not in "".join(fake.asked)


def _left(service: Service, person: Beneficiary) -> list[str]:
    with service.database.reading() as store:
        return [left.document.message for left in store.named_documents.about(person.id)]


def _renumber(service: Service, person: Beneficiary, number: str) -> None:
    from sqlalchemy import update

    from xprsa.storage.tables import BeneficiaryRow

    rows = table(BeneficiaryRow)
    with service.database.writing() as store:
        store.connection.execute(
            update(rows).where(rows.c.account_id == person.id).values(file_reference=number)
        )
