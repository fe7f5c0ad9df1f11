"""A backup keeps the newest seal of the journal: a journal that is cut off or written anew shows."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete

from tests.backup.conftest import made
from tests.builders import Clock
from xprsa.commands.journal import journal
from xprsa.domain.person import Beneficiary
from xprsa.running.journal import seal
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.tables import ServiceAuditRow
from xprsa.storage.tables_journal import JournalSealRow


def verifies(service: Service, manifest: object) -> Result:
    words = ["verify", "--published", str(manifest)]
    return CliRunner().invoke(journal, words, obj=service, catch_exceptions=False)


@pytest.mark.usefixtures("person")
def test_a_manifest_shows_a_journal_that_was_written_anew(
    home: Settings, service: Service, clock: Clock
) -> None:
    clock.advance(hours=1)
    seal(service)
    manifest = made(home) / "manifest.json"
    assert verifies(service, manifest).exit_code == 0
    with service.database.writing() as store:
        store.connection.execute(delete(JournalSealRow))
        store.connection.execute(delete(ServiceAuditRow))
    anew = verifies(service, manifest)
    assert anew.exit_code == 1
    assert "gardé ailleurs, n’est plus ici" in anew.output


def test_a_manifest_from_before_any_seal_holds_none(
    home: Settings, service: Service, person: Beneficiary
) -> None:
    done = verifies(service, made(home) / "manifest.json")
    assert "0 sceau gardé ailleurs" in done.output.replace("\u00a0", " "), done.output
    assert done.exit_code == 0
    assert person.id
