"""Whoever holds a receipt can ask whether it is ours; nobody learns from it who declared, or what."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.builders import Clock, People, activity, actor, content, week
from tests.contracts.world import CANARIES, person_of_canaries
from tests.pages import JudgingClient
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.person import Beneficiary
from xprsa.domain.receipt import Receipt
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import VersionRow
from xprsa.verify.commands import verify


@pytest.fixture
def person(people: People) -> Beneficiary:
    return person_of_canaries(people, adviser=people.adviser())


@pytest.fixture
def receipt(service: Service, person: Beneficiary) -> Receipt:
    with service.database.reading() as store:
        return store.declarations.receipts_of(person.id, week())[1][0]


def test_a_receipt_of_ours_tells_its_week_its_version_and_when(
    client: JudgingClient, receipt: Receipt
) -> None:
    page = client.get(f"/verifier/{receipt.number}")
    assert page.status_code == 200
    assert "Sa signature est bonne" in page.text
    assert "du 16 au 22 novembre 2026" in page.text
    assert "<dt>Version</dt><dd>1</dd>" in page.text
    assert "24 novembre 2026 à 11 h 00" in page.text


@pytest.mark.parametrize(("sign", "end"), [(" ", ""), ("-", "."), ("\u00a0", " "), ("\u2011", ""), ("", ".")])
def test_a_number_is_one_however_it_is_parted_on_the_page_and_in_the_command(
    client: JudgingClient, service: Service, receipt: Receipt, sign: str, end: str
) -> None:
    for number in (receipt.number, receipt.number.upper()):
        typed = sign.join(number[start : start + 4] for start in range(0, 32, 4)) + end
        assert "Sa signature est bonne" in client.get(f"/verifier/{typed}").text
        told = CliRunner().invoke(verify, [typed], obj=lambda: service, catch_exceptions=False)
        assert "Reçu valable" in told.output


def test_nothing_is_told_of_the_person_or_of_what_was_declared(
    client: JudgingClient, receipt: Receipt
) -> None:
    page = client.get(f"/verifier/{receipt.number}").text
    assert not [name for name, canary in CANARIES.items() if canary in page]
    for secret in (receipt.nonce, "Formation", "12 h", "Santé"):
        assert secret not in page
        assert " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)) not in page


def test_a_number_that_we_never_gave_is_a_sentence(client: JudgingClient, people: People) -> None:
    people.territory()
    for unknown in ("0" * 32, "é", "0" * 5000):
        page = client.get(f"/verifier/{unknown}")
        assert page.status_code == 404
        assert "Aucun reçu ne porte ce numéro" in page.text


def test_a_version_that_was_replaced_says_by_which_and_still_verifies(
    client: JudgingClient,
    people: People,
    clock: Clock,
    person: Beneficiary,
    receipt: Receipt,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    before = receipt.statement
    clock.advance(hours=1)
    people.sends(person, week(), content(activity("workshop", "2h")))
    clock.advance(hours=1)
    people.sends(person, week(), content(activity("workshop", "3h")))
    by = "la version 3, envoyée le 24 novembre 2026 à 13 h 00"
    page = client.get(f"/verifier/{receipt.number}").text
    assert "Sa signature est bonne" in page
    assert f"<dt>Remplacée par</dt><dd>{by}" in page
    assert receipt.statement == before
    browser = as_beneficiary(person)
    own = browser.get("/declarer/2026-W47/recu?version=1").text
    assert "Cette version est remplacée" in own
    assert f"{by[0].upper()}{by[1:]}, la remplace." in own
    assert "Voir la version 3" in own
    assert "est envoyée" not in own
    last = browser.get("/declarer/2026-W47/recu").text
    assert "Votre semaine est envoyée" in last
    assert "remplacée" not in last


def test_the_command_says_what_became_of_a_version(
    service: Service, people: People, person: Beneficiary, receipt: Receipt
) -> None:
    def said() -> str:
        return (
            CliRunner().invoke(verify, [receipt.number], obj=lambda: service, catch_exceptions=False).output
        )

    assert len(said().splitlines()) == 1
    people.sends(person, week(), content(activity("workshop", "2h")))
    assert "Remplacée par la version 2, envoyée le 24 novembre 2026 à 10" in said()
    withdraw_week(service, actor=actor(person.account), week=week(), number=2)
    assert "version 2, envoyée le 24 novembre 2026 à 10\u00a0h\u00a000 UTC, retirée." in said()


def test_a_version_that_was_withdrawn_says_so_and_so_does_what_it_had_replaced(
    client: JudgingClient,
    service: Service,
    people: People,
    person: Beneficiary,
    receipt: Receipt,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    people.sends(person, week(), content(activity("workshop", "2h")))
    withdraw_week(service, actor=actor(person.account), week=week(), number=2)
    with service.database.reading() as store:
        second = store.declarations.receipts_of(person.id, week())[2][0]
    assert "<dt>Retirée le</dt>" in client.get(f"/verifier/{second.number}").text
    assert "Cette version a été retirée depuis." in client.get(f"/verifier/{second.number}").text
    assert ", retirée le 24 novembre" in client.get(f"/verifier/{receipt.number}").text
    own = as_beneficiary(person).get("/declarer/2026-W47/recu?version=1").text
    assert "Elle a été retirée le 24 novembre" in own
    assert "Déclarer cette semaine" in own


@pytest.mark.parametrize("change", [{"lines": "[]"}, {"signature": "0" * 128}, {"key_id": "other"}])
def test_what_was_altered_since_is_told(
    client: JudgingClient, service: Service, receipt: Receipt, change: dict[str, str]
) -> None:
    with service.database.writing() as store:
        store.connection.execute(table(VersionRow).update().values(**change))
    page = client.get(f"/verifier/{receipt.number}")
    assert "ne lui correspond plus" in page.text
    assert "signature est bonne" not in page.text


def test_the_receipt_page_leads_there(
    person: Beneficiary, receipt: Receipt, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    page = as_beneficiary(person).get("/declarer/2026-W47/recu").text
    assert page.count(f"/verifier/{receipt.number}") == 2  # the link, and its words for a printed page


def test_the_published_keys_verify_it_without_us(client: JudgingClient, receipt: Receipt) -> None:
    keys = client.get("/schemas/xprsa.keys.json").json
    assert keys is not None
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys["keys"][receipt.key_id]))
    public.verify(bytes.fromhex(receipt.signature), receipt.statement)


def test_where_there_are_several_territories_the_hour_says_whose_it_is(
    client: JudgingClient, people: People, receipt: Receipt
) -> None:
    people.territory("98")
    assert "24 novembre 2026 à 10 h 00 (heure UTC)" in client.get(f"/verifier/{receipt.number}").text
