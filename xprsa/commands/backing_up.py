"""The commands of backups: one is made and read back, or restored where nothing is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from xprsa.backup.making import let_go, make_backup
from xprsa.backup.restoring import restore_backup, restore_keyring
from xprsa.backup.sealing import BackupWrong, passphrase_in
from xprsa.commands.erasing import erase_those_who_came_back
from xprsa.commands.opening import CommandRefused, open_service, refusing
from xprsa.commands.setting_up import migrate
from xprsa.running.erasures import NAME as LIST_NAME
from xprsa.running.erasures import ErasuresWrong, own_list
from xprsa.running.erasures import add as add_erasures
from xprsa.running.erasures import read as read_erasures
from xprsa.running.service import Service
from xprsa.settings import Settings

_NO_FOLDER = "Indiquez le dossier des sauvegardes, ici ou dans XPRSA_BACKUPS."
_NO_FILE = (
    "Indiquez le fichier de la phrase secrète, par --passphrase-file ou dans XPRSA_BACKUP_PASSPHRASE_FILE."
)
_AGAIN = "Réparez-la, puis lancez `xprsa forget`, avant le service : qui fut effacé est revenu."
_PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    default=None,
    help="Fichier de la phrase secrète ; sinon XPRSA_BACKUP_PASSPHRASE_FILE.",
)


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(min=1), help="Combien de sauvegardes garder, celle-ci comprise.")
@_PASSPHRASE
@click.pass_obj
def backup(
    settings: Settings, *, folder: Path | None, keep: int | None, passphrase_file: Path | None
) -> None:
    """Back up database, keyring and exports, sealed, and read the backup back."""
    folder = folder.absolute() if folder else settings.backups
    if folder is None:
        raise CommandRefused(_NO_FOLDER)
    with refusing(), _refusing_backups():
        made = make_backup(settings, folder, _passphrase(settings, passphrase_file))
        size = sum(file.size for file in made.manifest.files)
        click.echo(
            f"Sauvegarde faite et relue : {made.path} (versions : {made.manifest.versions}, octets : {size})."
        )
        for path in let_go(folder, made, keep=keep) if keep else ():
            click.echo(f"Sauvegarde supprimée : {path.name}.")


@click.command()
@click.argument("folder", metavar="BACKUP", type=click.Path(path_type=Path))
@click.option("--keyring-only", is_flag=True, help="Le trousseau seul : la base est encore là.")
@_PASSPHRASE
@click.pass_context
def restore(
    context: click.Context, *, folder: Path, keyring_only: bool, passphrase_file: Path | None
) -> None:
    """Restore BACKUP (its folder) where nothing is, then bring the database up to date."""
    settings: Settings = context.obj
    restoring = restore_keyring if keyring_only else restore_backup
    with refusing(), _refusing_backups():
        manifest = restoring(settings, folder.absolute(), _passphrase(settings, passphrase_file))
    if keyring_only:
        click.echo(f"Trousseau restauré, tel qu’il était le {manifest.instant.isoformat()}.")
        open_service(settings).database.dispose()
        return
    click.echo(f"Restauré jusqu’au {manifest.instant.isoformat()} (versions : {manifest.versions}).")
    context.invoke(migrate)
    service = open_service(settings)
    _end_what_may_have_ended(service, folder.absolute().name)
    _erase_again(service, folder.absolute().parent)
    service.database.dispose()


def _end_what_may_have_ended(service: Service, name: str) -> None:
    """End every way in that may have ended since the backup: it would be open again."""
    at = service.now()
    with refusing(), service.database.writing() as store:
        ended = store.sign_ins.end_everyone(at=at) + store.remembered_phones.revoke_everyone(at=at)
        tokens = store.tokens.revoke_all(at=at)
        store.audit.note(at=at, actor=None, event="restored", detail=name)
    click.echo(
        f"Connexions et téléphones mémorisés fermés : {ended}. Jetons de programmes révoqués : {tokens}."
        " Ceux qui l’ont été depuis auraient rouvert. Lancez le service, puis `xprsa check`."
    )
    click.echo(
        "Qui a refusé d’être noté depuis ne l’a plus dit, dans ce qui est restauré\u00a0: avant tout export,"
        " dites aux personnes de le redire sur « Mes données »."
    )
    click.echo(
        "Un module arrêté depuis, une clé refusée depuis sont de nouveau acceptés\u00a0: relisez « Modules »"
        " avant d’ouvrir le service."
    )


def _erase_again(service: Service, backups: Path) -> None:
    """Erase those who were erased since the backup; a list in its folder joins the one beside the keyring."""
    own, beside = own_list(service.settings), backups / LIST_NAME
    if not own.exists() and not beside.exists():
        click.echo(f"Aucune liste d’effacements ({beside}) : qui fut effacé depuis est revenu.")
        return
    try:
        add_erasures(own, read_erasures(beside))
    except ErasuresWrong as wrong:
        raise CommandRefused(f"La liste des effacements {wrong}. {_AGAIN}") from wrong
    with refusing():
        erase_those_who_came_back(service)


def _passphrase(settings: Settings, given: Path | None) -> str:
    path = given or settings.backup_passphrase
    if path is None:
        raise CommandRefused(_NO_FILE)
    return passphrase_in(path)


@contextmanager
def _refusing_backups() -> Iterator[None]:
    try:
        yield
    except BackupWrong as wrong:
        raise CommandRefused(str(wrong)) from wrong
