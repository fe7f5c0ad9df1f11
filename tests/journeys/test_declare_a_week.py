"""A person declares a week, reads the receipt, corrects, takes it back; nothing typed is lost."""

import re
from uuid import uuid4

import pytest

from tests.builders import People, activity, content, week
from tests.pages import JudgingClient
from xprsa.running.service import Service

LAST = "2026-W47"
URL = f"/declarer/{LAST}"


def test_an_ordinary_week_is_sent_and_its_receipt_shown(people: People, as_beneficiary) -> None:
    browser: JudgingClient = as_beneficiary(people.beneficiary())
    page = browser.get(URL)
    page = browser.press(page, "Formation", answer="activities")
    page = browser.get(page.location)
    answer = browser.press(page, "Envoyer", time__new1="2h30")
    assert answer.status_code == 303
    receipt = browser.get(answer.location)
    assert "2\u00a0h\u00a030" in receipt.text
    assert "ne remplace ni l’actualisation France Travail" in receipt.text


def test_copying_last_week_fills_lines_durations_and_days(people: People, as_beneficiary) -> None:
    person = people.beneficiary()
    people.sends(person, week("2026-W46"), content(activity("training", "6h", days=(2, 4))))
    browser = as_beneficiary(person)
    page = browser.get(URL)
    assert "Copier la semaine dernière" in page.text
    page = browser.get(f"{URL}?copier=1")
    answer = browser.press(page, "Envoyer")
    assert "mardi, jeudi" in browser.get(answer.location).text


def test_kinds_of_last_week_are_proposed_without_their_durations(people: People, as_beneficiary) -> None:
    person = people.beneficiary()
    people.sends(person, week("2026-W46"), content(activity("training", "6h")))
    page = as_beneficiary(person).get(URL)
    assert 'name="kind-new1" value="training"' in page.text
    assert 'name="time-new1" value=""' in page.text


def test_a_proposal_left_blank_is_no_activity(people: People, as_beneficiary, service: Service) -> None:
    person = people.beneficiary()
    people.sends(person, week("2026-W46"), content(activity("training", "6h"), activity("language", "2h")))
    browser = as_beneficiary(person)
    browser.press(browser.get(URL), "Envoyer", time__new2="1h")
    with service.database.reading() as store:
        sent = store.declarations.of_week(person.id, week(LAST))
    assert [(line.kind, line.minutes) for line in sent.current.content.activities] == [("language", 60)]


