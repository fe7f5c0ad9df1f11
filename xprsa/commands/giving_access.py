"""The command that writes all that is kept of a person into a file, for them."""

from pathlib import Path

import click

from xprsa.commands.naming_a_person import person_named
from xprsa.commands.opening import CommandRefused, refusing
from xprsa.running.access_copy import access_copy
from xprsa.running.service import Service


@click.command("access")
@click.argument("reference")
@click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="A new file; it is never overwritten.",
)
@click.pass_obj
def access(service: Service, *, reference: str, path: Path) -> None:
    """Write all that is kept of the person with the file REFERENCE into a new file, as JSON."""
    with refusing():
        person = person_named(service, reference)
        if path.exists():
            raise CommandRefused(f"{path} existe déjà. Donnez un autre nom.")
        try:
            access_copy(service, person, path)
        except OSError as unwritten:
            raise CommandRefused(f"Impossible d’écrire {path} ({unwritten.strerror}).") from unwritten
    click.echo(
        f"{path} : tout ce qui est gardé de {person.account.name}, dossier {person.file_reference}."
        " Remettez-le à cette personne seule, puis supprimez-le."
    )
