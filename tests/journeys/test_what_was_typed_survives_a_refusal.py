"""Whatever is refused, what was typed stands in the answer, with what to do: nobody types it twice."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.builders import People, activity, content, week
from tests.pages import JudgingClient
from tests.review.scene import address
from xprsa.declare import service as sending
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.running.service import Service

LAST_WEEK = week()
Browse = Callable[[Account], JudgingClient]
WORDS = "Atelier avec la mission, rue du Canal"
TOLD = {"answer": "activities", "time__new1": "2h30", "note__new1": WORDS, "channel": "phone"}


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


@pytest.fixture
def manager(people: People, as_adviser: Browse) -> JudgingClient:
    return as_adviser(people.manager())


def door(person: Beneficiary) -> str:
    return f"/pour/{person.account.public_id}/declarer/{LAST_WEEK}"


def begun(browser: JudgingClient, person: Beneficiary) -> TestResponse:
    """Open the form, with a row to type in."""
    return browser.press(browser.get(door(person)), "Formation", answer="activities")


@pytest.mark.parametrize("button", ["Envoyer pour la personne", "Candidatures", "Retirer", "Relire la page"])
def test_a_manager_keeps_the_week_that_they_typed_when_the_person_sends_theirs_meanwhile(
    button: str, people: People, manager: JudgingClient, person: Beneficiary
) -> None:
    form = begun(manager, person)
    people.sends(person, LAST_WEEK, content(activity("training", "4 h", note="au Greta")))
    answer = manager.press(form, button, **TOLD, day__new1=["1", "3"])
    assert answer.status_code == 409
    for kept in ("Cette semaine est déjà reçue.", "Formation", "2h30", WORDS, "lundi", "mercredi"):
        assert kept in answer.text
    assert "Déjà envoyé" in answer.text
    assert "Greta" not in answer.text, "what the person sent is not a manager’s to read"


def test_a_manager_keeps_days_not_possible_and_their_reason_too(
    people: People, manager: JudgingClient, person: Beneficiary
) -> None:
    form = begun(manager, person)
    people.sends(person, LAST_WEEK, content())
    typed = {"prevented": "y", "prevented-day": ["2"], "reason": "transport", "channel": "phone"}
    answer = manager.post(door(person), data={**fields_of(form), **typed})
    assert answer.status_code == 409
    assert "mardi" in answer.text
    assert "transport" in answer.text.lower()


def fields_of(page: TestResponse) -> dict[str, str]:
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    return {"csrf": token}


@pytest.mark.parametrize("role", ["adviser", "manager"])
def test_a_week_that_came_at_the_very_instant_is_shown_as_it_stands_and_what_was_typed_beside(
    role: str, service: Service, people: People, as_adviser: Browse, adviser: Account,
    person: Beneficiary, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    browser = as_adviser(adviser if role == "adviser" else people.manager())
    form = begun(browser, person)
    send = sending.submit_week

    def crossed(*args: object, **given: object) -> int:
        monkeypatch.setattr(sending, "submit_week", send)
        people.sends(person, LAST_WEEK, content(activity("training", "4 h")))
        return send(*args, **given)  # type: ignore[arg-type] # as they came

    monkeypatch.setattr(sending, "submit_week", crossed)
    answer = browser.press(form, "Envoyer pour la personne", **TOLD)
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "Cette semaine est retirée" not in answer.text
    assert ("4\u00a0h" in answer.text) == (role == "adviser")
    if role == "adviser":
        again = browser.press(answer, "Envoyer ce texte")
        assert again.status_code == 422, "it asks whether the person agreed"
        assert WORDS in again.text


@pytest.mark.parametrize("of", ["staff", "the person"])
def test_a_week_that_closes_while_it_is_sent_gives_back_what_was_typed(
    of: str, people: People, as_adviser: Browse, as_beneficiary: Callable[[Beneficiary], JudgingClient],
    adviser: Account, person: Beneficiary, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def closed(*_: object, **__: object) -> int:
        raise RuleBroken(Reason.WEEK_CLOSED)

    browser = as_adviser(adviser) if of == "staff" else as_beneficiary(person)
    path, button = (
        (door(person), "Envoyer pour la personne") if of == "staff" else (f"/declarer/{LAST_WEEK}", "Envoyer")
    )
    form = browser.press(browser.get(path), "Formation", answer="activities")
    form = form if form.status_code == 200 else browser.get(path)
    monkeypatch.setattr(sending, "submit_week", closed)
    typed = TOLD if of == "staff" else {key: TOLD[key] for key in TOLD if key != "channel"}
    answer = browser.press(form, button, **typed)
    assert answer.status_code == 409
    assert "plus ouverte" in answer.text
    assert "2h30" in answer.text
    assert WORDS in answer.text


def test_a_person_whose_account_was_closed_meanwhile_takes_no_week_and_the_text_is_given_back(
    service: Service, as_adviser: Browse, adviser: Account, person: Beneficiary
) -> None:
    browser = as_adviser(adviser)
    form = begun(browser, person)
    with service.database.writing() as store:
        store.accounts.disable(person.id, at=service.now())
    answer = browser.press(form, "Envoyer pour la personne", **TOLD)
    assert answer.status_code == 404
    assert WORDS in answer.text
    assert "2h30" in answer.text


def test_a_person_whom_somebody_else_follows_by_now_is_not_there_and_the_text_is_given_back(
    people: People, as_adviser: Browse, adviser: Account, person: Beneficiary
) -> None:
    line = activity("training", "2 h")
    people.sends(person, LAST_WEEK, content(line))
    browser = as_adviser(adviser)
    page, form = browser.get(address(person)), begun(browser, person)
    people.reassign(person, people.adviser())
    answer = browser.press(page, "Envoyer la question", words=WORDS)
    assert answer.status_code == 404
    assert WORDS in answer.text
    typed = {**TOLD, "note__new2": TOLD["note__new1"]}
    typed.pop("time__new1"), typed.pop("note__new1")
    answer = browser.press(form, "Envoyer pour la personne", **typed, time__new2="2h30", agreed="y")
    assert answer.status_code == 404
    assert WORDS in answer.text
    assert "csrf" not in answer.text.split("<main")[1].split("</main>")[0]


def test_what_is_posted_to_an_address_that_nobody_has_gives_back_no_secret(
    as_adviser: Browse, adviser: Account
) -> None:
    browser = as_adviser(adviser)
    answer = browser.post("/nulle-part", data={"password": "tortue-cerise", "code": "123456"})
    assert answer.status_code == 404
    assert "tortue" not in answer.text


def test_words_of_another_site_are_not_shown(as_adviser: Browse, adviser: Account) -> None:
    browser = as_adviser(adviser)
    answer = browser.post("/nulle-part", data={"words": "Appelez le 08", "csrf": "x"})
    assert answer.status_code == 404
    assert "Appelez" not in answer.text


def test_a_decision_that_cannot_be_read_on_a_line_that_is_gone_gives_back_its_words(
    people: People, as_adviser: Browse, adviser: Account, person: Beneficiary
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    page = browser.get(address(person))
    people.sends(person, LAST_WEEK, content(activity("job_search", "1 h")))
    answer = browser.press(page, "Compter cette durée", time="beaucoup", words=WORDS)
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "beaucoup" in answer.text


def test_a_contest_that_somebody_decided_meanwhile_gives_back_words_with_a_wrong_duration(
    people: People, as_adviser: Browse, as_beneficiary: Callable[[Beneficiary], JudgingClient],
    adviser: Account, person: Beneficiary,
) -> None:  # fmt: skip
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    first, owner = as_adviser(adviser), as_beneficiary(person)
    first.press(first.get(address(person)), "Ne pas retenir", words="Non")
    owner.press(owner.get(f"/mes-semaines/{LAST_WEEK}"), "Demander une autre lecture")
    contest = f"/gestion/contestations/{person.account.public_id}/{LAST_WEEK}"
    slow, fast = as_adviser(people.manager()), as_adviser(people.manager())
    page = slow.get(contest)
    assert fast.press(fast.get(contest), "Compter").status_code == 303
    answer = slow.press(page, "Compter cette durée", time="beaucoup", words=WORDS)
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "beaucoup" in answer.text


def test_an_answer_that_is_too_long_for_a_question_that_is_over_stays_on_the_page(
    people: People, as_adviser: Browse, as_beneficiary: Callable[[Beneficiary], JudgingClient],
    adviser: Account, person: Beneficiary,
) -> None:  # fmt: skip
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    staff, owner = as_adviser(adviser), as_beneficiary(person)
    staff.press(staff.get(address(person)), "Envoyer la question", words="Où ?")
    page = owner.get(f"/mes-semaines/{LAST_WEEK}")
    staff.press(staff.get(address(person)), "Compter")
    answer = owner.press(page, "Envoyer ma réponse", words=WORDS + " et encore" * 60)
    assert answer.status_code == 422
    assert WORDS in answer.text


def test_a_card_that_somebody_else_s_came_before_is_given_back(people: People, as_adviser: Browse) -> None:
    card = {
        "recipient": "Le bureau des statistiques",
        "owner": "La direction de l’insertion",
        "legal_basis": "Règlement (UE) 2016/679, article 89.",
        "retention_days": "365",
        "named": ["counted_minutes"],
    }
    slow, fast = as_adviser(people.manager()), as_adviser(people.manager())
    path = "/gestion/finalites/statistics"
    form, read = slow.get(path), slow.press(slow.get(path), "Lire la fiche", **card)
    other = fast.press(fast.get(path), "Lire la fiche", **{**card, "recipient": "Un autre service"})
    assert fast.press(other, "Ouvrir cette finalité").status_code == 303
    for late in (slow.press(read, "Ouvrir cette finalité"), slow.press(form, "Lire la fiche", **card)):
        assert late.status_code == 409
        assert "Un autre service" in late.text
        assert "Le bureau des statistiques" in late.text
    wrong = slow.press(form, "Lire la fiche", **{**card, "legal_basis": "Un arrêté"})
    assert wrong.status_code == 409
    assert "Un arrêté" in wrong.text
    assert "Le bureau des statistiques" in wrong.text