def test_no_activity_is_a_declaration_of_zero(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    answer = browser.press(browser.get(URL), "Envoyer", answer="none")
    assert "Pas d’activité cette semaine" in browser.get(answer.location).text


def test_i_could_not_stands_beside_the_hours_that_were_done(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    answer = browser.press(
        page, "Envoyer", time__new1="4h", prevented="y", prevented__day=["4", "5"], reason="childcare"
    )
    receipt = browser.get(answer.location).text
    assert "jeudi, vendredi" in receipt
    assert "4\u00a0h" in receipt
    assert "Garde d’enfants" not in receipt


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2h75", "une heure a 60 minutes"),
        ("90", "90\u00a0minutes ou 90\u00a0heures"),
        ("2.30", "2\u00a0h\u00a030 ou 2\u00a0h\u00a018"),
        ("-3", "ne peut pas être négative"),
        ("une journée", "n’est pas une durée"),
        ("169h", "Une semaine compte 168 heures"),
    ],
)
def test_an_unclear_duration_is_asked_again_beside_its_field_and_nothing_is_lost(
    people: People, as_beneficiary, typed: str, sentence: str
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    answer = browser.press(page, "Envoyer", time__new1=typed, note__new1="Anglais")
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # on top and beside
    assert f'value="{typed}"' in answer.text
    assert 'value="Anglais"' in answer.text


def test_25_hours_in_one_day_are_refused_beside_the_line(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    answer = browser.press(page, "Envoyer", time__new1="25h", day__new1="3")
    assert answer.status_code == 422
    assert "Un jour compte 24 heures" in answer.text


def test_nothing_said_is_asked(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    answer = browser.press(browser.get(URL), "Envoyer")
    assert answer.status_code == 422
    assert "Écrivez une durée, ou choisissez" in answer.text


def test_ten_thousand_rows_meet_a_sentence(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(URL)
    fields = {"row": [f"new{n}" for n in range(10_000)], "answer": "activities", "send": "1"}
    fields |= {f"time-new{n}": "1" for n in range(60)} | {f"kind-new{n}": "training" for n in range(60)}
    answer = browser.press(page, "Envoyer", **fields)
    assert answer.status_code in (413, 422)


def test_an_unknown_kind_and_a_withdrawn_one_are_refused_with_a_sentence(
    people: People, as_beneficiary
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    answer = browser.press(page, "Envoyer", time__new1="2h", kind__new1="nothing")
    assert answer.status_code == 422
    assert "Cette activité n’existe pas" in answer.text


@pytest.mark.parametrize("address", ["2027-W53", "2026-W54", "2026-W00", "hier"])
def test_a_week_that_does_not_exist_is_404(people: People, as_beneficiary, address: str) -> None:
    assert as_beneficiary(people.beneficiary()).get(f"/declarer/{address}").status_code == 404


@pytest.mark.parametrize(
    ("address", "opens"),
    [("2026-W49", "30 novembre 2026"), ("2026-W53", "28 décembre 2026"), ("2030-W01", "31 décembre 2029")],
)
def test_a_future_week_says_when_it_opens(people: People, as_beneficiary, address: str, opens: str) -> None:
    browser = as_beneficiary(people.beneficiary())
    token = re.search('name="csrf" value="(.+?)"', browser.get(URL).text)
    assert token
    sent = browser.post(f"/declarer/{address}", data={"csrf": token[1], "answer": "none"})
    for answer in (browser.get(f"/declarer/{address}"), sent):
        assert answer.status_code == 409
        assert f"Elle s’ouvre le lundi {opens}." in answer.text


def test_a_replayed_form_gives_the_same_receipt_and_one_version(
    people: People, as_beneficiary, service: Service
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    first = browser.press(page, "Envoyer", time__new1="2h")
    again = browser.press(page, "Envoyer", time__new1="2h")
    assert first.location == again.location
    with service.database.reading() as store:
        assert store.declarations.of_week(person.id, week(LAST)).base == 1


def test_the_same_form_with_another_text_shows_both_and_a_way_on(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    browser.press(page, "Envoyer", time__new1="2h")
    conflict = browser.press(page, "Envoyer", time__new1="5h")
    assert conflict.status_code == 409
    assert "2\u00a0h" in conflict.text
    assert "5\u00a0h" in conflict.text
    sent = browser.press(conflict, "Envoyer ce texte")
    assert sent.status_code == 303
    assert sent.location.endswith("version=2")


def test_going_back_editing_and_sending_makes_version_2_and_version_1_stays_readable(
    people: People, as_beneficiary
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    browser.press(page, "Envoyer", time__new1="2h")
    page = browser.get(URL)
    line = page.text.split('name="row" value="')[1].split('"')[0]
    sent = browser.press(page, "Envoyer la correction", **{f"time__{line}": "3h"})
    assert sent.location.endswith("version=2")
    assert "3\u00a0h" in browser.get(sent.location).text
    assert "2\u00a0h" in browser.get(f"{URL}/recu?version=1").text


def test_a_draft_is_kept_and_called_a_draft(people: People, as_beneficiary, service: Service) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    kept = browser.press(page, "Garder le brouillon", time__new1="encore à voir")
    page = browser.get(kept.location)
    assert 'value="encore à voir"' in page.text
    assert "Brouillon, pas encore envoyé" in page.text
    with service.database.reading() as store:
        assert not store.declarations.of_week(person.id, week(LAST)).versions


def test_a_week_taken_back_is_to_declare_again_and_stays_readable(people: People, as_beneficiary) -> None:
    person = people.beneficiary()
    people.sends(person, week(LAST), content(activity("training", "6h")))
    browser = as_beneficiary(person)
    back = browser.press(browser.get(f"{URL}/retirer"), "Retirer cette semaine")
    page = browser.get(back.location)
    assert "Vous avez retiré cette semaine" in page.text
    assert "Version 1" in page.text
    assert "à déclarer" in browser.get("/ma-semaine").text


def test_what_the_service_will_know_is_shown_before_sending(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    shown = browser.get(browser.press(page, "Ce que le service saura", time__new1="2h30").location)
    assert "Heures déclarées" in shown.text
    assert "2\u00a0h\u00a030" in shown.text


def test_a_person_who_is_not_asked_may_still_declare(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary(weekly_minutes=None))
    page = browser.get(URL)
    assert "Rien ne vous est demandé" in page.text
    assert browser.press(page, "Envoyer", answer="none").status_code == 303


def test_somebody_else_s_week_cannot_be_reached(people: People, as_beneficiary, as_adviser) -> None:
    assert as_adviser(people.adviser()).get(URL).status_code == 404
    assert as_beneficiary(people.beneficiary()).get(f"{URL}/recu").status_code == 404


def test_a_form_without_token_comes_back_with_its_text(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    answer = browser.press(page, "Envoyer", time__new1="2h", csrf="")
    assert answer.status_code == 403
    sent = browser.press(answer, "Renvoyer")
    assert sent.status_code == 303
    assert "recu" in sent.location


def test_a_form_from_another_site_is_refused(people: People, as_beneficiary, service: Service) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    answer = browser.post(
        URL, data={"answer": "none", "key": str(uuid4())}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    with service.database.reading() as store:
        assert not store.declarations.of_week(person.id, week(LAST)).versions


def test_a_body_over_64_kb_is_413(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    answer = browser.press(browser.get(URL), "Envoyer", note__new1="x" * 70_000)
    assert answer.status_code == 413


def test_the_total_stands_on_the_page_without_a_script(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    kept = browser.press(page, "Garder le brouillon", time__new1="2h30")
    assert '<output class="number" data-total>2\u00a0h\u00a030</output>' in browser.get(kept.location).text
