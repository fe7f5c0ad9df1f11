"""What was typed is given back, to its author only; what was sent is never replaced unseen."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import html5lib
import pytest
from werkzeug.test import TestResponse

from tests import builders
from tests.builders import People, activity, actor, content, week
from tests.pages import JudgingClient, X, proposed
from xprsa.declare.keeping import keep_draft
from xprsa.domain.review import Decision, Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.running.service import Service
from xprsa.storage.database import Database, DatabaseAway

LAST = "2026-W47"
URL = f"/declarer/{LAST}"


def _versions(service: Service, person: int) -> list[list[int]]:
    with service.database.reading() as store:
        sent = store.declarations.of_week(person, week(LAST))
    return [[line.minutes for line in version.content.activities] for version in sent.versions]


def _lines(service: Service, person: int) -> set[str]:
    """Give the ids of lines, in all versions: one that is corrected keeps its own."""
    with service.database.reading() as store:
        sent = store.declarations.of_week(person, week(LAST))
    return {line.line for version in sent.versions for line in version.content.activities}


def _with_training(browser: JudgingClient):
    return browser.get(browser.press(browser.get(URL), "Formation").location)


def test_on_a_shared_phone_one_person_s_text_is_never_shown_to_the_other(
    people: People, service: Service, app, as_beneficiary
) -> None:
    first, second = people.beneficiary(), people.beneficiary()
    browser = as_beneficiary(first)
    page = browser.get(URL)
    browser.set_cookie(*builders.begin_sign_in(service, second.account))
    answer = browser.press(page, "Envoyer", prevented="y", prevented__day="1", reason="health")
    assert answer.status_code == 403
    assert "health" not in answer.text
    assert "Renvoyer" not in answer.text
    assert not _versions(service, second.id)


def test_a_text_typed_before_signing_out_in_another_tab_is_kept_for_its_author(
    people: People, as_beneficiary
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = _with_training(browser)
    browser.press(browser.get("/ma-semaine"), "Quitter")
    answer = browser.press(page, "Envoyer", time__new1="4h44")
    assert answer.status_code == 401
    assert "Votre texte est gardé" in answer.text
    assert "4h44" not in answer.text


def test_a_draft_begun_before_another_version_was_sent_meets_both_texts(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = _with_training(browser)
    people.sends(person, week(LAST), content(activity("training", "5h")))
    kept = browser.press(page, "Garder le brouillon", time__new1="2h")
    answer = browser.press(browser.get(kept.location), "Envoyer")
    assert answer.status_code == 409
    assert "5\u00a0h" in answer.text
    assert "2\u00a0h" in answer.text
    assert _versions(service, person.id) == [[300]]


def _autosave(browser: JudgingClient, page: TestResponse, **typed: str) -> TestResponse:
    """Post what the script posts while this page is typed on."""
    form = next(form for form in html5lib.parse(page.text).iter(f"{X}form") if form.get("data-autosave"))
    fields = proposed(form) | {name.replace("__", "-"): value for name, value in typed.items()}
    return browser.post(form.get("data-autosave", ""), data=fields)


def test_an_autosave_that_arrives_after_its_form_was_sent_brings_no_draft_back(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = _with_training(browser)
    assert browser.press(page, "Envoyer", time__new1="3h15").status_code == 303
    assert _autosave(browser, page, time__new1="3h").status_code == 409
    assert "Effacer le brouillon" not in browser.get(URL).text
    with service.database.reading() as store:
        assert not store.files.with_drafted(person.id)[1]


def test_what_is_typed_after_a_sending_in_its_form_is_a_correction_of_it(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = _with_training(browser)
    browser.press(page, "Envoyer", time__new1="3h15")
    assert _autosave(browser, page, time__new1="4h", since="y").status_code == 204
    assert browser.press(browser.get(URL), "Envoyer la correction").status_code == 303
    assert _versions(service, person.id) == [[195], [240]]
    assert len(_lines(service, person.id)) == 1, "the line that was sent is another one once corrected"


def test_a_row_added_after_a_sending_in_its_form_is_a_correction_of_it(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = _with_training(browser)
    browser.press(page, "Envoyer", time__new1="3h15")
    more = browser.get(browser.press(page, "Immersion", time__new1="3h15").location)
    _, new = re.findall(r'name="row" value="([0-9a-f]+)"', more.text)
    assert browser.press(more, "Envoyer la correction", **{f"time__{new}": "1h"}).status_code == 303
    assert _versions(service, person.id) == [[195], [195, 60]]
    assert len(_lines(service, person.id)) == 2


def test_the_key_of_another_week_makes_no_correction_of_this_one(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = _with_training(browser)
    browser.press(page, "Envoyer", time__new1="3h15")
    key = re.findall(r'name="key" value="([^"]+)"', page.text)[0]
    with pytest.raises(RuleBroken, match=Reason.KEY_REUSED):
        keep_draft(
            service,
            actor=actor(person.account),
            week=week(LAST).plus(-1),
            typed={"row": ["new1"]},
            key=UUID(key),
            is_typed_since=True,
        )


def test_words_sent_again_in_a_form_already_sent_keep_their_line_through_both_texts(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = _with_training(browser)
    browser.press(page, "Envoyer", time__new1="3h15")
    conflict = browser.press(page, "Envoyer", time__new1="4h")
    assert conflict.status_code == 409
    assert browser.press(conflict, "Envoyer ce texte").status_code == 303
    assert len(_lines(service, person.id)) == 1


def test_what_is_typed_in_another_tab_after_a_sending_is_kept_and_meets_both_texts(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    first = _with_training(browser)
    second = browser.get(URL)
    browser.press(first, "Envoyer", time__new1="3h15")
    assert _autosave(browser, second, time__new1="4h").status_code == 204
    answer = browser.press(browser.get(URL), "Envoyer")
    assert answer.status_code == 409
    assert "4\u00a0h" in answer.text
    assert _versions(service, person.id) == [[195]]


def test_taking_back_a_version_that_was_replaced_since_is_refused(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    people.sends(person, week(LAST), content(activity("training", "5h")))
    browser = as_beneficiary(person)
    page = browser.get(f"{URL}/retirer")
    people.sends(person, week(LAST), content(activity("training", "6h")))
    answer = browser.press(page, "Retirer cette semaine")
    assert answer.status_code == 409
    with service.database.reading() as store:
        assert store.declarations.of_week(person.id, week(LAST)).current is not None


def test_taking_back_twice_is_done_once(people: People, as_beneficiary) -> None:
    person = people.beneficiary()
    people.sends(person, week(LAST), content(activity("training", "5h")))
    browser = as_beneficiary(person)
    page = browser.get(f"{URL}/retirer")
    assert browser.press(page, "Retirer cette semaine").status_code == 303
    assert browser.press(page, "Retirer cette semaine").status_code == 303


def test_asking_for_the_head_of_a_page_writes_nothing(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    answer = as_beneficiary(person).head(URL, data={"answer": "none", "send": "1"})
    assert answer.status_code == 200
    assert not _versions(service, person.id)


def test_what_the_service_will_know_of_a_correction_counts_what_was_counted(
    people: People, service: Service, as_beneficiary, clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "2h")
    people.sends(person, week(LAST), content(line))
    clock.advance(hours=1)
    move = Decision(line.line, 1, Verdict.COUNTED, by=adviser.id, at=service.now())
    with service.database.writing() as store:
        store.decisions.add(person.id, week(LAST), (move,))
    clock.advance(hours=1)
    shown = as_beneficiary(person).get(f"{URL}?savoir=1").text
    counted = shown.split("Heures comptées</dt><dd>")[1]
    assert counted.startswith("2\u00a0h")


def test_nothing_typed_shows_that_nothing_would_leave(people: People, as_beneficiary) -> None:
    page = as_beneficiary(people.beneficiary()).get(f"{URL}?savoir=1").text
    assert "Rien ne partira" in page
    assert "Heures déclarées" not in page


def test_signs_that_nobody_types_are_dropped_at_the_door(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    answer = browser.press(_with_training(browser), "Envoyer", time__new1="2h\x00", note__new1="ang\x00lais")
    assert answer.status_code == 303
    assert "anglais" in browser.get(answer.location).text


@pytest.mark.parametrize(
    "address", ["/declarer/1970-W01", "/declarer/1970-W02", "/mes-semaines?avant=1970-W05"]
)
def test_weeks_at_the_end_of_the_world_have_a_page(people: People, as_beneficiary, address: str) -> None:
    assert as_beneficiary(people.beneficiary()).get(address).status_code in (200, 404, 409)


def test_first_drafts_that_cross_are_both_kept(people: People, service: Service) -> None:
    person = people.beneficiary()

    def keep(_: int) -> None:
        keep_draft(service, actor=actor(person.account), week=week(LAST), typed={"row": ["new1"]})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(16)))
    with service.database.reading() as store:
        assert store.files.with_draft(person.id, week(LAST))[1] == {"row": ["new1"]}


def test_no_draft_is_kept_for_a_week_that_cannot_be_sent(people: People, service: Service) -> None:
    person = people.beneficiary()
    for text, reason in (("2026-W50", Reason.WEEK_NOT_BEGUN), ("2024-W10", Reason.WEEK_CLOSED)):
        with pytest.raises(RuleBroken) as broken:
            keep_draft(service, actor=actor(person.account), week=week(text), typed={"row": ["new1"]})
        assert broken.value.reason is reason


def test_a_week_that_closed_meanwhile_shows_what_was_typed(people: People, as_beneficiary, clock) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    page = browser.get(f"{URL}")
    page = browser.get(browser.press(page, "Formation").location)
    clock.advance(weeks=9)
    browser = as_beneficiary(person)
    fresh = browser.get("/ma-semaine")
    token = fresh.text.split('name="csrf" value="')[1].split('"')[0]
    answer = browser.press(page, "Envoyer", time__new1="4h44", note__new1="Anglais", csrf=token)
    assert answer.status_code == 409
    assert "4h44" in answer.text
    assert "Anglais" in answer.text


def test_every_filled_row_is_read_however_many_are_blank(
    people: People, service: Service, as_beneficiary
) -> None:
    person = people.beneficiary()
    browser = as_beneficiary(person)
    rows = [f"new{n}" for n in range(1, 63)]
    fields: dict[str, str | list[str]] = {"row": rows, "answer": "activities"}
    fields |= {"kind__new1": "training", "time__new1": "1h", "kind__new62": "language", "time__new62": "2h"}
    answer = browser.press(browser.get(URL), "Envoyer", **fields)
    assert answer.status_code == 303
    assert _versions(service, person.id) == [[60, 120]]


def test_last_week_is_not_copied_over_a_draft_without_a_question(people: People, as_beneficiary) -> None:
    person = people.beneficiary()
    people.sends(person, week("2026-W46"), content(activity("training", "6h")))
    browser = as_beneficiary(person)
    kept = browser.press(browser.get(URL), "Garder le brouillon", time__new1="3h33")
    page = browser.get(browser.press(browser.get(kept.location), "Copier la semaine dernière").location)
    assert "Vous avez déjà écrit quelque chose" in page.text
    assert "3h33" in page.text


def test_health_answers_while_somebody_writes(database: Database) -> None:
    with database.writing():
        began = time.monotonic()
        database.check()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_page_does_not_wait_for_a_lock_that_lasts(
    people: People, service: Service, database_url: str
) -> None:
    person = people.beneficiary()
    people.sends(person, week(LAST), content(activity("training", "6h")))
    hurried = Database(database_url, sealer=service.keyring, hurried=True)
    with service.database.writing() as holder:
        holder.declarations.lock(person.id, week(LAST))
        began = time.monotonic()
        with pytest.raises(DatabaseAway):
            _lock(hurried, person.id)
    assert time.monotonic() - began < 8
    hurried.dispose()


def _lock(database: Database, person: int) -> None:
    with database.writing() as store:
        store.declarations.lock(person, week(LAST))
