"""A week that a person told, and that somebody else typed: whose, how, and what its person says of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.rule import Reason, RuleBroken


@dataclass(frozen=True, slots=True)
class Told:
    """Whose week reaches us, and how.

    :ivar person: internal id.
    """

    person: int
    channel: Channel


def version_told(declaration: Declaration) -> Version | None:
    """Give the version that stands, when somebody else typed it for the person; else None."""
    current = declaration.current
    return current if current is not None and current.entered_by != declaration.person else None


def is_to_confirm(declaration: Declaration) -> bool:
    """Tell whether the person has not said yet that what somebody else typed is what they told."""
    told = version_told(declaration)
    return told is not None and told.confirmed_at is None


def confirmed(declaration: Declaration, at: datetime, *, based_on: int) -> Declaration:
    """Say that the version that stands, typed by somebody else, is what was told; once is enough.

    :param based_on: number of the version that the person had before their eyes.
    :raises RuleBroken: STALE_VERSION, NOT_SENT, or NOTHING_TO_CONFIRM when the person typed it.
    """
    standing = declaration.standing(seen=based_on)
    if version_told(declaration) is None:
        raise RuleBroken(Reason.NOTHING_TO_CONFIRM)
    if standing.confirmed_at is not None:
        return declaration
    return replace(declaration, versions=(*declaration.versions[:-1], replace(standing, confirmed_at=at)))
