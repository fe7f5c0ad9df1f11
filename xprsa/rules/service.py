"""Reads the dated rules of a territory, keeps a new version, takes back one that has not begun."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xprsa.domain.rule_versions import (
    RULE_FIELDS,
    RuleField,
    changes,
    check_new,
    check_withdrawal,
    first_possible,
    follows,
    last_possible,
)
from xprsa.domain.territory import Rules, Territory, in_force
from xprsa.domain.week import Week, weeks_between
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.territories import Concerned


class RulesChanged(Exception):
    """Somebody else changed the rules since they were read; nothing was written."""


@dataclass(frozen=True)
class RulesPage:
    """Every version of a territory's rules, as kept now.

    :ivar today: the day on the territory's clock.
    """

    territory: Territory
    today: date

    @property
    def seen(self) -> str:
        """What tells these versions from any others."""
        return digest(self.territory.rules)

    @property
    def in_force(self) -> Rules:
        """The version of this week."""
        return self.territory.rules_of(Week.of(self.today))

    @property
    def to_come(self) -> tuple[Rules, ...]:
        """Those that hold from a later Monday on, the next one first."""
        later = self.territory.rules_to_come(Week.of(self.today))
        return tuple(rules for rules in later if rules != self.in_force)

    @property
    def past(self) -> tuple[Rules, ...]:
        """Those that held before, the newest first."""
        before = (rules for rules in self.territory.rules if rules.valid_from < self.in_force.valid_from)
        return tuple(sorted(before, key=lambda rules: rules.valid_from, reverse=True))

    @property
    def possible(self) -> tuple[Week, ...]:
        """The weeks with which a new version may begin."""
        return tuple(weeks_between(first_possible(self.today), last_possible(self.today)))

    def may_go(self, rules: Rules) -> bool:
        """Tell whether a version can still be withdrawn."""
        return rules in self.to_come and rules.valid_from >= first_possible(self.today).monday

    def before(self, begins: date) -> Rules:
        """Give the version that holds on the days before another begins."""
        earlier = [rules for rules in self.territory.rules if rules.valid_from < begins]
        return in_force(earlier or self.territory.rules, begins)


@dataclass(frozen=True)
class RulesPreview:
    """What a version would change, and whom it is about.

    :ivar before: the version that would hold otherwise.
    :ivar until: the one that takes its place, when one is written already.
    :ivar open_weeks: how many weeks can be sent today, each by its own rules.
    """

    rules: Rules
    before: Rules
    until: Rules | None
    concerned: Concerned
    open_weeks: int

    @property
    def changes(self) -> tuple[RuleField, ...]:
        """The numbers that change."""
        return changes(self.before, self.rules)


def read_rules(service: Service, *, territory: int) -> RulesPage:
    """Read every version as it is kept now.

    :param territory: its internal id.
    """
    known = service.territory(territory)
    with service.database.reading() as store:
        versions = store.territories.rules_of(territory)
    return RulesPage(replace(known, rules=versions), service.today(known))


def preview(service: Service, page: RulesPage, rules: Rules) -> RulesPreview:
    """Tell what a version would change; nothing is written.

    :raises RuleBroken: when the version may not be, as `check_new` says.
    """
    known = page.territory.rules
    check_new(rules, known=known, today=page.today)
    with service.database.reading() as store:
        concerned = store.territories.concerned(page.territory.id)
    return RulesPreview(
        rules=rules,
        before=in_force(known, rules.valid_from),
        until=follows(rules.valid_from, known),
        concerned=concerned,
        open_weeks=len(page.territory.open_weeks(page.today)),
    )


def publish(service: Service, rules: Rules, *, territory: int, seen: str, by: int | None) -> None:
    """Keep a new version, from its Monday on.

    :param territory: its internal id.
    :param seen: the digest of the versions that were read.
    :param by: internal id of the account; None for whoever runs a command.
    :raises RulesChanged: when they are no longer those.
    :raises RuleBroken: when the version may not be, as `check_new` says.
    """
    today = service.today(service.territory(territory))
    try:
        with service.database.writing() as store:
            known = store.territories.rules_of(territory, held=True)
            if digest(known) != seen:
                raise RulesChanged
            check_new(rules, known=known, today=today)
            store.territories.add_rules(territory, rules, at=service.now())
            begins = str(Week.of(rules.valid_from))
            store.audit.note(at=service.now(), actor=by, event="rules_published", detail=begins)
    except Collision:
        raise RulesChanged from None
    service.forget_territories()


def withdraw(service: Service, begins: date, *, territory: int, seen: str, by: int) -> None:
    """Take back a version that has not begun: the one before it goes on.

    :param territory: its internal id.
    :param seen: the digest of the versions that were read.
    :param by: internal id of the account.
    :raises RulesChanged: when they are no longer those.
    :raises RuleBroken: RULES_GONE or RULES_BEGUN.
    """
    today = service.today(service.territory(territory))
    with service.database.writing() as store:
        known = store.territories.rules_of(territory, held=True)
        version = check_withdrawal(begins, known=known, today=today)
        if digest(known) != seen:
            raise RulesChanged
        store.territories.withdraw_rules(territory, version)
        detail = str(Week.of(begins))
        store.audit.note(at=service.now(), actor=by, event="rules_withdrawn", detail=detail)
    service.forget_territories()


def digest(versions: Sequence[Rules]) -> str:
    """Give what tells these versions from any others: days, numbers and kinds, no internal id."""
    said = sorted(
        (
            rules.valid_from.isoformat(),
            *(field.of(rules) for field in RULE_FIELDS),
            repr(rules.catalogue.kinds),
        )
        for rules in versions
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
