"""People whom no adviser follows: an import may bring them, and another one gives them an adviser."""

from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service


def unfollowed(service: Service, *, actor: Actor, most: int) -> tuple[tuple[Beneficiary, ...], int]:
    """Give the first of those for whom a manager answers and whom nobody follows, and how many they are."""
    with service.database.reading() as store:
        return store.people.unfollowed(
            actor.territory,
            organisation=None if actor.leads_territory else actor.organisation,
            on=service.today(service.territory(actor.territory)),
            most=most,
        )
