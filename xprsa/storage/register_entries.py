"""What the register of modules holds: a module with its audit, an effect to be answered, a key, a secret."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from xprsa.scoring.audit import AuditFindings, Kind, Light
from xprsa.scoring.module import ModuleCard


class ModuleState(StrEnum):
    """What became of a module; the last two are for good."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    STOPPED = "stopped"  # it was active
    WITHDRAWN = "withdrawn"  # it never was


@dataclass(frozen=True, slots=True)
class OwedEffect:
    """An effect of an audit that is not green: two managers say in words why they accept it.

    :ivar number: its place, from 1 on.
    :ivar name: as the findings write it.
    :ivar answer: None until it is given, with the second confirmation.
    """

    number: int
    kind: Kind
    name: str
    light: Light
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody confirmed.

    :ivar account: internal id.
    :ivar by: first and last name.
    """

    account: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RuleLights:
    """How the rules of an audit held.

    :ivar rules: the worst light of those on comparable and missing weeks, order and abstention.
    :ivar chance: that of being asked twice.
    :ivar holdout: that of people nobody has seen; amber where too few were.
    """

    rules: Light
    chance: Light
    holdout: Light


@dataclass(frozen=True)
class ModuleProposal:
    """What is written down when a module is proposed; nothing of it changes afterwards.

    :ivar territory: internal id.
    :ivar source: how the installed module is named, as `xprsa modules check` reads it.
    :ivar written_card: JSON; so are the findings.
    :ivar report_digest: SHA-256 of the manifest that was signed.
    :ivar secret_hash: SHA-256 of the secret with which the audit was run.
    """

    territory: int
    source: str
    digest: str
    written_card: str
    written_findings: str
    report_digest: str
    report_address: str
    report_made_on: date
    public_key: str
    secret_hash: str
    proposed_on: date
    lights: RuleLights
    effects: tuple[OwedEffect, ...]

    @cached_property
    def card(self) -> ModuleCard:
        """The card as it was when the module was proposed."""
        return ModuleCard.read(self.written_card)

    @cached_property
    def findings(self) -> AuditFindings:
        """What the audit found."""
        return AuditFindings.model_validate_json(self.written_findings)


@dataclass(frozen=True)
class RegisteredModule:
    """A module of the register.

    :ivar id: internal; never shown.
    :ivar ended_by: name of who stopped or withdrew it; None for a command.
    :ivar other_digest: of what is installed in its place since `other_since`; None when it is the same.
    """

    id: int
    public_id: UUID
    state: ModuleState
    proposal: ModuleProposal
    first: Confirmation | None
    second: Confirmation | None
    activated_on: date | None
    ended_at: datetime | None
    ended_by: str | None
    other_digest: str | None
    other_since: datetime | None

    @property
    def card(self) -> ModuleCard:
        """The card as it was when the module was proposed."""
        return self.proposal.card

    def has_expired(self, *, on: date) -> bool:
        """Tell whether its card no longer holds on this day."""
        return self.card.expires_on < on

    def may_be_used(self, *, on: date) -> bool:
        """Tell whether it may be used on a day: active, its card in force, still what was confirmed."""
        return self.state is ModuleState.ACTIVE and self.other_digest is None and not self.has_expired(on=on)

    @property
    def seen(self) -> str:
        """Tell this module, as it stands, from the same after somebody else moved it."""
        return f"{self.state} {self.first.at.isoformat() if self.first else ''}".strip()


@dataclass(frozen=True, slots=True)
class AuditKey:
    """A public key that signed a report proposed here.

    :ivar public_key: in hexadecimal.
    :ivar presented_with: the module with which it came first.
    :ivar accepted_by: name; None while nobody accepted it.
    """

    public_key: str
    presented_at: datetime
    presented_with: str
    accepted_by: str | None
    accepted_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None

    @property
    def is_accepted(self) -> bool:
        """Tell whether reports that it signed count."""
        return self.accepted_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class DrawnSecret:
    """What is kept of a secret that was drawn here.

    :ivar secret_hash: its SHA-256.
    :ivar module_digest: of the module whose audit it is for.
    :ivar holds_until: the last day on which that audit may be proposed.
    """

    secret_hash: str
    module_digest: str
    drawn_on: date
    holds_until: date
