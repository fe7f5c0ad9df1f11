"""A contact that the service gives to somebody who came opens a day later, or by a second manager."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.accounts.test_remembered_phones import enter, leave
from tests.builders import Clock, People, activity, content, week
from tests.journeys.test_the_old_contact_is_told import account_of, tries
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.accounts.contacts.waiting import seen_as
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import.service import import_people
from xprsa.people_import.undoing import undo_import
from xprsa.running.parcels import put_notices
from xprsa.running.service import Service

OLD, NEW, OWN = "rose@example.org", "nouvelle@example.org", "a.moi@example.org"
PHONE = "06 39 98 56 57"
LIST = "/gestion/contacts"
Browser = Callable[[Account], JudgingClient]


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def rose(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Rose", last_name="Essai", email=OLD, adviser=people.adviser())


def of_old(people: People, **given: object) -> Account:
    """Make a manager who has come in for a month."""
    made, service = people.manager(**given), people.service
    with service.database.writing() as store:
        long_ago = service.now() - timedelta(days=30)
        store.audit.note(at=long_ago, actor=made.id, event="signed_in", person=made.id, detail="password")
    return made


@pytest.fixture
def manager(people: People) -> Account:
    return of_old(people, first_name="Hélène", last_name="Roy")


def gives(
    people: People, person: Beneficiary, *, by: Account | None = None, courriel: str = NEW
) -> int | None:
    """Import another e-mail for somebody; give the number of the import."""
    row = f"{person.organisation.name};{person.file_reference};Rose;Essai;{courriel}"
    report = import_people(
        people.service,
        territory=people.territory(),
        content=f"organisation;reference;prenom;nom;courriel\n{row}\n".encode(),
        actor=by.id if by else None,
        only_good=False,
    )
    assert report.is_kept
    return report.number


def gives_phone(
    people: People, person: Beneficiary, *, by: Account | None = None, telephone: str = PHONE
) -> int | None:
    """Import a phone for somebody; give the number of the import."""
    row = f"{person.organisation.name};{person.file_reference};Rose;Essai;{telephone}"
    report = import_people(
        people.service,
        territory=people.territory(),
        content=f"organisation;reference;prenom;nom;telephone\n{row}\n".encode(),
        actor=by.id if by else None,
        only_good=False,
    )
    assert report.is_kept
    return report.number


def asks(client: JudgingClient, posted: Posted, where: str) -> str:
    """Ask for a code; give what left."""
    client.press(client.get("/connexion"), "Recevoir un code", contact=where)
    return posted.now()


def test_no_code_goes_to_it_for_a_day(
    client: JudgingClient, people: People, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    gives(people, rose)
    assert f"[courriel à {OLD}] Vos contacts" in posted.now()
    assert "Votre code" not in asks(client, posted, NEW)
    clock.advance(hours=23, minutes=59)
    assert "Votre code" not in asks(client, posted, NEW)
    clock.advance(minutes=1)
    enter(client, posted, NEW, remember=False)


def test_a_code_that_left_before_opens_nothing_once_the_contact_is_given(
    client: JudgingClient, people: People, rose: Beneficiary, posted: Posted
) -> None:
    other = people.beneficiary(first_name="Zoé", email=NEW)
    client.press(client.get("/connexion"), "Recevoir un code", contact=NEW)
    code = posted.code()
    gives(people, rose)
    page = client.press(client.get("/connexion/code"), "Continuer", code=code)
    assert (page.status_code, page.location) == (303, "/")
    assert "Zoé" in client.get("/ma-semaine").text
    assert other.account.first_name == "Zoé"


def test_whoever_never_came_and_has_no_week_is_reached_at_once(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    newcomer = people.beneficiary(first_name="Rose", last_name="Essai", email=OLD, came_on=None)
    gives(people, newcomer)
    enter(client, posted, NEW, remember=False)


def test_whoever_never_came_but_told_a_week_waits_too(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(
        first_name="Rose", last_name="Essai", email=None, came_on=None, adviser=adviser
    )
    people.tells(person, week("2026-W46"), content(activity("training", "2 h")), to=adviser)
    gives(people, person)
    assert "Votre code" not in asks(client, posted, NEW)


def test_the_person_and_whoever_follows_them_read_that_it_waits(
    people: People, rose: Beneficiary, as_beneficiary, as_adviser: Browser, clock: Clock
) -> None:
    gives(people, rose)
    browser = as_beneficiary(rose)
    for address in ("/ma-semaine", "/mon-acces"):
        page = browser.get(address).text
        assert "Un nouveau courriel est dans votre dossier" in page
        assert NEW in page
        assert "à partir du 25 novembre 2026" in page
    assert "Courriel donné par le service" in browser.get("/mes-donnees").text
    assert rose.adviser is not None
    shown = as_adviser(rose.adviser).get(f"/portefeuille/{rose.account.public_id}").text
    assert "Nouveau courriel, donné par le service" in shown
    clock.advance(days=1)
    assert "Un nouveau courriel est dans votre dossier" not in as_beneficiary(rose).get("/ma-semaine").text


def test_nothing_is_sent_there_meanwhile(
    people: People, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    gives(people, rose)
    posted.now()
    with service.database.writing() as store:
        put_notices(store, [rose.id], at=service.now())
    assert posted.now() == ""


def test_its_owner_takes_another_one_without_a_code_at_the_given_one_and_it_waits_too(
    client: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    """Whoever gave a contact may have a letter too: what nothing older confirms opens a day later."""
    enter(client, posted, OLD, remember=True)
    gives(people, rose)
    posted.now()
    client.press(client.get("/mon-acces/courriel"), "Recevoir", contact=OWN)
    codes = posted.contact_codes()
    assert set(codes) == {OWN}
    done = client.press(client.get("/mon-acces/codes"), "Confirmer", after=codes[OWN])
    assert account_of(service, rose).email == OWN
    said = client.get(done.location).text
    assert "Vos codes arriveront à celui-ci à partir du 25 novembre 2026" in said
    assert "Vos appareils restent connectés" not in said
    assert "Courriel changé par vous</dt>" in client.get("/mes-donnees").text
    leave(client)
    assert "Votre code" not in asks(client, posted, NEW)
    assert "Votre code" not in asks(client, posted, OWN)
    client.press(client.get("/connexion"), "Continuer")
    assert OWN in client.get("/ma-semaine").text
    leave(client)
    clock.advance(days=1)
    enter(client, posted, OWN, remember=False)


def test_nobody_opens_before_its_hour_what_its_owner_gave(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    manager: Account,
    as_adviser: Browser,
    posted: Posted,
) -> None:
    """Whoever gave the first may be the one who entered by a letter and gave the second."""
    enter(client, posted, OLD, remember=False)
    gives(people, rose, by=manager)
    posted.now()
    client.press(client.get("/mon-acces/courriel"), "Recevoir", contact=OWN)
    client.press(client.get("/mon-acces/codes"), "Confirmer", after=posted.contact_codes()[OWN])
    seen = seen_as(account_of(service, rose).waiting_contacts(service.now()))
    for who in (manager, of_old(people)):
        browser = as_adviser(who)
        page = browser.get(LIST).text
        assert OWN in page
        assert "s’ouvre à son heure" in page
        assert ">Ouvrir tout de suite<" not in page
        token = _token(browser.get("/gestion/equipe").text)
        forged = browser.post(f"{LIST}/{rose.account.public_id}", data={"csrf": token, "seen": seen})
        assert forged.status_code == 409
    leave(client)
    assert "Votre code" not in asks(client, posted, OWN)


def test_a_change_that_an_older_contact_confirms_opens_at_once(
    client: JudgingClient, people: People, service: Service, posted: Posted
) -> None:
    phone = "+33639981234"
    person = people.beneficiary(first_name="Rose", last_name="Essai", email=OLD, phone=phone)
    enter(client, posted, OLD, remember=False)
    gives(people, person)
    posted.now()
    client.press(client.get("/mon-acces/courriel"), "Recevoir", contact=OWN)
    codes = posted.contact_codes()
    assert set(codes) == {OWN, phone}
    client.press(client.get("/mon-acces/codes"), "Confirmer", after=codes[OWN], before=codes[phone])
    assert account_of(service, person).waiting_contacts(service.now()) == {}


def test_of_two_givers_neither_opens_their_own(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    as_adviser: Browser,
    posted: Posted,
) -> None:
    first, second = of_old(people), of_old(people)
    gives(people, rose, by=first)
    gives_phone(people, rose, by=second)
    browser = as_adviser(first)
    assert browser.press(browser.get(LIST), "Ouvrir tout de suite").status_code == 303
    waiting = account_of(service, rose).waiting_contacts(service.now())
    assert [contact.kind for contact in waiting] == [ContactKind.MAIL]
    assert "Ouvrir tout de suite" not in browser.get(LIST).text
    assert "Votre code" not in asks(client, posted, NEW)


def test_a_given_phone_waits_ends_phones_and_is_undone_as_a_mail(
    client: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    enter(client, posted, OLD, remember=True)
    leave(client)
    number = gives_phone(people, rose)
    assert "Votre code" not in asks(client, posted, PHONE)
    clock.advance(hours=23)
    assert "Continuer" in client.get("/connexion").text
    clock.advance(hours=1)
    assert "Continuer" not in client.get("/connexion").text
    assert "Votre code" in asks(client, posted, PHONE)
    assert number is not None
    undo_import(service, number, territory=None, actor=None)
    account = account_of(service, rose)
    assert (account.phone, account.phone_opens_at) == (None, None)
    gives_phone(people, rose)
    gives_phone(people, rose, telephone="06 39 98 56 58")
    assert list(account_of(service, rose).waiting_contacts(service.now()).values()) == [
        service.now() + timedelta(days=1)
    ]


def test_a_second_manager_opens_it_and_whoever_gave_it_does_not(
    client: JudgingClient,
    people: People,
    rose: Beneficiary,
    manager: Account,
    as_adviser: Browser,
    as_beneficiary,
    posted: Posted,
) -> None:
    gives(people, rose, by=manager)
    own = as_adviser(manager)
    page = own.get(LIST)
    assert "Un autre responsable peut l’ouvrir" in page.text
    assert "Ouvrir tout de suite" not in page.text
    second = as_adviser(of_old(people))
    page = second.get(LIST)
    assert NEW in page.text
    assert "<bdi>Hélène Roy</bdi>" in page.text
    seen = page.text.partition('name="seen" value="')[2].partition('"')[0]
    token = _token(own.get("/gestion/equipe").text)
    forged = own.post(f"{LIST}/{rose.account.public_id}", data={"csrf": token, "seen": seen})
    assert forged.status_code == 409
    assert "Un autre responsable peut l’ouvrir" in forged.text
    assert "Votre code" not in asks(client, posted, NEW)
    assert second.press(second.get(LIST), "Ouvrir tout de suite").status_code == 303
    assert "Aucun contact n’attend." in second.get(LIST).text
    enter(client, posted, NEW, remember=False)
    assert "a ouvert votre nouveau contact" in as_beneficiary(rose).get("/mes-donnees").text


def test_what_a_second_manager_opens_is_what_they_saw(
    people: People, rose: Beneficiary, as_adviser: Browser, clock: Clock
) -> None:
    gives(people, rose)
    second = as_adviser(of_old(people))
    seen = second.get(LIST)
    clock.advance(minutes=1)
    gives(people, rose, courriel=OWN)
    answer = second.press(seen, "Ouvrir tout de suite")
    assert answer.status_code == 409
    assert "Relisez la liste" in answer.text


def test_a_manager_of_another_territory_neither_reads_nor_opens_it(
    people: People, rose: Beneficiary, as_adviser: Browser
) -> None:
    gives(people, rose)
    elsewhere = as_adviser(people.manager(territory="98"))
    assert NEW not in elsewhere.get(LIST).text
    token = _token(elsewhere.get("/gestion/equipe").text)
    answer = elsewhere.post(f"{LIST}/{rose.account.public_id}", data={"csrf": token, "seen": ""})
    assert answer.status_code == 404


def test_phones_that_were_remembered_before_end_once_it_serves(
    client: JudgingClient, people: People, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    enter(client, posted, OLD, remember=True)
    leave(client)
    gives(people, rose)
    clock.advance(hours=23)
    assert "Continuer" in client.get("/connexion").text
    clock.advance(hours=1)
    assert "Continuer" not in client.get("/connexion").text
    enter(client, posted, NEW, remember=True)
    leave(client)
    assert "Continuer" in client.get("/connexion").text


def test_the_same_file_again_changes_nothing_while_it_waits_or_afterwards(
    people: People, service: Service, rose: Beneficiary, clock: Clock
) -> None:
    gives(people, rose)
    opens = account_of(service, rose).email_opens_at
    for _ in range(2):
        clock.advance(hours=20)
        assert gives(people, rose) is None
        assert account_of(service, rose).email_opens_at == opens


def test_undoing_the_import_gives_the_former_contact_back_at_once(
    client: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    number = gives(people, rose)
    assert number is not None
    undo_import(service, number, territory=None, actor=None)
    account = account_of(service, rose)
    assert (account.email, account.email_opens_at) == (OLD, None)
    enter(client, posted, OLD, remember=False)


def test_an_opened_contact_is_no_change_that_keeps_an_import_from_being_undone(
    people: People, service: Service, rose: Beneficiary, as_adviser: Browser
) -> None:
    number = gives(people, rose)
    assert number is not None
    second = as_adviser(of_old(people))
    second.press(second.get(LIST), "Ouvrir tout de suite")
    assert undo_import(service, number, territory=None, actor=None).kept == []
    assert account_of(service, rose).email == OLD


def test_the_import_says_how_many_wait(people: People, rose: Beneficiary) -> None:
    report = tries(people, rose, courriel=NEW)
    assert any("1\u00a0personne déjà venue a un nouveau contact." in said for said in report.warnings)


def test_a_contact_of_another_kind_goes_on(
    client: JudgingClient, people: People, service: Service, posted: Posted
) -> None:
    person = people.beneficiary(first_name="Rose", last_name="Essai", email=OLD, phone="06 39 98 12 34")
    gives(people, person)
    account, now = account_of(service, person), service.now()
    assert account.open_contacts(now) == (Contact(ContactKind.SMS, "+33639981234"),)
    assert account.waiting_contacts(now) == {Contact(ContactKind.MAIL, NEW): now + timedelta(days=1)}
    enter(client, posted, "06 39 98 12 34", remember=False)


def _token(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]
