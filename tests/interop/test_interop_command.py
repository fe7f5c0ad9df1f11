"""`xprsa interop`, as an operator runs it: off until set, counts in a pipe, file numbers on a terminal."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders import People, activity, content, week
from tests.interop.named import a_card, numbered, with_exchange
from tests.interop.platform import SECRET, FakePlatform, status
from tests.source import ROOT
from xprsa.commands import interoperating
from xprsa.running.service import Service
from xprsa.scoring.intensity import IntensityCard

ANA, BO = "10429447247", "20429447247"
WEEKS = ("--weeks", "2026-W46..2026-W47")


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr("xprsa.gateways.si_platform._PAUSES", (0.0, 0.0))


@pytest.fixture
def open_service(service: Service, people: People, fake: FakePlatform, tmp_path: Path) -> Service:
    """The service with the exchange set, and Ana with a week to tell."""
    ana = numbered(people, fake, ANA)
    people.sends(ana, week(), content(activity("training", "2h")))
    return with_exchange(service, fake, tmp_path)


def run(service: Service, *words: str) -> Result:
    return CliRunner().invoke(interoperating.interop, list(words), obj=service)


def test_it_is_off_until_it_is_set(service: Service, people: People) -> None:
    people.territory()
    for words in (("push", *WEEKS), ("pull",), ("push", *WEEKS, "--dry-run")):
        done = run(service, *words)
        assert done.exit_code == 1
        assert "n’est pas réglé" in done.output


def test_a_push_ends_with_one_line(open_service: Service, fake: FakePlatform) -> None:
    done = run(open_service, "push", *WEEKS)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "1\u00a0semaine, 1\u00a0personne, à France Travail, SI Plateforme.\n"
    assert list(fake.told) == [(ANA, "2026-W47")]
    assert run(open_service, "push", *WEEKS).stdout.startswith("0\u00a0semaine")


def test_a_rehearsal_shows_counts_and_sends_nothing(open_service: Service, fake: FakePlatform) -> None:
    done = run(open_service, "push", *WEEKS, "--dry-run")
    assert done.exit_code == 0
    assert "1\u00a0semaine, 1\u00a0personne" in done.stdout
    assert "c’est un essai" in done.stdout
    assert fake.asked == []


def test_a_week_leaves_once_it_is_over(open_service: Service, fake: FakePlatform) -> None:
    done = run(open_service, "push", "--weeks", "2026-W48")
    assert done.exit_code == 1
    assert "une fois finie" in done.output
    assert fake.asked == []


def test_unknown_people_are_counted_in_a_pipe_and_named_on_a_terminal(
    open_service: Service, people: People, fake: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.sends(numbered(people, fake, BO, "S002"), week(), content(activity("training", "2h")))
    done = run(open_service, "push", *WEEKS)
    assert "Inconnus de la plateforme\u00a0: 1\u00a0personne." in done.stdout
    assert BO not in done.output

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr("sys.stdout", shown)
    interoperating.interop.main(["push", *WEEKS], obj=open_service, standalone_mode=False)
    assert f"  {BO}\n" in shown.getvalue()


def test_neither_number_nor_name_nor_secret_enters_a_log(
    open_service: Service, people: People, fake: FakePlatform, capfd: pytest.CaptureFixture[str]
) -> None:
    people.sends(numbered(people, fake, BO, "R001"), week(), content(activity("training", "2h")))
    done = [run(open_service, *words) for words in (("push", *WEEKS), ("pull",))]
    written = "".join(result.output for result in done) + "".join(capfd.readouterr())
    assert not [text for text in (ANA, BO, SECRET, "Camille", "jeton-") if text in written]


def test_a_pull_tells_how_to_undo_it(open_service: Service, fake: FakePlatform) -> None:
    fake.contracts[ANA] = {"statut": "SIGNE", "dateSignature": "2026-11-02", "dureeHebdomadairePrevue": 600}
    rehearsed = run(open_service, "pull", "--dry-run")
    assert "1\u00a0personne change" in rehearsed.stdout
    done = run(open_service, "pull")
    assert done.exit_code == 0
    assert "1\u00a0contrat lu, 1\u00a0personne change" in done.stdout
    assert "xprsa people undo" in done.stdout


def test_a_wrong_secret_and_one_that_others_read_are_sentences(
    open_service: Service, fake: FakePlatform, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("autre", encoding="utf-8")
    assert "ne laisse pas entrer" in run(open_service, "push", *WEEKS).output
    secret.chmod(0o640)
    assert f"chmod 600 {secret}" in run(open_service, "push", *WEEKS).output
    secret.unlink()
    done = run(open_service, "pull")
    assert "ne se lit pas" in done.output
    assert done.exit_code == 1


def test_a_platform_that_is_away_is_a_sentence_and_exit_code_1(
    open_service: Service, people: People, fake: FakePlatform
) -> None:
    for number in range(6):
        person = numbered(people, fake, f"3{number:010}")
        people.sends(person, week(), content(activity("training", "2h")))
    fake.then("/connexion", *[status(503)] * 100)
    done = run(open_service, "push", *WEEKS)
    assert done.exit_code == 1
    assert "ne répond plus" in done.output


def test_a_card_that_names_what_is_not_here_is_refused(
    open_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = open_service.settings.interop
    assert settings is not None
    for given, said in (({"territory": "75"}, "territoire"), ({"organisations": ("Ailleurs",)}, "organisme")):
        monkeypatch.setitem(vars(settings), "card", a_card(**given))
        assert said in run(open_service, "push", *WEEKS).output


def test_the_example_card_of_the_documentation_is_a_card() -> None:
    text = (ROOT / "docs/interop.md").read_text(encoding="utf-8")
    example = text.partition("```json\n")[2].partition("```")[0]
    assert IntensityCard.read(example).territory == json.loads(example)["territory"]
