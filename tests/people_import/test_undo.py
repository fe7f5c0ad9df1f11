"""An import undone as a whole: who goes, who becomes again what they were, who stays and why."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, People, activity, actor, begin_sign_in, content, tidied, week
from tests.journal_lines import lines_about
from tests.people_import.test_import import ANA, BO, Office
from tests.posted import Posted
from tests.statements import statements
from xprsa.declare.keeping import keep_draft
from xprsa.declare.objecting import object_to_scores
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.contact_note import ContactOutcome, NoteContent
from xprsa.domain.person import Account
from xprsa.domain.review import Decision, Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.undoing import Imprint, KeptBecause, PastImport
from xprsa.people_import.doubts import Sure
from xprsa.people_import.service import Report
from xprsa.people_import.undoing import (
    Undoing,
    past_imports,
    preview_undoing,
    read_import,
    undo_import,
)
from xprsa.review.noting import note_contact
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.messages import Way
from xprsa.storage.schema import METADATA
from xprsa.storage.tables import AssignmentRow, PersonAuditRow, ServiceAuditRow, table
from xprsa.storage.tables_imports import ImportedPersonRow, PeopleImportRow
from xprsa.storage.taking_back import OF_A_PERSON, WAYS_IN, Since, TakingBack

OTHER = {"courriel": "autre@example.org", "telephone": "06 39 98 00 09"}


@pytest.fixture
def office(service: Service, people: People) -> Office:
    return Office(service, people)


@dataclass
class Undo:
    """Undoes imports of the test's territory, an hour after whatever came before."""

    office: Office
    clock: Clock

    def __call__(self, done: Report, *, actor: int | None = None) -> Undoing:
        self.clock.advance(hours=1)
        assert done.number is not None
        foreseen = preview_undoing(self.office.service, done.number, territory=self.office.territory.id)
        undone = undo_import(
            self.office.service, done.number, territory=self.office.territory.id, actor=actor
        )
        assert _names(foreseen) == _names(undone)
        return undone


@pytest.fixture
def undo(office: Office, clock: Clock) -> Undo:
    return Undo(office, clock)


def _names(undoing: Undoing) -> list[object]:
    removed = [person.account.name for person in undoing.removed]
    return [removed, undoing.restored, undoing.kept, undoing.organisations, undoing.advisers]


def rows(service: Service, row: type) -> int:
    with service.database.reading() as store:
        return int(store.connection.execute(select(func.count()).select_from(row)).scalar_one())


def imprint(office: Office) -> Imprint:
    ana = office.ana()
    with office.service.database.reading() as store:
        return Imprint.of(ana, store.contracts.engagement_of(ana.id))


def test_new_people_go_with_all_that_was_made_for_them_and_the_mended_file_comes_in(
    office: Office, undo: Undo
) -> None:
    done = office.imports(ANA, BO)
    ana, service = office.ana(), office.service
    _comes_in(service, ana.account)
    ways_in = [_ways_in(service, ana.id)]
    undone = undo(done)
    assert [person.account.name for person in undone.removed] == ["Ana Durand", "Bo Durand"]
    assert (undone.restored, undone.kept) == ([], [])
    assert office.person() is None
    with service.database.reading() as store:
        assert store.organisations.of_territory(office.territory.id) == ()
        assert store.intake.staff({"lou@example.org"}) == {}
        emptied = store.people.account(ana.id)
    assert emptied is not None
    assert (emptied.first_name, emptied.email, emptied.phone, emptied.address) == ("", None, None, None)
    assert emptied.disabled_at == service.now()
    ways_in.append(_ways_in(service, ana.id))
    assert ways_in == [4, 0]
    assert office.imports(ANA, BO).counts == done.counts
    assert office.ana().id != ana.id  # whoever comes never reads the journal of somebody else


def _ways_in(service: Service, account: int) -> int:
    """Count the sign-ins, phones, letters and codes of an account, open or not."""
    with service.database.reading() as store:
        found = (
            store.connection.execute(select(func.count()).where(table(row).c.account_id == account))
            for row in WAYS_IN
        )
        return sum(count.scalar_one() for count in found)


