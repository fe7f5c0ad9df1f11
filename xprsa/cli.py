"""The `xprsa` command: one list of commands, each loaded when it is called."""

import os
import sys
from dataclasses import dataclass
from enum import Enum
from functools import partial
from importlib import import_module
from typing import Any, cast

import click

FOR_OWNER_ALONE = 0o077  # whatever a command of the service makes: database, exports, what they hold


class Needs(Enum):
    """What must be there before a command begins."""

    NOTHING = "nothing"
    SETTINGS = "settings"
    SERVICE = "service"
    PREPARED_SERVICE = "prepared_service"  # made, were it not there yet
    SERVICE_IF_ASKED = "service_if_asked"  # opened by the command, unless it can do without


@dataclass(frozen=True, slots=True)
class Entry:
    """One command of the list.

    :ivar where: `module:attribute`; imported when the command is called, or asked how it is used.
    :ivar tells: its line in `xprsa --help`: the first sentence of the command itself, a test holds it.
    """

    where: str
    needs: Needs
    tells: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, attribute = self.where.partition(":")
        return cast(click.Command, getattr(import_module(module), attribute))


COMMANDS = {
    "init": Entry(
        "xprsa.commands.setting_up:init",
        Needs.SETTINGS,
        "Make the first territory, its manager and the keys.",
    ),
    "migrate": Entry(
        "xprsa.commands.setting_up:migrate",
        Needs.SETTINGS,
        "Bring the database up to date; run again, it changes nothing.",
    ),
    "serve": Entry("xprsa.commands.serving:serve", Needs.SERVICE, "Serve the application."),
    "work": Entry(
        "xprsa.commands.working:work",
        Needs.SERVICE,
        "Send mails and SMS, carry out exports, ask modules, publish statistics, tidy.",
    ),
    "forget": Entry(
        "xprsa.commands.forgetting:forget",
        Needs.SERVICE,
        "Tell what was kept long enough, and what is held; then delete what was announced and is due.",
    ),
    "access": Entry(
        "xprsa.commands.giving_access:access",
        Needs.SERVICE,
        "Write all that is kept of the person with the file REFERENCE into a new file, as JSON.",
    ),
    "erase": Entry(
        "xprsa.commands.erasing:erase",
        Needs.SERVICE,
        "Erase the person with the file REFERENCE, at their request: tell what goes, ask, then erase.",
    ),
    "check": Entry(
        "xprsa.commands.checking:check",
        Needs.SERVICE,
        "Check settings, database, files, mail, clock, disk, keys, backups, and what codes cost.",
    ),
    "backup": Entry(
        "xprsa.commands.backing_up:backup",
        Needs.SETTINGS,
        "Back up database, keyring and exports, sealed, and read the backup back.",
    ),
    "restore": Entry(
        "xprsa.commands.backing_up:restore",
        Needs.SETTINGS,
        "Restore BACKUP (its folder) where nothing is, then bring the database up to date.",
    ),
    "keys": Entry(
        "xprsa.commands.keys:keys",
        Needs.SETTINGS,
        "List keys, add and rotate them; no key is ever shown.",
    ),
    "journal": Entry(
        "xprsa.commands.journal:journal",
        Needs.SERVICE,
        "Verify that no line of the journal changed since it was sealed.",
    ),
    "territory": Entry(
        "xprsa.commands.territories:territory",
        Needs.SERVICE,
        "List the territories of this service, add one.",
    ),
    "rules": Entry(
        "xprsa.rules.commands:rules",
        Needs.SERVICE,
        "Write the rules of a territory as a file, and bring in those of a file from a Monday on.",
    ),
    "invite": Entry(
        "xprsa.commands.inviting:invite",
        Needs.SERVICE,
        "Invite the member of staff with the address EMAIL again: print a link that sets both secrets anew.",
    ),
    "people": Entry("xprsa.people_import.commands:people", Needs.SERVICE, "Bring people in, and undo it."),
    "export": Entry(
        "xprsa.export.commands:export",
        Needs.SERVICE,
        "Write the documents of some weeks, signed, into a directory.",
    ),
    "export-again": Entry(
        "xprsa.export.commands:export_again",
        Needs.SERVICE,
        "Write a run that left once more, byte for byte.",
    ),
    "questions": Entry(
        "xprsa.export.question_commands:questions",
        Needs.NOTHING,
        "Group the documents of RUN_DIR, in JSON Lines, into one question a person.",
    ),
    "verify": Entry(
        "xprsa.verify.commands:verify",
        Needs.SERVICE_IF_ASKED,
        "Tell whether RECEIPT (its 32 digits, or with --keys its text in a file) was given by this service.",
    ),
    "demo": Entry(
        "xprsa.demo.commands:demo",
        Needs.PREPARED_SERVICE,
        "Fill an empty database with a fictitious département.",
    ),
    "migration": Entry(
        "xprsa.commands.migrating:migration",
        Needs.NOTHING,
        "Write the next revision of the schema, in a checkout.",
    ),
    "purpose": Entry(
        "xprsa.export.purpose_commands:purpose",
        Needs.SERVICE,
        "Open and close what documents may leave for.",
    ),
    "tokens": Entry(
        "xprsa.api.commands:tokens",
        Needs.SERVICE,
        "Let machines read what left for a purpose, and answer: make tokens, list and revoke them.",
    ),
    "interop": Entry(
        "xprsa.commands.interoperating:interop",
        Needs.SERVICE,
        "Speak with the SI Plateforme by name: tell weeks that were declared, ask for contracts.",
    ),
    "schemas": Entry("xprsa.export.commands:schemas", Needs.NOTHING, "Write the published schemas as files."),
    "modules": Entry(
        "xprsa.scores.commands:modules",
        Needs.SERVICE_IF_ASKED,
        "Scoring modules: which are here, and whether one keeps its word.",
    ),
    "score": Entry(
        "xprsa.answers.commands:score",
        Needs.SERVICE,
        "Ask the active MODULE about everybody whom it may be asked about, and keep each answer once.",
    ),
    "answers": Entry(
        "xprsa.answers.import_commands:answers",
        Needs.SERVICE,
        "Bring in what a module answered elsewhere.",
    ),
    "lab": Entry(
        "xprsa.lab.commands:lab",
        Needs.NOTHING,
        "Audit scoring modules on fictitious people; no database is read.",
    ),
}


