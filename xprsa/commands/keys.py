"""The commands of the keyring; none ever shows a key."""

import click

from xprsa.asking import ask
from xprsa.commands.belonging import add_key, lost_uses, mend_marks, new_uses, refuse_other_keys
from xprsa.commands.key_words import LOST, NEVER_ROTATED, ROTATED
from xprsa.commands.opening import CommandRefused, open_database, refusing
from xprsa.gateways.keyring import Keyring, Use
from xprsa.settings import Settings
from xprsa.web.i18n import count

_USE = click.Choice([use.value for use in Use])
_AFTERWARDS = "Redémarrez `xprsa serve` et `xprsa work`, puis lancez `xprsa backup`."
_FOR_GOOD = "Une clé qui a servi ne se retire plus."


@click.group("keys")
def keys() -> None:
    """List keys, add and rotate them; no key is ever shown."""


@keys.command("list")
@click.pass_obj
def list_keys(settings: Settings) -> None:
    """List use, id and age of every key, newest first of each use."""
    with refusing():
        keyring = Keyring.load(settings.keyring)
    for use in Use:
        held = keyring.keys.get(use, ())
        for key in held:
            click.echo(f"{use:<22} {key.id:<40} {key.created_at}")
        if not held:
            click.echo(f"{use:<22} aucune clé")
    held_in_all = count(sum(map(len, keyring.keys.values())), "clé", "clés")
    click.echo(f"{held_in_all} pour {count(len(keyring.keys), 'usage', 'usages')} sur {len(Use)}.")


@keys.command("add")
@click.argument("use", type=_USE, required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def add(settings: Settings, *, use: str | None, yes: bool) -> None:
    """Add the keys of new uses; or one for USE, whose key is missing or lost. Others stay as they are."""
    with refusing():
        keyring = Keyring.load(settings.keyring)
        database = open_database(settings, keyring)
        new, lost = new_uses(database, keyring), lost_uses(database, keyring)
        if use is None:
            refuse_other_keys(database, keyring)
            mend_marks(database, keyring)
        wanted = new if use is None else {*new, *lost} & {Use(use)}
        for missing in wanted:
            if missing in lost:
                _agreed(f"La clé perdue ne se refait pas : {LOST[missing]}", yes=yes)
            click.echo(f"Clé ajoutée : {add_key(database, settings.keyring, missing)}.")
    click.echo(_AFTERWARDS if wanted else "Chaque clé demandée est déjà là. Rien n’a changé.")


@keys.command("rotate")
@click.argument("use", type=_USE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def rotate(settings: Settings, *, use: str, yes: bool) -> None:
    """Add a newer key for USE; what older ones signed still verifies, what they sealed still opens."""
    turned = Use(use)
    if turned in NEVER_ROTATED:
        raise CommandRefused(ROTATED[turned])
    with refusing():
        keyring = Keyring.load(settings.keyring)
        keyring.of_use(turned)
        database = open_database(settings, keyring)
        refuse_other_keys(database, keyring)
        _agreed(f"{_FOR_GOOD} {ROTATED[turned]}", yes=yes)
        click.echo(f"Nouvelle clé : {add_key(database, settings.keyring, turned)}. {_AFTERWARDS}")


def _agreed(consequence: str, *, yes: bool) -> None:
    """Say what cannot be undone, and go on only when the operator agrees."""
    click.echo(consequence, err=True)
    if not yes:
        ask("Continuer ?", err=True)
