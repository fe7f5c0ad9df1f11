"""« Mes données » shows everything that is kept of a person, or a reason stands here."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.builders import People, activity, content, week
from tests.contracts.world import CANARIES, person_of_canaries
from tests.pages import JudgingClient
from xprsa.domain.person import Beneficiary
from xprsa.domain.undoing import Imprint
from xprsa.running.service import Service
from xprsa.storage.imports import ImportedPerson
from xprsa.storage.schema import METADATA
from xprsa.storage.tables import BeneficiaryRow, table

KEYS = {"person_id", "account_id"}
SHOWN = {
    "account": "first_name last_name organisation_id email phone address email_failed_at phone_failed_at"
    " email_changed_at phone_changed_at email_opens_at phone_opens_at",
    "beneficiary": "organisation_id file_reference adviser_id language best_hour objects_since departed_on"
    " access_opened_on came_on",
    "contract": "valid_from valid_until recorded_on weekly_minutes",
    "declaration_version": "week number sent_at withdrawn_at channel entered_by",
    "draft": "week",
    "exemption": "valid_from valid_until",
    "named_document": "week recipient fields left_at arrived_at",
    "person_audit": "at actor_id event week",
    "published_document": "purpose_id week fields",
    "remembered_phone": "created_at",
}
ELSEWHERE = {
    "answer_contest": "on the page of the answer, to which this page leads",
    "kept_answer": "on the page of the answer, to which this page leads",
    "own_view": "on the page of the answer, to which this page leads",
    "declaration_version": "on the page of the week and its receipt, to which this page leads",
    "contact_note": "under « Appels et rendez-vous », to which this page leads",
    "draft": "on the page of the week, to which this page leads",
    "line_decision": "on the page of the week, to which this page leads",
    "remembered_phone": "under « Mes connexions », to which this page leads; its secret is a hash",
    "sign_in": "under « Mes connexions », to which this page leads; network and secret are hashes",
}
NOT_SHOWN = {
    "account": "numbers of our own, a role that does not change, a choice of staff, days that access tells"
    " better",
    "assignment": "who follows the person is shown; who did is told by « Qui a regardé »",
    "beneficiary": "a number of our own, and the form in which a file number is compared",
    "contact_change": "a day at most, to whoever typed it",
    "contact_note": "what is not to be shown on a screen, for the safety of somebody: it is given on paper",
    "contract": "a number of our own",
    "exemption": "a number of our own, and the day on which the import that brought it came",
    "imported_person": "what an import changed, as it was before: that it is kept is shown, and until when",
    "invitation": "of staff alone",
    "message": "a code or a notice on its way, emptied once it left",
    "named_document": "numbers of our own: of the revision, of the message and of the one it replaces",
    "person_audit": "what the person did themselves is not said back to them; opaque ids",
    "published_document": "numbers of our own",
    "reading_pace": "of staff alone",
    "rollup": "made again from the weeks at any time",
    "sign_in_code": "a day at most, encrypted or as a hash",
    "staff_secret": "of staff alone",
    "week_head": "the number of the last version, shown with it",
}


@pytest.fixture
def person(people: People) -> Beneficiary:
    return person_of_canaries(people, adviser=people.adviser(first_name="Nadia", last_name="Lemaire"))


def test_every_table_about_a_person_is_shown_or_has_its_reason() -> None:
    kept = {name: set(of.c.keys()) for name, of in METADATA.tables.items() if KEYS & set(of.c.keys())}
    kept["account"] = set(METADATA.tables["account"].c.keys())
    assert kept.keys() == SHOWN.keys() | ELSEWHERE.keys() | NOT_SHOWN.keys()
    gone = {name: set(columns.split()) - kept[name] for name, columns in SHOWN.items()}
    assert not any(gone.values()), f"columns that are no more: {gone}"


def test_a_column_that_comes_to_the_file_of_a_person_is_looked_at() -> None:
    """The two tables that say who somebody is: each column is shown, or is one of these."""
    ours = {
        "account": {
            "id",
            "public_id",
            "role",
            "territory_id",
            "created_at",
            "disabled_at",
            "email_by",
            "phone_by",
            "single_keys",
        },
        "beneficiary": {"account_id", "reference_key", "shares_key"},
    }
    for name, columns in ours.items():
        kept = set(METADATA.tables[name].c.keys())
        assert kept == columns | set(SHOWN[name].split()), f"{name}: is it shown under « Mes données »?"


def test_each_thing_is_on_the_page(
    people: People,
    service: Service,
    person: Beneficiary,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    row = table(BeneficiaryRow)
    with service.database.writing() as store:
        store.connection.execute(row.update().values(language="ar", best_hour="après 17 h"))
        store.remembered_phones.add(person.id, secret_hash="0" * 64, at=service.now())
        number = store.imports.begin(person.account.territory, at=service.now(), actor=None)
        before = Imprint.of(person, store.contracts.engagement_of(person.id))
        store.imports.record(number, [ImportedPerson(person.id, before, before)])
    people.exemption(person.id, valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 8))
    browser = as_beneficiary(person)
    browser.press(browser.get("/declarer/2026-W48"), "Formation")
    page = browser.get("/mes-donnees").text
    named = ("first name", "last name", "email", "address")
    wanted = [*(CANARIES[name] for name in named), "Nadia Lemaire", "arabe", "après 17 h", "2 mars 2026"]
    wanted += ["Accès ouvert le", "Première venue le", "Brouillon", "Téléphone reconnu", "sur internet"]
    wanted += ["Changé par un import le 24 novembre 2026", "gardé jusqu’au 1er décembre 2026"]
    missing = [text for text in wanted if text not in page]
    assert not missing, f"kept, and not shown: {missing}"


def test_the_channel_of_each_week_is_shown(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "2h")))
    browser = as_beneficiary(person)
    pages = ("/mes-semaines", "/mes-semaines/2026-W47", "/declarer/2026-W47/recu", "/mes-donnees")
    for page in pages:
        assert "sur internet" in browser.get(page).text
