"""Whoever has no adviser is in no caseload: a manager finds them on one page."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.journeys.test_import_people import ANA, TITLES, choose, confirm
from tests.journeys.test_import_people import PAGE as IMPORT
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.people_import import views
from xprsa.running.service import Service
from xprsa.storage.tables import BeneficiaryRow, table

PAGE = "/gestion/personnes/sans-referent"
Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def alone(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Amara", last_name="Seule")


@pytest.fixture
def leader(people: People) -> Account:
    """A manager of the département, who answers for every organisation."""
    people.organisation("Département", code=OrganisationCode.DEPARTMENT)
    return people.manager(organisation="Département")


def test_a_person_without_an_adviser_is_listed_with_a_way_to_their_file(
    people: People, alone: Beneficiary, as_adviser: Browse
) -> None:
    people.beneficiary(adviser=people.adviser(), first_name="Boris", last_name="Suivi")
    browser = as_adviser(people.manager())
    page = browser.get(PAGE).text
    assert "Amara Seule" in page
    assert alone.file_reference in page
    assert "Boris Suivi" not in page
    assert f'href="/pour/{alone.account.public_id}"' in page
    assert browser.get(f"/pour/{alone.account.public_id}").status_code == 200


def test_whatever_speaks_of_people_without_an_adviser_leads_there(people: People, as_adviser: Browse) -> None:
    browser = as_adviser(people.manager())
    assert f'href="{PAGE}"' in browser.get(IMPORT).text
    titles, alone = "organisation;type_organisation;reference;prenom;nom", "Mission locale;ML;D-1;Ana;Durand"
    preview = choose(browser, titles, alone)
    assert "Personnes sans référent" in preview.text
    assert f'href="{PAGE}"' in preview.text
    done = browser.get(confirm(browser, preview, "toutes").location).text
    assert f'href="{PAGE}"' in done
    assert f'href="{PAGE}"' not in choose(browser, TITLES, ANA.replace("D-1", "D-2")).text


def test_everybody_followed_is_said_of_those_for_whom_the_manager_answers(
    people: People, leader: Account, as_adviser: Browse
) -> None:
    people.beneficiary(adviser=people.adviser())
    said = "Dans {}, personne n’attend de référent."
    assert said.format("le territoire") in as_adviser(leader).get(PAGE).text
    people.beneficiary(organisation="Cap emploi")
    assert said.format("votre organisme") in as_adviser(people.manager()).get(PAGE).text
    assert "personne n’attend de référent" not in as_adviser(leader).get(PAGE).text


def test_a_manager_sees_those_of_their_organisation_and_the_departement_everybody(
    people: People, alone: Beneficiary, leader: Account, as_adviser: Browse
) -> None:
    other = people.beneficiary(first_name="Zoé", last_name="Ailleurs", organisation="Cap emploi")
    far = people.beneficiary(first_name="Ulysse", last_name="Loin", territory="Z2")
    own, all_of_them = as_adviser(people.manager()).get(PAGE).text, as_adviser(leader).get(PAGE).text
    assert alone.account.name in own
    assert other.account.name not in own
    assert alone.account.name in all_of_them
    assert other.account.name in all_of_them
    assert far.account.name not in all_of_them


def test_whoever_left_or_lost_access_is_not_listed(
    people: People, service: Service, clock: Clock, as_adviser: Browse
) -> None:
    gone = people.beneficiary(first_name="Paule", last_name="Partie")
    people.beneficiary(first_name="Hugo", last_name="Fermé", disabled_at=service.now())
    leaving = people.beneficiary(first_name="Lina", last_name="Bientôt")
    with service.database.writing() as store:
        for person, days in ((gone, 0), (leaving, 1)):
            store.connection.execute(
                table(BeneficiaryRow)
                .update()
                .where(table(BeneficiaryRow).c.account_id == person.id)
                .values(departed_on=clock().date().replace(day=clock().day + days))
            )
    page = as_adviser(people.manager()).get(PAGE).text
    assert "Paule Partie" not in page
    assert "Hugo Fermé" not in page
    assert "Lina Bientôt" in page


def test_more_than_a_page_are_counted(
    people: People, as_adviser: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 2)
    for name in ("Carré", "Abadie", "Bernard"):
        people.beneficiary(first_name="Amara", last_name=name)
    page = as_adviser(people.manager()).get(PAGE).text
    assert page.index("Amara Abadie") < page.index("Amara Bernard")
    assert "Amara Carré" not in page
    assert "Et 1\u00a0autre personne." in page
