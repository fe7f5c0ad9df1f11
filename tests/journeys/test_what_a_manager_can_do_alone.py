"""SECURITY.md says what a manager can do alone: it can be done, and the person sees it."""

from collections.abc import Callable

import pytest

from tests.accounts.test_closing import door
from tests.accounts.test_team import accept, invite
from tests.builders import Clock, People, activity, content, week
from tests.pages import JudgingClient
from tests.people_import.test_people_file import file_of
from tests.posted import Posted, let_in
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import.service import import_people
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
DATA = "/mes-donnees"
NOTE = "rendez-vous à la mairie"


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def helene(people: People, service: Service) -> Account:
    made = people.manager(first_name="Hélène", last_name="Roy")
    let_in(service, made)
    return made


@pytest.fixture
def rose(people: People) -> Beneficiary:
    nadia = people.adviser(first_name="Nadia", last_name="Lemaire", email="nadia@example.org")
    person = people.beneficiary(first_name="Rose", last_name="Essai", adviser=nadia)
    people.sends(person, week(), content(activity("training", "2 h", note=NOTE)))
    return person


def own_page(as_adviser: Browse, person: Beneficiary) -> str:
    return as_adviser(person.account).get(DATA).text.replace("\u00a0", " ")


def test_an_adviser_of_theirs_reads_weeks_and_notes_and_the_person_reads_who_changed_it_and_who_looked(
    client: JudgingClient,
    people: People,
    service: Service,
    helene: Account,
    rose: Beneficiary,
    as_adviser: Browse,
    posted: Posted,
    clock: Clock,
) -> None:
    newcomer = {"first_name": "Olga", "last_name": "Petit", "email": "olga@example.org", "role": "adviser"}
    assert invite(as_adviser(helene), **newcomer) == 303
    accept(client, posted.link(), clock)
    row = {
        "organisation": rose.organisation.name,
        "reference": rose.file_reference,
        "prenom": "Rose",
        "nom": "Essai",
        "conseiller_courriel": "olga@example.org",
    }
    territory, actor = people.territory(), helene.id
    report = import_people(service, territory=territory, content=file_of(row), actor=actor, only_good=False)
    assert report.is_kept
    assert NOTE in client.get(f"/portefeuille/{rose.account.public_id}/{week()}").text
    page = own_page(as_adviser, rose)
    assert "<bdi>Hélène Roy</bdi> (responsable) a changé par un fichier : référent" in page
    assert "<bdi>Olga Petit</bdi> (référent) a ouvert votre semaine" in page


def test_whoever_is_handed_on_when_an_access_closes_reads_that_their_adviser_changed(
    people: People, service: Service, helene: Account, rose: Beneficiary, as_adviser: Browse
) -> None:
    successor = people.adviser(first_name="Karim", last_name="Restant")
    let_in(service, successor)
    assert rose.adviser is not None
    manager = as_adviser(helene)
    page = manager.get(door(rose.adviser))
    assert manager.press(page, "Fermer l’accès", successor=str(successor.public_id)).status_code == 303
    said = "<bdi>Hélène Roy</bdi> (responsable) a changé votre référent, dont l’accès se ferme"
    assert said in own_page(as_adviser, rose)


def test_codes_on_paper_let_whoever_saw_them_in_and_the_person_reads_who_saw_them(
    client: JudgingClient, helene: Account, rose: Beneficiary, as_adviser: Browse
) -> None:
    manager = as_adviser(helene)
    manager.press(manager.get("/gestion/courriers"), "Préparer", file_reference=rose.file_reference)
    letter = manager.get(f"/gestion/courriers/{rose.account.public_id}").text
    code = letter.partition('<strong class="number">')[2].partition("<")[0]
    typed = {"file_reference": rose.file_reference, "code": code}
    assert client.press(client.get("/connexion/lettre"), "Continuer", **typed).status_code == 303
    assert NOTE in client.get(f"/mes-semaines/{week()}").text
    page = own_page(as_adviser, rose)
    assert "<bdi>Hélène Roy</bdi> (responsable) a vu vos codes sur papier" in page
