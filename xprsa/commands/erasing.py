"""The command that erases a person at their request: what goes is told first, then confirmed."""

from collections.abc import Sequence

import click

from xprsa.asking import typed_after
from xprsa.commands.naming_a_person import person_named
from xprsa.commands.opening import CommandRefused, refusing
from xprsa.domain.folding import reference_folded, reference_forms
from xprsa.domain.person import Beneficiary
from xprsa.export.claims import settle_silent
from xprsa.running.erasure import (
    CameBack,
    ErasureForeseen,
    HeldByContest,
    Lingering,
    RunUnderWay,
    came_back,
    erase_again,
    foresee,
)
from xprsa.running.erasure import erase as erase_person
from xprsa.running.erasures import ErasuresWrong
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.erased_documents import Holder
from xprsa.storage.held_tables import RULES
from xprsa.web.i18n import count

_WHAT = {rule.name: rule.what for rule in RULES}
_STAYS = (
    "Restent, sans rien qui mène à cette personne : les lignes du journal (un numéro qui n’est plus à"
    " personne), les exports déjà partis (sous pseudonyme) et leurs copies d’ici, le décompte des essais"
    " (sept jours). Les sauvegardes d’avant la contiennent jusqu’à ce qu’elles partent à leur tour."
)
_UNDER_WAY = "Un export est en cours. Attendez sa fin, puis recommencez : rien n’est effacé."
_MOVED = "Quelque chose a changé en même temps."
_MEND = "Réparez-la, puis recommencez."
_SAID_AGAIN = "`xprsa forget --dry-run` le redit, sans le nom."
STILL_READ = (
    "Des lectures en cours gardent encore des pages effacées dans le fichier -wal. Lancez `xprsa forget` plus"
    " tard : il les en sort."
)
_LINGERING = {
    Lingering.PAGES: STILL_READ,
    Lingering.WAYS_IN: (
        "D’autres écrivaient encore dans la base. Lancez `xprsa forget` plus tard : il efface les connexions"
        " qu’ils auraient ajoutées."
    ),
}


@click.command("erase")
@click.argument("reference")
@click.option("--dry-run", is_flag=True, help="Say what would go and what is held; erase nothing.")
@click.option("--despite-contest", is_flag=True, help="The open contest goes too: its person wants that.")
@click.pass_obj
def erase(service: Service, *, reference: str, dry_run: bool, despite_contest: bool) -> None:
    """Erase the person with the file REFERENCE, at their request: tell what goes, ask, then erase."""
    with refusing():
        person = person_named(service, reference)
        foreseen = foresee(service, person)
        _tell(foreseen)
        held = _held(HeldByContest(foreseen.contested)) if foreseen.contested else ""
        if dry_run:
            click.echo(f"{held}\nC’est un essai : rien n’est effacé.".lstrip())
            return
        if held and not despite_contest:
            raise CommandRefused(held)
        typed = typed_after(f"Pour effacer, tapez la référence du dossier ({person.file_reference})")
        if reference_folded(person.file_reference) not in reference_forms(typed):
            raise CommandRefused("Ce n’est pas cette référence. Rien n’est effacé.")
        settle_silent(service)
        lingering = _erased(service, foreseen, despite_contest=despite_contest)
    click.echo(f"Dossier {person.file_reference} effacé. S’il revient par un fichier, il sera neuf.")
    for holder in foreseen.holders:
        if not holder.is_told:
            click.echo(f"{to_write(holder)}\n{_SAID_AGAIN}")
    _tell_who_was_told_by_name(foreseen)
    if lingering is not None:
        click.echo(_LINGERING[lingering])


def _erased(service: Service, foreseen: ErasureForeseen, *, despite_contest: bool) -> Lingering | None:
    try:
        return erase_person(service, foreseen.person, despite_contest=despite_contest)
    except RunUnderWay as running:
        raise CommandRefused(_UNDER_WAY) from running
    except HeldByContest as held:
        raise CommandRefused(_held(held)) from held
    except LookupError as gone:
        raise CommandRefused("Ce dossier vient d’être effacé.") from gone
    except Collision as moved:
        raise CommandRefused(f"{_MOVED} Rien n’est effacé. Recommencez.") from moved
    except ErasuresWrong as wrong:
        raise CommandRefused(f"La liste des effacements {wrong}. Rien n’est effacé.") from wrong


