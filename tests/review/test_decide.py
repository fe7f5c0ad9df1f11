"""An adviser decides of a line: what is kept, what the person may read, what is refused."""

from collections.abc import Callable

import pytest

from tests import builders
from tests.builders import People, activity, content, could_not
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, TODAY, address, count_week, events_about, moves_of, summary_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import LineState, Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.review import service as reviewing
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    """Somebody who sent two hours of training."""
    made = people.beneficiary(adviser=adviser)
    people.sends(made, LAST_WEEK, content(activity("training", "2 h", days=(2, 4), note="au Greta")))
    return made


@pytest.fixture
def browser(as_adviser: Browse, adviser: Account) -> JudgingClient:
    return as_adviser(adviser)


def state(service: Service, person: Beneficiary) -> LineState:
    return summary_of(service, person).lines[0].state


def line_of(service: Service, person: Beneficiary) -> str:
    return summary_of(service, person).lines[0].activity.line


def test_one_tap_counts_every_line(service: Service, person: Beneficiary, browser: JudgingClient) -> None:
    count_week(browser, person)
    summary = summary_of(service, person)
    assert (summary.counted, summary.pending) == (120, 0)
    assert events_about(service, person)[-2:] == ["read", "line_counted"]


def test_a_counted_week_offers_nothing_more_to_count(person: Beneficiary, browser: JudgingClient) -> None:
    count_week(browser, person)
    assert "Compter toute la semaine" not in browser.get(address(person)).text


def test_one_line_is_counted_alone(service: Service, person: Beneficiary, browser: JudgingClient) -> None:
    assert browser.press(browser.get(address(person)), "Compter cette activité").status_code == 303
    assert state(service, person) is LineState.COUNTED


