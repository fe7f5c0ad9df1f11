"""What journeys of a week told to staff share: its form, the button that sends it, what stands of it."""

from tests.builders import week
from xprsa.domain.declaration import Version
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.running.service import Service

LAST_WEEK = week()
SEND = "Envoyer pour la personne"


def door(person: Beneficiary, of: Week | str = LAST_WEEK) -> str:
    return f"/pour/{person.account.public_id}/declarer/{of}"


def versions(service: Service, person: Beneficiary) -> tuple[Version, ...]:
    with service.database.reading() as store:
        return store.declarations.of_week(person.id, LAST_WEEK).versions
