"""The caseload: who is in which group, in which order, and who may see it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import url_for

from tests.builders import Clock, People, activity, actor, content, could_not
from tests.contracts.test_queries import statements
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, count_week
from xprsa.declare.answering import Said, answer
from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.person import Account
from xprsa.domain.review import Verdict
from xprsa.review import service as reviewing
from xprsa.review.listing import Listing, read_listing
from xprsa.running.service import Service
from xprsa.storage.audit import ListOpened
from xprsa.storage.caseloads import Caseloads
from xprsa.web.i18n import language_name

Browse = Callable[[Account], JudgingClient]
HOURS = activity("training", "6 h")


def listing(service: Service, adviser: Account, *, group: CaseloadGroup | None = None) -> Listing:
    return read_listing(service, actor=actor(adviser), group=group)


def shown(page: Listing) -> dict[CaseloadGroup, list[str]]:
    return {section.group: [row.person.first_name for row in section.rows] for section in page.sections}


def test_people_stand_in_the_groups_in_which_an_adviser_works(service: Service, people: People) -> None:
    adviser = people.adviser()
    sent = people.beneficiary(adviser=adviser, first_name="Sent")
    corrected = people.beneficiary(adviser=adviser, first_name="Corrected")
    people.beneficiary(adviser=adviser, first_name="Silent")
    people.beneficiary(adviser=adviser, first_name="Unasked", weekly_minutes=None)
    for person in (sent, corrected, corrected):
        people.sends(person, LAST_WEEK, content(HOURS))
    page = listing(service, adviser)
    assert shown(page) == {
        CaseloadGroup.MESSAGES: ["Corrected"],
        CaseloadGroup.TO_READ: ["Sent"],
        CaseloadGroup.TO_CALL: ["Silent"],
    }
    assert page.counts[CaseloadGroup.NOT_ASKED] == 1
    assert (page.people, page.received) == (4, 2)


def test_inside_a_group_the_one_who_waits_longest_comes_first(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    names = ["Troisième", "Deuxième", "Première"]
    made = [people.beneficiary(adviser=adviser, first_name=name) for name in names]
    for person in reversed(made):
        people.sends(person, LAST_WEEK, content(HOURS))
        clock.advance(hours=1)
    assert shown(listing(service, adviser))[CaseloadGroup.TO_READ] == ["Première", "Deuxième", "Troisième"]


def test_the_call_list_holds_ten_people_longest_silence_first(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    for number in range(11):
        people.beneficiary(adviser=adviser, first_name=f"Silence-{number:02d}")
    late = people.beneficiary(adviser=adviser, first_name="Aline")
    people.sends(late, LAST_WEEK.plus(-4), content(HOURS))
    clock.advance(days=15)
    page = listing(service, adviser)
    assert len(page.sections[0].rows) == 10
    assert page.sections[0].total == 12
    assert "Aline" not in shown(page)[CaseloadGroup.TO_CALL]
    assert shown(listing(service, adviser, group=CaseloadGroup.TO_CALL))[CaseloadGroup.TO_CALL][-1] == "Aline"


def test_a_line_that_nobody_read_in_time_no_longer_waits(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(HOURS))
    clock.advance(days=14, minutes=1)
    assert CaseloadGroup.TO_READ not in shown(listing(service, adviser))


def test_each_tile_leads_to_its_group_alone(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    read = people.beneficiary(adviser=adviser, first_name="Lucile", last_name="Haas")
    people.beneficiary(adviser=adviser, first_name="Oscar", last_name="Weil", weekly_minutes=None)
    people.sends(read, LAST_WEEK, content(HOURS))
    browser = as_adviser(adviser)
    count_week(browser, read)
    assert "Lucile H." not in browser.get("/portefeuille").text
    page = browser.get("/portefeuille?groupe=a-jour").text
    assert "Lucile H." in page
    assert "Oscar W." not in page
    page = browser.get("/portefeuille?groupe=non-concernees").text
    assert "Oscar W." in page
    assert "Pas de contrat en cours" in page


def test_a_group_that_does_not_exist_shows_what_waits(people: People, as_adviser: Browse) -> None:
    page = as_adviser(people.adviser()).get("/portefeuille?groupe=mauvais-eleves")
    assert page.status_code == 200
    assert "Personne n’est encore dans votre portefeuille" in page.text


def test_only_the_adviser_s_own_people_are_listed(people: People, as_adviser: Browse) -> None:
    mine, other = people.adviser(), people.adviser()
    people.beneficiary(adviser=other, first_name="Ailleurs")
    assert "Ailleurs" not in as_adviser(mine).get("/portefeuille").text


def test_somebody_who_comes_between_two_statements_is_shown_at_the_next_look(
    service: Service, people: People, as_adviser: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    adviser = people.adviser()
    person, line = people.beneficiary(adviser=adviser), activity("training", "1 h")
    people.sends(person, LAST_WEEK, content(line))
    ask = reviewing.LineChoice(line.line, 1, Verdict.ASKED, words="Où ?")
    reviewing.decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=ask)
    said = Said(line.line, 1, Verdict.ANSWERED, "À Valbois.", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Caseloads, "of_adviser", lambda *_, **__: ())  # read before the person was assigned
        assert as_adviser(adviser).get("/portefeuille").status_code == 200
    assert "À Valbois." in as_adviser(adviser).get("/portefeuille").text


def test_opening_the_list_leaves_one_trace_that_says_who(
    service: Service, people: People, as_adviser: Browse
) -> None:
    adviser, other = people.adviser(), people.adviser()
    shown = [people.beneficiary(adviser=adviser) for _ in range(3)]
    stranger = people.beneficiary(adviser=other)
    as_adviser(adviser).get("/portefeuille")
    since = service.now() - timedelta(days=1)
    with service.database.reading() as store:
        listings = [
            store.audit.listings_of(store.followings.of_person(person.id), since=since) for person in shown
        ]
        assert listings == [(ListOpened(service.now(), adviser.name),)] * 3
        assert store.audit.listings_of(store.followings.of_person(stranger.id), since=since) == ()


def test_a_row_says_why_the_week_is_short_but_never_the_reason(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(HOURS, prevented=could_not(4, 5)))
    page = as_adviser(adviser).get("/portefeuille").text
    assert "N’a pas pu\u00a0: jeudi, vendredi" in page
    assert "Transport" not in page


def test_a_call_shows_the_number(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser, phone="0639980012")
    page = as_adviser(adviser).get("/portefeuille").text
    assert 'href="tel:+33639980012"' in page
    assert "06\u00a039\u00a098\u00a000\u00a012" in page


@pytest.mark.parametrize(("code", "name"), [("pt", "portugais"), ("fa_AF", "dari"), ("xx-??", "xx-??")])
def test_languages_are_named_in_french(code: str, name: str) -> None:
    assert language_name(code) == name


def test_an_exempt_person_is_not_asked_whatever_the_contract(service: Service, people: People) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.exemption(person.id, valid_from=date(2026, 8, 1), valid_until=date(2026, 12, 31))
    page = listing(service, adviser)
    assert page.counts[CaseloadGroup.NOT_ASKED] == 1
    assert not page.sections


def test_the_row_of_an_answer_leads_to_its_week(people: People, as_adviser: Browse, as_beneficiary) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(HOURS))
    staff, owner = as_adviser(adviser), as_beneficiary(person)
    staff.press(staff.get(address(person)), "Envoyer la question", words="Où était-ce\u202f?")
    owner.press(owner.get(f"/mes-semaines/{LAST_WEEK}"), "Envoyer ma réponse", words="Au Greta: c'est loin!")
    page = staff.get("/portefeuille").text
    assert "Au Greta: c&#39;est loin!" in page
    assert f'href="{address(person)}"' in page
    assert "Répondre" in page


def test_a_row_leads_to_the_pages_of_its_person_and_of_its_week(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    for _ in range(2):
        people.sends(person, LAST_WEEK, content(HOURS))
    browser = as_adviser(adviser)
    page = browser.get("/portefeuille").text
    with browser.application.test_request_context():
        who = {"person": person.account.public_id}
        assert f'href="{url_for("review.person", **who)}"' in page
        assert f'href="{url_for("review.week", week=LAST_WEEK, _anchor="changements", **who)}"' in page


def test_what_waits_since_today_is_said_to_wait_less_than_a_day(people: People, as_adviser) -> None:
    adviser = people.adviser()
    people.sends(people.beneficiary(adviser=adviser), LAST_WEEK, content(activity("training", "2 h")))
    page = as_adviser(adviser).get("/portefeuille").text
    assert "la plus ancienne semaine à lire depuis moins d’un jour" in page


def test_a_contest_without_words_is_said_in_its_row(
    people: People, as_adviser: Browse, as_beneficiary
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(HOURS))
    staff, owner = as_adviser(adviser), as_beneficiary(person)
    staff.press(staff.get(address(person)), "Ne pas retenir", words="Déjà comptée.")
    owner.press(owner.get(f"/mes-semaines/{LAST_WEEK}"), "Demander une autre lecture")
    page = staff.get("/portefeuille").text
    assert "Conteste une décision" in page
    assert "contestée" in page


def test_the_list_sends_three_statements_at_most_however_many_people_answered(
    service: Service, people: People
) -> None:
    adviser = people.adviser()
    for _ in range(4):
        _answers_a_question(service, people, adviser)
    service.territories()  # read once, then kept
    with statements(service.database) as sent:
        page = listing(service, adviser)
    assert page.counts[CaseloadGroup.MESSAGES] == 4
    assert len(sent) == 3


def _answers_a_question(service: Service, people: People, adviser: Account) -> None:
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "2 h")
    people.sends(person, LAST_WEEK, content(line))
    question = reviewing.LineChoice(line.line, 1, Verdict.ASKED, words="Où était-ce ?")
    reviewing.decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=question)
    said = Said(line.line, 1, Verdict.ANSWERED, "Au Greta.", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
