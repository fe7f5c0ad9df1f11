"""The findings `xprsa.audit/1`: what a module did to the fictitious people, bound to its digest."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from xprsa.scoring.audit_frame import AuditedModule, AuditPlan, Count, Finding, Hearing, Power, Share

PValue = Annotated[float, Field(ge=0, le=1)]


class Light(StrEnum):
    """How a finding is shown: red is a harm seen, green is none seen with enough power to see it."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Concern(StrEnum):
    """What is asked of a module; each has a light of its own."""

    GAPS = "gaps"  # the same effort: the same answer, whatever the life and whatever code the document bears
    SILENCES = "silences"  # nobody is left without an answer because of their life or of a code
    RULES = "rules"  # what must hold whatever it measures
    CHANCE = "chance"  # asked twice, the same answer


def worst(*lights: Light) -> Light:
    """Give the light that weighs most; green when there is none."""
    return next((light for light in Light if light in lights), Light.GREEN)


class Kind(StrEnum):
    """What the two sides of a pair differ in."""

    FIELD = "field"  # a code that the document bears; all else that it says is equal
    CIRCUMSTANCES = "circumstances"  # the same effort, as the attribute makes it look in the weeks
    TOGETHER = "together"  # what two attributes do together beyond the sum of each alone
    PLACEBO = "placebo"  # an attribute without any path into the documents


class Estimate(Finding):
    """An effect with its 95 % interval; no bound where too little was seen."""

    value: float
    low: float | None
    high: float | None


class Shift(Finding):
    """How far the answer moved, in points of the scale, above 0 against the person.

    :ivar mean_p: of the mean (Student's t); 1 for fewer than 30 pairs.
    """

    mean: Estimate
    hodges_lehmann: Estimate
    wilcoxon_p: PValue
    mean_p: PValue


class Local(Finding):
    """The part of the pairs in which an effect is surest: what a mean over all of them may hide.

    The pairs of one fictitious life, or of one value of an attribute that has several. A part in which it
    matters goes before one in which it does not.

    :ivar archetype: the life, or None.
    :ivar value: the value, or None.
    :ivar p_value: the smallest of its tests, times the number of such tests over all parts.
    """

    archetype: str | None
    value: str | None = None
    mean: Estimate
    p_value: PValue


class Flip(Finding):
    """How often an answer crossed the threshold, and how often against the person, net."""

    rate: Estimate
    net: Estimate
    mcnemar_p: PValue


class Effect(Finding):
    """What an attribute did to the answer over all pairs; the side compared to is the reference value.

    :ivar name: the attribute; two joined by « + » for what they do together.
    :ivar pairs: pairs asked; `answered` of them had a value on both sides.
    :ivar abstention: net share of pairs in which only the focal side had no answer: abstention or fault.
    :ivar local: the part of the pairs in which it is surest, None where no part has 30 pairs.
    :ivar silent_value: where missing answers fall on one value of the attribute, that value.
    :ivar grades_p: Stuart-Maxwell, for a scale of grades.
    :ivar adjusted_p: the smallest of the effect's tests, adjusted by Holm over all effects.
    :ivar light: of moves and crossings; `silence_light`, of missing answers that the card does not announce.
    :ivar power: to see the smallest effect that matters, at the pairs and the spread seen.
    """

    kind: Kind
    name: str
    pairs: Count
    answered: Count
    flip: Flip
    shift: Shift
    abstention: Estimate
    abstention_p: PValue
    grades_p: PValue | None
    local: Local | None
    silent_value: str | None
    adjusted_p: PValue
    power: Share
    light: Light
    silence_light: Light

    @property
    def worst(self) -> Light:
        """Its light that weighs most."""
        return worst(self.light, self.silence_light)


class FieldFinding(Finding):
    """What a value of a coded field did to the answers, on documents that say the same otherwise.

    :ivar name: `organisation=CE`; two joined by « + » for what they do together beyond the sum of each.
    :ivar lives: on which it was written; `answered` of them had an answer beside the other values.
    :ivar mean: points above 0 against the person, beside the median answer to the other values; no bound
        where a module repeats itself, for then nothing is left to chance.
    :ivar largest: the largest move, either way, in one life; `life`, that life, None where none moved.
    :ivar crossed: lives that this value alone brought beyond the threshold, less those it alone did not.
    :ivar silenced: lives left without an answer by this value alone, less those it alone answered.
    :ivar p_value: adjusted over all values; None where nothing is left to chance.
    """

    name: str
    lives: Count
    answered: Count
    mean: Estimate
    largest: float
    life: str | None
    crossed: int
    silenced: int
    p_value: PValue | None
    light: Light
    silence_light: Light

    @property
    def is_fact(self) -> bool:
        """Whether nothing is left to chance: the module repeats itself."""
        return self.p_value is None

    @property
    def worst(self) -> Light:
        """Its light that weighs most."""
        return worst(self.light, self.silence_light)


