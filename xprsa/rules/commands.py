"""The commands that carry the rules of a territory as a file."""

from datetime import date, datetime
from pathlib import Path

import click

from xprsa.asking import ask
from xprsa.domain.rule import RuleBroken
from xprsa.domain.rule_versions import RULE_FIELDS, first_possible, says_the_same
from xprsa.domain.territory import Rules
from xprsa.rules import service as keeping
from xprsa.rules import words
from xprsa.rules.rules_file import RulesFileWrong, read, written
from xprsa.rules.service import RulesPage, RulesPreview
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_of_code
from xprsa.web.i18n import day
from xprsa.web.sentences import sentence


@click.group("rules")
def rules() -> None:
    """Write the rules of a territory as a file, and bring in those of a file from a Monday on."""


@rules.command("export")
@click.argument("code")
@click.pass_obj
def export(service: Service, code: str) -> None:
    """Write the rules of the territory CODE as they stand on the first Monday that can still change."""
    page = keeping.read_rules(service, territory=territory_of_code(service, code).id)
    first = first_possible(page.today)
    click.echo(written(page.territory.rules_of(first), begins=first.monday), nl=False)


@rules.command("import")
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "begins",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The Monday with which they begin, in place of the one in FILE.",
)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.pass_obj
def import_(service: Service, code: str, file: Path, *, begins: datetime | None, is_sure: bool) -> None:
    """Keep the rules of FILE for the territory CODE: tell what changes, ask, then keep them."""
    page = keeping.read_rules(service, territory=territory_of_code(service, code).id)
    new = _read(file, page, begins=begins.date() if begins else None)
    if any(_is_kept(known, new) for known in page.territory.rules):
        click.echo("Ces règles sont déjà enregistrées pour ce jour. Rien n’a changé.")
        return
    try:
        _tell(keeping.preview(service, page, new))
        if not is_sure:
            ask("Enregistrer ces règles ?", err=True)
        keeping.publish(service, new, territory=page.territory.id, seen=page.seen, by=None)
    except RuleBroken as broken:
        raise click.ClickException(_refusal(broken)) from broken
    except keeping.RulesChanged as changed:
        raise click.ClickException("Les règles ont changé entre-temps. Recommencez.") from changed
    click.echo(
        f"Règles enregistrées, {page.territory.name}. Elles commencent le lundi {day(new.valid_from)}."
    )


def _read(file: Path, page: RulesPage, *, begins: date | None) -> Rules:
    try:
        return read(file.read_text("utf-8"), territory=page.territory, begins=begins)
    except UnicodeDecodeError as wrong:
        raise click.ClickException("Ce fichier n’est pas un texte en UTF-8. Rien n’a changé.") from wrong
    except RulesFileWrong as wrong:
        raise click.ClickException(f"{wrong} Rien n’a changé.") from wrong


def _is_kept(known: Rules, new: Rules) -> bool:
    return known.valid_from == new.valid_from and says_the_same(known, new)


def _tell(preview: RulesPreview) -> None:
    """Write what changes and whom it touches, where the output is for a program."""
    for label, was, becomes in words.changed(preview):
        click.echo(f"{label} : {was} avant, {becomes} ensuite.", err=True)
    for said in words.touches(preview):
        click.echo(said, err=True)


def _refusal(broken: RuleBroken) -> str:
    """Say which rule was broken, and between what its number is chosen."""
    for field in RULE_FIELDS:
        if broken.about == field.code:
            return f"{field.label} : {words.bounds(field)} Rien n’a changé."
    return f"{sentence(broken)} Rien n’a changé."
