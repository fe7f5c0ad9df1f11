"""A week told by phone, on paper or side by side: staff type it, its person has the last word."""

from collections.abc import Callable

import html5lib
import pytest

from tests.builders import Clock, People, activity, content
from tests.journeys.told_to_staff import LAST_WEEK, SEND, door
from tests.pages import JudgingClient, X, proposed
from tests.review.scene import events_about
from xprsa.declare.typed import read
from xprsa.domain.declaration import Channel, Declaration
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
TOLD = {"answer": "activities", "time__new1": "2h30", "channel": "phone"}


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Alix", last_name="Référent")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    made = people.beneficiary(adviser=adviser, first_name="Fatou", last_name="Diallo")
    people.sends(made, LAST_WEEK.plus(-1), content(activity("training", "3 h")))
    return made


@pytest.fixture
def staff(adviser: Account, as_adviser: Browse) -> JudgingClient:
    return as_adviser(adviser)


@pytest.fixture
def owner(person: Beneficiary, as_beneficiary: Callable[[Beneficiary], JudgingClient]) -> JudgingClient:
    return as_beneficiary(person)


def told(staff: JudgingClient, person: Beneficiary, **typed: str):  # type: ignore[no-untyped-def] # an answer
    return staff.press(staff.get(door(person)), SEND, **{**TOLD, **typed})


def standing(service: Service, person: Beneficiary) -> Declaration:
    with service.database.reading() as store:
        return store.declarations.of_week(person.id, LAST_WEEK)


@pytest.mark.parametrize(
    ("channel", "to_person", "to_staff"),
    [
        (Channel.PHONE, "au téléphone", "dictée au téléphone"),
        (Channel.PAPER, "sur papier", "reçue sur papier"),
        (Channel.ASSISTED, "avec vous", "saisie avec une aide"),
    ],
)
def test_who_typed_it_and_how_it_came_is_kept_and_shown_to_both_sides(
    channel: Channel,
    to_person: str,
    to_staff: str,
    service: Service,
    adviser: Account,
    person: Beneficiary,
    staff: JudgingClient,
    owner: JudgingClient,
) -> None:
    assert told(staff, person, channel=channel.value).status_code == 303
    version = standing(service, person).versions[0]
    assert (version.channel, version.entered_by, version.content.minutes) == (channel, adviser.id, 150)
    mine = owner.get(f"/mes-semaines/{LAST_WEEK}").text
    assert "Alix Référent" in mine
    assert to_person in mine
    theirs = staff.get(f"/portefeuille/{person.account.public_id}/{LAST_WEEK}").text
    assert f"{to_staff} le" in theirs
    assert "Alix Référent" in theirs


def test_whose_week_it_is_stands_on_top_and_not_in_the_title(
    staff: JudgingClient, person: Beneficiary
) -> None:
    page = staff.get(door(person)).text
    assert "<h1>Semaine de <bdi>Fatou Diallo</bdi></h1>" in page
    assert "Diallo" not in page.split("</title>")[0]
    assert person.file_reference in page


