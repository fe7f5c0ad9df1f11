"""Which weeks of a person are told by name, and what of them the platform does not have yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from xprsa.domain.summary import summarise
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week, weeks_between
from xprsa.running.naming import NamedSubject, intensity_of, withdrawal_of
from xprsa.running.publishing import why_not_exported
from xprsa.scoring.intensity import IntensityCard, WeeklyIntensity, WeekStanding
from xprsa.storage.export_reading import Period, PersonWeeks
from xprsa.storage.named_documents import NamedDocument

Left = Mapping[Week, NamedDocument]  # the last revision of each week that left about somebody


@dataclass(frozen=True)
class NamedComposer:
    """Makes the messages of one push: what the platform was told already is not told again."""

    card: IntensityCard
    territory: Territory
    period: Period

    def leaving(self, person: PersonWeeks, number: str, left: Left) -> tuple[NamedDocument, ...]:
        """Give the messages about a person that are still to arrive, by week: new ones, or the same again.

        :param number: of the person at France Travail.
        """
        weeks = weeks_between(self.period.first, self.period.last)
        messages = (self._of_week(person, week, number=number, last=left.get(week)) for week in weeks)
        return tuple(filter(None, messages))

    def _of_week(
        self, person: PersonWeeks, week: Week, *, number: str, last: NamedDocument | None
    ) -> NamedDocument | None:
        """Give one message, or None: silence and whoever is not asked leave none.

        What left under another number is taken back there first.
        """
        if why_not_exported(person.engagement, week, objects=False):
            return None  # who refuses to be scored is told of all the same: decision 44
        moved = last is not None and last.document.number != number and _may_be_read(last)
        subject = NamedSubject(
            self.card,
            last.document.number if last is not None and moved else number,
            person.organisation,
            self.period.as_of,
        )
        document = self._document(None if moved else person, week, subject=subject, last=last)
        if document is None or (last is not None and last.document.said == document.said):
            return None if last is None or last.arrived_at or document is None else last
        return NamedDocument(
            week=week,
            revision=last.revision + 1 if last else 1,
            recipient=self.card.recipient,
            document=document,
            left_at=self.period.as_of,
        )

    def _document(
        self, person: PersonWeeks | None, week: Week, *, subject: NamedSubject, last: NamedDocument | None
    ) -> WeeklyIntensity | None:
        """Say what is to be said of a week; of nobody's, that it is taken back."""
        replaces = last.document.message if last else None
        rules = self.territory.rules_of(week)
        declaration = person.declarations.get(week) if person else None
        summary = (
            person
            and declaration
            and summarise(
                declaration,
                person.decisions.get(week, ()),
                rules=rules,
                target=person.engagement.target(week),
                as_of=self.period.as_of,
            )
        )
        if summary:
            return intensity_of(summary, subject=subject, catalogue=rules.catalogue, replaces=replaces)
        return withdrawal_of(week, subject=subject, replaces=replaces) if replaces else None


def _may_be_read(last: NamedDocument) -> bool:
    """Tell whether the platform may still show what left: it was not taken back, or nobody said so."""
    return last.document.standing is not WeekStanding.WITHDRAWN or last.arrived_at is None
