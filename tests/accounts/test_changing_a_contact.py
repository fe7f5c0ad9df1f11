"""Nobody changes a contact without the codes of both ends; the one that leaves is told."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.builders import Clock, People, tidied
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.accounts.contacts import service as changing
from xprsa.accounts.sign_ins.secret import code_hash, code_matches
from xprsa.accounts.sign_ins.throttle import Attempt, Door
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.tables import table
from xprsa.storage.tables_access import ContactChangeRow

OLD, NEW, MAIL = "+33639981234", "+33639985657", "rose@example.org"
PHONE_PAGE, CODES = "/mon-acces/telephone", "/mon-acces/codes"
NEWS = (
    "Vos contacts ont changé : ajout, remplacement ou retrait."
    " Si cela ne vient pas de vous, appelez votre service."
)
Open = Callable[[Beneficiary], JudgingClient]


@pytest.fixture
def rose(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Rose", email=MAIL, phone=OLD, adviser=people.adviser())


@pytest.fixture
def browser(rose: Beneficiary, as_beneficiary: Open) -> JudgingClient:
    return as_beneficiary(rose)


def ask(browser: JudgingClient, to: str = "06 39 98 56 57", page: str = PHONE_PAGE) -> None:
    answer = browser.press(browser.get(page), "Recevoir les codes", contact=to)
    assert (answer.status_code, answer.location) == (303, CODES)


def confirm(browser: JudgingClient, **typed: str) -> int:
    return browser.press(browser.get(CODES), "Confirmer", **typed).status_code


def account_of(service: Service, person: Beneficiary) -> Account:
    with service.database.reading() as store:
        found = store.people.account(person.id)
    assert found is not None
    return found


def phone_of(service: Service, person: Beneficiary) -> str | None:
    return account_of(service, person).phone


def fails(service: Service, kind: ContactKind, value: str) -> None:
    with service.database.writing() as store:
        store.accounts.failed(Contact(kind, value), at=service.now())


def test_both_codes_change_the_contact_and_those_they_had_are_told(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    ask(browser)
    codes = posted.contact_codes()
    assert codes.keys() == {NEW, OLD}
    assert phone_of(service, rose) == OLD
    assert confirm(browser, after=codes[NEW], before=codes[OLD]) == 303
    assert phone_of(service, rose) == NEW
    said = posted.now()
    assert f"[SMS à {OLD}] {NEWS} Le service d'insertion" in said
    assert f"[courriel à {MAIL}] Vos contacts\n{NEWS}" in said
    assert said.count(NEWS) == 2


def test_each_code_says_what_it_is_for_and_to_give_it_to_nobody(
    browser: JudgingClient, posted: Posted
) -> None:
    ask(browser)
    said = posted.now()
    assert "Votre code :" not in said
    assert said.count("Ne le donnez à personne.") == 2
    assert max(map(len, said.splitlines())) < len("[SMS à +33639981234] ") + 160


def test_two_mails_of_one_domain_are_told_apart_on_each_page_and_in_each_message(
    browser: JudgingClient, posted: Posted
) -> None:
    ask(browser, "rachid@example.org", page="/mon-acces/courriel")
    page = browser.get(CODES).text
    assert "Code reçu au nouveau contact" in page
    for shown in ("r…e@example.org", "r…d@example.org"):
        assert f"Envoyé à\u00a0: {shown}" in page.replace(" :", "\u00a0:")
    said = posted.now()
    codes = {
        which: re.search(rf"{which}@example\.org\][^[]*?: (\d{{3}} \d{{3}}) \(([^)]*)\)", said)
        for which in ("rose", "rachid")
    }
    assert {which: found and found[2] for which, found in codes.items()} == {
        "rose": "contact que vous avez déjà",
        "rachid": "nouveau contact",
    }
    typed = {which: found[1] for which, found in codes.items() if found}
    done = browser.press(browser.get(CODES), "Confirmer", after=typed["rachid"], before=typed["rose"])
    told = browser.get(done.location).text
    assert "<dt>Avant</dt><dd>r…e@example.org</dd>" in told
    assert "<dt>Maintenant</dt><dd>r…d@example.org</dd>" in told


def test_a_stranger_with_a_borrowed_session_changes_nothing(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    """They hold the new end alone: neither its code typed twice, nor nothing, nor a guess serves."""
    ask(browser)
    theirs = posted.contact_codes()[NEW]
    for guess in (theirs, "", "000000"):
        assert confirm(browser, after=theirs, before=guess) == 422
    assert confirm(browser, after=theirs) == 422
    assert phone_of(service, rose) == OLD


def test_the_code_of_the_old_end_typed_twice_does_not_serve(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    ask(browser)
    old = posted.contact_codes()[OLD]
    assert confirm(browser, after=old, before=old) == 422
    assert phone_of(service, rose) == OLD


def test_a_sign_in_code_confirms_no_change_and_a_code_of_a_change_opens_nothing(
    browser: JudgingClient,
    app_browser: Callable[[], JudgingClient],
    service: Service,
    rose: Beneficiary,
    posted: Posted,
) -> None:
    door = app_browser()
    door.press(door.get("/connexion"), "Recevoir un code", contact=OLD)
    sign_in = posted.code()
    ask(browser)
    codes = posted.contact_codes()
    assert confirm(browser, after=codes[NEW], before=sign_in) == 422
    assert phone_of(service, rose) == OLD
    assert door.press(door.get("/connexion/code"), "Continuer", code=codes[OLD]).status_code == 422
    letter = door.press(
        door.get("/connexion/lettre"), "Continuer", file_reference=rose.file_reference, code=codes[OLD]
    )
    assert letter.status_code == 422


def test_a_code_serves_only_for_what_it_was_sent_for(service: Service) -> None:
    """Digits that are alike by chance confirm neither a sign-in nor another change."""
    sign_in, change = uuid4(), uuid4()
    sent = code_hash(service.keyring, sign_in, "123456")
    assert code_matches(service.keyring, sign_in, "123456", sent)
    assert not code_matches(service.keyring, change, "123456", sent)


def test_five_wrong_codes_and_the_right_ones_no_longer_serve_but_fresh_ones_do(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    ask(browser)
    codes = posted.contact_codes()
    wrong = {"after": codes[NEW], "before": "12345"}
    page = browser.press(browser.get(CODES), "Confirmer", **wrong)
    assert "Il reste 4\u00a0essais." in page.text
    assert "<title>Erreur\u00a0: " in page.text
    assert f'value="{codes[NEW]}"' in page.text
    last = [confirm(browser, **wrong) for _ in range(4)]
    assert last == [422] * 4
    gone = browser.get(CODES)
    assert "Ces codes ne servent plus" in gone.text
    assert (
        browser.post(CODES, data={**csrf(gone), "after": codes[NEW], "before": codes[OLD]}).status_code == 422
    )
    assert phone_of(service, rose) == OLD
    assert browser.press(gone, "Recevoir de nouveaux codes").status_code == 303
    fresh = posted.contact_codes()
    assert confirm(browser, after=fresh[NEW], before=fresh[OLD]) == 303
    assert phone_of(service, rose) == NEW


def csrf(page: TestResponse) -> dict[str, str]:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None
    return {"csrf": found[1]}


def test_codes_are_good_for_fifteen_minutes(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    ask(browser)
    codes, page = posted.contact_codes(), browser.get(CODES)
    clock.advance(minutes=15)
    assert browser.press(page, "Confirmer", after=codes[NEW], before=codes[OLD]).status_code == 422
    assert phone_of(service, rose) == OLD


def test_codes_serve_once(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    ask(browser)
    codes, page = posted.contact_codes(), browser.get(CODES)
    assert browser.press(page, "Confirmer", after=codes[NEW], before=codes[OLD]).status_code == 303
    again = browser.press(page, "Confirmer", after=codes[NEW], before=codes[OLD])
    assert (again.status_code, again.location) == (303, "/mon-acces")


def test_fresh_codes_replace_those_that_waited(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    ask(browser)
    first = posted.contact_codes()
    ask(browser, "06 39 98 77 77")
    posted.now()
    assert confirm(browser, after=first[NEW], before=first[OLD]) == 422
    assert phone_of(service, rose) == OLD


def test_codes_asked_for_too_often_have_to_wait(browser: JudgingClient, posted: Posted) -> None:
    for _ in range(4):
        ask(browser)
    page = browser.press(browser.get(PHONE_PAGE), "Recevoir les codes", contact="06 39 98 56 57")
    assert page.status_code == 429
    assert "Il y a eu plusieurs essais." in page.text
    assert "06 39 98 56 57" in page.text
    assert browser.press(browser.get(CODES), "Recevoir de nouveaux codes").status_code == 429
    assert browser.press(browser.get(PHONE_PAGE), "Retirer ce numéro").status_code == 429
    assert len(posted.contact_codes()) == 2


def test_a_change_made_is_not_forgiven_to_the_next(browser: JudgingClient, posted: Posted) -> None:
    """Each sends a code to an address that nobody may know."""
    old = OLD
    for number in ("0639985657", "0639985658", "0639985659", "0639985660"):
        ask(browser, number)
        codes, new = posted.contact_codes(), f"+33{number[1:]}"
        assert confirm(browser, after=codes[new], before=codes[old]) == 303
        old = new
    page = browser.press(browser.get(PHONE_PAGE), "Recevoir les codes", contact="06 39 98 56 61")
    assert page.status_code == 429


def test_several_accounts_that_aim_at_one_number_wait(people: People, as_beneficiary: Open) -> None:
    for _ in range(4):
        ask(as_beneficiary(people.beneficiary()))
    one_more = as_beneficiary(people.beneficiary())
    page = one_more.press(one_more.get(PHONE_PAGE), "Recevoir les codes", contact="06 39 98 56 57")
    assert page.status_code == 429
    assert one_more.get(CODES).location == "/mon-acces"
    ask(one_more, "06 39 98 77 77")  # nothing else weighs on them


@pytest.mark.parametrize("door", [door for door in Door if door is not Door.CONTACT])
def test_codes_of_a_change_and_what_other_doors_count_do_not_weigh_on_one_another(
    door: Door, service: Service, rose: Beneficiary
) -> None:
    def lanes(who: str) -> set[str]:
        return set(Attempt(service.keyring, door, who, "network").lanes())

    elsewhere = lanes(NEW) | lanes(str(rose.account.public_id))
    with service.database.writing() as store:
        store.throttles.hold(elsewhere, at=service.now())
        store.throttles.put(dict.fromkeys(elsewhere, 1000.0), at=service.now())
    where = Contact(ContactKind.SMS, NEW)
    changing.ask(service, account=rose.account, kind=ContactKind.SMS, new=where, network="network")
    with service.database.writing() as store:
        held = store.throttles.hold(elsewhere, at=service.now())
    assert {weight.weight for weight in held.values()} == {1000.0}


def test_after_five_wrong_codes_and_too_many_asked_for_the_page_says_to_wait(
    browser: JudgingClient, posted: Posted
) -> None:
    for _ in range(4):
        ask(browser)
    for _ in range(5):
        confirm(browser, after="12345", before="12345")
    page = browser.press(browser.get(CODES), "Recevoir de nouveaux codes")
    assert page.status_code == 429
    assert '<a href="#nouveaux">Il y a eu plusieurs essais. Attendez 45\u00a0secondes' in page.text


def test_fresh_codes_for_a_removal_after_which_none_would_arrive_are_refused_in_words(
    browser: JudgingClient, service: Service, posted: Posted
) -> None:
    browser.press(browser.get(PHONE_PAGE), "Retirer ce numéro")
    fails(service, ContactKind.MAIL, MAIL)
    page = browser.press(browser.get(CODES), "Recevoir de nouveaux codes")
    assert page.status_code == 422
    assert '<a href="#nouveaux">C’est le seul contact où un code arrive.' in page.text


def test_where_the_contact_replaced_fails_the_other_one_confirms(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    fails(service, ContactKind.SMS, OLD)
    ask(browser)
    codes = posted.contact_codes()
    assert codes.keys() == {NEW, MAIL}
    assert confirm(browser, after=codes[NEW], before=codes[MAIL]) == 303
    assert (phone_of(service, rose), account_of(service, rose).phone_failed_at) == (NEW, None)
    said = posted.now()  # nothing arrives at the old one: it is told nothing
    assert said.startswith(f"[courriel à {MAIL}]")
    assert said.count(NEWS) == 1


def test_a_first_phone_is_confirmed_by_the_mail_that_is_there(
    people: People, service: Service, as_beneficiary: Open, posted: Posted
) -> None:
    person = people.beneficiary(email=MAIL, phone=None)
    browser = as_beneficiary(person)
    ask(browser)
    codes = posted.contact_codes()
    assert confirm(browser, after=codes[NEW], before=codes[MAIL]) == 303
    assert phone_of(service, person) == NEW
    said = posted.now()
    assert said.startswith(f"[courriel à {MAIL}]")
    assert said.count(NEWS) == 1


def test_whoever_nothing_reaches_confirms_by_the_new_end_alone_and_can_come_in(
    people: People, service: Service, as_beneficiary: Open, posted: Posted
) -> None:
    person = people.beneficiary(email=None, phone="0199001234", access_opened_on=None)
    browser = as_beneficiary(person)
    ask(browser)
    codes = posted.contact_codes()
    assert codes.keys() == {NEW}
    assert 'name="before"' not in browser.get(CODES).text
    done = browser.press(browser.get(CODES), "Confirmer", after=codes[NEW])
    said = browser.get(done.location).text
    assert "Votre téléphone est changé" in said
    assert "Un message prévient" not in said
    assert "le voit" not in said  # nobody follows them
    assert posted.now() == ""  # a landline is told nothing
    with service.database.reading() as store:
        found = store.people.find(person.id)
    assert found is not None
    assert found.access_opened_on == service.today(people.territory())


def test_a_contact_is_removed_by_a_code_to_it_and_one_to_the_one_that_stays(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    """Otherwise whoever holds one of them removes the other, then changes the one they hold."""
    assert browser.press(browser.get(PHONE_PAGE), "Retirer ce numéro").location == CODES
    codes = posted.contact_codes()
    assert codes.keys() == {MAIL, OLD}
    page = browser.get(CODES).text
    assert "Code reçu au contact qui reste" in page
    assert "Code reçu au contact que vous retirez" in page
    assert confirm(browser, after=codes[MAIL], before="000000") == 422
    assert confirm(browser, after="000000", before=codes[OLD]) == 422
    assert phone_of(service, rose) == OLD
    form = browser.get(CODES)
    done = browser.press(form, "Confirmer", after=codes[MAIL], before=codes[OLD])
    said = browser.get(done.location).text
    assert "Votre téléphone est retiré" in said
    assert "Un message prévient les contacts que vous aviez." in said
    assert phone_of(service, rose) is None
    assert posted.now().count(NEWS) == 2


def test_a_contact_that_fails_is_removed_by_a_code_to_the_one_that_stays(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    fails(service, ContactKind.SMS, OLD)
    browser.press(browser.get(PHONE_PAGE), "Retirer ce numéro")
    codes = posted.contact_codes()
    assert codes.keys() == {MAIL}
    assert confirm(browser, after="000000") == 422
    assert phone_of(service, rose) == OLD
    done = browser.press(browser.get(CODES), "Confirmer", after=codes[MAIL])
    assert phone_of(service, rose) is None
    assert "Un message prévient les contacts que vous aviez." in browser.get(done.location).text
    said = posted.now()
    assert said.startswith(f"[courriel à {MAIL}]")
    assert said.count(NEWS) == 1


def test_a_removal_that_the_contact_which_stays_does_not_confirm_cannot_even_be_kept(
    browser: JudgingClient, service: Service
) -> None:
    browser.press(browser.get(PHONE_PAGE), "Retirer ce numéro")
    with pytest.raises(Collision), service.database.writing() as store:
        store.connection.execute(update(ContactChangeRow).values(after=None, after_hash=None))


@pytest.mark.parametrize("meanwhile", ["replaced", "made"])
def test_codes_of_a_change_that_was_replaced_or_made_meanwhile_change_nothing(
    meanwhile: str, service: Service, rose: Beneficiary, posted: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the count of a try and the change, something else happens: a removal is tapped twice."""
    fails(service, ContactKind.SMS, OLD)
    account = account_of(service, rose)
    asked: dict[str, Any] = {"account": account, "kind": ContactKind.SMS, "new": None, "network": "network"}
    changing.ask(service, **asked)
    typed = {changing.End.AFTER: posted.contact_codes()[MAIL]}
    monkeypatch.setattr(changing, "code_matches", lambda *_: between())

    def between() -> bool:
        monkeypatch.setattr(changing, "code_matches", code_matches)
        if meanwhile == "made":
            changing.confirm(service, account=rose.id, typed=typed)
        else:
            changing.ask(service, **asked)
        return True

    with pytest.raises(changing.CodesGone):
        changing.confirm(service, account=rose.id, typed=typed)
    with service.database.reading() as store:
        lines = lines_about(store, rose.id, events=("contact_changed",))
    assert len(lines) == (meanwhile == "made")
    assert (phone_of(service, rose) is None) == (meanwhile == "made")
    assert (changing.pending(service, rose.id) is None) == (meanwhile == "made")


