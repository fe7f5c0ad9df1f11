"""The documents of a run: which weeks leave, under which revision, and which do not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xprsa.domain.person import OrganisationCode
from xprsa.domain.summary import summarise
from xprsa.domain.week import Week, weeks_between
from xprsa.export.formats import json_line
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
from xprsa.scoring.document import Status, SummaryDocument
from xprsa.storage.erased_documents import HeldDocument, OwedErasure
from xprsa.storage.export_reading import Period, PersonWeeks, Published

_SAME_FOR_ALL = frozenset({"schema", "purpose", "person"})


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
        said = [
            {name: value for name, value in leaving.document.said.items() if name not in _SAME_FOR_ALL}
            for leaving in self.documents
        ]
        return hashlib.sha256(json_line({"said": said})).digest()


@dataclass(frozen=True)
class Composer:
    """Makes the documents of one run: the same data and cut-off give the same documents."""

    card: PurposeCard
    pseudonyms: Pseudonyms
    period: Period

    def of_person(self, person: PersonWeeks) -> PersonLeaving:
        """Give one document a declared week; silence, objection and exemption give none."""
        documents, without = [], set()
        for week in weeks_between(self.period.first, self.period.last):
            cause = why_not_exported(person.engagement, week, objects=person.objects)
            leaving = None if cause else self._of_week(person, week)
            if leaving is None:
                without.add(cause or NotExported.NOT_DECLARED)
            else:
                documents.append(leaving)
        pseudonym = self.pseudonyms.person(person.public_id)
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

    def _of_week(self, person: PersonWeeks, week: Week) -> Leaving | None:
        last = person.published.get(week)
        document = self._document(person, week, last)
        if document is None:
            return None
        if last is not None and last.asked_at >= self.period.opened_at and document.said == last.said:
            is_known = last.run in self.period.known_runs
            return Leaving(person.person, last.revision, document, is_new=False, is_known=is_known)
        number = last.revision + 1 if last else 1
        named = document.model_copy(
            update={
                "document": self.pseudonyms.document(person.public_id, week, number),
                "supersedes": last.document if last and last.person == document.person else None,
            }
        )
        return Leaving(person.person, number, named, is_new=True)

    def _document(self, person: PersonWeeks, week: Week, last: Published | None) -> SummaryDocument | None:
        """Give what is to be said of a week, named as the last revision that left.

        A tombstone keeps the pseudonym under which that one left: of another, its recipient knows nothing.
        """
        pseudonym = self.pseudonyms.person(person.public_id)
        first = Revision(self.pseudonyms.document(person.public_id, week, 1))
        named = Revision(last.document, last.supersedes) if last else first
        declaration = person.declarations.get(week)
        summary = declaration and summarise(
            declaration,
            person.decisions.get(week, ()),
            rules=self.period.territory.rules_of(week),
            target=person.engagement.target(week),
            as_of=self.period.as_of,
        )
        if summary:
            return document_of(summary, subject=self._subject(person.organisation, pseudonym), revision=named)
        if last is None or last.said["status"] == Status.ERASED.value:
            return None
        return tombstone_of(week, subject=self._subject(person.organisation, last.person), revision=named)

    def _subject(self, organisation: OrganisationCode, pseudonym: str) -> DocumentSubject:
        return DocumentSubject(
            card=self.card,
            department=self.period.territory.code,
            organisation=organisation,
            person=pseudonym,
            as_of=self.period.as_of,
        )