def test_it_is_the_person_s_own_form_with_what_is_usual_to_them_and_the_same_rules(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    assert 'value="training"' in staff.get(door(person)).text
    answer = told(staff, person, time__new1="beaucoup")
    assert answer.status_code == 422
    assert 'value="beaucoup"' in answer.text
    assert told(staff, person, time__new1="169 h").status_code == 422
    assert told(staff, person, answer="none", time__new1="").status_code == 303
    assert standing(service, person).versions[0].content.minutes == 0


def test_how_it_came_must_be_said(service: Service, staff: JudgingClient, person: Beneficiary) -> None:
    for channel in ("", "web", "carrier"):
        answer = told(staff, person, channel=channel)
        assert answer.status_code == 422
        assert "Dites comment cette semaine vous arrive." in answer.text
        assert 'value="2h30"' in answer.text
    assert standing(service, person).versions == ()


def test_an_activity_is_added_and_taken_out_without_a_script_and_nothing_typed_goes(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    page = staff.press(staff.get(door(person)), "Candidatures", **TOLD)
    assert 'value="2h30"' in page.text
    page = staff.press(page, SEND, time__new2="1h")
    assert page.status_code == 303
    kinds = [line.kind for line in standing(service, person).versions[0].content.activities]
    assert kinds == ["training", "job_search"]


def test_a_duration_that_may_be_read_in_two_ways_is_asked_about_as_the_person_would_be(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    page = told(staff, person, time__new1="90")
    assert page.status_code == 422
    page = staff.press(page, "90")
    assert page.status_code == 200
    assert staff.press(page, SEND).status_code == 303
    assert standing(service, person).versions[0].content.minutes == 90


def test_the_same_form_sent_twice_is_one_version(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    first = staff.press(form, SEND, **TOLD)
    again = staff.press(form, SEND, **TOLD)
    assert first.location == again.location
    assert len(standing(service, person).versions) == 1


def test_the_draft_of_the_person_stays_and_both_texts_are_shown_when_it_is_sent(
    service: Service, staff: JudgingClient, person: Beneficiary, owner: JudgingClient
) -> None:
    owner.press(owner.get(f"/declarer/{LAST_WEEK}"), "Garder le brouillon", time__new1="7h")
    assert 'value="7h"' not in staff.get(door(person)).text
    told(staff, person)
    with service.database.reading() as store:
        _, draft = store.files.with_draft(person.id, LAST_WEEK)
    assert draft is not None
    assert read(draft).rows[0].time == "7h"
    answer = owner.press(owner.get(f"/declarer/{LAST_WEEK}"), "Envoyer", answer="activities")
    assert answer.status_code == 409
    assert "7\u00a0h" in answer.text
    assert "2\u00a0h\u00a030" in answer.text


def test_what_the_person_sent_is_changed_at_their_word_only_and_stays_readable(
    service: Service, staff: JudgingClient, people: People, person: Beneficiary, owner: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "4 h")))
    form = staff.get(door(person))
    assert "La personne a déjà envoyé cette semaine" in form.text
    (line,) = standing(service, person).versions[0].content.activities
    typed = {"channel": "phone", f"time-{line.line}": "5 h"}
    refused = staff.press(form, SEND, **typed)
    assert refused.status_code == 422
    assert len(standing(service, person).versions) == 1
    assert staff.press(form, SEND, **typed, agreed="y").status_code == 303
    own, typed_since = standing(service, person).versions
    assert (own.content.minutes, own.entered_by) == (240, person.id)
    assert (typed_since.content.minutes, typed_since.channel) == (300, Channel.PHONE)
    assert "Semaine écrite pour vous" in owner.get(f"/mes-semaines/{LAST_WEEK}").text


def test_what_the_person_sent_meanwhile_is_not_written_over(
    service: Service, staff: JudgingClient, people: People, person: Beneficiary
) -> None:
    form = staff.get(door(person))
    people.sends(person, LAST_WEEK, content(activity("training", "4 h")))
    typed = {**TOLD, "agreed": "y"}
    answer = staff.press(form, SEND, **typed)
    assert answer.status_code in (409, 422)
    assert len(standing(service, person).versions) == 1


def test_a_change_meanwhile_shows_both_texts_and_a_way_on(
    service: Service, staff: JudgingClient, people: People, person: Beneficiary, adviser: Account
) -> None:
    form = staff.get(door(person))
    people.tells(person, LAST_WEEK, content(activity("training", "4 h")), to=adviser)
    conflict = staff.press(form, SEND, **TOLD)
    assert conflict.status_code == 409
    assert "4\u00a0h" in conflict.text
    assert staff.press(conflict, "Envoyer ce texte").status_code == 303
    assert standing(service, person).versions[-1].content.minutes == 150


def test_the_person_confirms_once_and_the_adviser_sees_it(
    service: Service, staff: JudgingClient, person: Beneficiary, owner: JudgingClient, clock: Clock
) -> None:
    told(staff, person)
    theirs = f"/portefeuille/{person.account.public_id}/{LAST_WEEK}"
    assert "n’a pas encore confirmé" in staff.get(theirs).text
    assert "Une semaine écrite pour vous" in owner.get("/ma-semaine").text
    page = owner.get(f"/mes-semaines/{LAST_WEEK}")
    assert owner.press(page, "C’est bien ce que j’ai dit").status_code == 303
    first = standing(service, person).versions[0].confirmed_at
    clock.advance(minutes=5)
    assert owner.press(page, "C’est bien ce que j’ai dit").status_code == 303
    assert standing(service, person).versions[0].confirmed_at == first
    assert "La personne a confirmé le" in staff.get(theirs).text
    assert "Vous avez confirmé le" in owner.get(f"/mes-semaines/{LAST_WEEK}").text
    assert "Une semaine écrite pour vous" not in owner.get("/ma-semaine").text
    assert events_about(service, person).count("week_confirmed") == 1


def test_weeks_typed_by_staff_wait_in_one_card_below_what_is_to_declare(
    people: People, person: Beneficiary, adviser: Account, owner: JudgingClient
) -> None:
    weeks = [LAST_WEEK.plus(-back) for back in range(3)]
    for told_week in weeks:
        people.tells(person, told_week, content(activity("training", "4 h")), to=adviser)
    home = owner.get("/ma-semaine").text
    declared, card = home.index("Déclarer ma semaine</a>"), home.index("<h2>3\u00a0semaines à relire</h2>")
    assert declared < card
    for told_week in weeks:
        assert home.count(f'href="/mes-semaines/{told_week}"') == 1


def test_the_person_corrects_instead_and_the_week_is_their_own_again(
    service: Service, staff: JudgingClient, person: Beneficiary, owner: JudgingClient
) -> None:
    told(staff, person)
    page = owner.get(f"/mes-semaines/{LAST_WEEK}")
    line = standing(service, person).versions[0].content.activities[0].line
    form = owner.get(f"/declarer/{LAST_WEEK}")
    assert owner.press(form, "Envoyer la correction", **{f"time-{line}": "3 h"}).status_code == 303
    assert standing(service, person).versions[-1].entered_by == person.id
    assert owner.press(page, "C’est bien ce que j’ai dit").status_code == 409
    assert "Semaine écrite pour vous" not in owner.get(f"/mes-semaines/{LAST_WEEK}").text


def test_nothing_is_to_confirm_of_what_the_person_sent(
    person: Beneficiary, staff: JudgingClient, people: People, owner: JudgingClient
) -> None:
    told(staff, person)
    page = owner.get(f"/mes-semaines/{LAST_WEEK}")
    people.sends(person, LAST_WEEK, content(activity("training", "4 h")))
    answer = owner.press(page, "C’est bien ce que j’ai dit", version="2")
    assert answer.status_code == 409
    assert "Rien n’est à confirmer." in answer.text


def test_the_receipt_is_printed_for_the_person_by_whoever_typed_it_and_names_them(
    staff: JudgingClient, person: Beneficiary, owner: JudgingClient
) -> None:
    sent = told(staff, person)
    page = staff.get(sent.location).text
    assert "Imprimez ce reçu" in page
    assert "Alix Référent" in page
    assert "Alix Référent" in owner.get(f"/declarer/{LAST_WEEK}/recu").text


def test_the_receipt_of_what_the_person_sent_stays_theirs(staff: JudgingClient, person: Beneficiary) -> None:
    assert staff.get(f"{door(person, '2026-W46')}/recu").status_code == 404


@pytest.mark.parametrize(
    ("role", "given"),
    [
        ("adviser", {}),
        ("adviser", {"organisation": "Cap emploi"}),
        ("manager", {"organisation": "Cap emploi"}),
        ("manager", {"territory": "Z2"}),
        ("exporter", {}),
    ],
)
def test_somebody_else_s_person_is_not_there(
    role: str,
    given: dict[str, str],
    service: Service,
    people: People,
    as_adviser: Browse,
    person: Beneficiary,
    staff: JudgingClient,
) -> None:
    stranger = as_adviser(getattr(people, role)(**given))
    for path in (f"/pour/{person.account.public_id}", door(person), f"{door(person)}/recu"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(door(person), data={"answer": "none", "channel": "phone"}).status_code == 404
    assert standing(service, person).versions == ()


def test_a_manager_finds_the_file_by_its_number_and_types_the_week(
    service: Service, people: People, as_adviser: Browse, person: Beneficiary
) -> None:
    manager = people.manager()
    browser = as_adviser(manager)
    found = browser.press(browser.get("/pour"), "Trouver", file_reference=f" {person.file_reference} ")
    assert found.status_code == 303
    assert door(person) in browser.get(found.location).text
    form = browser.press(browser.get(door(person)), "Formation", answer="activities")
    sent = browser.press(form, SEND, time__new1="2h", channel="phone")
    assert sent.status_code == 303
    assert standing(service, person).versions[0].entered_by == manager.id
    assert browser.get(door(person)).status_code == 200, "what they typed themselves may be mended"


def test_a_manager_reads_nothing_of_what_was_sent_before(
    people: People, as_adviser: Browse, person: Beneficiary
) -> None:
    browser = as_adviser(people.manager())
    form = browser.get(door(person))
    assert 'value="training" data-kind' not in form.text, (
        "what was done the week before is not theirs to read"
    )
    people.sends(person, LAST_WEEK, content(activity("training", "4 h", note="au Greta")))
    refused = browser.get(door(person))
    assert refused.status_code == 409
    assert "Cette semaine est déjà reçue." in refused.text
    assert "Greta" not in refused.text
    late = browser.press(form, SEND, answer="none", channel="phone")
    assert late.status_code == 409
    assert "Greta" not in late.text


@pytest.mark.parametrize("typed", ["", "D-99999"])
def test_a_number_that_no_file_has_is_said_beside_its_field(
    typed: str, people: People, as_adviser: Browse
) -> None:
    browser = as_adviser(people.manager())
    assert browser.press(browser.get("/pour"), "Trouver", file_reference=typed).status_code == 422


def test_a_file_of_another_organisation_is_not_found(
    people: People, as_adviser: Browse, person: Beneficiary
) -> None:
    browser = as_adviser(people.manager(organisation="Cap emploi"))
    answer = browser.press(browser.get("/pour"), "Trouver", file_reference=person.file_reference)
    assert answer.status_code == 422
    assert "Diallo" not in answer.text


@pytest.mark.parametrize(("of", "why"), [("2026-W49", "pas encore commencé"), ("2026-W30", "plus ouverte")])
def test_a_week_that_is_not_open_is_refused_and_what_was_typed_is_given_back(
    of: str, why: str, service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    page = staff.get(door(person))
    assert staff.get(door(person, of)).status_code == 409
    forms = html5lib.parse(page.text).iter(f"{X}form")
    fields = proposed(next(form for form in forms if form.get("action") == door(person)))
    answer = staff.post(door(person, of), data={**fields, "time-new1": "2h30", "channel": "phone"})
    assert answer.status_code == 409
    assert why in answer.text
    assert "2h30" in answer.text


def test_the_weeks_that_are_offered_are_those_that_are_open(
    staff: JudgingClient, person: Beneficiary
) -> None:
    page = staff.get(f"/pour/{person.account.public_id}").text
    assert door(person, "2026-W48") in page
    assert door(person, "2026-W49") not in page
    for found in [
        part.split('"')[0] for part in page.split('href="')[1:] if "/declarer/" in part.split('"')[0]
    ]:
        assert staff.get(found).status_code == 200


def test_a_closed_account_takes_no_week(service: Service, staff: JudgingClient, person: Beneficiary) -> None:
    form = staff.get(door(person))
    with service.database.writing() as store:
        store.accounts.disable(person.id, at=service.now())
    assert staff.get(door(person)).status_code == 404
    assert "2h30" in staff.press(form, SEND, **TOLD).text
    nothing = staff.press(form, SEND, answer="activities", channel="phone")
    assert (nothing.status_code, "Ce que vous venez d’écrire" in nothing.text) == (404, False)
    assert standing(service, person).versions == ()


def test_the_person_s_pages_lead_to_the_entry(staff: JudgingClient, person: Beneficiary) -> None:
    file = f"/portefeuille/{person.account.public_id}"
    assert f'href="/pour/{person.account.public_id}"' in staff.get(file).text
    assert f'href="{door(person)}"' in staff.get(f"{file}/{LAST_WEEK}").text
    assert f'href="{door(person, "2026-W30")}"' not in staff.get(f"{file}/2026-W30").text


def test_whoever_looks_at_the_form_is_written_for_the_person_to_see(
    service: Service, staff: JudgingClient, person: Beneficiary
) -> None:
    before = events_about(service, person).count("read")
    staff.get(door(person))
    assert events_about(service, person).count("read") == before + 1
