"""The documents of a run: which weeks leave, under which revision, and which do not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xprsa.domain.person import OrganisationCode
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.week import Week, weeks_between
from xprsa.running.publishing import (
    DocumentSubject,
    NotExported,
    Pseudonyms,
    Revision,
    document_of,
    tombstone_of,
    why_not_exported,
)
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.document import NAMING, Status, SummaryDocument
from xprsa.storage.erased_documents import HeldDocument, OwedErasure
from xprsa.storage.export_reading import Period, PersonWeeks, Published

_OF_THIS_RUN = NAMING | {"schema_", "purpose", "person"}  # they tell nobody from anybody else


@dataclass(frozen=True, slots=True)
class Leaving:
    """One document of a run.

    :ivar person: internal id; never written in a run.
    :ivar is_new: False when an earlier run already carried this revision.
    :ivar is_known: it stands, and the run does not tell it: one of the `known_runs` of its period did.
    """

    person: int
    revision: int
    document: SummaryDocument
    is_new: bool
    is_known: bool = False


@dataclass(frozen=True)
class PersonLeaving:
    """All of one person in a run.

    :ivar pseudonym: how the run calls them.
    :ivar documents: of their declared weeks, those that the run does not tell too.
    :ivar without: why other weeks leave none.
    :ivar to_delete: tombstones of what left before they objected, where the recipient must delete it.
    """

    person: int
    pseudonym: str
    documents: tuple[Leaving, ...]
    without: frozenset[NotExported]
    to_delete: tuple[Leaving, ...] = ()

    @property
    def told(self) -> tuple[Leaving, ...]:
        """What the run writes."""
        return tuple(leaving for leaving in self.documents if not leaving.is_known)

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of all that the run says of the person, with what is known: two people alike share it."""
        said = (leaving.document.written(without=_OF_THIS_RUN) for leaving in self.documents)
        return hashlib.sha256("\n".join(said).encode()).digest()


@dataclass(frozen=True)
class Composer:
    """Makes the documents of one run: the same data and cut-off give the same documents."""

    card: PurposeCard
    pseudonyms: Pseudonyms
    period: Period

    def of_person(self, person: PersonWeeks) -> PersonLeaving:
        """Give one document a declared week; silence, objection and exemption give none."""
        documents, without = [], set()
        pseudonym = self.pseudonyms.person(person.public_id)
        subject = self._subject(person.organisation, pseudonym)
        for week in weeks_between(self.period.first, self.period.last):
            cause = why_not_exported(person.engagement, week, objects=person.objects)
            leaving = None if cause else self._of_week(person, week, subject)
            if leaving is None:
                without.add(cause or NotExported.NOT_DECLARED)
            else:
                documents.append(leaving)
        return PersonLeaving(person.person, pseudonym, tuple(documents), frozenset(without))

    def of_objecting(self, person: PersonWeeks, held: Sequence[HeldDocument]) -> PersonLeaving:
        """Give the tombstones that tell the recipient to delete what left before somebody objected.

        They say what those of somebody who was erased say: nobody can tell the two apart.
        """
        numbers = {left.week: left.newest for left in held}
        to_delete = []
        for left in held:
            numbers[left.week] = number = numbers[left.week] + 1
            code = self.pseudonyms.document(person.public_id, left.week, number)
            tombstone = tombstone_of(
                left.week,
                subject=self._subject(person.organisation, left.person),
                revision=Revision(code, supersedes=left.document),
                status=Status.ERASED,
            )
            to_delete.append(Leaving(person.person, number, tombstone, is_new=True))
        return replace(self.of_person(person), to_delete=tuple(to_delete))

    def of_erased(self, owed: OwedErasure) -> SummaryDocument:
        """Give the tombstone that tells a recipient to delete what left about somebody who was erased."""
        subject = self._subject(owed.organisation, owed.person)
        named = Revision(self.pseudonyms.erasure(owed.document), supersedes=owed.document)
        return tombstone_of(owed.week, subject=subject, revision=named, status=Status.ERASED)

    def _of_week(self, person: PersonWeeks, week: Week, subject: DocumentSubject) -> Leaving | None:
        summary, last = self._summary(person, week), person.published.get(week)
        if last is None:
            return self._first(person, summary, subject) if summary else None
        document = _following(last, week, summary, subject)
        if document is None:
            return None
        if last.asked_at >= self.period.opened_at and document.said == last.said:
            is_known = last.run in self.period.known_runs
            return Leaving(person.person, last.revision, document, is_new=False, is_known=is_known)
        number = last.revision + 1
        named = document.model_copy(
            update={
                "document": self.pseudonyms.document(person.public_id, week, number),
                "supersedes": last.document if last.person == document.person else None,
            }
        )
        return Leaving(person.person, number, named, is_new=True)

    def _summary(self, person: PersonWeeks, week: Week) -> Summary | None:
        declaration = person.declarations.get(week)
        if declaration is None:
            return None
        return summarise(
            declaration,
            person.decisions.get(week, ()),
            rules=self.period.territory.rules_of(week),
            target=person.engagement.target(week),
            as_of=self.period.as_of,
        )

    def _first(self, person: PersonWeeks, summary: Summary, subject: DocumentSubject) -> Leaving:
        named = Revision(self.pseudonyms.document(person.public_id, summary.week, 1))
        return Leaving(person.person, 1, document_of(summary, subject=subject, revision=named), is_new=True)

    def _subject(self, organisation: OrganisationCode, pseudonym: str) -> DocumentSubject:
        return DocumentSubject(
            card=self.card,
            department=self.period.territory.code,
            organisation=organisation,
            person=pseudonym,
            as_of=self.period.as_of,
        )


def _following(
    last: Published, week: Week, summary: Summary | None, subject: DocumentSubject
) -> SummaryDocument | None:
    """Give what is to be said of a week that left already, named as it left.

    A tombstone keeps the pseudonym under which that one left: of another, its recipient knows nothing.
    """
    named = Revision(last.document, last.supersedes)
    if summary:
        return document_of(summary, subject=subject, revision=named)
    if last.said["status"] == Status.ERASED.value:
        return None
    return tombstone_of(week, subject=replace(subject, person=last.person), revision=named)
