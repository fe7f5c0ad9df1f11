"""A week that its person took back never comes back through a page that was open before: it is said first."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.builders import People, activity, actor, content
from tests.journeys.told_to_staff import LAST_WEEK, SEND, door, versions
from tests.pages import JudgingClient
from xprsa.declare import entry_views
from xprsa.declare.answering import Said, answer
from xprsa.declare.keeping import withdraw_week
from xprsa.declare.service import submit_week
from xprsa.domain.declaration import Channel
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.told import Told
from xprsa.review import service as reviewing
from xprsa.review.service import LineChoice
from xprsa.running.service import Service

OWN = f"/declarer/{LAST_WEEK}"
TAKEN_BACK = "La personne a retiré sa semaine"
LINE = activity("training", "11 h")
Browse = Callable[[Account], JudgingClient]
Owner = Callable[[Beneficiary], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    made = people.beneficiary(adviser=adviser)
    people.sends(made, LAST_WEEK, content(LINE))
    return made


@pytest.fixture
def staff(adviser: Account, as_adviser: Browse) -> JudgingClient:
    return as_adviser(adviser)


def take_back(service: Service, person: Beneficiary) -> None:
    last = versions(service, person)[-1].number
    withdraw_week(service, actor=actor(person.account), week=LAST_WEEK, number=last)


@pytest.mark.parametrize("ticked", [{}, {"agreed": "y"}])
def test_staff_who_opened_the_form_before_are_told_and_lose_nothing(
    service: Service, staff: JudgingClient, person: Beneficiary, ticked: dict[str, str]
) -> None:
    form = staff.get(door(person))
    take_back(service, person)
    given_back = staff.press(form, SEND, channel="phone", **{"note-" + LINE.line: "au Greta"}, **ticked)
    assert given_back.status_code == 422
    assert TAKEN_BACK in given_back.text
    assert "au Greta" in given_back.text
    assert 'name="agreed" value="y" checked' not in given_back.text
    assert len(versions(service, person)) == 1


def test_staff_send_it_anew_at_the_word_of_the_person(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    take_back(service, person)
    given_back = staff.press(form, SEND, channel="phone")
    assert staff.press(given_back, SEND).status_code == 422
    assert staff.press(given_back, SEND, agreed="y").status_code == 303
    assert versions(service, person)[-1].content.activities == (LINE,)


def test_what_staff_typed_and_the_person_took_back_asks_too(
    service: Service, people: People, staff: JudgingClient, person: Beneficiary, adviser: Account
) -> None:
    people.tells(person, LAST_WEEK, content(activity("training", "5 h")), to=adviser)
    form = staff.get(door(person))
    take_back(service, person)
    assert TAKEN_BACK in staff.press(form, SEND, channel="phone").text
    assert len(versions(service, person)) == 2


def test_a_form_opened_over_a_week_taken_back_asks_for_the_word_of_the_person(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    take_back(service, person)
    form = staff.get(door(person))
    assert TAKEN_BACK in form.text
    assert staff.press(form, SEND, channel="phone").status_code == 422
    assert staff.press(form, SEND, channel="phone", agreed="y").status_code == 303


def test_a_week_taken_back_while_staff_send_it_is_said_beside_what_they_typed(
    service: Service, staff: JudgingClient, person: Beneficiary, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = staff.get(door(person))

    def after_it_is_taken_back(*args: object, **sent: object) -> int:
        take_back(service, person)
        return submit_week(*args, **sent)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(entry_views.service, "submit_week", after_it_is_taken_back)
    conflict = staff.press(form, SEND, channel="phone", agreed="y")
    monkeypatch.undo()
    assert conflict.status_code == 409
    assert TAKEN_BACK in conflict.text
    assert "11\u00a0h" in conflict.text
    assert staff.press(conflict, "Envoyer ce texte").status_code == 422
    assert len(versions(service, person)) == 1


def test_a_page_of_the_person_on_another_phone_is_told(
    service: Service, person: Beneficiary, as_beneficiary: Owner
) -> None:
    owner = as_beneficiary(person)
    form = owner.get(OWN)
    take_back(service, person)
    conflict = owner.press(form, "Envoyer la correction")
    assert conflict.status_code == 409
    assert "Vous avez retiré cette semaine." in conflict.text
    assert "11\u00a0h" in conflict.text
    assert len(versions(service, person)) == 1
    assert owner.press(conflict, "Envoyer ce texte").status_code == 303


def test_whoever_took_it_back_sends_it_again_from_the_page_that_says_so(
    service: Service, person: Beneficiary, as_beneficiary: Owner
) -> None:
    owner = as_beneficiary(person)
    take_back(service, person)
    form = owner.get(OWN)
    assert "Version 1 envoyée" not in form.text
    assert owner.press(form, "Envoyer").status_code == 303


def test_behind_the_lock_what_was_taken_back_is_no_longer_what_was_seen(
    service: Service, person: Beneficiary, adviser: Account
) -> None:
    take_back(service, person)
    with pytest.raises(RuleBroken) as caught:
        submit_week(
            service,
            actor=actor(adviser),
            week=LAST_WEEK,
            content=content(LINE),
            based_on=1,
            key=uuid4(),
            told=Told(person.id, Channel.PHONE),
        )
    assert caught.value.reason is Reason.STALE_VERSION


def test_a_manager_reads_no_contest_of_a_week_that_they_may_not_read(
    service: Service,
    people: People,
    as_adviser: Browse,
    staff: JudgingClient,
    person: Beneficiary,
    adviser: Account,
) -> None:
    theirs = activity("training", "3 h 20", note="au Greta")
    people.sends(person, LAST_WEEK, content(theirs))
    choice = LineChoice(theirs.line, 2, Verdict.SET_ASIDE, None, "Pas ici", seen=0)
    reviewing.decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=choice)
    said = Said(theirs.line, 2, Verdict.CONTESTED, "Si", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
    take_back(service, person)
    assert "La personne conteste" in staff.get(door(person)).text
    shown = as_adviser(people.manager()).get(door(person)).text
    for hidden in ("conteste", "Greta", "3\u00a0h\u00a020"):
        assert hidden not in shown