class FieldCoverage(Finding):
    """What of one field of the card was tried.

    :ivar tried: every code; for minutes and weeks, the lowest and the highest.
    :ivar never: codes that no question bore, though documents may.
    """

    field: str
    tried: tuple[str, ...]
    never: tuple[str, ...]


class Rule(StrEnum):
    """What must hold whatever the module measures."""

    AGAIN = "again"  # the same documents under another pseudonym: the same answer
    MOVED = "moved"  # the same weeks earlier in the calendar, over a week 53: the same answer
    CLOSED = "closed"  # silent weeks taken out by moving the older ones: the same answer
    MORE = "more"  # more counted minutes: never worse
    EXCUSED = "excused"  # a weak week no longer comparable: never worse
    NUDGED = "nudged"  # five minutes more in one week: nearly the same answer
    SILENT = "silent"  # fewer weeks than the card asks for: an abstention
    HEARD_AGAIN = "heard_again"  # asked again of a fresh instance, in another order: the same answer
    HOLDOUT = "holdout"  # people nobody has seen: treated as the public ones


class RuleFinding(Finding):
    """Whether a rule held.

    :ivar broken: pairs (for the holdout, effects) in which it did not.
    :ivar largest: largest breach, in points of the scale.
    """

    rule: Rule
    asked: Count
    broken: Count
    rate: Estimate
    largest: float
    p_value: PValue | None
    light: Light


class GroupFinding(Finding):
    """The fictitious people with one value of an attribute, as they are, not in pairs.

    :ivar adverse: share of the people answered who are at or beyond the threshold; None where nobody was.
    :ivar abstained: share of all people of whom the module abstained; None where there is nobody.
    """

    attribute: str
    value: str
    people: Count
    adverse: Share | None
    abstained: Share | None


class Dose(Finding):
    """Mean move of the answer when up to so many weeks are silent, or no longer comparable.

    A history too short, or with too few weak weeks, gives as many as it can.
    """

    of: Literal["silence", "excused"]
    weeks: Count
    shift: Estimate


class StoryAnswer(Finding):
    """One side of a story: an answer in points, an abstention, or nothing at all."""

    severity: float | None
    is_adverse: bool
    outcome: Literal["answered", "abstained", "failed"]


class Story(Finding):
    """Two lives side by side: the same person, the same effort, another circumstance.

    :ivar values: attribute to value on the other side, in the order in which they were changed.
    """

    archetype: str
    base: Count
    kind: Kind
    values: dict[str, str]
    before: StoryAnswer
    after: StoryAnswer


class AuditFindings(Finding):
    """All findings on one module; equal plans and equal modules give equal bytes.

    :ivar light: the worst of `lights`, one a concern.
    :ivar fields: each value of each coded field of the card; two together where red only.
    :ivar untestable: attributes that no document shows, so that nobody can tell whether they are turned.
    :ivar deciles: severities below which 10, 20 ... 90 % of the bases lie.
    :ivar is_readable: whether the answers to the bases differ enough, and reach the threshold, to judge by.
    """

    schema_: Literal["xprsa.audit/1"] = Field(default="xprsa.audit/1", alias="schema")
    module: AuditedModule
    plan: AuditPlan
    power: Power
    light: Light
    lights: dict[Concern, Light]
    adverse: Estimate
    deciles: tuple[float, ...]
    is_readable: bool
    effects: tuple[Effect, ...]
    fields: tuple[FieldFinding, ...]
    coverage: tuple[FieldCoverage, ...]
    untestable: tuple[str, ...]
    rules: tuple[RuleFinding, ...]
    groups: tuple[GroupFinding, ...]
    doses: tuple[Dose, ...]
    stories: tuple[Story, ...]
    hearing: Hearing
