"""A territory of a service, its first organisation and its first manager."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from xprsa.accounts.staff.team import Newcomer, open_access
from xprsa.domain.permission import Role
from xprsa.domain.person import OrganisationCode
from xprsa.domain.territory import Territory
from xprsa.running.service import Service
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class Founding:
    """What is asked before a service can open.

    :ivar zone: name of the territory's time zone.
    """

    code: str
    name: str
    zone: str
    phone: str
    organisation: str
    first_name: str
    last_name: str
    email: str


def found(service: Service, founding: Founding) -> str:
    """Make the first territory, and mark the keyring that the database begins with; give the invitation."""
    with service.database.writing() as store:
        store.keyring_marks.keep(service.keyring.marks())
        link = _found_in(service, store, founding)
    service.forget_territories()
    return link


def found_another(service: Service, founding: Founding) -> str:
    """Make one more territory; give the invitation of its manager.

    :raises Collision: when one has this code meanwhile.
    :raises AlreadyIn: when the manager's address has an access.
    """
    with service.database.writing() as store:
        link = _found_in(service, store, founding)
    service.forget_territories()
    return link


def _found_in(service: Service, store: Store, founding: Founding) -> str:
    """Make the territory, its département, the purpose `support` and the manager; give the invitation."""
    now = service.now()
    territory = Territory(
        id=0,
        code=founding.code,
        name=founding.name,
        zone=ZoneInfo(founding.zone),
        service_name=founding.organisation,
        service_phone=founding.phone,
    )
    key = store.territories.add(territory, at=now)
    organisation = store.organisations.add(key, code=OrganisationCode.DEPARTMENT, name=founding.organisation)
    store.purposes.seed_support(replace(territory, id=key), at=now)
    link = open_access(
        service,
        store,
        newcomer=Newcomer(
            first_name=founding.first_name,
            last_name=founding.last_name,
            email=founding.email,
            role=Role.MANAGER,
            organisation=organisation.id,
        ),
        territory=key,
    )
    store.audit.note(at=now, actor=None, event="founded", detail=founding.code)
    return link
