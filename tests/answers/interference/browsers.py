"""The browsers of a walk, one for each role: whatever they show is noted, but for an answer's own part."""

from collections.abc import Iterator
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests import builders
from tests.answers.interference.chance import Chance
from tests.answers.interference.small_world import SmallWorld
from tests.answers.interference.transcript import OWN_HEADERS, OWN_PART, Transcript, without_own_part
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.web.forms import TOKEN_FIELD, token

ANONYMOUS, MACHINE = "anonymous", "machine"
_WORDS = ("D’accord.", "Pouvez-vous préciser ?", "C’était la semaine d’avant.", "")


class Browsers:
    """Everybody at their page; each request draws from a chance of its own."""

    def __init__(self, app: Flask, world: SmallWorld, transcript: Transcript, chance: Chance) -> None:
        self.app = app
        self._world = world
        self._transcript = transcript
        self._chance = chance
        self._clients: dict[str, FlaskClient] = {}
        self._tokens: dict[str, str] = {}
        self._asked = 0

    def sign_in(self) -> None:
        """Open a browser for everybody; those of before are shut."""
        self._clients = {role: self._browser() for role in (ANONYMOUS, MACHINE, *self._world.accounts)}
        self._clients[MACHINE].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self._world.token}"
        for role, account in self._world.accounts.items():
            name, secret = builders.begin_sign_in(self._world.service, account)
            self._clients[role].set_cookie(name, secret)
            self._tokens[role] = self._token(secret)

    def get(self, role: str, path: str) -> TestResponse:
        return self._open(role, path, "GET")

    def post(self, role: str, path: str, **fields: Any) -> TestResponse:
        """Send a form as a page would; `__` in a name stands for a dash."""
        named = {name.replace("__", "-"): value for name, value in fields.items()}
        return self._open(role, path, "POST", data=named | {TOKEN_FIELD: self._tokens[role]})

    def press_any(self, role: str, path: str, draw: Random) -> None:
        """Open a page, and press one of its buttons with words in each field; none of an answer's part."""
        page = self.get(role, path)
        if page.status_code != 200:
            return
        found = list(_buttons(page.text))
        if found:
            form, button = draw.choice(found)
            fields = _filled(form, draw)
            if button.get("name"):
                fields[button.get("name")] = button.get("value") or ""
            fields.pop(TOKEN_FIELD, None)
            self.post(role, button.get("formaction") or form.get("action") or path, **fields)

    def _open(self, role: str, path: str, method: str, **given: Any) -> TestResponse:
        self._asked += 1
        self._chance.begin("request", self._transcript.step, self._asked)
        answer = self._clients[role].open(path, method=method, **given)
        said = [f"{name}: {value}" for name, value in answer.headers if name not in OWN_HEADERS]
        body = answer.get_data().decode("utf-8", "backslashreplace")
        text = "\n".join([answer.status, *said, without_own_part(body)])
        self._transcript.note(f"{role} {method} {path}", text)
        assert answer.status_code < 500, f"{role} {method} {path} answered {answer.status}"
        return answer

    def _browser(self) -> FlaskClient:
        client = FlaskClient(self.app, self.app.response_class)
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    def _token(self, secret: str) -> str:
        with self._world.service.database.reading() as store:
            found = store.sign_ins.of_secret(hashed(secret))
        assert found is not None
        return token(self._world.service.keyring, found.sign_in)


def _buttons(page: str) -> Iterator[tuple[html.FormElement, html.HtmlElement]]:
    """Yield each button of each form that is sent, with its form."""
    for form in html.fromstring(OWN_PART.sub("", page)).forms:
        if form.method == "POST" and not (form.get("action") or "").startswith("/deconnexion"):
            for button in form.iter("button"):
                yield form, button


def _filled(form: html.FormElement, draw: Random) -> dict[str, Any]:
    """Fill in a form: what it proposes, and words or an hour in what is typed."""
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    for field in form.iter("textarea", "input"):
        name = field.get("name") or ""
        if field.tag == "textarea" or name == "words":
            fields[name] = draw.choice(_WORDS)
        elif name.startswith("time"):
            fields[name] = draw.choice(("1h", "2h30", "10"))
    return fields
