"""How the organisation of a person keeps what it owes, as its people read it."""

from xprsa.domain.duty import Duty
from xprsa.running.service import Service


def read_own_duty(service: Service, *, organisation: int) -> Duty | None:
    """Read it; None before it was counted, and of fewer people than may be told of.

    :param organisation: internal id of the one that refers the person.
    """
    with service.database.reading() as store:
        duty = store.duties.of_organisation(organisation)
    return duty.told_to_people() if duty else None
