"""The answer of an audit: each concern with its own light, and sentences that speak of it alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.lab.judging.verdict import OF_CHANCE
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import Found
from xprsa.lab.report.words import Sentence, Theirs
from xprsa.modules.printable import printable
from xprsa.scoring.audit import AuditFindings, Concern, Kind, Light, Rule, RuleFinding
from xprsa.scoring.module import ModuleCard

_ABOVE_ALL = 0.05  # share of abstentions beyond that of everybody, from which a group is named
_MOST_GROUPS = 3
_FEW_ABSTAINED = 0.01  # of all people; fewer are told in the annex, group by group
_MOST_TEXT = 120  # characters
_KINDS = (  # what a red of each is told as
    ("circumstances", (Kind.CIRCUMSTANCES, Kind.TOGETHER)),
    ("codes", (Kind.FIELD,)),
    ("placebo", (Kind.PLACEBO,)),
)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What is said of one concern."""

    concern: Concern
    light: Light
    sentences: tuple[Sentence, ...]


def answer(context: ReportContext, card: ModuleCard) -> tuple[AnswerLine, ...]:
    """Answer for each concern."""
    told = {
        Concern.GAPS: _of_answers(context, Concern.GAPS),
        Concern.SILENCES: (*_of_answers(context, Concern.SILENCES), *_abstained(context, card)),
        Concern.RULES: (*_of_rules(context, Concern.RULES), *_not_asked(context)),
        Concern.CHANCE: _of_rules(context, Concern.CHANCE),
    }
    lights = context.audit.lights
    return tuple(AnswerLine(concern, lights[concern], tuple(told[concern])) for concern in Concern)


def rules_of(audit: AuditFindings, concern: Concern) -> list[RuleFinding]:
    """Give the rules that a concern rests on."""
    return [rule for rule in audit.rules if (rule.rule in OF_CHANCE) is (concern is Concern.CHANCE)]


def _of_answers(context: ReportContext, concern: Concern) -> Iterator[Sentence]:
    """Tell of gaps, or of missing answers: all that is red by name, or what can be said without."""
    audit, words = context.audit, context.words
    light = audit.lights[concern]
    if light is Light.RED:
        red = _told_by_name([one for one in context.found if one.light_of(concern) is Light.RED])
        for key, kinds in _KINDS:
            if of_these := [one for one in red if one.kind in kinds]:
                yield words.sentence(f"answer.{concern}.{key}", names=context.named(of_these))
    elif not audit.hearing.answered:
        yield words.sentence("answer.silent")
    elif concern is Concern.GAPS and not audit.is_readable:
        yield words.sentence("answer.unreadable")
    else:
        yield words.sentence(f"answer.{concern}.{light}")


def _told_by_name(red: list[Found]) -> list[Found]:
    """Leave to the table two circumstances together of which one is red alone."""
    alone = {one.name for one in red}
    return [one for one in red if one.kind is not Kind.TOGETHER or alone.isdisjoint(one.parts)]


def _of_rules(context: ReportContext, concern: Concern) -> Iterator[Sentence]:
    light = context.audit.lights[concern]
    if light is not Light.RED:
        yield context.words.sentence(f"answer.{concern}.{light}")
    for rule in rules_of(context.audit, concern):
        if rule.light is Light.RED:
            yield _broken(context, rule)


def _broken(context: ReportContext, found: RuleFinding) -> Sentence:
    words = context.words
    sentence = words.plain(f"rule.{found.rule}.broken")
    if found.rule is Rule.HOLDOUT:
        return words.sentence("answer.holdout", sentence=sentence, broken=found.broken, asked=found.asked)
    rate = words.percent(found.rate.value)
    if words.number(found.largest, digits=context.digits) == "0":
        return words.sentence("answer.broken", sentence=sentence, rate=rate)
    return words.sentence(
        "answer.broken_by", sentence=sentence, rate=rate, largest=context.amount(found.largest)
    )


def _not_asked(context: ReportContext) -> Iterator[Sentence]:
    """Tell which rules do not hold for what the module measures, and were not asked."""
    asked = {found.rule for found in context.audit.rules}
    names = [context.words.plain(f"rule.{rule}.name") for rule in Rule if rule not in asked]
    if names:
        yield context.words.sentence("answer.not_asked", names=context.words.plain("semicolon").join(names))


def _abstained(context: ReportContext, card: ModuleCard) -> Iterator[Sentence]:
    """Tell for how many people the module abstains, for whom most, and what its card announces."""
    audit, words = context.audit, context.words
    known = [group for group in audit.groups if group.abstained is not None]
    everybody = [group for group in known if group.attribute == known[0].attribute]
    people = sum(group.people for group in everybody)
    share = sum(group.people * (group.abstained or 0.0) for group in everybody) / people if people else 0.0
    if share < _FEW_ABSTAINED:
        return
    yield words.sentence("answer.abstained", share=words.percent(share), weeks=card.fewest_weeks)
    if card.abstains_when is not None:
        yield words.sentence("answer.abstains_when", when=Theirs(printable(card.abstains_when, _MOST_TEXT)))
    most = sorted(known, key=lambda group: -(group.abstained or 0.0))[:_MOST_GROUPS]
    names = [
        words.plain(
            "answer.group",
            value=context.value_label(group.attribute, group.value),
            share=words.percent(group.abstained or 0.0),
        )
        for group in most
        if (group.abstained or 0.0) >= share + _ABOVE_ALL
    ]
    if names:
        yield words.sentence("answer.abstained_most", groups=words.listed(names))
