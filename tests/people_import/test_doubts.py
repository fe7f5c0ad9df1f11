"""What an import does not do before somebody says that it is right."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import People, begin_sign_in
from tests.people_import.test_import import ANA, BO
from tests.people_import.test_people_file import file_of
from xprsa.domain.identity import is_somebody_else
from xprsa.people_import.doubts import NOTHING_SURE, RowDoubted, Sure, refuse_change
from xprsa.people_import.service import Report, import_people, preview
from xprsa.running.service import Service

STRANGER = ANA | {"prenom": "Bo", "nom": "Autre", "courriel": "bo@example.org", "telephone": "06 39 98 55 55"}


def imports(
    service: Service,
    people: People,
    *rows: dict[str, str],
    sure: Sure = NOTHING_SURE,
    only_good: bool = False,
) -> Report:
    return import_people(
        service,
        territory=people.territory(),
        content=file_of(*rows),
        actor=None,
        only_good=only_good,
        sure=sure,
    )


def names(service: Service, people: People) -> list[str]:
    with service.database.reading() as store:
        (organisation,) = store.organisations.of_territory(people.territory().id)
        return [person.account.name for person in store.people.of_references(organisation.id, ["D-1"])]


@pytest.mark.parametrize(
    "other",
    [
        STRANGER,
        ANA | {"prenom": "Bo", "courriel": "bo@example.org"},
        ANA | {"nom": "Autre", "telephone": "06 39 98 55 55"},
    ],
)
def test_a_row_that_hands_a_file_to_somebody_else_waits_and_shows_both(
    service: Service, people: People, other: dict[str, str]
) -> None:
    imports(service, people, ANA)
    report = imports(service, people, other, BO)
    assert not report.is_kept
    (doubt,) = report.doubts
    assert doubt.line == 2
    assert "Ana Durand" in doubt.sentence
    assert f"{other['prenom']} {other['nom']}" in doubt.sentence
    assert names(service, people) == ["Ana Durand"]
    assert imports(service, people, other, BO, only_good=True).counts.new == 1
    assert names(service, people) == ["Ana Durand"]


def test_a_row_that_was_looked_at_is_kept_and_signs_out_whoever_held_the_file(
    service: Service, people: People
) -> None:
    imports(service, people, ANA)
    with service.database.reading() as store:
        (organisation,) = store.organisations.of_territory(people.territory().id)
        (person,) = store.people.of_references(organisation.id, ["D-1"])
    begin_sign_in(service, person.account)
    report = imports(service, people, STRANGER, sure=Sure(frozenset([2])))
    assert report.is_kept
    assert names(service, people) == ["Bo Autre"]
    with service.database.reading() as store:
        assert store.sign_ins.of_account(person.id, started_after=service.now() - timedelta(days=1)) == ()


@pytest.mark.parametrize(
    "row",
    [
        ANA | {"nom": "Durand-Petit"},
        ANA | {"courriel": "nouvelle@example.org", "telephone": "06 39 98 77 77"},
        ANA | {"prenom": "Durand", "nom": "Ana", "courriel": "nouvelle@example.org"},
        ANA | {"nom": "DURAND", "courriel": "nouvelle@example.org"},
        ANA | {"nom": "Autre", "telephone": "effacer"},
    ],
)
def test_a_new_name_or_a_new_contact_alone_is_the_same_person(
    service: Service, people: People, row: dict[str, str]
) -> None:
    imports(service, people, ANA)
    report = imports(service, people, row)
    assert (report.doubts, report.is_kept) == ((), True)


@pytest.mark.parametrize(
    ("known", "row"),
    [
        ({"reference": "00412"}, {"reference": "412", "prenom": "Camille", "courriel": "c@example.org"}),
        ({"reference": "412"}, {"reference": "000412", "prenom": "Camille", "courriel": "c@example.org"}),
        ({}, {"reference": "D-77"}),
        ({}, {"reference": "D-77", "courriel": "", "nom": "DURAND"}),
    ],
)
def test_a_newcomer_who_is_probably_known_waits(
    service: Service, people: People, known: dict[str, str], row: dict[str, str]
) -> None:
    imports(service, people, ANA | known)
    report = imports(service, people, ANA | row)
    (doubt,) = report.doubts
    assert "Ana Durand" in doubt.sentence
    assert not report.is_kept
    assert imports(service, people, ANA | row, sure=Sure(frozenset([2]))).counts.new == 1


def test_a_couple_that_shares_a_phone_raises_no_doubt(service: Service, people: People) -> None:
    report = imports(service, people, ANA, ANA | {"reference": "D-2", "prenom": "Moussa", "courriel": ""})
    assert (report.doubts, report.is_kept) == ((), True)


def test_two_rows_of_one_file_that_are_probably_one_person_wait(service: Service, people: People) -> None:
    report = imports(service, people, ANA, ANA | {"reference": "D-2"})
    (doubt,) = report.doubts
    assert doubt.line == 3
    assert (report.counts.refused, report.counts.waiting) == (0, 1)  # nothing in it is to be corrected


def many(number: int, *, shifted: int) -> list[dict[str, str]]:
    """A file of people whose contacts are moved down by some rows."""
    return [
        ANA
        | {
            "reference": f"D-{row}",
            "prenom": f"Ana{row}",
            "courriel": f"ana{(row + shifted) % number}@example.org",
            "telephone": "",
        }
        for row in range(number)
    ]


@pytest.mark.parametrize("only_good", [False, True])
def test_a_column_moved_by_a_row_stops_everything_and_says_why(
    service: Service, people: People, only_good: bool
) -> None:
    imports(service, people, *many(30, shifted=0))
    report = imports(service, people, *many(30, shifted=1), only_good=only_good)
    assert "30 personnes sur 30" in report.accident
    assert not report.is_kept
    assert imports(service, people, *many(30, shifted=0)).counts.unchanged == 30
    assert imports(service, people, *many(30, shifted=1), sure=Sure(many=True)).is_kept


def test_a_few_changes_of_contact_are_no_accident(service: Service, people: People) -> None:
    rows = many(30, shifted=0)
    imports(service, people, *rows)
    moved = [row | {"courriel": f"nouvelle{number}@example.org"} for number, row in enumerate(rows[:9])]
    report = imports(service, people, *moved, *rows[9:])
    assert (report.accident, report.counts.changed) == ("", 9)


def test_a_first_mail_for_everybody_is_no_accident(service: Service, people: People) -> None:
    rows = many(30, shifted=0)
    imports(service, people, *(row | {"courriel": ""} for row in rows))
    assert imports(service, people, *rows).counts.changed == 30


def test_a_preview_shows_what_was_and_what_would_be(service: Service, people: People) -> None:
    imports(service, people, ANA)
    row = ANA | {"courriel": "nouvelle@example.org", "heures_par_semaine": "7h30"}
    report = preview(service, territory=people.territory(), content=file_of(row))
    (sample,) = report.samples
    assert ("Courriel", "ana@example.org", "nouvelle@example.org") in sample.changes
    assert any(label == "Contrat" and "7\u00a0h\u00a030" in would for label, _, would in sample.changes)


def test_a_preview_shows_new_people_with_what_would_be_stored_and_how_many_more(
    service: Service, people: People
) -> None:
    rows = [row | {"telephone": "06 39 98 12 34"} for row in many(12, shifted=0)]
    rows[0] |= {
        "contrat_du": "02/11/2026",
        "contrat_au": "31/10/2027",
        "heures_par_semaine": "7h30",
        "langue": "",
    }
    report = preview(service, territory=people.territory(), content=file_of(*rows))
    assert (len(report.arrivals), report.more_arrivals) == (10, 2)
    first = report.arrivals[0]
    assert (first.name, first.reference) == ("Ana0 Durand", "D-0")
    stored = dict(first.stored)
    assert stored["Organisme"] == "Mission locale du Val"
    assert stored["Courriel"] == "ana0@example.org"
    assert stored["Téléphone"] == "06\u00a039\u00a098\u00a012\u00a034"
    assert stored["Contrat"] == "du 02/11/2026 au 31/10/2027, 7\u00a0h\u00a030 par semaine"
    assert "Langue" not in stored  # nobody said one


@pytest.mark.parametrize(
    ("row", "asks", "answer"),
    [
        (STRANGER, "Est-ce la même personne", "Oui, c’est la même personne"),
        (ANA | {"reference": "D-77"}, "Est-ce la même personne", "Non, c’est une autre personne"),
    ],
)
def test_each_kind_of_doubt_has_its_own_answer(
    service: Service, people: People, row: dict[str, str], asks: str, answer: str
) -> None:
    imports(service, people, ANA)
    (doubt,) = imports(service, people, row).doubts
    assert asks in doubt.sentence
    assert doubt.answer.startswith(f"{answer}\u00a0:")


def test_all_that_one_box_confirms_is_asked(people: People) -> None:
    known = people.beneficiary(email="ana@example.org", phone="+33639980001")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    before = replace(known, account=replace(known.account, phone_changed_at=at, email_changed_at=at))
    renamed = replace(before.account, first_name="Autre", last_name="Nom")
    contacts = {"email": "b@example.org", "phone": "+33639985555", "address": None}
    with pytest.raises(RowDoubted) as raised:
        refuse_change(before, replace(before, account=renamed.with_contacts(**contacts)))
    for said in ("changent ensemble", "a changé ici son téléphone", "a changé ici son courriel"):
        assert said in str(raised.value)
    for said in ("c’est la même personne", "changer son téléphone", "changer son courriel"):
        assert said in raised.value.answer


def test_new_organisations_are_named(service: Service, people: People) -> None:
    report = preview(service, territory=people.territory(), content=file_of(ANA))
    assert report.new_organisations == ("Mission locale du Val",)
    assert not imports(service, people, ANA, sure=Sure(organisations=False)).is_kept
    assert imports(service, people, ANA, sure=Sure(organisations=True)).is_kept


def test_whoever_gains_no_contact_is_never_somebody_else(people: People) -> None:
    account = people.beneficiary(phone="0639981234").account
    other = replace(account, first_name="Autre", last_name="Nom")
    assert not is_somebody_else(account, other.with_contacts(email=None, phone=account.phone, address=None))
    assert is_somebody_else(
        account, other.with_contacts(email=account.email, phone="+33639985555", address=None)
    )
