"""`xprsa tokens add|list|revoke`: the token alone on the output, exit code 0, 1 with a reason, or 2."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from tests.answers.made import an_active_module
from tests.api.conftest import Border, Program
from tests.builders import People
from xprsa import asking
from xprsa.api.commands import tokens
from xprsa.domain.machine_token import handle_of
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose


def call(border: Border, *words: str) -> Result:
    return CliRunner().invoke(tokens, words, obj=border.service)


def made(border: Border, *words: str) -> Result:
    return call(border, "add", "--purpose", "support", "--label", "Le tableau de bord", *words)


def test_a_token_is_made_listed_and_revoked(border: Border) -> None:
    done = made(border)
    token = done.stdout.strip()
    handle = handle_of(token)
    assert (done.exit_code, done.stdout) == (0, f"{token}\n")
    assert f"Le jeton xprsa_{handle} est fait, Val-d’Essai, pour 90\u00a0jours." in done.stderr
    program = Program(FlaskClient(border.app), token)
    assert program.get().status_code == 200
    listed = call(border, "list").stdout
    assert listed == (
        f"xprsa_{handle}  ouvert   support     fin 2027-02-22  servi 2026-11-24  Le tableau de bord\n"
    )
    revoked = call(border, "revoke", f"xprsa_{handle}")
    assert (revoked.exit_code, revoked.stdout) == (0, f"Le jeton xprsa_{handle} est révoqué, Val-d’Essai.\n")
    assert program.get().status_code == 401
    assert "révoqué" in call(border, "list").stdout
    again = call(border, "revoke", str(handle))
    assert (again.exit_code, again.output.splitlines()[-1]) == (
        1, "Error: Ce jeton n’ouvrait déjà plus rien. Rien n’a changé.",
    )  # fmt: skip
    assert border.noted("token_made") == border.noted("token_revoked") == [f"{handle} support 99"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("add", "--purpose", "research", "--label", "x"), 1, "« research » n’est pas ouverte ici."),
        (("add", "--purpose", "fraud", "--label", "x"), 2, "Invalid value for '--purpose'"),
        (("add", "--purpose", "support"), 2, "Missing option '--label'"),
        (("add", "--purpose", "support", "--label", " "), 2, "écrivez 80 signes au plus"),
        (("add", "--purpose", "support", "--label", "x" * 81), 2, "écrivez 80 signes au plus"),
        (("add", "--purpose", "support", "--label", "x", "--days", "366"), 2, "1<=x<=365"),
        (("revoke", "0123456789"), 1, "Il n’y a pas de jeton « 0123456789 » ici."),
    ],
)
def test_what_cannot_be_says_why(border: Border, words: tuple[str, ...], code: int, sentence: str) -> None:
    refused = call(border, *words)
    assert refused.exit_code == code
    assert sentence in refused.output
    assert border.noted("token_made") == []


def test_one_that_brings_answers_is_made_for_an_active_module_and_the_list_says_so(
    border: Border, people: People, service: Service
) -> None:
    unknown = made(border, "--answers-of", "effort")
    assert (unknown.exit_code, unknown.output.splitlines()[-1]) == (
        1,
        "Error: Aucun module «\u00a0effort\u00a0» n’est actif ici pour cette finalité. Rien n’a changé.",
    )
    an_active_module(service, people)
    done = made(border, "--answers-of", "effort")
    assert done.exit_code == 0
    assert "Elles comptent comme celles du module «\u00a0effort\u00a0»." in done.stderr
    handle = handle_of(done.stdout.strip())
    assert call(border, "list").stdout.endswith(
        "Le tableau de bord  (Les réponses du module «\u00a0effort\u00a0»)\n"
    )
    assert "Les réponses qu’il a données restent." in call(border, "revoke", str(handle)).stderr
    assert border.noted("token_may_answer") == [f"{handle} effort"]


def test_a_list_of_none_says_so_to_whoever_reads_it(border: Border) -> None:
    none = call(border, "list")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "Aucun jeton.\n")


def test_on_a_terminal_what_follows_is_read_first(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    words = ("add", "--purpose", Purpose.SUPPORT.value, "--label", "x")
    refused = CliRunner().invoke(tokens, words, obj=border.service, input="n\n")
    assert refused.exit_code == 1
    assert "Destinataire : L’équipe d’accompagnement, Val-d’Essai" in refused.stderr
    assert "Il n’est montré qu’une fois." in refused.stderr
    assert border.noted("token_made") == []