def test_a_number_is_never_given_to_somebody_else(office: Office, undo: Undo) -> None:
    done = office.imports(ANA)
    first = office.ana().id
    undo(done)
    office.imports(ANA)
    with office.service.database.reading() as store:
        assert [line.event for line in lines_about(store, office.ana().id)] == ["person_added"]
        assert [line.event for line in lines_about(store, first)] == ["import_undone", "person_added"]


CHANGES = [
    {"nom": "Durand-Petit"},
    OTHER,
    {"courriel": "effacer"},
    {"adresse": "2 rue d’Ailleurs"},
    {"langue": "turc", "meilleure_heure": "le soir"},
    {"sorti_le": "01/12/2026"},
    {"conseiller_courriel": "effacer"},
    {"conseiller_courriel": "mo@example.org", "conseiller_prenom": "Mo", "conseiller_nom": "Ly"},
    {"heures_par_semaine": "10"},
    {"contrat_au": "31/12/2026"},
    {"contrat_du": "23/11/2026"},
    {"dispense_du": "21/12/2026", "dispense_au": "31/12/2026"},
    {"dispense_du": "07/12/2026", "dispense_au": "20/12/2026"},
]


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("change", CHANGES)
def test_whoever_was_changed_is_again_exactly_what_they_were(
    office: Office, undo: Undo, clock: Clock, change: dict[str, str], days: int
) -> None:
    known = ANA | {"dispense_du": "07/12/2026", "dispense_au": "13/12/2026"}
    office.imports(known)
    before = imprint(office)
    clock.advance(days=days)
    done = office.imports(known | change)
    assert imprint(office) != before
    undone = undo(done)
    (ana,) = undone.restored
    assert (ana.now.account.name, ana.name) == (f"Ana {change.get('nom', 'Durand')}", "Ana Durand")
    assert imprint(office) == before
    assert office.imports(known).counts.unchanged == 1


def test_who_followed_follows_again_by_a_line_that_is_added(office: Office, undo: Undo) -> None:
    office.imports(ANA)
    lou = office.ana().adviser
    done = office.imports(
        ANA | {"conseiller_courriel": "mo@example.org", "conseiller_prenom": "Mo", "conseiller_nom": "Ly"}
    )
    undo(done)
    assert office.ana().adviser == lou
    with office.service.database.reading() as store:
        query = select(AssignmentRow.adviser_id).order_by(AssignmentRow.id)
        followed = store.connection.execute(query).scalars().all()
    assert lou is not None
    assert [adviser == lou.id for adviser in followed] == [True, False, True]


def test_a_failed_contact_that_comes_back_comes_back_failed(office: Office, undo: Undo) -> None:
    office.imports(ANA)
    service, before = office.service, office.ana().account
    _fails(service, ContactKind.MAIL, before.email)
    failed = office.ana().account.email_failed_at
    done = office.imports(ANA | {"courriel": "autre@example.org"})
    assert office.ana().account.email_failed_at is None
    _fails(service, ContactKind.SMS, before.phone)  # it happens to a contact that stays
    undo(done)
    after = office.ana().account
    assert failed is not None
    assert (after.email, after.email_failed_at, after.phone_failed_at) == (before.email, failed, failed)


def _fails(service: Service, kind: ContactKind, value: str | None) -> None:
    assert value is not None
    with service.database.writing() as store:
        store.accounts.failed(Contact(kind, value), at=service.now())


def test_a_contract_corrected_the_same_day_is_again_the_one_of_the_morning(
    office: Office, undo: Undo
) -> None:
    office.imports(ANA)
    before = office.contracts()
    undo(office.imports(ANA | {"heures_par_semaine": "7"}))
    assert office.contracts() == before


def test_the_access_that_a_contact_opened_closes_with_it(office: Office, undo: Undo) -> None:
    office.imports(ANA | {"courriel": "", "telephone": ""})
    done = office.imports(ANA | {"telephone": ""})
    ana = office.ana()
    assert ana.access_opened_on is not None
    with office.service.database.writing() as store:
        store.people.note_coming(ana.id, on=date(2026, 11, 24))
    undo(done)
    assert (office.ana().access_opened_on, office.ana().came_on) == (None, None)


