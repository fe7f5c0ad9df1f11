"""What left by name is in the copy that a person asks for, goes with their weeks, is told when they go."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from tests.builders import Clock, People, activity, content, tidied, week
from tests.forgetting.scene import erases
from tests.interop.named import numbered, pushed, with_exchange
from tests.interop.platform import FakePlatform
from xprsa.commands.checking import check
from xprsa.commands.giving_access import access
from xprsa.domain.person import Beneficiary
from xprsa.domain.retention import DECLARATIONS
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_intensity import NamedDocumentRow

ANA = "10429447247"


@pytest.fixture
def ana(service: Service, people: People, fake: FakePlatform) -> Beneficiary:
    """Somebody of whom two weeks left by name."""
    person = numbered(people, fake, ANA)
    for name in ("2026-W46", "2026-W47"):
        people.sends(person, week(name), content(activity("training", "2h")))
    pushed(service, fake)
    return person


def test_an_erasure_names_who_must_be_written_to_before_and_after(service: Service, ana: Beneficiary) -> None:
    told = erases(service, ANA).output
    before, after = told.split("effacé. S’il revient")
    for said in (before, after):
        assert "France Travail, SI Plateforme\u00a0: 2\u00a0semaines parties à son nom" in said
        assert f"sous le numéro {ANA}" in said
    assert _kept(service) == 0


def test_the_copy_that_a_person_asks_for_holds_each_week_as_it_left(
    service: Service, ana: Beneficiary, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.json"
    CliRunner().invoke(access, [ANA, "--to", str(copy)], obj=service, catch_exceptions=False)
    held = {of["table"]: of["lignes"] for of in json.loads(copy.read_text(encoding="utf-8"))["gardé"]}
    assert [row["Semaine"] for row in held["named_document"]] == ["2026-W46", "2026-W47"]
    assert "France Travail, SI Plateforme" in str(held["named_document"])
    assert "dureeActivite" in str(held["named_document"])


def test_it_goes_with_the_weeks_that_it_is_about(service: Service, ana: Beneficiary, clock: Clock) -> None:
    assert _kept(service) == 2
    tidied(service, clock, days=DECLARATIONS.days + 30)
    assert _kept(service) == 0


def test_xprsa_check_says_to_whom_people_are_named_and_what_is_wrong(
    service: Service, people: People, fake: FakePlatform, tmp_path: Path
) -> None:
    people.beneficiary()
    assert "Échange nommé" not in CliRunner().invoke(check, obj=service).output
    opened = with_exchange(service, fake, tmp_path)
    told = CliRunner().invoke(check, obj=opened).output
    assert "Échange nommé réglé, Val-d’Essai\u00a0: vers France Travail, SI Plateforme." in told
    (tmp_path / "secret").chmod(0o644)
    wrong = CliRunner().invoke(check, obj=opened)
    assert wrong.exit_code == 1
    assert f"chmod 600 {tmp_path / 'secret'}" in wrong.output
    assert fake.asked == []


def _kept(service: Service) -> int:
    with service.database.reading() as store:
        return len(store.connection.execute(select(table(NamedDocumentRow))).all())
