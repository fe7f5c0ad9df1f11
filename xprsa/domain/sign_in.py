"""Being signed in: who, since when, and when it ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from xprsa.domain.permission import Role


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that somebody opened.

    :ivar id: internal; never shown.
    :ivar public_id: random; what forms are bound to and what « Mes connexions » ends.
    :ivar account: internal id of whoever signed in.
    """

    id: int
    public_id: UUID
    account: int
    started_at: datetime
    seen_at: datetime


class SignInWay(StrEnum):
    """By what somebody signed in, or failed to: a word of the journal."""

    CODE = "code"
    PAPER = "paper"
    PHONE = "phone"
    PASSWORD = "password"  # noqa: S105 # a word; it stands for the second factor too
    LINK = "link"
    INVITATION = "invitation"
    DEMO = "demo"


class ClosedLink(StrEnum):
    """Why a link of an invitation, or of a forgotten password, does not open."""

    UNKNOWN = "unknown"
    USED = "used"
    REPLACED = "replaced"
    TOO_OLD = "too_old"
    NO_ACCESS = "no_access"
    NO_PASSWORD = "no_password"  # noqa: S105 # a word: there is none yet that could be forgotten


@dataclass(frozen=True, slots=True)
class RememberedPhone:
    """A phone that its owner asked to be recognised, until it is forgotten.

    :ivar account: internal id of its owner.
    """

    public_id: UUID
    account: int
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lasts.

    :ivar idle: without any page asked for.
    :ivar absolute: in all, whatever is done.
    """

    idle: timedelta
    absolute: timedelta


# A phone may be shared at home: 30 minutes without a page, and what was typed is kept for its author.
BENEFICIARY_LIMITS = Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
# A working day, never the next morning.
STAFF_LIMITS = Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=10))

SEEN_EVERY = timedelta(minutes=1)  # `seen_at` is written no more often
CODE_LIFE = timedelta(minutes=15)
ASIDE_LIFE = timedelta(days=7)  # of a text that waits while somebody else signs in on the same browser
CODE_TRIES = 5  # in one browser, which then asks again; what guessing wins is bounded in `patience`
LETTER_LIFE = timedelta(days=21)  # printing, post, holidays
CARD_LIFE = timedelta(days=365)  # for whoever has neither mail nor mobile and comes every week
CARD_CODES = 10  # each opens once
PHONE_LIFE = timedelta(days=90)  # since it was last used
INVITATION_LIFE = timedelta(days=7)
FORGOTTEN_LIFE = timedelta(hours=1)


def limits_of(role: Role) -> Limits:
    """Give the limits that hold for a role."""
    return BENEFICIARY_LIMITS if role is Role.BENEFICIARY else STAFF_LIMITS


def has_lapsed(sign_in: SignIn, *, role: Role, at: datetime) -> bool:
    """Tell whether the sign-in ended by itself, idle or too old."""
    limits = limits_of(role)
    return at - sign_in.seen_at >= limits.idle or at - sign_in.started_at >= limits.absolute
