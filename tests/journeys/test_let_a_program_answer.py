"""A manager lets a program bring the answers of a module, once what follows was read."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.answers.made import an_active_module
from tests.builders import People, week
from tests.journeys.test_give_a_token import ASKED, LIST, NEW, asks, made
from tests.pages import JudgingClient
from xprsa.api import tokens
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.domain.person import Account
from xprsa.export.demands import ExportRequest
from xprsa.export.service import export_to
from xprsa.running.service import Service
from xprsa.scores import service as register
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Format, Run
from xprsa.storage.register_entries import RegisteredModule


@pytest.fixture
def desk(people: People, as_adviser: Callable[[Account], JudgingClient]) -> JudgingClient:
    return as_adviser(people.manager())


def stop(service: Service, module: RegisteredModule) -> None:
    register.end(service, module.public_id, territory=module.proposal.territory, actor=None, seen=module.seen)


def test_where_no_module_is_active_a_token_only_reads_and_the_form_asks_nothing(desk: JudgingClient) -> None:
    assert "Ce qu’il pourra donner" not in desk.get(NEW).text


def test_a_manager_says_whose_answers_it_may_bring_once_what_follows_was_read(
    desk: JudgingClient, people: People, service: Service, app: Flask, run: Run
) -> None:
    an_active_module(service, people)
    page = desk.get(NEW)
    assert "Rien\u00a0: il lit" in page.text
    assert "Les réponses du module «\u00a0effort\u00a0»" in page.text
    read = desk.press(page, "Lire ce qu’il ouvrira", **ASKED, answers_of="effort")
    for words in (
        "<dt>Donnera</dt><dd>Les réponses du module «\u00a0effort\u00a0»</dd>",
        "Elles comptent comme celles du module «\u00a0effort\u00a0».",
        "Chaque personne peut lire la réponse sur elle, et la contester.",
        "dit d’abord son avis, ou qu’il n’en a pas",
        "ne voit pas quel programme l’a calculée",
        "Celles à un export plus récent prennent leur place.",
    ):
        assert words in read.text
    made_page = desk.press(read, "Faire ce jeton").text
    (token,) = re.findall(r"<code>(xprsa_\w+)</code>", made_page)
    assert posts(app, token, run) == 415, "it is let in"
    assert "Les réponses du module «\u00a0effort\u00a0»\u00a0: il peut les donner." in desk.get(LIST).text
    page = desk.get(f"{LIST}/{token.split('_')[1]}/revoquer").text
    assert "Il peut donner les réponses du module «\u00a0effort\u00a0»." in page
    assert "Les réponses qu’il a données restent." in page


def test_unless_somebody_says_otherwise_it_only_reads(
    desk: JudgingClient, people: People, service: Service, app: Flask, run: Run
) -> None:
    an_active_module(service, people)
    token = made(desk)
    assert (asks(app, token), posts(app, token, run)) == (200, 404)
    assert "il peut les donner" not in desk.get(LIST).text


@pytest.fixture
def run(service: Service, people: People, tmp_path: Path) -> Run:
    """What left for the purpose."""
    with service.database.reading() as store:
        purpose = store.purposes.ever_open(people.territory().id)[Purpose.SUPPORT]
    request = ExportRequest(purpose, (week(), week()), Format.JSONL)
    return export_to(
        service, request=request, directory=tmp_path / "left", progress=lambda _people, _documents: None
    )


def posts(app: Flask, token: str, run: Run) -> int:
    """Give what the program with a token is answered when it posts what is no JSON Lines."""
    path = f"/api/v1/exports/support/runs/{run.public_id}/answers"
    return FlaskClient(app).post(path, headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize(
    ("purpose", "module"), [("support", "nobody"), ("statistics", "effort"), ("support", "<b>")]
)
def test_a_module_that_does_not_answer_for_the_purpose_makes_no_token(
    desk: JudgingClient, people: People, service: Service, purpose: str, module: str
) -> None:
    an_active_module(service, people)
    here = people.territory()
    with service.database.writing() as store:
        for card in purpose_cards(here):
            store.purposes.open(card, territory=here.id, at=service.now())
    page = desk.get(NEW).text
    fields = {name: re.findall(f'name="{name}" value="(.*?)"', page)[0] for name in ("csrf", "handle")}
    for path in (NEW, LIST):
        answer = desk.post(path, data={**fields, **ASKED, "purpose": purpose, "answers_of": module})
        assert answer.status_code == 422
        assert "Ce module ne répond pas pour cette finalité." in answer.text
    assert "Aucun jeton" in desk.get(LIST).text


def test_a_module_that_was_stopped_since_it_was_read_makes_no_token(
    desk: JudgingClient, people: People, service: Service
) -> None:
    module = an_active_module(service, people)
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **ASKED, answers_of="effort")
    stop(service, module)
    answer = desk.press(read, "Faire ce jeton")
    assert answer.status_code == 422
    assert "Ce module ne répond pas pour cette finalité." in answer.text
    assert "Aucun jeton" in desk.get(LIST).text


def test_a_module_that_is_stopped_in_the_same_instant_makes_no_token(
    desk: JudgingClient, people: People, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = an_active_module(service, people)
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **ASKED, answers_of="effort")
    known = tokens.answering(service, territory=people.territory().id)
    monkeypatch.setattr(tokens, "answering", lambda *_, **__: known)
    stop(service, module)
    answer = desk.press(read, "Faire ce jeton")
    assert answer.status_code == 409
    assert "Ce module n’est plus actif pour cette finalité." in answer.text
    assert "Aucun jeton" in desk.get(LIST).text
