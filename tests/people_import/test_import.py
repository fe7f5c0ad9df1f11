"""A file of people brought into each database."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests.builders import Clock, People
from tests.statements import statements
from xprsa.domain.engagement import EngagementContract, Exemption
from xprsa.domain.permission import Role
from xprsa.domain.person import Beneficiary, OrganisationCode
from xprsa.people_import.doubts import NOTHING_SURE, Sure
from xprsa.people_import.service import ImportCounts, Report, import_people, preview
from xprsa.running.service import Service
from xprsa.storage.tables import PersonAuditRow, ServiceAuditRow

ANA = {
    "organisation": "Mission locale du Val",
    "type_organisation": "ML",
    "reference": "D-1",
    "prenom": "Ana",
    "nom": "Durand",
    "courriel": "ana@example.org",
    "telephone": "0639980001",
    "adresse": "1 rue d’Essai",
    "langue": "arabe",
    "conseiller_courriel": "lou@example.org",
    "conseiller_prenom": "Lou",
    "conseiller_nom": "Petit",
    "contrat_du": "02/11/2026",
    "contrat_au": "",
    "heures_par_semaine": "15",
    "dispense_du": "",
    "dispense_au": "",
    "sorti_le": "",
}
BO = ANA | {"reference": "D-2", "prenom": "Bo", "courriel": "bo@example.org"}
TODAY = date(2026, 11, 24)


def file_of(*rows: dict[str, str]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, columns, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue().encode("cp1252")


@pytest.fixture
def office(service: Service, people: People) -> "Office":
    return Office(service, people)


class Office:
    """Imports files into the territory of the test, and looks at what became of them."""

    def __init__(self, service: Service, people: People) -> None:
        self.service = service
        self.territory = people.territory()

    def imports(self, *rows: dict[str, str], only_good: bool = False, sure: Sure = NOTHING_SURE) -> Report:
        return import_people(
            self.service,
            territory=self.territory,
            content=file_of(*rows),
            actor=None,
            only_good=only_good,
            sure=sure,
        )

    def person(
        self, reference: str = "D-1", organisation: str = "Mission locale du Val"
    ) -> Beneficiary | None:
        with self.service.database.reading() as store:
            known = {
                organisation.name: organisation
                for organisation in store.organisations.of_territory(self.territory.id)
            }
            if organisation not in known:
                return None
            return next(iter(store.people.of_references(known[organisation].id, [reference])), None)

    def ana(self) -> Beneficiary:
        found = self.person()
        assert found is not None
        return found

    def contracts(self) -> tuple[EngagementContract, ...]:
        with self.service.database.reading() as store:
            return store.contracts.engagement_of(self.ana().id).contracts

    def exemptions(self) -> tuple[Exemption, ...]:
        with self.service.database.reading() as store:
            return store.contracts.engagement_of(self.ana().id).exemptions

    def journal(self) -> list[tuple[str, str]]:
        """Give the lines about nobody, then those about people, each in the order they came."""
        with self.service.database.reading() as store:
            return [
                (row.event, row.detail)
                for journal in (ServiceAuditRow, PersonAuditRow)
                for row in store.connection.execute(
                    select(journal.event, journal.detail).order_by(journal.id)
                )
            ]


def counts(
    *,
    new: int = 0,
    changed: int = 0,
    unchanged: int = 0,
    advisers: int = 0,
    refused: int = 0,
    waiting: int = 0,
) -> ImportCounts:
    return ImportCounts(new, changed, unchanged, advisers, refused, waiting)


def test_a_file_brings_in_people_organisations_advisers_and_contracts(office: Office) -> None:
    report = office.imports(ANA, BO)
    assert report.is_kept
    assert report.counts == counts(new=2, advisers=1)
    ana = office.ana()
    assert (ana.account.name, ana.account.email, ana.account.phone) == (
        "Ana Durand",
        "ana@example.org",
        "+33639980001",
    )
    assert ana.account.role is Role.BENEFICIARY
    assert ana.account.address == "1 rue d’Essai"
    assert (ana.organisation.name, ana.organisation.code) == (
        "Mission locale du Val",
        OrganisationCode.MISSION_LOCALE,
    )
    assert ana.account.organisation == ana.organisation.id
    assert ana.language == "ar"
    assert ana.adviser is not None
    assert (ana.adviser.name, ana.adviser.role) == ("Lou Petit", Role.ADVISER)
    assert ana.adviser.organisation == ana.organisation.id
    bo = office.person("D-2")
    assert bo is not None
    assert bo.adviser == ana.adviser
    assert office.contracts() == (EngagementContract(date(2026, 11, 2), TODAY, 900),)


def test_every_write_is_in_the_journal_without_a_name(office: Office) -> None:
    office.imports(ANA)
    assert sorted(event for event, _ in office.journal()) == [
        "organisation_added",
        "person_added",
        "staff_added",
    ]
    office.imports(
        ANA
        | {
            "telephone": "0639980002",
            "heures_par_semaine": "10",
            "dispense_du": "21/12/2026",
            "dispense_au": "31/12/2026",
        }
    )
    assert office.journal()[-1] == ("person_changed", "phone contract_corrected exemption")


@pytest.mark.parametrize("only_good", [False, True])
def test_importing_twice_writes_nothing_at_all(office: Office, only_good: bool) -> None:
    office.imports(ANA, BO, only_good=only_good)
    before = office.journal()
    written: list[str] = []

    def watch(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(office.service.database.engine, "before_cursor_execute", watch)
    report = office.imports(ANA, BO, only_good=only_good)
    event.remove(office.service.database.engine, "before_cursor_execute", watch)
    assert report.counts == counts(unchanged=2)
    assert office.journal() == before
    assert written == []


def test_a_changed_line_updates_and_an_empty_cell_keeps(office: Office) -> None:
    office.imports(ANA)
    before = office.ana()
    report = office.imports(ANA | {"nom": "Durand-Petit", "telephone": "", "sorti_le": "01/12/2026"})
    assert report.counts == counts(changed=1)
    ana = office.ana()
    assert (ana.account.last_name, ana.account.phone, ana.departed_on) == (
        "Durand-Petit",
        "+33639980001",
        date(2026, 12, 1),
    )
    assert (ana.id, ana.account.public_id) == (before.id, before.account.public_id)


def test_a_column_that_is_not_there_changes_nothing(office: Office) -> None:
    office.imports(ANA)
    few = {name: ANA[name] for name in ("organisation", "reference", "prenom", "nom")}
    assert office.imports(few).counts == counts(unchanged=1)
    assert office.ana().account.email == "ana@example.org"


def test_effacer_empties_what_was_known_once(office: Office) -> None:
    office.imports(ANA | {"sorti_le": "01/12/2026"})
    emptied = ANA | {"telephone": "effacer", "sorti_le": "effacer", "conseiller_courriel": "EFFACER"}
    assert office.imports(emptied).counts == counts(changed=1)
    ana = office.ana()
    assert (ana.account.phone, ana.departed_on, ana.adviser) == (None, None, None)
    assert office.imports(emptied).counts == counts(unchanged=1)


def test_new_terms_are_added_and_the_older_ones_stay(office: Office, clock: Clock) -> None:
    office.imports(ANA)
    clock.advance(days=7)
    office.imports(ANA | {"heures_par_semaine": "7h30", "contrat_au": "30/04/2027"})
    assert office.contracts() == (
        EngagementContract(date(2026, 11, 2), TODAY, 900),
        EngagementContract(date(2026, 11, 2), date(2026, 12, 1), 450, date(2027, 4, 30)),
    )
    assert office.imports(ANA | {"heures_par_semaine": "7,5", "contrat_au": "30/04/2027"}).counts == counts(
        unchanged=1
    )


def test_terms_changed_twice_the_same_day_keep_the_last_word(office: Office) -> None:
    office.imports(ANA)
    office.imports(ANA | {"heures_par_semaine": "10"})
    assert office.contracts() == (EngagementContract(date(2026, 11, 2), TODAY, 600),)


def test_another_first_day_is_another_contract(office: Office) -> None:
    office.imports(ANA | {"contrat_au": "31/12/2026"})
    office.imports(ANA | {"contrat_du": "01/01/2027"})
    assert [terms.valid_from for terms in office.contracts()] == [date(2026, 11, 2), date(2027, 1, 1)]


def test_an_exemption_is_added_and_its_end_may_move(office: Office) -> None:
    office.imports(ANA | {"dispense_du": "21/12/2026", "dispense_au": "31/12/2026"})
    office.imports(ANA | {"dispense_du": "21/12/2026", "dispense_au": "31/01/2027"})
    office.imports(ANA | {"dispense_du": "01/06/2027", "dispense_au": "30/06/2027"})
    assert office.exemptions() == (
        Exemption(date(2026, 12, 21), date(2027, 1, 31)),
        Exemption(date(2027, 6, 1), date(2027, 6, 30)),
    )


def test_all_or_nothing_keeps_nothing_when_one_row_is_wrong(office: Office) -> None:
    report = office.imports(ANA, BO | {"courriel": "bo chez example.org"})
    assert not report.is_kept
    assert report.counts == counts(new=1, advisers=1, refused=1)
    assert office.person() is None
    assert office.journal() == []


def test_only_good_keeps_the_good_rows(office: Office) -> None:
    report = office.imports(ANA, BO | {"courriel": "bo chez example.org"}, only_good=True)
    assert report.is_kept
    assert report.counts == counts(new=1, advisers=1, refused=1)
    assert office.person() is not None
    assert office.person("D-2") is None


def test_a_preview_writes_nothing(office: Office) -> None:
    report = preview(office.service, territory=office.territory, content=file_of(ANA, BO))
    assert report.counts == counts(new=2, advisers=1)
    assert not report.is_kept
    assert office.person() is None


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"type_organisation": "FT"}, "type_organisation"),
        ({"organisation": "Cap emploi", "type_organisation": ""}, "type_organisation"),
        ({"conseiller_courriel": "max@example.org", "conseiller_prenom": ""}, "conseiller_prenom"),
        ({"conseiller_courriel": "max@example.org", "conseiller_nom": ""}, "conseiller_nom"),
    ],
)
def test_a_row_that_contradicts_what_is_known_is_refused(
    office: Office, cells: dict[str, str], column: str
) -> None:
    office.imports(ANA)
    (error,) = office.imports(BO | cells).errors
    assert (error.line, error.column) == (2, column)


def test_organisations_are_the_same_whatever_their_capitals(office: Office) -> None:
    office.imports(ANA, BO | {"organisation": "MISSION LOCALE DU VAL"})
    assert office.person("D-2") is not None


def test_an_adviser_is_matched_in_their_own_territory_only(office: Office, people: People) -> None:
    known = people.adviser(email="known@example.org")
    people.adviser(email="away@example.org", territory="98")
    people.manager(email="manager@example.org")
    people.adviser(email="closed@example.org", disabled_at=office.service.now())
    office.imports(ANA | {"conseiller_courriel": "Known@example.org"})
    assert office.ana().adviser == known
    for email, said in (("away", "autre territoire"), ("manager", "pas conseiller"), ("closed", "fermé")):
        (error,) = office.imports(BO | {"conseiller_courriel": f"{email}@example.org"}).errors
        assert error.column == "conseiller_courriel"
        assert said in error.sentence


NO_ADVISER = dict.fromkeys((name for name in ANA if name.startswith("conseiller_")), "")
NO_CONTACT = dict.fromkeys(("courriel", "telephone", "adresse"), "")
LANDLINE, ADDRESS = {"telephone": "+262 262 12 34 56"}, {"adresse": "1 rue du Port"}


def test_people_nobody_would_read_or_reach_are_counted_in_a_warning(office: Office) -> None:
    report = office.imports(ANA | NO_CONTACT | NO_ADVISER)
    assert report.is_kept
    assert [warning.split("\u00a0:")[0].split(".")[0] for warning in report.warnings] == [
        "1\u00a0personne est sans référent",
        "1\u00a0personne ne reçoit ni courriel, ni SMS, ni courrier",
    ]


@pytest.mark.parametrize(
    ("contacts", "said"),
    [
        (LANDLINE, "Elle aura besoin d’un code donné en main propre"),
        (ADDRESS, "Pour se connecter, elle aura besoin d’un courrier."),
        (LANDLINE | ADDRESS, "Pour se connecter, elle aura besoin d’un courrier."),
        ({}, "Elle aura besoin d’un code donné en main propre"),
    ],
)
def test_of_somebody_whom_no_code_reaches_one_thing_is_said_and_it_can_be_done(
    office: Office, contacts: dict[str, str], said: str
) -> None:
    (warning,) = office.imports(ANA | NO_CONTACT | contacts).warnings
    assert said in warning


def test_what_is_said_of_several_agrees_with_their_number(office: Office) -> None:
    rows = [
        ANA | NO_CONTACT | NO_ADVISER | {"reference": f"D-{row}", "prenom": f"Ana{row}"} | contacts
        for row, contacts in enumerate((ADDRESS, ADDRESS, LANDLINE, LANDLINE))
    ]
    followed, by_letter, by_hand = office.imports(*rows).warnings
    assert followed == "4\u00a0personnes sont sans référent\u00a0: leurs semaines ne seront pas lues."
    assert by_letter.startswith("2\u00a0personnes ne reçoivent ni courriel ni SMS.")
    assert "elles auront besoin d’un courrier" in by_letter
    assert by_hand.startswith("2\u00a0personnes ne reçoivent ni courriel, ni SMS, ni courrier.")


def test_an_import_cut_short_goes_on_from_there(office: Office) -> None:
    everybody = [ANA | {"reference": f"D-{number}", "prenom": f"Ana{number}"} for number in range(1, 1101)]

    class Cut(Exception):
        """The power goes."""

    def cut(done: int, _all: int) -> None:
        if done >= 1000:
            raise Cut

    content = file_of(*everybody)
    with pytest.raises(Cut):
        import_people(
            office.service,
            territory=office.territory,
            content=content,
            actor=None,
            only_good=True,
            progress=cut,
        )
    report = import_people(
        office.service, territory=office.territory, content=content, actor=None, only_good=True
    )
    assert report.counts == counts(new=100, unchanged=1000)
    with office.service.database.reading() as store:
        added = select(func.count()).where(PersonAuditRow.event == "person_added")
        assert store.connection.execute(added).scalar_one() == 1100


def test_reading_takes_as_many_queries_for_400_people_as_for_one(office: Office) -> None:
    office.imports(*(ANA | {"reference": f"D-{number}"} for number in range(400)))
    costs = []
    for number in (1, 400):
        content = file_of(*(ANA | {"reference": f"D-{turn}"} for turn in range(number)))
        with statements(office.service.database) as asked:
            preview(office.service, territory=office.territory, content=content)
        costs.append(len(asked))
    assert costs[0] == costs[1] > 0
