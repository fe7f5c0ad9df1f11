"""A contest ends by an answer or by a change of its line: its person reads which, before and after."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, actor, content
from tests.pages import JudgingClient
from tests.posted import Posted
from tests.review.scene import LAST_WEEK, address
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Decision, Verdict
from xprsa.review.service import LineChoice, decide_line
from xprsa.running.service import Service
from xprsa.web.moves import done

Browse = Callable[[Account], JudgingClient]
Own = Callable[[Beneficiary], JudgingClient]
LINE, OTHER = activity("training", "6 h 30"), activity("job_search", "3 h")
HOME, WEEK, FORM = "/ma-semaine", f"/mes-semaines/{LAST_WEEK}", f"/declarer/{LAST_WEEK}"
LIST = "/gestion/contestations"
STAKE = "votre contestation s’arrête\u00a0: personne n’y répondra"


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def manager(people: People) -> Account:
    return people.manager(first_name="Paul", last_name="Martin")


@pytest.fixture
def person(
    people: People, adviser: Account, as_adviser: Browse, as_beneficiary: Own, clock: Clock
) -> Beneficiary:
    """Somebody who contests since an hour that a line was lowered to two hours and a quarter."""
    made = people.beneficiary(adviser=adviser, email="rose@example.org")
    people.sends(made, LAST_WEEK, content(LINE, OTHER))
    staff, owner = as_adviser(adviser), as_beneficiary(made)
    staff.press(
        staff.get(address(made)), "Compter cette durée", words="Une partie est hors contrat.", time="2 h 15"
    )
    owner.press(owner.get(WEEK), "Demander une autre lecture", words="Tout y est.")
    clock.advance(hours=1)
    return made


def door(person: Beneficiary) -> str:
    return f"{LIST}/{person.account.public_id}/{LAST_WEEK}"


def corrects(browser: JudgingClient, line: str = LINE.line) -> None:
    sent = browser.press(browser.get(FORM), "Envoyer la correction", **{f"time-{line}": "6 h"})
    assert sent.status_code == 303


# It ends by a change


def test_before_a_correction_its_person_reads_that_the_contest_would_end(
    person: Beneficiary, as_beneficiary: Own
) -> None:
    page = as_beneficiary(person).get(FORM).text
    assert "Vous contestez une décision" in page
    assert STAKE in page
    assert page.index(STAKE) < page.index("Envoyer la correction")


def contests_too(service: Service, person: Beneficiary, adviser: Account) -> None:
    """Set the other activity aside, and contest that."""
    choice = LineChoice(OTHER.line, 1, Verdict.SET_ASIDE, None, "Hors contrat", seen=0)
    decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=choice)
    said = Said(OTHER.line, 1, Verdict.CONTESTED, "Non", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)


def test_of_several_contests_each_is_said_to_end_with_its_activity(
    service: Service,
    person: Beneficiary,
    adviser: Account,
    as_beneficiary: Own,
    as_adviser: Browse,
) -> None:
    contests_too(service, person, adviser)
    browser = as_beneficiary(person)
    page = browser.get(FORM).text
    assert "Vous contestez plusieurs décisions" in page
    assert "Si vous changez ou retirez une de ces activités, sa contestation s’arrête" in page
    browser.press(browser.get(f"{FORM}/retirer"), "Retirer cette semaine")
    again = "Pour que {} contestations reprennent, renvoyez ces activités sans rien y changer."
    assert again.format("vos") in browser.get(FORM).text
    desk = as_adviser(adviser).get(f"/pour/{person.account.public_id}/declarer/{LAST_WEEK}").text
    assert "La personne conteste plusieurs décisions" in desk
    assert again.format("ses") in desk


def test_a_form_without_a_contest_speaks_of_none(people: People, adviser: Account, as_beneficiary) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(LINE))
    assert "contest" not in as_beneficiary(person).get(FORM).text


def test_after_a_correction_both_sides_read_that_it_ended_why_and_when(
    person: Beneficiary, adviser: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    browser = as_beneficiary(person)
    corrects(browser)
    said = "s’est arrêtée le 24 novembre 2026 à 12\u00a0h\u00a000\u00a0: l’activité a été changée."
    for page in (browser.get(WEEK).text, as_adviser(adviser).get(address(person)).text):
        assert said in page
        assert "Personne n’y répondra." in page
    assert STAKE not in browser.get(FORM).text


def test_the_same_text_sent_again_does_not_revive_what_a_change_ended(
    person: Beneficiary, people: People, manager: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    browser = as_beneficiary(person)
    corrects(browser)
    people.sends(person, LAST_WEEK, content(LINE, OTHER))
    assert "l’activité a été changée" in browser.get(WEEK).text
    assert "Aucune contestation n’attend votre décision." in as_adviser(manager).get(LIST).text


def test_a_correction_of_another_line_leaves_the_contest_open(
    person: Beneficiary, manager: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    browser = as_beneficiary(person)
    corrects(browser, OTHER.line)
    page = browser.get(WEEK).text
    assert "s’est arrêtée" not in page
    assert "Votre demande est envoyée." in page
    assert door(person) in as_adviser(manager).get(LIST).text


def test_a_line_taken_out_says_that_its_contest_ended(
    person: Beneficiary, people: People, as_beneficiary: Own
) -> None:
    people.sends(person, LAST_WEEK, content(OTHER))
    assert "l’activité a été retirée. Personne n’y répondra." in as_beneficiary(person).get(WEEK).text


def test_taking_a_week_back_says_so_before_and_after_and_the_same_line_goes_on(
    person: Beneficiary, manager: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    browser, desk = as_beneficiary(person), as_adviser(manager)
    page = browser.get(f"{FORM}/retirer")
    assert "Votre contestation s’arrête avec le retrait\u00a0: personne n’y répondra." in page.text
    browser.press(page, "Retirer cette semaine")
    assert "la semaine a été retirée." in browser.get(WEEK).text
    assert "la semaine a été retirée. La contestation reprend si" in desk.get(door(person)).text
    form = browser.get(FORM)
    assert "Pour que votre contestation reprenne" in form.text
    assert browser.press(form, "Envoyer").status_code == 303
    page = browser.get(WEEK).text
    assert "s’est arrêtée" not in page
    assert "décidera, au plus tard le" in page
    assert door(person) in desk.get(LIST).text


def test_a_week_typed_anew_by_staff_says_it_to_both(
    person: Beneficiary, adviser: Account, people: People, as_adviser: Browse, as_beneficiary: Own
) -> None:
    desk = as_adviser(adviser)
    page = desk.get(f"/pour/{person.account.public_id}/declarer/{LAST_WEEK}").text
    assert "La personne conteste une décision" in page
    assert "sa contestation s’arrête\u00a0: personne n’y répondra" in page
    people.tells(person, LAST_WEEK, content(OTHER), to=adviser)
    assert "l’activité a été retirée. Personne n’y répondra." in as_beneficiary(person).get(WEEK).text


def test_two_texts_to_choose_from_say_what_the_second_would_end(
    person: Beneficiary, people: People, as_beneficiary: Own
) -> None:
    browser = as_beneficiary(person)
    form = browser.get(FORM)
    people.sends(person, LAST_WEEK, content(LINE))
    page = browser.press(form, "Envoyer la correction", **{f"time-{LINE.line}": "6 h"})
    assert page.status_code == 409
    assert STAKE in page.text


@pytest.mark.parametrize("way", ["changed", "taken_out", "taken_back"])
def test_who_had_it_open_reads_that_nothing_is_left_to_decide(
    way: str, person: Beneficiary, manager: Account, people: People, as_beneficiary: Own, as_adviser: Browse
) -> None:
    desk, browser = as_adviser(manager), as_beneficiary(person)
    read = desk.get(door(person))
    if way == "changed":
        corrects(browser)
    elif way == "taken_out":
        people.sends(person, LAST_WEEK, content(OTHER))
    else:
        browser.press(browser.get(f"{FORM}/retirer"), "Retirer cette semaine")
    page = desk.press(read, "Ne pas retenir", words="Toujours pas.")
    assert page.status_code == 409
    assert "Toujours pas." in page.text
    assert "Il n’y a plus rien à décider." in page.text
    assert "s’est arrêtée" in page.text
    assert "Décider la même chose" not in page.text


# It is answered


def test_an_answer_says_that_it_answers_the_contest_who_gave_it_and_what_it_changes(
    person: Beneficiary, manager: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    desk, browser = as_adviser(manager), as_beneficiary(person)
    desk.press(desk.get(door(person)), "Compter cette durée", words="Le trajet aussi.", time="4 h")
    for page in (browser.get(WEEK).text, browser.get(HOME).text):
        assert "Réponse à votre contestation" in page
        assert "<bdi>Paul Martin</bdi>" in page
        assert "a compté 4\u00a0h sur 6\u00a0h\u00a030" in page
        assert "Le trajet aussi." in page
        assert "Compté\u00a0: 4\u00a0h sur 6\u00a0h\u00a030, au lieu de 2\u00a0h\u00a015." in page


def test_an_answer_that_counts_everything_is_told_at_home_too(
    person: Beneficiary, manager: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    desk = as_adviser(manager)
    desk.press(desk.get(door(person)), "Compter cette activité")
    page = as_beneficiary(person).get(HOME).text
    assert "Réponse à votre contestation" in page
    assert "a compté 6\u00a0h\u00a030" in page


def test_an_answer_that_changes_nothing_says_so(
    person: Beneficiary, manager: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    desk = as_adviser(manager)
    desk.press(desk.get(door(person)), "Compter cette durée", words="Comme avant.", time="2 h 15")
    assert "Rien ne change." in as_beneficiary(person).get(WEEK).text


def test_an_answer_given_within_a_day_of_a_notice_is_told_once_that_day_is_over(
    person: Beneficiary,
    manager: Account,
    service: Service,
    as_adviser: Browse,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    posted, desk = Posted(service, capsys), as_adviser(manager)
    assert "rose@example.org" in posted.now()
    desk.press(desk.get(door(person)), "Compter cette activité")
    assert "rose@example.org" not in posted.now()
    clock.advance(days=1)
    assert posted.now().count("rose@example.org") == 1


# Both sides read the same of what was done


def test_the_person_reads_what_was_done_in_the_words_of_staff(
    person: Beneficiary, adviser: Account, as_beneficiary: Own, as_adviser: Browse
) -> None:
    own, staff = as_beneficiary(person).get(WEEK).text, as_adviser(adviser).get(address(person)).text
    for page in (own, staff):
        assert "<bdi>Nadia Lemaire</bdi></b> a compté 2\u00a0h\u00a015 sur 6\u00a0h\u00a030" in page
    assert "<b>Vous</b> avez contesté" in own
    assert "</bdi></b> a contesté" in staff


def test_what_was_counted_is_told_on_the_line_as_it_was_then(
    person: Beneficiary, as_beneficiary: Own
) -> None:
    browser = as_beneficiary(person)
    corrects(browser)
    assert "a compté 2\u00a0h\u00a015 sur 6\u00a0h\u00a030" in browser.get(WEEK).text


@pytest.mark.parametrize(
    ("verdict", "words", "said"),
    [
        (Verdict.SET_ASIDE, {"words": "Hors contrat."}, "n’a pas retenu cette activité"),
        (Verdict.ASKED, {"words": "Où ?"}, "a posé une question"),
    ],
)
def test_home_says_who_did_what(
    verdict: Verdict,
    words: dict[str, str],
    said: str,
    people: People,
    adviser: Account,
    as_beneficiary: Own,
    as_adviser: Browse,
) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(LINE))
    desk = as_adviser(adviser)
    button = "Ne pas retenir" if verdict is Verdict.SET_ASIDE else "Envoyer la question"
    desk.press(desk.get(address(person)), button, **words)
    assert f"<bdi>Nadia Lemaire</bdi> {said}" in as_beneficiary(person).get(HOME).text


def test_every_move_is_said_of_somebody_and_of_oneself(clock: Clock) -> None:
    for verdict in Verdict:
        move = Decision(LINE.line, 1, verdict, by=1, at=clock(), minutes=60)
        assert done(move, LINE).startswith(("a ", "n’a "))
        assert done(move, LINE, own=True).startswith(("avez ", "n’avez "))
