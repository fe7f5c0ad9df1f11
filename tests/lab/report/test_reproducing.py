"""The command that a report prints asks the same questions again."""

import shlex
from datetime import date

from tests.lab.audits import a_plan, a_study_card, an_audit
from tests.lab.report.conftest import html_of
from xprsa.lab.commands import run
from xprsa.lab.report.reproducing import command


def test_the_printed_command_gives_the_seed_the_secret_and_the_day_of_the_run() -> None:
    plan = a_plan(seed="a seed", secret="a secret")
    words = shlex.split(command(an_audit(plan=plan)))
    assert words[:3] == ["xprsa", "lab", "run"]
    told = run.make_context("run", words[3:]).params
    assert (told["seed"], told["secret"], told["asked_on"]) == (plan.seed, plan.secret, plan.asked_on)


def test_the_annex_says_on_which_day_the_documents_hang() -> None:
    plan = a_plan(asked_on=date(2026, 3, 2))
    annex = html_of(an_audit(plan=plan), a_study_card())["annexe.html"]
    assert "Jour de l’essai" in annex
    assert annex.count("2026-03-02") == 2, "in the plan, and in the command"
