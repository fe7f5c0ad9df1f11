"""`xprsa demo` at the prompt: one summary line, silent in a pipe, and a reason when it refuses."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from xprsa.commands.journal import journal
from xprsa.demo.commands import demo
from xprsa.demo.stage import ZONE
from xprsa.domain.territory import Territory
from xprsa.running.journal import oldest_unsealed
from xprsa.running.service import Service


def test_it_ends_with_one_summary_line_and_says_nothing_else_in_a_pipe(service: Service) -> None:
    done = CliRunner().invoke(demo, ["--people", "12", "--weeks", "6", "--seed", "3"], obj=service)

    assert done.exit_code == 0
    assert done.stderr == ""
    assert done.stdout.startswith("12\u00a0personnes fictives, 6\u00a0semaines, graine 3\u00a0: ")
    assert done.stdout.count("\n") == 1


def test_a_second_time_it_says_that_all_is_there(service: Service) -> None:
    CliRunner().invoke(demo, ["--people", "12"], obj=service)
    again = CliRunner().invoke(demo, ["--people", "50"], obj=service)

    assert again.exit_code == 0
    assert again.stdout == "La démonstration est déjà là\u00a0: 12\u00a0personnes. Rien n’a changé.\n"


def test_its_journal_is_sealed_and_found_as_it_was_written(service: Service) -> None:
    CliRunner().invoke(demo, ["--people", "12"], obj=service, catch_exceptions=False)
    verified = CliRunner().invoke(journal, ["verify"], obj=service, catch_exceptions=False)
    assert verified.exit_code == 0, verified.output
    with service.database.reading() as store:
        waiting = oldest_unsealed(store)
    assert waiting is None or service.now() - waiting < timedelta(hours=1)


def test_it_refuses_a_database_with_a_real_territory(service: Service) -> None:
    with service.database.writing() as store:
        store.territories.add(Territory(id=0, code="98", name="Val-d’Essai", zone=ZONE), at=service.now())
    refused = CliRunner().invoke(demo, [], obj=service)

    assert refused.exit_code == 1
    assert "Cette base contient un territoire réel." in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize(
    "wrong", [["--people", "0"], ["--people", "2000001"], ["--weeks", "0"], ["--seed", "un"]]
)
def test_a_wrong_number_is_a_wrong_usage(service: Service, wrong: list[str]) -> None:
    assert CliRunner().invoke(demo, wrong, obj=service).exit_code == 2