def test_a_question_is_kept_with_its_words(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    browser.press(browser.get(address(person)), "Envoyer la question", words="  Où était-ce\u202f? ")
    assert state(service, person) is LineState.ASKED
    assert moves_of(service, person)[-1].words == "Où était-ce\u202f?"
    assert events_about(service, person)[-1] == "line_asked"
    with service.database.reading() as store:
        assert "Où" not in "".join(event.detail for event in lines_about(store, person.id))


def test_a_line_is_adjusted_down_with_a_reason(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    page = browser.get(address(person))
    browser.press(page, "Compter cette durée", time="1h15", words="La pause est comprise.")
    summary = summary_of(service, person)
    assert (summary.counted, summary.set_aside) == (75, 45)
    assert "1\u00a0h\u00a015 comptée, 45\u00a0min non retenues" in browser.get(address(person)).text


def test_a_line_is_set_aside_with_a_reason(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    browser.press(browser.get(address(person)), "Ne pas retenir", words="Déjà comptée lundi.")
    assert summary_of(service, person).set_aside == 120
    assert "Déjà comptée lundi." in browser.get(address(person)).text


@pytest.mark.parametrize(
    ("button", "typed", "sentence"),
    [
        ("Envoyer la question", {"words": "  "}, "Écrivez votre question"),
        ("Envoyer la question", {"words": "x" * 501}, "500 signes au plus"),
        ("Ne pas retenir", {}, "la personne lira vos mots"),
        ("Compter cette durée", {"time": "1 h"}, "la personne lira vos mots"),
        ("Compter cette durée", {"words": "Pause", "time": "beaucoup"}, "n’est pas une durée"),
        ("Compter cette durée", {"words": "Pause", "time": "2 h"}, "plus courte que la durée déclarée"),
        ("Compter cette durée", {"words": "Pause", "time": "3 h"}, "plus courte que la durée déclarée"),
        ("Compter cette durée", {"words": "Pause", "time": "0"}, "choisissez «\u00a0Ne pas retenir"),
        ("Compter cette durée", {"words": "Pause", "time": "0 min"}, "choisissez «\u00a0Ne pas retenir"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    service: Service,
    person: Beneficiary,
    browser: JudgingClient,
    button: str,
    typed: dict[str, str],
    sentence: str,
) -> None:
    answer = browser.press(browser.get(address(person)), button, **typed)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # on top, and beside the field
    assert "<details open>" in answer.text
    assert all(words.strip() in answer.text for words in typed.values())
    assert moves_of(service, person) == ()
    assert events_about(service, person)[-2:] == [
        "read",
        "read",
    ]  # the answer shows the week: that is read too


def test_the_same_tap_twice_asks_once(service: Service, person: Beneficiary, browser: JudgingClient) -> None:
    page = browser.get(address(person))
    for _ in range(2):
        assert browser.press(page, "Envoyer la question", words="Où\u202f?").status_code == 303
    assert len(moves_of(service, person)) == 1


def test_counting_a_week_twice_counts_once(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    page = browser.get(address(person))
    for _ in range(2):
        assert browser.press(page, "Compter toute la semaine").status_code == 303
    assert len(moves_of(service, person)) == 1


def test_a_decision_on_a_version_that_was_corrected_keeps_both_texts(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    page = browser.get(address(person))
    line = line_of(service, person)
    people.sends(
        person,
        LAST_WEEK,
        content(activity("training", "3 h"), activity("job_search", "1 h", note="deux lettres")),
    )
    answer = browser.press(page, "Ne pas retenir", words="Déjà comptée lundi.")
    assert answer.status_code == 409
    assert "Déjà comptée lundi." in answer.text
    assert "deux lettres" in answer.text
    assert "n’est plus dans la semaine" in answer.text
    assert line not in address(person)
    assert moves_of(service, person) == ()


def test_after_a_conflict_the_same_decision_can_be_sent_again(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    page = browser.get(address(person))
    kept = summary_of(service, person).lines[0].activity
    people.sends(person, LAST_WEEK, content(kept, activity("job_search", "1 h")))
    conflict = browser.press(page, "Compter cette durée", time="1 h", words="La pause est comprise.")
    assert conflict.status_code == 409
    again = browser.press(conflict, "Décider la même chose")
    assert again.status_code == 303
    move = moves_of(service, person)[-1]
    assert (move.version, move.verdict, move.minutes) == (2, Verdict.ADJUSTED, 60)


def test_a_week_taken_back_meanwhile_is_a_conflict_too(
    service: Service, person: Beneficiary, browser: JudgingClient, as_beneficiary
) -> None:
    page = browser.get(address(person))
    owner = as_beneficiary(person)
    owner.press(owner.get(f"/declarer/{LAST_WEEK}/retirer"), "Retirer cette semaine")
    answer = browser.press(page, "Compter toute la semaine")
    assert answer.status_code == 409
    assert "a retiré cette semaine" in answer.text
    assert "Rien n’est à lire" in browser.get(address(person)).text


def test_an_older_version_is_read_with_what_changed_and_cannot_be_decided(
    people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(activity("interview", "1 h")))
    page = browser.get(f"{address(person)}?version=1").text
    assert "au Greta" in page
    assert "Vous lisez une version ancienne" in page
    assert "En plus\u00a0: <b>Entretien, salon, job dating</b>" in page
    assert "Compter" not in page
    assert browser.get(f"{address(person)}?version=3").status_code == 404


def test_the_adviser_reads_which_days_were_not_possible_and_why(
    people: People, adviser: Account, browser: JudgingClient
) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(activity("training", "2 h"), prevented=could_not(4, 5)))
    page = browser.get(address(person)).text
    assert "Jeudi, vendredi." in page
    assert "Raison\u00a0: Transport." in page
    assert "n’est pas comparée au contrat" in page


def test_a_declaration_of_zero_is_read_as_one(
    people: People, adviser: Account, browser: JudgingClient
) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content())
    assert "Pas d’activité cette semaine." in browser.get(address(person)).text


def test_a_week_never_sent_says_so(people: People, adviser: Account, browser: JudgingClient) -> None:
    page = browser.get(address(people.beneficiary(adviser=adviser)))
    assert page.status_code == 200
    assert "n’est pas reçue" in page.text


def test_a_contest_is_decided_by_somebody_else(
    service: Service,
    people: People,
    person: Beneficiary,
    adviser: Account,
    browser: JudgingClient,
    as_beneficiary,
) -> None:
    browser.press(browser.get(address(person)), "Ne pas retenir", words="Déjà comptée lundi.")
    line = line_of(service, person)
    owner = as_beneficiary(person)
    owner.press(owner.get(f"/mes-semaines/{LAST_WEEK}"), "Demander une autre lecture")
    page = browser.get(address(person))
    assert "Une autre personne du service doit décider" in page.text
    assert "Compter cette activité" not in page.text
    choice = reviewing.LineChoice(line, 1, Verdict.COUNTED, seen=2)
    with pytest.raises(RuleBroken) as broken:
        _decide(service, person, adviser, choice)
    assert broken.value.reason is Reason.ANOTHER_READER
    _decide(service, person, people.adviser(), choice)
    assert state(service, person) is LineState.COUNTED


@pytest.mark.parametrize("path", ["", f"/{LAST_WEEK}"])
def test_somebody_else_s_person_does_not_exist(
    people: People, person: Beneficiary, as_adviser: Browse, path: str, service: Service
) -> None:
    stranger = as_adviser(people.adviser())
    assert stranger.get(f"/portefeuille/{person.account.public_id}{path}").status_code == 404
    assert events_about(service, person) == ["week_sent", "refused"]


def test_a_stranger_s_decision_changes_nothing(
    service: Service, people: People, person: Beneficiary, as_adviser: Browse
) -> None:
    other = people.adviser()
    own = people.beneficiary(adviser=other)
    people.sends(own, LAST_WEEK, content(activity("training", "1 h")))
    stranger = as_adviser(other)
    token = _token(stranger.get(address(own)).text)
    answer = stranger.post(address(person), data={"csrf": token, "version": "1"})
    assert answer.status_code == 404
    assert moves_of(service, person) == ()


def test_the_mark_of_the_week_follows_each_decision(
    service: Service, person: Beneficiary, adviser: Account, browser: JudgingClient
) -> None:
    def status() -> tuple[int, bool]:
        with service.database.reading() as store:
            followed = store.caseloads.of_adviser(adviser.id, LAST_WEEK, today=TODAY)[0]
        found = followed.statuses[LAST_WEEK]
        return found.asked, found.waiting_since is not None

    assert status() == (0, True)
    browser.press(browser.get(address(person)), "Envoyer la question", words="Où\u202f?")
    assert status() == (1, False)
    browser.press(browser.get(address(person)), "Compter cette activité")
    assert status() == (0, False)


def _decide(service: Service, person: Beneficiary, adviser: Account, choice: reviewing.LineChoice) -> None:
    reviewing.decide_line(
        service, actor=builders.actor(adviser), person=person.id, week=LAST_WEEK, choice=choice
    )


def _token(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"')[0]
