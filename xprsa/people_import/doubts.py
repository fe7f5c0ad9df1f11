"""What an import does only once somebody says that it is right: hand a file over, or make a person twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xprsa.domain.folding import reference_folded, words_folded, zeros_lost
from xprsa.domain.identity import is_renamed, is_somebody_else, reaches_elsewhere
from xprsa.domain.person import Account, Beneficiary
from xprsa.gateways.contacts import spoken

FEWEST = 10  # fewer changes of identity are no accident
SHARE = 5  # one known person in five


@dataclass(frozen=True, slots=True)
class Sure:
    """What somebody looked at and confirmed.

    :ivar lines: rows whose doubt was looked at, one by one.
    :ivar many: that as many identities as this do change.
    :ivar organisations: that the new organisations are new.
    """

    lines: frozenset[int] = frozenset()
    many: bool = False
    organisations: bool = True


NOTHING_SURE = Sure()


class RowRefused(ValueError):
    """A row that contradicts what we know; the text is a French sentence.

    :ivar column: the cell to correct.
    """

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


class RowDoubted(RowRefused):
    """A row that may be right, once somebody has looked at it; the text asks.

    :ivar answer: what whoever confirms the row says.
    """

    def __init__(self, column: str, sentence: str, *, answer: str) -> None:
        super().__init__(column, sentence)
        self.answer = answer


def refuse_change(before: Beneficiary, after: Beneficiary) -> None:
    """Stop a row that hands a file over, or takes back a contact which its owner changed here.

    :raises RowDoubted: with all that is asked, and all that whoever confirms the row answers.
    """
    doubts = (*_somebody_else(before.account, after.account), *_own_contacts(before.account, after.account))
    if doubts:
        asked, answers = (str(doubt) for doubt in doubts), (doubt.answer for doubt in doubts)
        raise RowDoubted(doubts[0].column, " ".join(asked), answer=" ".join(answers))


def _somebody_else(before: Account, after: Account) -> Iterator[RowDoubted]:
    """Yield a doubt when name and contact change together."""
    if is_somebody_else(before, after):
        yield RowDoubted(
            "reference",
            f"Le nom et le contact changent ensemble\u00a0: {_identity(before)}"
            f" deviendrait {_identity(after)}. Est-ce la même personne\u202f?",
            answer="Oui, c’est la même personne\u00a0: changer son nom et son contact.",
        )


def _own_contacts(before: Account, after: Account) -> Iterator[RowDoubted]:
    """Yield a doubt for each contact that its owner changed here: the file may be older."""
    for column, name, at, kept, written in (
        ("telephone", "son téléphone", before.phone_changed_at, before.phone, after.phone),
        ("courriel", "son courriel", before.email_changed_at, before.email, after.email),
    ):
        if at is not None and written != kept:
            yield RowDoubted(
                column,
                f"{before.name} a changé ici {name}\u00a0: {_said(kept)}. Le fichier dit {_said(written)}."
                " Le fichier est-il plus récent\u202f?",
                answer=f"Oui, le fichier est plus récent\u00a0: changer {name}.",
            )


def refuse_likely_double(newcomer: Beneficiary, alike: Iterable[Beneficiary | None]) -> None:
    """Stop a newcomer who is probably known under another reference.

    :param alike: people of the organisation who share a trait with them.
    :raises RowDoubted: with who is known.
    """
    known = next((person for person in alike if person is not None), None)
    if known is not None:
        raise RowDoubted(
            "reference",
            f"{newcomer.account.name} est peut-être déjà là\u00a0: {known.account.name},"
            f" dossier {known.file_reference}. Est-ce la même personne\u202f? Si oui, écrivez ce numéro de"
            " dossier, ou retirez la ligne.",
            answer="Non, c’est une autre personne\u00a0: créer un dossier de plus.",
        )


def traits(person: Beneficiary) -> tuple[str, ...]:
    """Give what one person alone has in an organisation: a number but for zeros, a name with a contact."""
    account, name = person.account, words_folded(person.account.name)
    number = zeros_lost(reference_folded(person.file_reference))
    contacts = (f"{name} {contact}" for contact in (account.email, account.phone) if contact)
    return (*((f"number {number}",) if number else ()), *contacts)


class Identities:
    """Counts changes of identity: many at once are an accident, such as a column moved by a row."""

    def __init__(self) -> None:
        self._known = self._changed = 0

    def count(self, before: Account, after: Account) -> None:
        """Count somebody who is known, and whether their name or where they are reached changes."""
        replaced = reaches_elsewhere(before, after) and bool({before.email, before.phone} - {None})
        self._known += 1
        self._changed += is_renamed(before, after) or replaced

    @property
    def accident(self) -> str:
        """Why everything stops, in a French sentence; "" when nothing looks like an accident."""
        if self._changed < FEWEST or self._changed * SHARE < self._known:
            return ""
        return (
            f"Ce fichier change le nom ou le contact de {self._changed} personnes sur {self._known} connues."
            " Une colonne est peut-être décalée. Relisez le fichier."
        )


def _said(contact: str | None) -> str:
    if contact is None:
        return "aucun"
    return contact if "@" in contact else spoken(contact)


def _identity(account: Account) -> str:
    contacts = ", ".join(_said(contact.value) for contact in account.contacts)
    return f"«\u00a0{account.name}\u00a0» ({contacts or 'sans contact'})"
