"""What a file says of its people that stops nothing, and that somebody will have to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.gateways.contacts import receives_sms
from xprsa.people_import.comparison import PersonChange


@dataclass
class Notices:
    """Counts people of a file, each for what is to be done about them.

    :ivar without_adviser: whom nobody follows.
    :ivar waiting: who came before, and whose new contact waits.
    :ivar by_letter: who receives neither mail nor SMS, and has an address.
    :ivar by_hand: who receives neither, and has none.
    """

    without_adviser: int = 0
    waiting: int = 0
    by_letter: int = 0
    by_hand: int = 0

    def count(self, change: PersonChange) -> None:
        """Count somebody as the file says them to be."""
        account = change.after.account
        gets_codes = account.email or (account.phone is not None and receives_sms(account.phone))
        self.without_adviser += change.after.adviser is None
        self.waiting += change.gives_contact and change.after.came_on is not None
        self.by_letter += bool(account.address) and not gets_codes
        self.by_hand += not (account.address or gets_codes)

    def sentences(self) -> Iterator[str]:
        """Yield a sentence for each of what there is to do."""
        for name, (one, many) in _SENTENCES.items():
            if number := getattr(self, name):
                yield f"{number}\u00a0{one if number == 1 else many}"


_LATER = (
    "Les codes y arriveront un jour plus tard, ou dès qu’un autre responsable l’ouvre (Contacts en attente)."
)
_HANDED = "d’un code donné en main propre pour se connecter (page «\u00a0Courriers\u00a0»)."
_SENTENCES = {  # by what is counted: of one, of several
    "without_adviser": (
        "personne est sans référent\u00a0: ses semaines ne seront pas lues.",
        "personnes sont sans référent\u00a0: leurs semaines ne seront pas lues.",
    ),
    "waiting": (
        f"personne déjà venue a un nouveau contact. {_LATER}",
        f"personnes déjà venues ont un nouveau contact. {_LATER}",
    ),
    "by_letter": (
        "personne ne reçoit ni courriel ni SMS. Pour se connecter, elle aura besoin d’un courrier.",
        "personnes ne reçoivent ni courriel ni SMS. Pour se connecter, elles auront besoin d’un courrier.",
    ),
    "by_hand": (
        f"personne ne reçoit ni courriel, ni SMS, ni courrier. Elle aura besoin {_HANDED}",
        f"personnes ne reçoivent ni courriel, ni SMS, ni courrier. Elles auront besoin {_HANDED}",
    ),
}