@pytest.mark.parametrize("given", [{"email": None}, {"email": MAIL}])
def test_the_last_contact_where_a_code_arrives_is_not_removed(
    given: dict[str, Any], people: People, service: Service, as_beneficiary: Open, posted: Posted
) -> None:
    person = people.beneficiary(phone=OLD, **given)
    fails(service, ContactKind.MAIL, MAIL)
    browser = as_beneficiary(person)
    page = browser.press(browser.get(PHONE_PAGE), "Retirer ce numéro")
    assert page.status_code == 422
    assert "C’est le seul contact où un code arrive." in page.text
    assert "<title>Erreur\u00a0: " in page.text
    assert posted.now() == ""
    assert browser.get(CODES).location == "/mon-acces"


def test_what_is_not_there_cannot_be_removed(people: People, as_beneficiary: Open) -> None:
    browser = as_beneficiary(people.beneficiary(email=MAIL, phone=None))
    token = csrf(browser.get(PHONE_PAGE))
    assert browser.post(f"{PHONE_PAGE}/retirer", data=token).status_code == 404


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        (PHONE_PAGE, "01 99 00 12 34", "Ce numéro ne reçoit pas de SMS. Écrivez un numéro de mobile, comme"),
        (PHONE_PAGE, "06 39", "Écrivez un numéro de mobile"),
        (PHONE_PAGE, "", "Écrivez un numéro de mobile"),
        (PHONE_PAGE, "autre@example.org", "Écrivez un numéro de mobile"),
        (PHONE_PAGE, "+33 (0)6.39.98.12.34", "C’est déjà votre contact."),
        ("/mon-acces/courriel", "06 39 98 56 57", "Écrivez une adresse comme nom@example.org."),
        ("/mon-acces/courriel", "éve@example.org", "accent avant le @"),
        ("/mon-acces/courriel", "Rose@Example.org", "C’est déjà votre contact."),
    ],
)
def test_what_can_receive_nothing_or_changes_nothing_is_refused_in_words(
    page: str, typed: str, sentence: str, browser: JudgingClient, posted: Posted
) -> None:
    answer = browser.press(browser.get(page), "Recevoir les codes", contact=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert "<title>Erreur\u00a0: " in answer.text
    assert posted.now() == ""


def test_a_contact_that_somebody_else_has_may_be_taken_and_nothing_says_so(
    people: People, browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    people.beneficiary(phone="0639987777", email=None)
    pages = []
    for number in ("06 39 98 88 77", "06 39 98 77 77"):
        ask(browser, number)
        pages.append(re.sub(r'value="[^"]+"', "", browser.get(CODES).text))
    assert pages[0] == pages[1]
    codes = posted.contact_codes()
    assert confirm(browser, after=codes["+33639987777"], before=codes[OLD]) == 303
    assert phone_of(service, rose) == "+33639987777"


def test_contacts_that_changed_since_need_fresh_codes(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    """An import brought another number: what was confirmed by the one that left confirms no more."""
    ask(browser)
    codes = posted.contact_codes()
    imported = rose.account.with_contacts(email=MAIL, phone="+33639980000", address=None)
    with service.database.writing() as store:
        assert store.accounts.change_contacts(rose.account, imported)
    assert confirm(browser, after=codes[NEW], before=codes[OLD]) == 422
    assert phone_of(service, rose) == "+33639980000"


def test_contacts_are_not_written_over_others_that_came_meanwhile(
    service: Service, rose: Beneficiary
) -> None:
    seen = rose.account.with_contacts(email=MAIL, phone=None, address=None)
    with service.database.writing() as store:
        assert not store.accounts.change_contacts(
            seen, rose.account.with_own_contact(ContactKind.SMS, NEW, at=service.now())
        )
    assert phone_of(service, rose) == OLD


def test_sign_ins_and_remembered_phones_go_on_until_their_owner_ends_them(
    browser: JudgingClient, rose: Beneficiary, as_beneficiary: Open, service: Service, posted: Posted
) -> None:
    elsewhere = as_beneficiary(rose)
    with service.database.writing() as store:
        store.remembered_phones.add(rose.id, secret_hash="0" * 64, at=service.now())
    ask(browser)
    codes = posted.contact_codes()
    done = browser.press(browser.get(CODES), "Confirmer", after=codes[NEW], before=codes[OLD])
    assert 'href="/mes-connexions"' in browser.get(done.location).text
    assert elsewhere.get("/mon-acces").status_code == 200
    assert "Reconnu depuis" in browser.get("/mes-connexions").text


def test_the_journal_says_that_they_did_it_and_not_what_it_is(
    browser: JudgingClient, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    ask(browser)
    codes = posted.contact_codes()
    confirm(browser, after=codes[NEW], before=codes[OLD])
    with service.database.reading() as store:
        (line,) = lines_about(store, rose.id, events=("contact_changed",))
    assert (line.by, line.detail) == (rose.account.name, "sms changed")


def test_what_waits_cannot_be_read_and_is_deleted_after_a_day(
    browser: JudgingClient, service: Service, posted: Posted, clock: Clock
) -> None:
    ask(browser)
    with service.database.reading() as store:
        (row,) = store.connection.execute(select(table(ContactChangeRow)))
    assert not {NEW, OLD, *posted.contact_codes().values()} & {str(value) for value in row}
    tidied(service, clock, days=2)
    with service.database.reading() as store:
        left = select(func.count()).select_from(table(ContactChangeRow))
        assert store.connection.execute(left).scalar_one() == 0


def test_what_was_changed_is_shown_to_nobody_else(
    browser: JudgingClient,
    rose: Beneficiary,
    service: Service,
    as_beneficiary: Open,
    people: People,
    posted: Posted,
) -> None:
    ask(browser)
    codes = posted.contact_codes()
    done = browser.press(browser.get(CODES), "Confirmer", after=codes[NEW], before=codes[OLD])
    other = as_beneficiary(people.beneficiary())
    assert other.get(done.location).location == "/mon-acces"
    assert other.get("/mon-acces/fait?fait=abc").location == "/mon-acces"
    alike = service.keyring.seal(json.dumps(["other", rose.id, "sms", "", "", True, True]))
    assert browser.get("/mon-acces/fait", query_string={"fait": alike}).location == "/mon-acces"
    for number in (NEW, OLD, "06"):
        assert number not in done.location.partition("?")[0]
