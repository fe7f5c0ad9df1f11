"""An address that does not exist still knows who is there, and whom to call."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import People
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service


@pytest.mark.parametrize(("path", "status"), [("/nulle-part", 404), ("/deconnexion", 405)])
def test_a_signed_in_person_keeps_the_way_back_and_the_phone(
    path: str, status: int, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    page = as_beneficiary(people.beneficiary(adviser=people.adviser())).get(path)
    assert page.status_code == status
    assert "Quitter" in page.text
    assert 'href="tel:0199001234"' in page.text


def test_whoever_is_signed_out_is_given_the_phone_of_the_service(
    client: JudgingClient, people: People
) -> None:
    people.territory()
    page = client.get("/nulle-part")
    assert page.status_code == 404
    assert 'href="tel:0199001234"' in page.text
    assert "Quitter" not in page.text


def test_a_method_that_is_not_allowed_names_those_that_are(client: JudgingClient) -> None:
    refused = client.get("/deconnexion")
    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    assert refused.headers.getlist("Content-Type") == ["text/html; charset=utf-8"]


def test_a_static_file_keeps_its_type_and_is_for_this_site_alone(app: Flask) -> None:
    file = FlaskClient(app).get("/static/xprsa.js", buffered=True)
    assert file.status_code == 200
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in file.headers


def test_asking_what_a_page_allows_reads_nobody(
    people: People, service: Service, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    address = f"/portefeuille/{person.account.public_id}"
    assert as_adviser(adviser).options(address).status_code == 200
    assert _reads(service, person) == 0
    assert as_adviser(adviser).head(address).status_code == 200
    assert _reads(service, person) == 1


def _reads(service: Service, person: Beneficiary) -> int:
    with service.database.reading() as store:
        return len(lines_about(store, person.id, events=("read",)))