def test_whoever_came_by_their_own_contact_has_come(office: Office, undo: Undo) -> None:
    office.imports(ANA)
    done = office.imports(ANA | {"langue": "turc"})
    with office.service.database.writing() as store:
        store.people.note_coming(office.ana().id, on=date(2026, 11, 24))
    undo(done)
    assert office.ana().came_on == date(2026, 11, 24)


def test_what_began_through_changed_contacts_ends_and_what_began_before_goes_on(
    office: Office, undo: Undo, clock: Clock
) -> None:
    office.imports(ANA, BO)
    service, ana, bo = office.service, office.ana().account, office.person("D-2")
    assert bo is not None
    for _ in range(2):
        begin_sign_in(service, ana)
    clock.advance(hours=1)
    done = office.imports(ANA | OTHER, BO | {"langue": "turc"})
    clock.advance(hours=1)
    for account in (ana, bo.account):
        _comes_in(service, account)
    undo(done)
    assert _open(service, ana) == (2, 0, 0, 0)
    assert _open(service, bo.account) == (1, 1, 1, 1)


def test_whoever_typed_a_word_through_a_contact_that_the_import_brought_is_signed_out_all_the_same(
    office: Office, undo: Undo, clock: Clock
) -> None:
    office.imports(ANA)
    done, ana = office.imports(ANA | OTHER), office.ana().account
    clock.advance(hours=1)
    _comes_in(office.service, ana)
    keep_draft(office.service, actor=actor(ana), week=week("2026-W48"), typed={"note": ["mot"]})
    undone = undo(done)
    assert [stays.because for stays in undone.kept] == [KeptBecause.TYPED]
    assert _open(office.service, ana) == (0, 0, 0, 0)


def test_a_week_sent_on_a_machine_whose_clock_is_behind_the_one_that_imported_came_since(
    office: Office, undo: Undo, people: People, clock: Clock
) -> None:
    office.imports(ANA)
    clock.advance(hours=1)
    clock.advance(minutes=5)
    changed = office.imports(ANA | OTHER, BO)
    clock.advance(minutes=-5)
    _sends(people, office)
    bo = office.person("D-2")
    assert bo is not None
    people.sends(bo, week(), content(activity("training", "2h")))
    undone = undo(changed)
    assert [stays.because for stays in undone.kept] == [KeptBecause.DECLARED] * 2
    assert (undone.restored, undone.removed) == ([], [])


def test_a_new_person_who_declared_stays_whatever_the_clock_said_that_imported(
    office: Office, undo: Undo, people: People, clock: Clock
) -> None:
    clock.advance(hours=2)
    done = office.imports(ANA)
    clock.advance(hours=-2)
    _sends(people, office)
    clock.advance(hours=2)
    assert [stays.because for stays in undo(done).kept] == [KeptBecause.DECLARED]


def test_a_person_is_told_of_the_imports_that_keep_what_they_were_and_of_no_other(
    office: Office, undo: Undo, people: People, clock: Clock
) -> None:
    def told() -> list[int]:
        with office.service.database.reading() as store:
            return [past.number for past in store.imports.that_changed(office.ana().id)]

    office.imports(ANA)
    assert told() == []  # nothing was before
    changed = office.imports(ANA | OTHER)
    assert told() == [changed.number]
    clock.advance(hours=1)
    _sends(people, office)
    undo(changed)
    assert told() == []  # who stays as they are: what was before is kept no more


def test_an_import_that_a_wrong_clock_dated_ahead_is_not_undone(
    office: Office, undo: Undo, clock: Clock
) -> None:
    clock.advance(days=3700)
    done = office.imports(ANA)
    clock.advance(days=-3700)
    with pytest.raises(RuleBroken) as refused:
        undo(done)
    assert refused.value.reason is Reason.IMPORT_TOO_OLD


def test_a_contact_that_the_import_brought_is_told_that_it_leaves(
    office: Office, undo: Undo, capsys: pytest.CaptureFixture[str]
) -> None:
    posted = Posted(office.service, capsys)
    office.imports(ANA)
    done = office.imports(ANA | OTHER)
    posted.now()
    undo(done)
    told = posted.now()
    assert told.count("Vos contacts ont changé ") == 2
    assert "autre@example.org" in told
    assert "639980009" in told