def erase_those_who_came_back(service: Service) -> None:
    """Erase again those of the list whom a restored database brought back, and tell who, and who stays.

    :raises CommandRefused: when an export is being carried out, or the list cannot be read.
    """
    found = tell_who_came_back(service)
    if not found.older:
        return
    settle_silent(service)
    try:
        back = erase_again(service)
    except RunUnderWay as running:
        raise CommandRefused(_UNDER_WAY) from running
    except Collision as moved:
        raise CommandRefused(f"{_MOVED} Recommencez.") from moved
    except ErasuresWrong as wrong:
        raise CommandRefused(f"La liste des effacements {wrong}. {_MEND}") from wrong
    click.echo(f"Personnes effacées de nouveau, revenues avec une base d’avant : {back}.")


def tell_who_came_back(service: Service) -> CameBack:
    """Name the files that are on the list of erasures and in the database, by their references; give them.

    :raises CommandRefused: when the list cannot be read.
    """
    try:
        found = came_back(service)
    except ErasuresWrong as wrong:
        raise CommandRefused(f"La liste des effacements {wrong}. {_MEND}") from wrong
    if found.older:
        click.echo(f"À effacer de nouveau, revenus avec une base d’avant : {_references(found.older)}.")
    if found.newer:
        click.echo(
            "Sur la liste des effacements, mais laissés, car quelque chose y est plus récent :"
            f" {_references(found.newer)}. S’il faut les effacer, lancez `xprsa erase`."
        )
    return found


def _references(people: Sequence[Beneficiary]) -> str:
    return ", ".join(person.file_reference for person in people)


def _tell(foreseen: ErasureForeseen) -> None:
    person = foreseen.person
    click.echo(f"{person.account.name}, dossier {person.file_reference}, {person.organisation.name}.")
    click.echo("Serait effacé :")
    for name, rows in foreseen.rows.items():
        if not name.endswith("_audit"):
            click.echo(f"- {_WHAT[name]} : {rows}")
    click.echo(_STAYS)
    for holder in foreseen.holders:
        click.echo(_kept_by(holder))
    _tell_who_was_told_by_name(foreseen)


def _tell_who_was_told_by_name(foreseen: ErasureForeseen) -> None:
    """Say to whom somebody must write: nothing tells them by itself, and nothing here says it later."""
    for who, weeks in foreseen.named.items():
        told = count(weeks, "semaine partie à son nom", "semaines parties à son nom")
        number = foreseen.person.file_reference
        click.echo(f"{who}\u00a0: {told}. Écrivez-leur d’effacer ce qu’ils ont sous le numéro {number}.")


def _kept_by(holder: Holder) -> str:
    if not holder.is_told:
        return to_write(holder)
    weeks = count(len(holder.documents), "semaine", "semaines")
    return f"{_who_keeps(holder)} : documents de {weeks}. Le prochain export leur dira de les effacer."


def to_write(holder: Holder) -> str:
    """Write what somebody must ask of a recipient whom no export reaches: a line a document."""
    documents = count(len(holder.documents), "document", "documents")
    lines = "".join(
        f"\n  personne {left.person}, semaine {left.week}, document {left.document}"
        for left in holder.documents
    )
    return (
        f"{_who_keeps(holder)} : aucun export ne leur part plus. Écrivez-leur d’effacer {documents}, et leurs"
        f" versions d’avant :{lines}"
    )


def _who_keeps(holder: Holder) -> str:
    who = holder.recipient or "un destinataire que l’export d’alors n’a pas noté"
    return f"{holder.purpose.terms.label}, {who}"


def _held(held: HeldByContest) -> str:
    weeks = ", ".join(f"{week} (depuis le {since:%d/%m/%Y})" for week, since in held.weeks.items())
    return (
        f"Retenu : une contestation est ouverte, semaine {weeks}. Rien n’est effacé tant que"
        " personne n’y a répondu. Si la personne y renonce, ajoutez --despite-contest."
    )
