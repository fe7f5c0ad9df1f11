"""Who can be visited in one click when every person is fictitious."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import func, select

from xprsa.domain.permission import Role
from xprsa.domain.person import Account
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.store import Store
from xprsa.storage.tables import AccountRow, BeneficiaryRow, ServiceAuditRow, table

DEMO_IDS = UUID(
    "5d1c7f7e-3a63-4b0e-9d5e-0f1d0a9f0990"
)  # drawn once: public ids of the demonstration grow from it
_ACCOUNT = table(AccountRow)
_AUDIT = table(ServiceAuditRow)
BEGUN = "demo_begun"
FILLED = "demo_filled"


@dataclass(frozen=True, slots=True)
class CastName:
    """Somebody whose name and address never change, whatever the seed.

    :ivar words: who they are, in a few French words.
    """

    first_name: str
    last_name: str
    role: Role
    words: str

    @property
    def public_id(self) -> UUID:
        """The same in every demonstration, so that a link to it lasts."""
        return uuid5(DEMO_IDS, f"{self.first_name} {self.last_name}")


AMARA = CastName(
    "Amara", "Diallo", Role.BENEFICIARY, "Seule avec deux enfants, sans voiture. A répondu à une question."
)
LUCIE = CastName("Lucie", "Perrin", Role.BENEFICIARY, "A corrigé sa semaine deux fois.")
YUSUF = CastName("Yusuf", "Karimi", Role.BENEFICIARY, "Apprend le français. N’a pas pu, la semaine dernière.")
DIMITRI = CastName("Dimitri", "Orlov", Role.BENEFICIARY, "Sans nouvelles depuis trois semaines.")
CHANTAL = CastName("Chantal", "Vidal", Role.BENEFICIARY, "Sans courriel. Déclare sur papier.")
FATOU = CastName("Fatou", "Ndiaye", Role.BENEFICIARY, "Partage un téléphone avec Moussa.")
MOUSSA = CastName("Moussa", "Ndiaye", Role.BENEFICIARY, "Partage un téléphone avec Fatou.")
ROSA = CastName("Rosa", "Moreira", Role.BENEFICIARY, "Son accès est ouvert. N’est jamais venue.")
NADIA = CastName("Nadia", "Lemaire", Role.ADVISER, "Conseillère. Lit les semaines de son portefeuille.")
HELENE = CastName(
    "Hélène", "Castel", Role.MANAGER, "Responsable. Fait entrer les personnes et règle le territoire."
)
PAUL = CastName("Paul", "Nguyen", Role.EXPORTER, "Chargé des exports. Publie les synthèses.")

NAMED = (AMARA, LUCIE, YUSUF, DIMITRI, CHANTAL, FATOU, MOUSSA, ROSA, NADIA, HELENE, PAUL)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A named person who is really there, with the words that present them."""

    account: Account
    words: str


def demo_people(store: Store) -> list[DemoPerson]:
    """Give the named persons found here, beneficiaries first; nobody outside a demonstration."""
    query = select(*ACCOUNT_COLUMNS).where(_ACCOUNT.c.public_id.in_([named.public_id for named in NAMED]))
    found = {row.public_id: account_of(row) for row in store.connection.execute(query)}
    return [DemoPerson(found[named.public_id], named.words) for named in NAMED if named.public_id in found]


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a demonstration came.

    :ivar plan: what was written when it was begun, or "" when the journal no longer says.
    :ivar people: how many people are there.
    """

    plan: str
    people: int
    is_over: bool


def filling(store: Store) -> Filling:
    """Tell how far this database was filled with fictitious people."""
    query = select(_AUDIT.c.event, _AUDIT.c.detail).where(_AUDIT.c.event.in_((BEGUN, FILLED)))
    noted = {row.event: row.detail for row in store.connection.execute(query)}
    people = store.connection.execute(select(func.count()).select_from(table(BeneficiaryRow))).scalar_one()
    return Filling(plan=noted.get(BEGUN, ""), people=people, is_over=FILLED in noted or BEGUN not in noted)
