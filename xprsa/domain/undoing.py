"""An import undone as a whole: until when, who stays as they are and why, and what the others become."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from xprsa.domain.clock_guard import SLACK
from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.retention import IMPORTS
from xprsa.domain.rule import Reason, RuleBroken


class KeptBecause(StrEnum):
    """Why somebody stays as they are when an import is undone."""

    DECLARED = "declared"  # a week was sent since, by them or for them
    TYPED = "typed"  # words were kept since, that nobody sent
    CHANGED = "changed"  # something else changed them since
    ADVISER_GONE = "adviser_gone"  # whoever followed them before has no access any more


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that was done.

    :ivar number: what it is called on pages and by commands.
    :ivar by: name of whoever imported; None for the command line. So for `undone_by`.
    :ivar added: people who were new.
    :ivar changed: people who were known, and changed.
    """

    number: int
    territory: int
    at: datetime
    by: str | None
    added: int
    changed: int
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def until(self) -> datetime:
        """The instant from which it can no longer be undone."""
        return self.at + timedelta(days=IMPORTS.days)

    @property
    def since(self) -> datetime:
        """The instant from which something may have come after it, on whatever machine it came."""
        return self.at - SLACK

    def may_be_undone(self, now: datetime) -> bool:
        """Tell whether it can be undone; not one that a wrong clock dated ahead, after which nothing came."""
        return self.undone_at is None and self.since <= now < self.until

    def check_undoable(self, now: datetime) -> None:
        """Refuse an import that was undone already, or too long ago.

        :raises RuleBroken: IMPORT_UNDONE or IMPORT_TOO_OLD.
        """
        if self.undone_at is not None:
            raise RuleBroken(Reason.IMPORT_UNDONE)
        if not self.may_be_undone(now):
            raise RuleBroken(Reason.IMPORT_TOO_OLD)


@dataclass(frozen=True, slots=True)
class Imprint:
    """All that an import writes of a person, as it stands at one moment.

    :ivar adviser: internal id of the account; None for nobody.
    """

    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    address: str | None
    email_failed_at: datetime | None
    phone_failed_at: datetime | None
    email_changed_at: datetime | None
    phone_changed_at: datetime | None
    email_opens_at: datetime | None
    phone_opens_at: datetime | None
    email_by: int | None
    phone_by: int | None
    adviser: int | None
    language: str
    best_hour: str
    departed_on: date | None
    access_opened_on: date | None
    came_on: date | None
    contracts: tuple[EngagementContract, ...]
    exemptions: tuple[Exemption, ...]

    @classmethod
    def of(cls, person: Beneficiary, engagement: Engagement) -> "Imprint":
        """Take it of a person, with all that they signed."""
        account = person.account
        return cls(
            first_name=account.first_name,
            last_name=account.last_name,
            email=account.email,
            phone=account.phone,
            address=account.address,
            email_failed_at=account.email_failed_at,
            phone_failed_at=account.phone_failed_at,
            email_changed_at=account.email_changed_at,
            phone_changed_at=account.phone_changed_at,
            email_opens_at=account.email_opens_at,
            phone_opens_at=account.phone_opens_at,
            email_by=account.email_by,
            phone_by=account.phone_by,
            adviser=person.adviser.id if person.adviser else None,
            language=person.language,
            best_hour=person.best_hour,
            departed_on=person.departed_on,
            access_opened_on=person.access_opened_on,
            came_on=person.came_on,
            contracts=engagement.contracts,
            exemptions=engagement.exemptions,
        )

    def reaches_elsewhere(self, before: "Imprint") -> bool:
        """Tell whether mail, phone or address differ from what they were."""
        return (self.email, self.phone, self.address) != (before.email, before.phone, before.address)

    def given_to(self, person: Beneficiary, *, adviser: Account | None) -> Beneficiary:
        """Make of a person what it says, but for what they signed."""
        account = replace(
            person.account,
            first_name=self.first_name,
            last_name=self.last_name,
            email=self.email,
            phone=self.phone,
            address=self.address,
            email_failed_at=self.email_failed_at,
            phone_failed_at=self.phone_failed_at,
            email_changed_at=self.email_changed_at,
            phone_changed_at=self.phone_changed_at,
            email_opens_at=self.email_opens_at,
            phone_opens_at=self.phone_opens_at,
            email_by=self.email_by,
            phone_by=self.phone_by,
        )
        return replace(
            person,
            account=account,
            adviser=adviser,
            language=self.language,
            best_hour=self.best_hour,
            departed_on=self.departed_on,
            access_opened_on=self.access_opened_on,
            came_on=self.came_on,
        )


def why_kept(
    *, was: Imprint | None, became: Imprint, now: Imprint, declared: bool, typed: bool, adviser_gone: bool
) -> KeptBecause | None:
    """Say why a person stays as they are, or None when the import is undone for them.

    That they came, that nothing arrives at a contact or that one opened happened to what the import wrote: no
    change of it.

    :param was: None when they were new.
    :param adviser_gone: whether who followed them before has no access any more.
    """
    if declared:
        return KeptBecause.DECLARED
    if typed:
        return KeptBecause.TYPED
    if _written_alone(became) != _written_alone(now):
        return KeptBecause.CHANGED
    follows_again = was is not None and was.adviser != now.adviser
    return KeptBecause.ADVISER_GONE if follows_again and adviser_gone else None


def put_back(*, was: Imprint, became: Imprint, now: Imprint) -> Imprint:
    """Give what a person becomes again, once nobody else changed them.

    Whoever came through contacts that go back was not the person. Otherwise what happened since stays:
    a coming, an access opened by a letter, a contact to which nothing arrives any more, one that opened. From
    when codes go to a contact that comes back is not decided here: `held_back` does, as for any change.
    """
    coming_now = (now.access_opened_on, now.came_on)
    stays = not now.reaches_elsewhere(was) and coming_now != (became.access_opened_on, became.came_on)
    opened, came = coming_now if stays else (was.access_opened_on, was.came_on)
    mail, phone = now if now.email == was.email else was, now if now.phone == was.phone else was
    return replace(
        was,
        email_failed_at=mail.email_failed_at,
        phone_failed_at=phone.phone_failed_at,
        email_opens_at=mail.email_opens_at,
        phone_opens_at=phone.phone_opens_at,
        email_by=mail.email_by,
        phone_by=phone.phone_by,
        access_opened_on=opened,
        came_on=came,
    )


def _written_alone(imprint: Imprint) -> Imprint:
    return replace(
        imprint,
        email_failed_at=None,
        phone_failed_at=None,
        email_opens_at=None,
        phone_opens_at=None,
        email_by=None,
        phone_by=None,
        access_opened_on=None,
        came_on=None,
    )
