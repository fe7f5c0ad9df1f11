"""The world of a walk: three people, an adviser, a colleague, a manager, an exporter, a machine, a module."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tests.answers.made import an_active_module
from tests.builders import People, activity, content, week
from xprsa.api.tokens import TokenRequest, make_token
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.register_entries import RegisteredModule

TOKEN = "0123456789"  # public name of one
PEOPLE = ("anne", "binta", "chloe")
STAFF = ("adviser", "colleague", "manager", "exporter")
FIRST_WEEKS = {  # minutes of the weeks up to W47, of 900 that are owed: each would be scored otherwise
    "anne": ("2h", "3h"),
    "binta": ("15h", "14h", "15h"),
    "chloe": ("7h", "1h", "7h"),
}


@dataclass(frozen=True)
class SmallWorld:
    """Who lives there, by the name of their role.

    :ivar people: the first two are followed by the adviser, the third by the colleague.
    :ivar token: of a machine, for the purpose that the module serves.
    """

    service: Service
    people: Mapping[str, Beneficiary]
    staff: Mapping[str, Account]
    module: RegisteredModule
    token: str

    @property
    def accounts(self) -> dict[str, Account]:
        """Everybody who signs in."""
        return {name: person.account for name, person in self.people.items()} | dict(self.staff)

    @property
    def territory(self) -> int:
        return self.module.proposal.territory

    @property
    def this_week(self) -> Week:
        return self.service.this_week(self.service.territory(self.territory))

    def askings(self) -> list[UUID]:
        """Public ids of what the module was asked and has answered, the latest first."""
        with self.service.database.reading() as store:
            asking = store.askings.latest_done(self.territory)
            kept = [
                one.asking for person in self.people.values() for one in store.kept_answers.about(person.id)
            ]
        known: dict[UUID, ModuleAsking] = {one.public_id: one for one in kept}
        latest = [] if asking is None else [asking.public_id]
        older = sorted(known.values(), key=lambda one: one.id, reverse=True)
        return list(dict.fromkeys([*latest, *(one.public_id for one in older)]))

    def contested(self) -> list[tuple[str, UUID]]:
        """Whose answers are contested and wait for somebody to decide, by public id of the asking."""
        with self.service.database.reading() as store:
            return [
                (name, one.asking.public_id)
                for name, person in self.people.items()
                for one in store.kept_answers.about(person.id)
                if one.contest is not None and one.contest.decision is None
            ]

    def objects(self, name: str) -> bool:
        """Whether somebody does not want to be scored."""
        with self.service.database.reading() as store:
            return store.files.of(self.people[name].id).person.objects_since is not None

    def version(self, person: Beneficiary, of: Week) -> int:
        """What stands before the eyes of whoever declares a week."""
        with self.service.database.reading() as store:
            return store.declarations.of_week(person.id, of).shown


def begin_world(service: Service) -> SmallWorld:
    """Make everybody, let them declare, and let two managers confirm the module."""
    people = People(service)
    staff = {
        "adviser": people.adviser(first_name="Nadia", last_name="Lemaire"),
        "colleague": people.adviser(first_name="Karim", last_name="Ouali"),
        "manager": people.manager(first_name="Hélène", last_name="Roux"),
        "exporter": people.exporter(first_name="Paul", last_name="Marin"),
    }
    contacts = {"anne": {"email": "anne@example.org"}, "binta": {"phone": "+33639980001"}, "chloe": {}}
    found = {
        name: people.beneficiary(
            adviser=staff["colleague" if name == "chloe" else "adviser"],
            first_name=name.title(),
            last_name="Essai",
            file_reference=f"D-{number}",
            **({"email": None} | contacts[name]),
        )
        for number, name in enumerate(PEOPLE, 1)
    }
    for name, hours in FIRST_WEEKS.items():
        for back, duration in enumerate(reversed(hours)):
            people.sends(found[name], week().plus(-back), content(activity("training", duration)))
    module = an_active_module(service, people)
    with service.database.reading() as store:
        support = store.purposes.ever_open(module.proposal.territory)[Purpose.SUPPORT]
    token = make_token(service, TokenRequest(TOKEN, "Un programme", support, 90))
    return SmallWorld(service, found, staff, module, token)
