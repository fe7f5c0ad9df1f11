"""What a page does not ask cannot be told: a field added to a form changes nothing else."""

from collections.abc import Callable

from sqlalchemy import select

from tests.builders import People, week
from tests.pages import JudgingClient
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_weeks import VersionRow

URL = "/declarer/2026-W47"


def test_a_week_sent_with_the_columns_of_its_row_is_the_person_s_own_and_of_now(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient], service: Service
) -> None:
    person, other = people.beneficiary(), people.beneficiary()
    browser = as_beneficiary(person)
    surplus = {
        "person_id": str(other.id),
        "person": str(other.account.public_id),
        "account": str(other.id),
        "entered_by": str(other.id),
        "channel": "paper",
        "number": "7",
        "sent_at": "2020-01-01T00:00:00+00:00",
        "week": "2026-W46",
        "receipt": "0" * 32,
    }
    assert browser.press(browser.get(URL), "Envoyer", answer="none", **surplus).status_code == 303
    versions = table(VersionRow)
    with service.database.reading() as store:
        (kept,) = store.connection.execute(select(versions)).all()
    assert (kept.person_id, kept.number, kept.channel, kept.entered_by) == (person.id, 1, "web", person.id)
    assert (kept.week, kept.sent_at) == (week().ordinal, service.now())
    assert kept.receipt != "0" * 32


def test_an_invitation_gives_no_more_than_its_fields_say(
    people: People, as_adviser: Callable[[Account], JudgingClient], service: Service
) -> None:
    manager, elsewhere = people.manager(), people.territory("98")
    browser = as_adviser(manager)
    browser.press(
        browser.get("/gestion/equipe"),
        "Envoyer l’invitation",
        first_name="Nadia",
        last_name="Essai",
        email="nadia@example.org",
        role="adviser",
        organisation="0",
        territory=str(elsewhere.id),
        territory_id=str(elsewhere.id),
        id=str(manager.id),
        password="tortue cerise lampadaire",
        totp_secret="ABCD",
    )
    accounts = table(AccountRow)
    with service.database.reading() as store:
        made = store.accounts.staff_of_mail("nadia@example.org")
        assert made is not None
        assert store.staff_secrets.of(made.id) is None
        count = len(store.connection.execute(select(accounts.c.id)).all())
    assert (made.role, made.territory, made.id != manager.id, count) == (
        Role.ADVISER,
        manager.territory,
        True,
        2,
    )
