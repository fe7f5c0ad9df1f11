"""What must hold whatever a module measures: said once, for the kit of its makers and for the lab."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from xprsa.scoring.audit import Rule
from xprsa.scoring.module import Measures, ModuleCard


class Holds(StrEnum):
    """How the answer after a change stands to the one before."""

    SAME = "same"
    NEARLY = "nearly"  # within `NEARLY` of the scale
    NEVER_WORSE = "never_worse"
    ABSTAINS = "abstains"  # there is none


NEARLY = 0.01  # of the length of the scale
SAME = 1e-9  # of the length of the scale: what the rounding of numbers may do

_EVERY = frozenset(Measures)
# More minutes in an old week make a trend fall, and so does an old weak week that is left out.
_OF_A_LEVEL = _EVERY - {Measures.TREND}


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What one rule asks.

    :ivar asked_of: what a module must say that it measures, to be asked.
    :ivar may_abstain: an answer may give way to an abstention.
    :ivar may_abstain_when_said: it may where the card says when the module abstains.
    """

    holds: Holds
    asked_of: frozenset[Measures] = _EVERY
    may_abstain: bool = False
    may_abstain_when_said: bool = False

    def is_asked(self, card: ModuleCard) -> bool:
        """Tell whether the rule is asked of a module with this card."""
        return card.what_it_measures in self.asked_of

    def allows_silence(self, card: ModuleCard) -> bool:
        """Tell whether an answer may give way to an abstention."""
        return self.may_abstain or (self.may_abstain_when_said and card.abstains_when is not None)


TERMS: Mapping[Rule, RuleTerms] = {
    Rule.AGAIN: RuleTerms(Holds.SAME),
    Rule.MOVED: RuleTerms(Holds.SAME),
    Rule.CLOSED: RuleTerms(Holds.SAME, may_abstain_when_said=True),
    Rule.MORE: RuleTerms(Holds.NEVER_WORSE, asked_of=_OF_A_LEVEL),
    Rule.EXCUSED: RuleTerms(Holds.NEVER_WORSE, asked_of=_OF_A_LEVEL, may_abstain=True),
    Rule.NUDGED: RuleTerms(Holds.NEARLY),
    Rule.SILENT: RuleTerms(Holds.ABSTAINS),
    Rule.HEARD_AGAIN: RuleTerms(Holds.SAME),
    Rule.HOLDOUT: RuleTerms(Holds.SAME),
}
