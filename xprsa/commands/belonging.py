"""A keyring and its database belong together: what the one lacks of the other, and how a key joins both."""

from pathlib import Path

from xprsa.commands.key_words import LOST
from xprsa.gateways.keyring import Keyring, KeyringWrong, Use
from xprsa.running.clock import now
from xprsa.storage.database import Database

_NOT_OURS = (
    "Ce trousseau n’est pas celui de la base. Déplacez-le, puis rendez celui de sa sauvegarde par"
    " `xprsa restore --keyring-only`."
)


def refuse_other_keys(database: Database, keyring: Keyring) -> None:
    """Let a keyring go with its own database only.

    :raises KeyringWrong: when the database depends on a key that is not there; it says what that means.
    """
    lost = lost_uses(database, keyring)
    if lost:
        means = "\n".join(f"- {use} : {LOST[use]}" for use in lost)
        raise KeyringWrong(
            f"Le trousseau est plus ancien que la base. Il lui manque une clé :\n{means}\n"
            "Rendez le trousseau sauvegardé avec cette base (`xprsa restore --keyring-only`)."
            " S’il est perdu, `xprsa keys add USAGE` fait une autre clé."
        )


def lost_uses(database: Database, keyring: Keyring) -> tuple[Use, ...]:
    """Name the uses on which the database depends by a key that is not there.

    :raises KeyringWrong: when the keyring is another database’s, or the database a newer software’s.
    """
    marks = _marks(database)
    unknown = sorted(marks.keys() - set(Use))
    if unknown:
        raise KeyringWrong(
            f"La base dépend de clés que cette version ne connaît pas : {', '.join(unknown)}."
            " Installez une version plus récente."
        )
    lost = keyring.lost(marks)
    if lost and len(lost) == len(marks):
        raise KeyringWrong(_NOT_OURS)
    return lost


def new_uses(database: Database, keyring: Keyring) -> tuple[Use, ...]:
    """Name the uses that have no key yet, and on which nothing depends that is stored."""
    marks = _marks(database)
    return tuple(use for use in keyring.without_key() if use not in marks)


def mend_marks(database: Database, keyring: Keyring) -> None:
    """Keep the mark of each newest key: a key may have been added while the database did not answer.

    :param keyring: one that lacks nothing on which the database depends.
    """
    with database.writing() as store:
        marks = store.keyring_marks.all()
        for use, mark in keyring.marks().items() if marks else ():
            if marks.get(use) != mark:
                store.keyring_marks.renew(Use(use), mark)


def add_key(database: Database, path: Path, use: Use) -> str:
    """Add a key to the file, then its mark to the database; give the id of the key.

    The file comes first: were the rest to fail, the database would still know the keyring again.

    :raises KeyringWrong: when the file cannot be written; nothing has changed then.
    """
    keyring = Keyring.extend(path, [use])
    key = keyring.of_use(use)[0].id
    with database.writing() as store:
        if store.keyring_marks.all():  # none before the first territory: it begins with all of them
            store.keyring_marks.renew(use, keyring.marks()[use])
            store.audit.note(at=now(), actor=None, event="key_added", detail=key)
    return key


def _marks(database: Database) -> dict[str, str]:
    with database.reading() as store:
        return store.keyring_marks.all()