def _comes_in(service: Service, account: Account) -> None:
    begin_sign_in(service, account)
    with service.database.writing() as store:
        now = service.now()
        store.remembered_phones.add(account.id, secret_hash=f"{account.id:064}", at=now)
        store.messages.put(Way.LETTER, "123", at=now, account=account.id)
        store.sign_in_codes.add(
            public_id=uuid4(),
            code_hash="0" * 64,
            at=now,
            expires_at=now + timedelta(days=30),
            account=account.id,
        )


def _open(service: Service, account: Account) -> tuple[int, int, int, int]:
    """Count the sign-ins, phones, letters and codes that still open an account."""
    now = service.now()
    before = now - timedelta(days=1)
    with service.database.reading() as store:
        return (
            len(store.sign_ins.of_account(account.id, started_after=before)),
            len(store.remembered_phones.of_account(account.id, at=now)),
            sum(letter.account.id == account.id for letter in store.messages.letters(account.territory)),
            store.sign_in_codes.left_on_paper(account.id, at=now),
        )


def _sends(people: People, office: Office) -> None:
    people.sends(office.ana(), week(), content(activity("training", "3 h")))


def _drafts(people: People, office: Office) -> None:
    with office.service.database.writing() as store:
        store.drafts.keep(person=office.ana().id, week=week(), typed={"a": ["b"]}, at=office.service.now())


def _is_read(people: People, office: Office) -> None:
    """The adviser counts a line: nothing of it is lost when the person is put back."""
    move = Decision("line", 1, Verdict.COUNTED, people.adviser().id, office.service.now())
    with office.service.database.writing() as store:
        store.decisions.add(office.ana().id, week(), [move])


def _answers(people: People, office: Office) -> None:
    move = Decision("line", 1, Verdict.ANSWERED, office.ana().id, office.service.now(), words="Oui.")
    with office.service.database.writing() as store:
        store.decisions.add(office.ana().id, week(), [move])


def _typed_when_signed_out(people: People, office: Office) -> None:
    with office.service.database.writing() as store:
        store.sign_ins.begin(
            account=office.ana().id, secret_hash="1" * 64, network="", at=office.service.now(), kept="sealed"
        )


def _is_called(people: People, office: Office) -> None:
    said = NoteContent(ContactOutcome.MESSAGE_LEFT)
    caller = actor(people.adviser())
    note_contact(office.service, actor=caller, person=office.ana().id, said=said, seen="0")


def _objects(people: People, office: Office) -> None:  # as the others are called
    object_to_scores(office.service, actor=actor(office.ana().account), person=office.ana().id)


def _is_imported_again(people: People, office: Office) -> None:
    office.imports(ANA | {"adresse": "3 rue d’Ailleurs"})


def _gets_terms(people: People, office: Office) -> None:
    people.contract(office.ana().id, valid_from=date(2026, 12, 7))


def _is_exempted(people: People, office: Office) -> None:
    people.exemption(office.ana().id, valid_from=date(2026, 12, 7), valid_until=date(2026, 12, 8))


def _is_followed_by_another(people: People, office: Office) -> None:
    people.reassign(office.ana(), people.adviser())


