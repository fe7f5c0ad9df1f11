"""Fields of passwords hide what is typed and take what is pasted; a password serves until it is changed."""

import re

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import PASSWORD, let_in
from tests.source import ROOT, templates
from xprsa.running.service import Service

FIELD = re.compile(r"\{\{ text\(form\.(password|present)\b(.*?)\) \}\}")


def test_every_field_of_a_password_hides_it_and_tells_its_keeper_which_one_it_is() -> None:
    fields = [(name, found) for name, text in templates().items() for found in FIELD.findall(text)]
    assert {name for name, _ in fields} == {
        "accounts/invitation.html",
        "accounts/new_password.html",
        "accounts/own_access.html",
        "accounts/staff_sign_in.html",
    }
    for name, (_, said) in fields:
        assert 'type="password"' in said, name
        assert re.search(r'autocomplete="(current|new)-password"', said), name


def test_nothing_keeps_anybody_from_pasting() -> None:
    script = (ROOT / "static/xprsa.js").read_text(encoding="utf-8")
    everything = script + "".join(templates().values())
    assert not re.search(r"onpaste|[\"']paste[\"']|onkeydown|oncopy", everything)


def test_a_password_serves_until_somebody_changes_it(
    client: JudgingClient, people: People, service: Service, clock: Clock
) -> None:
    phone = let_in(service, people.adviser(email="nadia@example.org"))
    clock.advance(days=800)
    typed = {"email": "nadia@example.org", "password": PASSWORD, "code": phone.code(clock())}
    assert client.post("/connexion/equipe", data=typed).location == "/"
