"""A person sees all that the adviser sees, who looked while they followed them, and what is still open."""

from datetime import date

import pytest

from tests.builders import Clock, People, content, could_not, week
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.territory import Rules

DATA = "/mes-donnees"
HOME = "/ma-semaine"


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


def test_the_person_reads_what_the_adviser_reads_of_them(people: People, as_beneficiary, as_adviser) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser, language="ar", best_hour="après 17 h")
    people.exemption(person.id, valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 8))
    pages = [
        as_adviser(adviser).get(f"/portefeuille/{person.account.public_id}").text,
        as_beneficiary(person).get(DATA).text,
    ]
    for page in pages:
        assert "après 17 h" in page
        assert "arabe" in page
        assert "2 mars 2026" in page
        assert "Connu le" in page
        assert "5 janvier 2026" in page


def test_the_person_reads_their_own_reason_on_the_week_and_never_on_paper(
    people: People, person: Beneficiary, as_beneficiary
) -> None:
    people.sends(person, week(), content(prevented=could_not(2, reason=PreventedReason.TRANSPORT)))
    browser = as_beneficiary(person)
    assert "Raison\u00a0: Transport." in browser.get("/mes-semaines/2026-W47").text
    assert "Transport" not in browser.get("/declarer/2026-W47/recu").text


def test_who_looked_stays_with_whoever_followed_then(
    people: People, adviser: Account, person: Beneficiary, as_beneficiary, as_adviser, clock: Clock
) -> None:
    as_adviser(adviser).get("/portefeuille")
    clock.advance(minutes=1)
    newcomer = people.adviser(first_name="Olga", last_name="Petit")
    people.reassign(person, newcomer)
    late = people.beneficiary(adviser=adviser)
    assert "Nadia Lemaire</bdi> a ouvert sa liste" in as_beneficiary(person).get(DATA).text
    assert "Olga Petit</bdi> a ouvert" not in as_beneficiary(person).get(DATA).text
    assert "a ouvert sa liste" not in as_beneficiary(late).get(DATA).text
    clock.advance(minutes=1)
    for staff in (adviser, newcomer):
        as_adviser(staff).get("/portefeuille")
    page = as_beneficiary(person).get(DATA).text
    assert "Olga Petit</bdi> a ouvert sa liste" in page
    assert page.count("1\u00a0fois") == 2


def test_nobody_is_told_twice_over_that_nobody_looked(
    adviser: Account, person: Beneficiary, as_beneficiary, as_adviser
) -> None:
    assert "Personne n’a encore regardé" in as_beneficiary(person).get(DATA).text
    as_adviser(adviser).get("/portefeuille")
    assert "Personne n’a encore regardé" not in as_beneficiary(person).get(DATA).text


def test_a_home_with_older_open_weeks_lists_them_and_claims_nothing_else(
    people: People, person: Beneficiary, as_beneficiary
) -> None:
    for sent in ("2026-W48", "2026-W47"):
        people.sends(person, week(sent), content())
    page = as_beneficiary(person).get(HOME).text
    assert "Vous êtes à jour" not in page
    assert "Rien de nouveau cette semaine" in page
    assert 'href="/declarer/2026-W41"' in page


def test_who_owes_nothing_is_told_so(people: People, as_beneficiary) -> None:
    person = people.beneficiary(weekly_minutes=None)
    people.contract(person.id, valid_from=date(2026, 11, 16))
    for sent in ("2026-W48", "2026-W47"):
        people.sends(person, week(sent), content())
    assert "Vous êtes à jour" in as_beneficiary(person).get(HOME).text


def test_a_week_is_shown_open_by_the_rules_that_sending_it_follows(
    people: People, person: Beneficiary, as_beneficiary
) -> None:
    people.rules(Rules(valid_from=date(2026, 11, 23), open_weeks=2))
    browser = as_beneficiary(person)
    assert 'href="/declarer/2026-W42"' in browser.get(HOME).text
    assert browser.get("/declarer/2026-W42").status_code == 200
