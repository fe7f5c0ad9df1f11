"""The one person whom a command is about."""

from xprsa.commands.opening import CommandRefused
from xprsa.domain.person import Beneficiary
from xprsa.running.erasure import named
from xprsa.running.service import Service


def person_named(service: Service, reference: str) -> Beneficiary:
    """Give the person with a file reference, or with a public id, where several have that reference.

    :raises CommandRefused: when nobody has it, or several do: each is named, with what tells them apart.
    """
    found = named(service, reference)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandRefused(f"Aucun dossier n’a la référence {reference}.")
    several = "\n".join(
        f"- {person.account.public_id} : {person.organisation.name}, dossier {person.file_reference},"
        f" {service.territory(person.account.territory).name}"
        for person in found
    )
    raise CommandRefused(f"Plusieurs dossiers ont cette référence. Donnez un de ces numéros :\n{several}")
