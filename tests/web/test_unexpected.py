"""An error that nobody foresaw: a sentence on the page, places in the log, and no word of what was typed."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests.builders import People
from xprsa.app import create_app
from xprsa.running.service import Service
from xprsa.verify import views
from xprsa.web import forms

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "motsecret-de-la-base"


@pytest.fixture
def served(service: Service, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as people meet it, in which looking a receipt up breaks."""

    def breaks(*_: object, **__: object) -> None:
        raise ValueError(f"no such thing: {SECRET}")

    monkeypatch.setattr(views, "verified", breaks)
    app = create_app(replace(service, settings=replace(service.settings, demo=False)))
    assert not app.testing
    assert not app.debug
    return app


def test_the_page_is_a_sentence_and_the_log_names_places(served: Flask, people: People) -> None:
    people.territory()
    with capture_logs() as log:
        answer = FlaskClient(served).get("/verifier/0123456789abcdef0123456789abcdef")
    assert answer.status_code == 500
    assert "Une erreur de notre part" in answer.text
    for told in (SECRET, "ValueError", "Traceback", ".py"):
        assert told not in answer.text
    (line,) = [line for line in log if line["event"] == "unexpected"]
    assert line["error"] == "ValueError"
    assert any("test_unexpected.py" in place for place in line["places"])
    assert SECRET not in str(log)


def test_a_form_of_another_site_leaves_a_line_in_the_log(app: Flask, people: People) -> None:
    people.territory()
    with capture_logs() as log:
        answer = FlaskClient(app).post("/connexion", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert ("form_of_another_site", "codes.sign_in") in [
        (line["event"], line.get("endpoint")) for line in log
    ]
    assert forms.TOKEN_FIELD not in str(log)
