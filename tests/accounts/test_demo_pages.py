"""One click signs in as somebody fictitious: in demonstrations only."""

from dataclasses import replace

import pytest

from tests.builders import Clock, People
from tests.one_application import application
from tests.pages import JudgingClient
from xprsa.demo.cast import AMARA
from xprsa.running.service import Service


@pytest.fixture
def demonstration(service: Service, people: People) -> JudgingClient:
    """A browser on a demonstration with Amara in it."""
    people.beneficiary(public_id=AMARA.public_id, first_name="Amara", last_name="Diallo")
    client = application(replace(service, settings=replace(service.settings, demo=True))).test_client()
    assert isinstance(client, JudgingClient)
    return client


def test_one_click_signs_in_as_somebody_who_does_not_exist(demonstration: JudgingClient) -> None:
    page = demonstration.get("/demo")
    assert "Amara Diallo" in page.text
    assert "Démonstration" in page.text
    assert demonstration.press(page, "Entrer").location == "/"
    assert demonstration.get("/mon-acces").status_code == 200


def test_what_was_typed_when_the_sign_in_had_ended_comes_back_by_one_click_too(
    demonstration: JudgingClient, clock: Clock
) -> None:
    demonstration.press(demonstration.get("/demo"), "Entrer")
    form = demonstration.get("/declarer/2026-W47")
    clock.advance(hours=13)
    ended = demonstration.press(form, "Envoyer", answer="none")
    assert ended.status_code == 401
    page = demonstration.press(demonstration.press(ended, "Me connecter"), "Visiter en un clic")
    entered = demonstration.press(page, "Entrer")
    assert entered.location == "/connexion/reprendre"
    assert "Renvoyer" in demonstration.get(entered.location).text


def test_one_cannot_enter_as_somebody_who_is_not_presented(
    demonstration: JudgingClient, people: People
) -> None:
    other = people.beneficiary()
    assert demonstration.post(f"/demo/{other.account.public_id}").status_code == 404


def test_a_real_service_has_no_such_page(client: JudgingClient, people: People) -> None:
    people.beneficiary(public_id=AMARA.public_id)
    assert client.get("/demo").status_code == 404
    assert client.post(f"/demo/{AMARA.public_id}").status_code == 404
    assert client.get("/mon-acces").status_code == 303
