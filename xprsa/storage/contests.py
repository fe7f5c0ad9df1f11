"""Where contested lines are found, for those who decide them and for what they hold back from deletion."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select

from xprsa.domain.person import Account
from xprsa.domain.review import LineReading, LineState, Verdict, lines_in
from xprsa.domain.turn import waits_for_another
from xprsa.domain.week import Week
from xprsa.storage.decisions import Decisions, is_last_on_its_line
from xprsa.storage.declarations import Declarations
from xprsa.storage.intake import parts
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_weeks import SAID_BY_PERSON, LineDecisionRow, VersionRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_DECISION = table(LineDecisionRow)
_VERSION = table(VersionRow)
_REFERRED_BY = _BENEFICIARY.c.organisation_id.label("referred_by")
_FOLLOWED_BY = _BENEFICIARY.c.adviser_id.label("followed_by")

Held = Mapping[tuple[int, Week], datetime]  # by internal id and week: since when a contest is open


@dataclass(frozen=True, slots=True)
class Contested:
    """A week with a line that its person contests.

    :ivar since: when the oldest of its open contests was made; of those that the reader may decide, when
        there are some.
    :ivar is_followed: whether the reader follows the person.
    :ivar waits_for_another: whether the reader may decide none of them.
    """

    person: Account
    week: Week
    since: datetime
    is_followed: bool
    waits_for_another: bool


class Contests:
    """Contested lines that nobody decided yet."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._declarations = Declarations(connection, sealer)
        self._decisions = Decisions(connection)

    def open_in(self, territory: int, *, organisation: int | None, reader: int) -> tuple[Contested, ...]:
        """Give the weeks with an open contest that concern a reader, oldest first, in three statements.

        They may decide it, they decided the line themselves, or they follow the person.

        :param organisation: the one whose people the reader decides for; None for the whole territory.
        :param reader: internal id; what they decided themselves waits for somebody else.

        The weeks themselves say whether a contest is open: a line that its person corrected or took out
        since holds none.
        """
        query = (
            _contested()
            .with_only_columns(_DECISION.c.week, _REFERRED_BY, _FOLLOWED_BY, *ACCOUNT_COLUMNS)
            .join(_ACCOUNT, _ACCOUNT.c.id == _DECISION.c.person_id)
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .where(_ACCOUNT.c.territory_id == territory)
        )
        if organisation is not None:
            query = query.where(
                or_(_BENEFICIARY.c.organisation_id == organisation, _BENEFICIARY.c.adviser_id == reader)
            )
        rows = {(row.id, Week.from_ordinal(row.week)): row for row in self._connection.execute(query)}
        found = []
        for place, contested in self._open(rows):
            row = rows[place]
            is_theirs = organisation in (None, row.referred_by)
            lines = [line for line in contested if is_theirs and not waits_for_another(line, reader=reader)]
            found.append(
                Contested(
                    account_of(row),
                    place[1],
                    since=_oldest(lines or contested),
                    is_followed=row.followed_by == reader,
                    waits_for_another=not lines,
                )
            )
        return tuple(sorted(found, key=lambda contest: contest.since))

    def held(self, people: Collection[int] | None = None, *, reason_before: datetime | None = None) -> Held:
        """Give the weeks that an open contest holds, whoever decides it: nothing of them may be deleted.

        :param people: internal ids, some hundreds at most; None for everybody.
        :param reason_before: only weeks with a reason of « je n'ai pas pu » from before an instant.
        """
        query = _contested()
        if people is not None:
            query = query.where(_DECISION.c.person_id.in_(people))
        if reason_before is not None:
            query = query.where(
                exists().where(
                    _VERSION.c.person_id == _DECISION.c.person_id,
                    _VERSION.c.week == _DECISION.c.week,
                    _VERSION.c.prevented_reason.is_not(None),
                    _VERSION.c.sent_at < reason_before,
                )
            )
        rows = self._connection.execute(query.distinct())
        places = [(row.person_id, Week.from_ordinal(row.week)) for row in rows]
        return {place: _oldest(lines) for some in parts(places) for place, lines in self._open(some)}

    def _open(
        self, places: Collection[tuple[int, Week]]
    ) -> Iterator[tuple[tuple[int, Week], tuple[LineReading, ...]]]:
        """Yield the contested lines of weeks that have some."""
        declarations, decisions = self._declarations.of_many(places), self._decisions.of_many(places)
        for place in places:
            contested = lines_in(LineState.CONTESTED, declarations[place], decisions[place])
            if contested:
                yield place, contested


def _contested() -> Select[Any]:
    """Select people and weeks with a contested line of which nobody said anything since."""
    return select(_DECISION.c.person_id, _DECISION.c.week).where(
        SAID_BY_PERSON, _DECISION.c.verdict == Verdict.CONTESTED.value, is_last_on_its_line()
    )


def _oldest(contested: Collection[LineReading]) -> datetime:
    return min(line.exchange[-1].at for line in contested)
