"""How a territory opens a purpose and closes it: from then on documents leave, or no longer."""

from xprsa.running.service import Service
from xprsa.scoring.card import CardWrong, PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.database import Collision
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.storage.store import Store


class AlreadyOpen(Exception):
    """A purpose that is open, with the card it has: it is closed before it gets another."""


class NotOpen(Exception):
    """A purpose that nothing leaves for: there is nothing to close."""


class PurposeChanged(Exception):
    """A purpose that somebody else opened, closed or gave another card since it was read."""


def read_card(text: str, *, purpose: Purpose) -> PurposeCard:
    """Read the card with which a purpose is to be opened.

    :raises CardWrong: with sentences that say what to write otherwise.
    """
    card = PurposeCard.read(text)
    if card.purpose is not purpose:
        raise CardWrong(f"Cette fiche est celle de « {card.purpose} », pas de « {purpose} ».")
    if card.retention_days is None:
        raise CardWrong("Il manque « retention_days » : combien de jours les documents sont gardés.")
    if card.most_unique_share is None and purpose.terms.most_unique_share is not None:
        raise CardWrong(
            "Il manque « most_unique_share » : la plus grande part de personnes uniques, de 0 à 1"
            f" ({purpose.terms.most_unique_share} d’ordinaire)."
        )
    return card


def ever_open(service: Service, *, territory: int) -> dict[Purpose, TerritoryPurpose]:
    """Give what a territory opened one day, with the last card of each."""
    with service.database.reading() as store:
        return store.purposes.ever_open(territory)


def open_purpose(
    service: Service, card: PurposeCard, *, territory: int, actor: int | None = None, seen: str | None = None
) -> None:
    """Let documents leave for a purpose, as its card says.

    :param actor: internal id of the account that opens; None for a command.
    :param seen: digest of the last card that whoever opens had before their eyes, "" for none; None for a
        command, which looks at none.
    :raises AlreadyOpen: when it is open; nothing changed.
    :raises PurposeChanged: when it was opened and closed with another card since.
    """
    try:
        with service.database.writing() as store:
            last = store.purposes.held(card.purpose, territory=territory)
            opened = store.purposes.open(card, territory=territory, at=service.now())
            if opened is None:
                raise AlreadyOpen
            if seen is not None and seen != (last.digest if last else ""):
                raise PurposeChanged
            _note(service, store, "purpose_opened", opened, actor=actor)
    except Collision:
        raise AlreadyOpen from None


def close_purpose(
    service: Service, code: Purpose, *, territory: int, seen: str, actor: int | None = None
) -> None:
    """Let no further run leave; one that is under way ends.

    :param actor: internal id of the account that closes; None for a command.
    :param seen: digest of the card that whoever closes had before their eyes.
    :raises NotOpen: when it is not; nothing changed.
    :raises PurposeChanged: when it is open with another card since.
    """
    with service.database.writing() as store:
        known = store.purposes.held(code, territory=territory)
        if known is None or not known.is_open:
            raise NotOpen
        if seen != known.digest:
            raise PurposeChanged
        store.purposes.close(code, territory=territory, at=service.now())
        _note(service, store, "purpose_closed", known, actor=actor)


def _note(
    service: Service, store: Store, event: str, purpose: TerritoryPurpose, *, actor: int | None
) -> None:
    """Say in the journal which purpose of which territory, and under which card."""
    detail = f"{purpose.code} {service.territory(purpose.territory).code} {purpose.digest}"
    store.audit.note(at=service.now(), actor=actor, event=event, detail=detail)
