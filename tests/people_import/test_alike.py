"""Files that may be one person's are listed to the manager, however they came in."""

from collections.abc import Callable

import pytest

from tests.builders import People
from tests.pages import JudgingClient
from tests.people_import.test_people_file import file_of
from xprsa.domain.person import Account
from xprsa.people_import.doubts import Sure
from xprsa.people_import.service import import_people
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
PAGE = "/gestion/personnes/ressemblances"
NONE = "Aucun dossier ne ressemble ainsi à un autre."
CLEO = {
    "organisation": "Mission locale du Val",
    "type_organisation": "ML",
    "reference": "00412",
    "prenom": "Cleo",
    "nom": "Modèle",
    "courriel": "cleo@example.org",
    "telephone": "06 39 98 00 01",
}


def shown(service: Service, people: People, as_adviser: Browse, *rows: dict[str, str]) -> str:
    """Import people one file each, whatever is doubted, and give the page."""
    for row in rows:
        report = import_people(
            service,
            territory=people.territory(),
            content=file_of(row),
            actor=None,
            only_good=False,
            sure=Sure(frozenset([2])),
        )
        assert report.is_kept
    return as_adviser(people.manager()).get(PAGE).text


@pytest.mark.parametrize(
    "other",
    [
        {"reference": "412"},
        {"reference": "0412", "prenom": "Bo", "courriel": "bo@example.org", "telephone": ""},
        {"reference": "D-77", "telephone": ""},
        {"reference": "D-77", "courriel": "", "nom": "MODELE"},
    ],
    ids=["zeros_and_name", "zeros_alone", "name_and_mail", "name_and_phone"],
)
def test_likely_doubles_are_listed_once_though_somebody_confirmed_them(
    service: Service, people: People, as_adviser: Browse, other: dict[str, str]
) -> None:
    row = CLEO | other
    page = shown(service, people, as_adviser, CLEO, row)
    assert NONE not in page
    assert page.count("<bdi>00412, Cleo Modèle</bdi>") == 1
    assert page.count(f"<bdi>{row['reference']}, {row['prenom']} {row['nom']}</bdi>") == 1


@pytest.mark.parametrize(
    "other",
    [
        {"reference": "413", "prenom": "Bo"},
        {"reference": "412", "organisation": "Cap emploi du Val", "type_organisation": "CE"},
        {"reference": "D-77", "courriel": "bo@example.org", "telephone": ""},
    ],
    ids=["contact_alone", "another_organisation", "name_alone"],
)
def test_who_only_shares_a_contact_a_name_or_a_number_elsewhere_is_not_listed(
    service: Service, people: People, as_adviser: Browse, other: dict[str, str]
) -> None:
    assert NONE in shown(service, people, as_adviser, CLEO, CLEO | other)


def test_zeros_are_lost_from_pure_numbers_only(service: Service, people: People, as_adviser: Browse) -> None:
    letters = CLEO | {"courriel": "", "telephone": "", "reference": "0A12"}
    assert NONE in shown(service, people, as_adviser, letters, letters | {"reference": "A12", "prenom": "Bo"})
