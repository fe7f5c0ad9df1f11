"""The page that anybody reads: what was tested, what changed the answer, and what the test cannot tell."""

import math
from datetime import date

from xprsa.lab.judging.yardstick import ENOUGH_POWER
from xprsa.lab.report.context import ReportContext, by_size
from xprsa.lab.report.gaps import gaps
from xprsa.lab.report.lives import lives
from xprsa.lab.report.reproducing import VERIFY, command
from xprsa.lab.report.view import EffectShown, Fact, PublicPage
from xprsa.lab.report.words import Sentence, Theirs
from xprsa.modules.printable import printable
from xprsa.scoring.audit import AuditFindings, Effect, Kind, Light, Rule, RuleFinding
from xprsa.scoring.module import ModuleCard, NumberScale

_EFFECTS, _GAPS = 6, 12  # most of each on one page
_TITLE = 120  # characters


def public_page(context: ReportContext, card: ModuleCard, made_on: date) -> PublicPage:
    """Choose what the page says."""
    audit, words = context.audit, context.words
    effects = by_size(audit.effects)
    red = [effect for effect in effects if effect.light is Light.RED]
    placebos = [context.label(placebo.name) for placebo in context.world.placebos]
    return PublicPage(
        light=audit.light,
        question=words.sentence("head.question", title=Theirs(printable(card.title, _TITLE))),
        line=words.sentence(
            "head.line",
            date=words.day(made_on),
            version=Theirs(card.version),
            profiles=words.number(audit.plan.profiles, digits=0),
        ),
        is_for_study=audit.module.for_study,
        answers=_answers(context),
        tested=_tested(context, card),
        effects=tuple(_shown(context, effect) for effect in red[:_EFFECTS]),
        effects_left=max(len(red) - _EFFECTS, 0),
        green=words.listed(context.names(Light.GREEN)),
        amber=words.listed(context.names(Light.AMBER)),
        placebos=words.listed(placebos),
        gaps=gaps(context, _widest(effects)),
        is_gaps_whole=len(effects) <= _GAPS,
        rules_broken=tuple(_broken(context, rule) for rule in audit.rules if rule.light is Light.RED),
        rules_held=_rules(context, Light.GREEN),
        rules_unsure=_rules(context, Light.AMBER),
        stories=lives(context, card.scale, audit.stories),
        contact=words.sentence("limits.contact", contact=Theirs(card.contact)),
        checks=_checks(context),
    )


def answer_key(audit: AuditFindings) -> str:
    """Choose the one sentence that answers the page’s question."""
    if not audit.hearing.answered:
        return "answer.silent"
    if audit.light is Light.AMBER and not audit.is_readable:
        return "answer.unreadable"
    if audit.light is not Light.RED:
        return f"answer.{audit.light}"
    red = {effect.kind for effect in audit.effects if effect.light is Light.RED}
    is_broken = any(rule.light is Light.RED for rule in audit.rules)
    if red - {Kind.PLACEBO}:
        return "answer.red_both" if is_broken else "answer.red_effects"
    return "answer.red_rules" if is_broken else "answer.red_placebo"


def _answers(context: ReportContext) -> tuple[Sentence, ...]:
    audit, words = context.audit, context.words
    sentences = [words.sentence(answer_key(audit))]
    if audit.hearing.answered:
        sentences += [
            words.sentence("answer.effects", count=_red(audit.effects), all=len(audit.effects)),
            words.sentence("answer.rules", count=_red(audit.rules), all=len(audit.rules)),
        ]
        of, key = (100, "adverse") if audit.adverse.value >= 0.01 else (1000, "adverse_many")
        sentences.append(
            words.sentence(f"answer.{key}", count=words.number(audit.adverse.value * of, digits=0))
        )
    return tuple(sentences)


def _red(found: tuple[Effect, ...] | tuple[RuleFinding, ...]) -> int:
    return sum(finding.light is Light.RED for finding in found)