@pytest.mark.parametrize(
    ("does", "because"),
    [
        (_sends, KeptBecause.DECLARED),
        (_drafts, KeptBecause.TYPED),
        (_answers, KeptBecause.TYPED),
        (_typed_when_signed_out, KeptBecause.TYPED),
        (_objects, KeptBecause.TYPED),
        (_is_imported_again, KeptBecause.CHANGED),
        (_gets_terms, KeptBecause.CHANGED),
        (_is_exempted, KeptBecause.CHANGED),
        (_is_followed_by_another, KeptBecause.CHANGED),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_whoever_did_something_since_is_listed_and_stays_as_they_are(
    office: Office,
    undo: Undo,
    people: People,
    clock: Clock,
    does: Callable[[People, Office], None],
    because: KeptBecause,
    is_new: bool,
) -> None:
    if not is_new:
        office.imports(ANA, BO)
    done = office.imports(ANA | OTHER, BO | {"nom": "Autre"})
    clock.advance(hours=1)
    does(people, office)
    before = imprint(office)
    undone = undo(done)
    assert [(person.name, person.file_reference) for person in undone.kept] == [("Ana Durand", "D-1")]
    assert [person.because for person in undone.kept] == [because]
    assert imprint(office) == before
    bo = office.person("D-2")
    assert (bo.account.last_name if bo else None) == (None if is_new else "Durand")
    past, kept = read_import(office.service, undone.past.number, territory=office.territory.id)
    assert kept == tuple(undone.kept)
    assert (past.undone_at, past.may_be_undone(office.service.now())) == (office.service.now(), False)


def test_whoever_declared_before_is_put_back_with_their_weeks(
    office: Office, undo: Undo, people: People, clock: Clock
) -> None:
    office.imports(ANA)
    _sends(people, office)
    clock.advance(hours=1)
    undone = undo(office.imports(ANA | OTHER))
    assert undone.kept == []
    assert office.ana().account.email == "ana@example.org"
    with office.service.database.reading() as store:
        assert store.declarations.of_week(office.ana().id, week()).current is not None


@pytest.mark.parametrize("is_new", [True, False])
def test_a_note_of_a_call_is_never_lost_with_whom_it_is_about(
    office: Office, undo: Undo, people: People, clock: Clock, is_new: bool
) -> None:
    if not is_new:
        office.imports(ANA)
    done = office.imports(ANA | OTHER)
    clock.advance(hours=1)
    _is_called(people, office)
    assert [person.because for person in undo(done).kept] == [KeptBecause.TYPED] * is_new
    with office.service.database.reading() as store:
        assert len(store.contact_notes.of(office.ana().id)) == 1


def test_whoever_was_only_read_since_is_put_back(
    office: Office, undo: Undo, people: People, clock: Clock
) -> None:
    office.imports(ANA)
    done = office.imports(ANA | OTHER)
    clock.advance(hours=1)
    _is_read(people, office)
    assert undo(done).kept == []


def test_whoever_would_go_back_to_somebody_who_left_stays(office: Office, undo: Undo) -> None:
    office.imports(ANA)
    lou = office.ana().adviser
    assert lou is not None
    done = office.imports(ANA | {"conseiller_courriel": "effacer"})
    with office.service.database.writing() as store:
        store.accounts.disable(lou.id, at=office.service.now())
    undone = undo(done)
    assert [person.because for person in undone.kept] == [KeptBecause.ADVISER_GONE]
    assert office.ana().adviser is None


def test_a_new_adviser_stays_who_accepted_or_follows_somebody(
    office: Office, undo: Undo, people: People
) -> None:
    mo = {"conseiller_courriel": "mo@example.org", "conseiller_prenom": "Mo"}
    jo = {"conseiller_courriel": "jo@example.org", "conseiller_prenom": "Jo"}
    done = office.imports(ANA, BO | mo, BO | jo | {"reference": "D-3", "prenom": "Cy", "courriel": ""})
    with office.service.database.reading() as store:
        staff = store.intake.staff({"lou@example.org", "mo@example.org", "jo@example.org"})
    now = office.service.now()
    with office.service.database.writing() as store:
        store.staff_secrets.put(
            staff["lou@example.org"].id, password_hash="", totp_secret="", totp_step=0, at=now
        )
        store.invitations.add(
            staff["jo@example.org"].id, token_hash="0" * 64, at=now, expires_at=now + timedelta(days=7)
        )
    people.reassign(people.beneficiary(), staff["mo@example.org"])
    undone = undo(done)
    assert undone.advisers == ("Jo Petit", "Lou Petit", "Mo Petit")
    with office.service.database.reading() as store:
        left = store.intake.staff({"lou@example.org", "mo@example.org", "jo@example.org"})
        assert store.invitations.of_token("0" * 64, at=now) is None
        # to which those who stay belong
        assert "Mission locale du Val" in [
            organisation.name for organisation in store.organisations.of_territory(office.territory.id)
        ]
    assert sorted(left) == ["lou@example.org", "mo@example.org"]


def test_a_later_import_is_undone_first_then_the_one_before(office: Office, undo: Undo) -> None:
    office.imports(ANA)
    before = imprint(office)
    first = office.imports(ANA | {"langue": "turc"})
    second = office.imports(ANA | {"langue": "russe"})
    undo(second)
    assert office.ana().language == "tr"
    undo(first)
    assert imprint(office) == before


def test_an_import_of_good_rows_in_several_transactions_is_one(
    office: Office, undo: Undo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xprsa.people_import.service.BATCH", 1)
    monkeypatch.setattr("xprsa.people_import.undoing.BATCH", 1)
    other = BO | {"conseiller_courriel": "mo@example.org", "organisation": "Maison du Val"}
    done = office.imports(ANA, ANA | {"reference": "D-9", "courriel": "faux"}, other, only_good=True)
    assert [past.number for past in past_imports(office.service, territory=office.territory.id)] == [
        done.number
    ]
    undone = undo(done)
    assert len(undone.removed) == 2
    assert (undone.organisations, undone.advisers) == (
        ("Maison du Val", "Mission locale du Val"),
        ("Lou Petit", "Lou Petit"),
    )
    with office.service.database.reading() as store:
        assert store.organisations.of_territory(office.territory.id) == ()


def test_an_import_that_changes_nothing_leaves_no_row(office: Office) -> None:
    office.imports(ANA)
    assert office.imports(ANA).number is None
    assert rows(office.service, PeopleImportRow) == 1


def test_an_import_is_undone_once(office: Office, undo: Undo) -> None:
    done = office.imports(ANA)
    undo(done)
    with pytest.raises(RuleBroken) as refused:
        undo(done)
    assert refused.value.reason is Reason.IMPORT_UNDONE


def test_two_who_undo_at_once_undo_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one read the import before, and writes after."""
    done = office.imports(ANA)
    assert done.number is not None
    undo_import(office.service, done.number, territory=None, actor=None)
    monkeypatch.setattr(PastImport, "check_undoable", lambda *_: None)
    with pytest.raises(RuleBroken) as refused:
        undo_import(office.service, done.number, territory=None, actor=None)
    assert refused.value.reason is Reason.IMPORT_UNDONE


def test_an_import_is_undone_for_seven_days_then_forgotten(office: Office, undo: Undo, clock: Clock) -> None:
    done, service = office.imports(ANA), office.service
    tidied(service, clock, days=6, hours=22)
    assert done.number is not None
    assert len(preview_undoing(service, done.number, territory=None).removed) == 1
    assert (rows(service, ImportedPersonRow), rows(service, PeopleImportRow)) == (1, 1)
    clock.advance(hours=1)
    with pytest.raises(RuleBroken) as refused:
        undo(done)
    assert refused.value.reason is Reason.IMPORT_TOO_OLD
    assert past_imports(service, territory=office.territory.id) == ()
    tidied(service, clock, hours=2)
    assert (rows(service, ImportedPersonRow), rows(service, PeopleImportRow)) == (0, 0)
    assert office.ana().account.name == "Ana Durand"


def test_what_was_is_sealed_and_forgotten_once_undone(
    office: Office, undo: Undo, people: People, clock: Clock
) -> None:
    office.imports(ANA, BO)
    done = office.imports(ANA | OTHER, BO | OTHER)
    with office.service.database.reading() as store:
        sealed = store.connection.execute(select(ImportedPersonRow.was, ImportedPersonRow.became)).all()
    assert not any("example.org" in (text or "") for row in sealed for text in row)
    clock.advance(hours=1)
    _sends(people, office)
    undo(done)
    with office.service.database.reading() as store:
        query = select(ImportedPersonRow).where(ImportedPersonRow.import_id == done.number)
        left = store.connection.execute(query).all()
    assert [(row.person_id, row.was, row.became, row.kept) for row in left] == [
        (office.ana().id, "", "", "declared")
    ]


def test_the_journal_tells_each_person_and_the_service(office: Office, undo: Undo, people: People) -> None:
    office.imports(ANA)
    done, manager = office.imports(ANA | OTHER, BO), people.manager()
    bo = office.person("D-2")
    assert bo is not None
    undo(done, actor=manager.id)
    with office.service.database.reading() as store:
        told = [
            store.connection.execute(
                select(journal.actor_id, journal.detail).where(journal.event == "import_undone")
            ).all()
            for journal in (PersonAuditRow, ServiceAuditRow)
        ]
        assert lines_about(store, office.ana().id)[0].by == manager.name
        assert lines_about(store, bo.id)[0].event == "import_undone"
    assert told == [[(manager.id, str(done.number))] * 2, [(manager.id, str(done.number))]]


def test_an_import_of_another_territory_is_unknown(office: Office, people: People) -> None:
    done, elsewhere = office.imports(ANA), people.territory("98")
    assert done.number is not None
    for asks in (
        lambda number: read_import(office.service, number, territory=elsewhere.id),
        lambda number: preview_undoing(office.service, number, territory=elsewhere.id),
        lambda number: undo_import(office.service, number, territory=elsewhere.id, actor=None),
    ):
        with pytest.raises(LookupError):
            asks(done.number)
    assert office.person() is not None
    assert past_imports(office.service, territory=elsewhere.id) == ()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite tells each row
def test_undoing_takes_a_few_statements_whatever_the_number_of_people(office: Office, undo: Undo) -> None:
    counted = []
    for many in (3, 30):
        people = [
            ANA
            | {"reference": f"R-{many}-{row}", "prenom": f"P{many}{row}", "courriel": f"p{row}@example.org"}
            for row in range(many)
        ]
        office.imports(*people)
        changed = [
            row | {"courriel": f"autre-{row['courriel']}", "heures_par_semaine": "10"} for row in people
        ]
        done = office.imports(*changed, sure=Sure(many=True))
        with statements(office.service.database) as sent:
            undo(done)
        counted.append(len(sent))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_week_that_arrives_meanwhile_waits_for_its_end(
    office: Office, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    """Of a new person it is refused, and its page keeps the text; anybody else's is kept."""
    if not is_new:
        office.imports(ANA)
    done, ana = office.imports(ANA | OTHER), office.ana()
    clock.advance(hours=1)
    crossed: list[Collision] = []

    def sends() -> None:
        try:
            people.sends(ana, week(), content(activity("training", "3 h")))
        except Collision as collision:
            crossed.append(collision)

    sender, looks = Thread(target=sends), TakingBack.since

    def since(self: TakingBack, instant: datetime, *, people: Collection[int]) -> Since:
        found = looks(self, instant, people=people)
        if ana.id in people:
            sender.start()
            sender.join(0.5)
            assert sender.is_alive(), "the week was kept after everybody was judged"
        return found

    monkeypatch.setattr(TakingBack, "since", since)
    assert done.number is not None
    undone = undo_import(office.service, done.number, territory=None, actor=None)
    sender.join(10)
    assert (len(undone.removed), len(undone.restored), len(crossed)) == (is_new, not is_new, is_new)
    with office.service.database.reading() as store:
        assert (store.declarations.of_week(ana.id, week()).current is None) is is_new


def test_every_table_about_somebody_goes_with_them_or_keeps_them_here() -> None:
    """A table that comes is added to what `remove_people` deletes, or whoever has a row in it stays."""
    about = {name for name, of in METADATA.tables.items() if {"person_id", "account_id"} & set(of.c.keys())}
    goes = {row.__tablename__ for row in (*OF_A_PERSON, *WAYS_IN)} | {"beneficiary"}
    who_declared_or_typed = {
        *(
            "week_head",
            "declaration_version",
            "line_decision",
            "draft",
            "rollup",
            "published_document",
            "named_document",
        ),
        *("kept_answer", "answer_contest"),  # a module is asked about nobody who never declared
    }
    # The journal stays; whoever has a secret, and so may open files, stays.
    not_theirs = {"person_audit", "staff_secret", "reading_pace"}
    assert about == goes | who_declared_or_typed | not_theirs
