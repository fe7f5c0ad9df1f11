"""`xprsa check` says all that it finds, and is never more content than the managers' page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.commands.checking import check
from xprsa.domain.person import Account
from xprsa.running.backups import MANIFEST, name_of
from xprsa.running.clock_guard import beat
from xprsa.running.service import Service

IN_ORDER = "tout est en ordre"


def checks(service: Service, **settings: object) -> Result:
    service.settings.exports.chmod(0o700)
    looked_at = replace(service, settings=replace(service.settings, **settings))
    return CliRunner().invoke(check, obj=looked_at, catch_exceptions=False)


@pytest.fixture
def backups(service: Service, tmp_path: Path) -> Path:
    """A folder with a backup of an hour ago."""
    made = tmp_path / "backups" / name_of(service.now() - timedelta(hours=1))
    made.mkdir(parents=True)
    (made / MANIFEST).touch()
    service.settings.exports.mkdir(exist_ok=True)
    return made.parent


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings by which mails and SMS leave; the server of mails answers."""
    monkeypatch.setattr("xprsa.commands.checking.knock", lambda _url: None)
    return {"mail_url": "smtps://mail.example.org", "sms_url": "https://sms.example.org"}


def test_where_nothing_is_to_say_all_is_in_order(
    service: Service, backups: Path, mailing: dict[str, str]
) -> None:
    beat(service)
    done = checks(service, backups=backups, **mailing)
    assert (done.exit_code, IN_ORDER in done.output) == (0, True), done.output


def test_no_folder_of_backups_and_no_way_for_mails_are_said_and_nothing_is_in_order(
    service: Service, backups: Path, mailing: dict[str, str]
) -> None:
    beat(service)
    for settings, said in (
        ({**mailing, "backups": None}, "Aucun dossier de sauvegardes n’est réglé"),
        ({**mailing, "backups": backups, "mail_url": "log"}, "XPRSA_MAIL_URL vaut"),
        ({**mailing, "backups": backups, "sms_url": "log"}, "XPRSA_SMS_URL vaut"),
    ):
        done = checks(service, **settings)
        assert done.exit_code == 0
        assert said in done.output
        assert "1\u00a0point à regarder." in done.output
        assert IN_ORDER not in done.output


def test_one_thing_that_is_wrong_hides_no_other(service: Service, clock: Clock, backups: Path) -> None:
    beat(service)
    clock.advance(days=30)  # a clock in doubt, and a backup that is too old
    service.settings.exports.chmod(0o700)
    settings = {"base_url": "https://declarer.example.org", "trusted_proxies": 0, "backups": backups}
    done = checks(service, **settings)
    assert done.exit_code == 1
    for said in ("XPRSA_TRUSTED_PROXIES vaut 0", "--confirm-clock", "La dernière sauvegarde a 721 heures"):
        assert said in done.stderr
    assert "3\u00a0points à régler" in done.stderr


def test_what_the_page_of_the_service_complains_of_check_complains_of_too(
    people: People,
    service: Service,
    clock: Clock,
    backups: Path,
    mailing: dict[str, str],
    as_adviser: Callable[[Account], JudgingClient],
) -> None:
    manager = people.manager()
    with service.database.writing() as store:
        store.audit.note(at=service.now(), actor=None, event="read", person=manager.id)
    for day in range(3):
        clock.advance(days=1 if day else 0)
        beat(service)
    made = backups / name_of(service.now())
    made.mkdir(exist_ok=True)
    (made / MANIFEST).touch()
    page = as_adviser(manager).get("/gestion/service").text
    done = checks(service, backups=backups, **mailing)
    for told in (page, done.output):
        assert "Des lignes attendent leur sceau depuis 2\u00a0jours" in told
    assert IN_ORDER not in done.output