class Commands(click.Group):
    """Knows each command by its entry, and loads none to list them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Name the commands in the order of the list."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Load one command."""
        entry = COMMANDS.get(name)
        return entry.load() if entry else None

    def invoke(self, context: click.Context) -> Any:
        """Run a command; a key that is missing once it is asked for is a sentence, and exit code 1."""
        try:
            return super().invoke(context)
        except Exception as wrong:
            from xprsa.gateways.keyring import KeyMissing

            if isinstance(wrong, KeyMissing):
                raise click.ClickException(str(wrong)) from wrong
            raise

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.tells) for name, entry in COMMANDS.items()])


@click.group(cls=Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """Serve and keep XP RSA."""
    needs = COMMANDS[context.invoked_subcommand or ""].needs
    if "--help" not in sys.argv and needs is not Needs.NOTHING:
        if needs is Needs.SERVICE_IF_ASKED:
            context.obj = partial(_given, Needs.SERVICE)
        else:
            context.obj = _given(needs)


def _given(needs: Needs) -> object:
    """Read the settings, and open the service for a command that needs one."""
    from xprsa.commands.opening import CommandRefused, open_service, prepared
    from xprsa.running.log import configure
    from xprsa.settings import Settings, SettingsWrong

    configure()
    os.umask(FOR_OWNER_ALONE)
    try:
        settings = Settings.read(os.environ)
    except SettingsWrong as wrong:
        raise CommandRefused(str(wrong)) from wrong
    if needs is Needs.SETTINGS:
        return settings
    if needs is Needs.PREPARED_SERVICE:
        prepared(settings)
    return open_service(settings)
