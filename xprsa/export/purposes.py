"""How a territory opens a purpose and closes it: from then on documents leave, or no longer."""

from xprsa.running.service import Service
from xprsa.scoring.card import CardWrong, PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.database import Collision
from xprsa.storage.export_runs import TerritoryPurpose


class AlreadyOpen(Exception):
    """A purpose that is open, with the card it has: it is closed before it gets another."""


def read_card(text: str, *, purpose: Purpose) -> PurposeCard:
    """Read the card with which a purpose is to be opened.

    :raises CardWrong: with sentences that say what to write otherwise.
    """
    card = PurposeCard.read(text)
    if card.purpose is not purpose:
        raise CardWrong(f"Cette fiche est celle de « {card.purpose} », pas de « {purpose} ».")
    if card.retention_days is None:
        raise CardWrong("Il manque « retention_days » : combien de jours les documents sont gardés.")
    return card


def ever_open(service: Service, *, territory: int) -> dict[Purpose, TerritoryPurpose]:
    """Give what a territory opened one day, with the last card of each."""
    with service.database.reading() as store:
        return store.purposes.ever_open(territory)


def open_purpose(service: Service, card: PurposeCard, *, territory: int, actor: int | None = None) -> None:
    """Let documents leave for a purpose, as its card says.

    :param actor: internal id of the account that opens; None for a command.
    :raises AlreadyOpen: when it is open; nothing changed.
    """
    now = service.now()
    try:
        with service.database.writing() as store:
            if not store.purposes.open(card, territory=territory, at=now):
                raise AlreadyOpen
            store.audit.note(at=now, actor=actor, event="purpose_opened", detail=card.purpose)
    except Collision:
        raise AlreadyOpen from None


def close_purpose(service: Service, code: Purpose, *, territory: int, actor: int | None = None) -> bool:
    """Let no further run leave; one that is under way ends. False when the purpose is not open.

    :param actor: internal id of the account that closes; None for a command.
    """
    now = service.now()
    with service.database.writing() as store:
        was_open = store.purposes.close(code, territory=territory, at=now)
        if was_open:
            store.audit.note(at=now, actor=actor, event="purpose_closed", detail=code)
    return was_open
