"""Whatever goes against a person is told to them at once: at home, in the list, on the week, by a notice."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, People, activity, actor, content, week
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.rule import RuleBroken
from xprsa.review import service as reviewing
from xprsa.review.service import LineChoice
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_access import MessageRow

Browse = Callable[[Beneficiary], JudgingClient]
HOME, HISTORY, WEEK = "/ma-semaine", "/mes-semaines", "/mes-semaines/2026-W47"
LINE = activity("training", "2h")
AGAINST = {
    Verdict.ADJUSTED: ("Une activité comptée en partie", "comptée en partie"),
    Verdict.SET_ASIDE: ("Une activité non retenue", "non comptée"),
    Verdict.ASKED: ("Une question pour vous", "question posée"),
}


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    person = people.beneficiary(adviser=adviser, email="rose@example.org")
    people.sends(person, week(), content(LINE))
    return person


def decide(service: Service, by: Account, person: Beneficiary, verdict: Verdict, version: int = 1) -> None:
    words = "" if verdict is Verdict.COUNTED else "Une heure de trajet"
    minutes = 60 if verdict is Verdict.ADJUSTED else None
    choice = LineChoice(LINE.line, version, verdict, minutes, words, seen=moved(service, person))
    reviewing.decide_line(service, actor=actor(by), person=person.id, week=week(), choice=choice)


def says(service: Service, person: Beneficiary, verdict: Verdict) -> None:
    said = Said(LINE.line, 1, verdict, "Au centre", seen=moved(service, person))
    answer(service, actor=actor(person.account), week=week(), said=said)


def moved(service: Service, person: Beneficiary) -> int:
    with service.database.reading() as store:
        return len(store.decisions.of_week(person.id, week()))


def notices(service: Service) -> int:
    with service.database.reading() as store:
        return store.connection.execute(select(func.count()).select_from(table(MessageRow))).scalar_one()


@pytest.mark.parametrize("verdict", AGAINST)
def test_home_the_list_and_the_week_tell_what_goes_against_the_person(
    service: Service, adviser: Account, person: Beneficiary, as_beneficiary: Browse, verdict: Verdict
) -> None:
    browser = as_beneficiary(person)
    assert AGAINST[verdict][0] not in browser.get(HOME).text
    decide(service, adviser, person, verdict)
    title, state = AGAINST[verdict]
    home = browser.get(HOME).text
    assert title in home
    assert "La semaine dernière" in home
    assert "Une heure de trajet" in home
    assert f">{state}</span>" in browser.get(HISTORY).text
    assert "Une heure de trajet" in browser.get(WEEK).text


def test_a_lowered_line_stays_at_home_a_month_and_a_question_until_its_answer(
    service: Service, adviser: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    decide(service, adviser, person, Verdict.ADJUSTED)
    clock.advance(days=31)
    assert "comptée en partie</h2>" not in as_beneficiary(person).get(HOME).text
    decide(service, adviser, person, Verdict.ASKED)
    clock.advance(days=31)
    assert "Une question pour vous" in as_beneficiary(person).get(HOME).text


@pytest.mark.parametrize("verdict", AGAINST)
def test_a_neutral_notice_leaves_by_their_channel(
    service: Service,
    adviser: Account,
    person: Beneficiary,
    capsys: pytest.CaptureFixture[str],
    verdict: Verdict,
) -> None:
    decide(service, adviser, person, verdict)
    said = Posted(service, capsys).now()
    assert "rose@example.org" in said
    assert "Votre service vous a répondu. Ouvrez votre espace." in said
    for secret in ("trajet", "Formation", "novembre", "W47", "1 h", "60"):
        assert secret not in said.split("rose@example.org")[1]


def test_one_notice_a_day_at_most_and_what_is_said_meanwhile_is_told_by_the_next(
    service: Service,
    adviser: Account,
    person: Beneficiary,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    posted, left = Posted(service, capsys), []
    for verdict in (Verdict.ASKED, Verdict.ADJUSTED, Verdict.SET_ASIDE):
        decide(service, adviser, person, verdict)
        left.append(posted.now().count("rose@example.org"))
        clock.advance(hours=1)
    clock.advance(hours=20)
    left.append(posted.now().count("rose@example.org"))
    clock.advance(hours=1)
    left.append(posted.now().count("rose@example.org"))
    clock.advance(days=3)
    left.append(posted.now().count("rose@example.org"))
    assert left == [1, 0, 0, 0, 1, 0]


def test_counting_as_declared_writes_to_nobody_but_whoever_was_waiting_for_a_reply(
    service: Service, adviser: Account, person: Beneficiary, clock: Clock
) -> None:
    decide(service, adviser, person, Verdict.COUNTED)
    assert notices(service) == 0
    decide(service, adviser, person, Verdict.ASKED)
    clock.advance(days=2)
    says(service, person, Verdict.ANSWERED)
    decide(service, adviser, person, Verdict.COUNTED)
    assert notices(service) == 2


def test_whoever_has_no_mail_is_written_to_by_sms_and_whoever_has_neither_by_nobody(
    service: Service, people: People, adviser: Account
) -> None:
    for given, ways in (({"phone": "0639980001"}, ["sms"]), ({}, ["sms"])):
        person = people.beneficiary(adviser=adviser, email=None, **given)
        people.sends(person, week(), content(LINE))
        decide(service, adviser, person, Verdict.ASKED)
        with service.database.reading() as store:
            assert list(store.connection.execute(select(table(MessageRow).c.channel)).scalars()) == ways


def test_a_decision_that_is_refused_leaves_no_notice(
    service: Service, adviser: Account, person: Beneficiary
) -> None:
    with pytest.raises(RuleBroken):
        decide(service, adviser, person, Verdict.ASKED, version=2)
    assert notices(service) == 0


def test_contesting_says_who_decides_and_by_when_and_confirms(
    service: Service, adviser: Account, person: Beneficiary, as_beneficiary: Browse
) -> None:
    decide(service, adviser, person, Verdict.SET_ASIDE)
    browser = as_beneficiary(person)
    page = browser.get(WEEK)
    said = "Une autre personne que <bdi>Nadia Lemaire</bdi> décidera, au plus tard"
    assert f"{said} 30 jours après votre demande. La réponse s’affichera ici." in page.text
    assert "Votre demande est envoyée" not in page.text
    sent = browser.press(page, "Demander une autre lecture")
    assert sent.location.endswith(f"#line-{LINE.line}")
    page = browser.get(sent.location.split("#")[0])
    assert f"Votre demande est envoyée. {said} le 24 décembre 2026." in page.text
    assert ">en discussion</span>" in browser.get(HISTORY).text


def test_a_contest_that_is_not_decided_in_time_says_so_to_its_person(
    service: Service, adviser: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    decide(service, adviser, person, Verdict.SET_ASIDE)
    says(service, person, Verdict.CONTESTED)
    clock.advance(days=30)
    assert "décidera, au plus tard le" in as_beneficiary(person).get(WEEK).text
    clock.advance(days=1)
    page = as_beneficiary(person).get(WEEK).text
    assert "devait décider au plus tard le" in page
    assert "Nous sommes en retard. Vous pouvez appeler le service." in page


def test_an_answer_is_confirmed(
    service: Service, adviser: Account, person: Beneficiary, as_beneficiary: Browse
) -> None:
    decide(service, adviser, person, Verdict.ASKED)
    browser = as_beneficiary(person)
    sent = browser.press(browser.get(WEEK), "Envoyer ma réponse", words="Au centre")
    assert "Votre réponse est envoyée" in browser.get(sent.location.split("#")[0]).text