def _widest(effects: list[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: -abs(effect.shift.mean.value))[:_GAPS]


def _shown(context: ReportContext, effect: Effect) -> EffectShown:
    return EffectShown(
        title=context.label(effect.name),
        kind=context.words.plain(f"kind.{effect.kind}"),
        light=effect.light,
        verdict=context.verdict(effect),
        compared=context.compared(effect),
        sizes=context.sizes(effect),
    )


def _broken(context: ReportContext, found: RuleFinding) -> Sentence:
    words = context.words
    sentence = words.plain(f"rule.{found.rule}.broken")
    if found.rule is Rule.HOLDOUT:
        return words.sentence("rules.holdout", sentence=sentence, broken=found.broken, asked=found.asked)
    rate = words.percent(found.rate.value)
    if context.words.number(found.largest, digits=context.digits) == "0":
        return words.sentence("rules.broken", sentence=sentence, rate=rate)
    return words.sentence(
        "rules.broken_by", sentence=sentence, rate=rate, largest=context.amount(found.largest)
    )


def _rules(context: ReportContext, light: Light) -> tuple[str, ...]:
    return tuple(
        context.words.plain(f"rule.{rule.rule}.name") for rule in context.audit.rules if rule.light is light
    )


def _tested(context: ReportContext, card: ModuleCard) -> tuple[tuple[str, Sentence], ...]:
    audit, words = context.audit, context.words
    plan, hearing = audit.plan, audit.hearing
    failed = hearing.asked - hearing.answered - hearing.abstained
    shares = {
        name: words.percent(count / hearing.asked if hearing.asked else 0.0, digits=0)
        for name, count in (
            ("answered", hearing.answered),
            ("abstained", hearing.abstained),
            ("failed", failed),
        )
    }
    sentences = {
        "module": words.sentence("tested.module_is", title=Theirs(card.title), version=Theirs(card.version)),
        "contribution": words.sentence("tested.said", text=Theirs(card.contribution)),
        "scale": _scale(context, card),
        "people": words.sentence(
            "tested.people_are",
            archetypes=plan.archetypes,
            bases=words.number(plan.public_bases + plan.holdout_bases, digits=0),
            profiles=words.number(plan.profiles, digits=0),
        ),
        "by": words.sentence("tested.by_is", version=plan.lab_version, fields=len(card.fields)),
        "sight": _sight(context),
        "answers": words.sentence("tested.answers_are", **shares),
    }
    return tuple((words.plain(f"tested.{name}"), sentence) for name, sentence in sentences.items())


def _sight(context: ReportContext) -> Sentence:
    plan, words = context.audit.power, context.words
    if min(plan.shift_power, plan.flip_power) < ENOUGH_POWER:
        return words.sentence("tested.sight_small", pairs=words.number(plan.pairs, digits=0))
    return words.sentence(
        "tested.sight_is",
        size=context.amount(plan.smallest_shift),
        net=words.percent(plan.smallest_net),
        power=math.floor(100 * min(plan.shift_power, plan.flip_power)),
        pairs=words.number(plan.pairs, digits=0),
    )


def _scale(context: ReportContext, card: ModuleCard) -> Sentence:
    scale, words = card.scale, context.words
    if isinstance(scale, NumberScale):
        return words.sentence(
            f"tested.numbers_{scale.worse}",
            lowest=words.number(scale.lowest),
            highest=words.number(scale.highest),
            threshold=words.number(scale.threshold),
        )
    return words.sentence(
        "tested.grades",
        count=len(scale.grades),
        grades=Theirs(" → ".join(scale.grades)),
        threshold=Theirs(scale.threshold),
    )


def _checks(context: ReportContext) -> tuple[Fact, ...]:
    audit, words = context.audit, context.words
    facts = {
        "digest": audit.module.digest,
        "seed": audit.plan.seed,
        "world": audit.plan.world,
        "redo": command(audit),
        "verify": VERIFY,
    }
    return tuple(Fact(words.plain(f"check.{name}"), value, "code") for name, value in facts.items())
