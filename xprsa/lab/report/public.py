"""The page that anybody reads: what was tested, what changed the answer, and what the test cannot tell."""

import math
from datetime import date

from xprsa.lab.judging.yardstick import ENOUGH_POWER
from xprsa.lab.report.gaps import gaps
from xprsa.lab.report.lives import lives
from xprsa.lab.report.reproducing import VERIFY, command
from xprsa.lab.report.telling import Telling, by_size
from xprsa.lab.report.view import EffectShown, Fact, PublicPage
from xprsa.lab.report.words import Sentence, Theirs
from xprsa.modules.harmless import harmless
from xprsa.scoring.audit import Audit, Effect, Kind, Light, Rule, RuleFinding
from xprsa.scoring.module import ModuleCard, NumberScale

_EFFECTS, _GAPS = 6, 12  # most of each on one page
_TITLE = 120  # characters


def public_page(telling: Telling, card: ModuleCard, made_on: date) -> PublicPage:
    """Choose what the page says."""
    audit, words = telling.audit, telling.words
    effects = by_size(audit.effects)
    red = [effect for effect in effects if effect.light is Light.RED]
    placebos = [telling.label(placebo.name) for placebo in telling.world.placebos]
    return PublicPage(
        light=audit.light,
        question=words.told("head.question", title=Theirs(harmless(card.title, _TITLE))),
        line=words.told(
            "head.line",
            date=words.day(made_on),
            version=Theirs(card.version),
            profiles=words.number(audit.plan.profiles, digits=0),
        ),
        is_for_study=audit.module.for_study,
        answers=_answers(telling),
        tested=_tested(telling, card),
        effects=tuple(_shown(telling, effect) for effect in red[:_EFFECTS]),
        effects_left=max(len(red) - _EFFECTS, 0),
        green=words.listed(telling.names(Light.GREEN)),
        amber=words.listed(telling.names(Light.AMBER)),
        placebos=words.listed(placebos),
        gaps=gaps(telling, _widest(effects)),
        is_gaps_whole=len(effects) <= _GAPS,
        rules_broken=tuple(_broken(telling, rule) for rule in audit.rules if rule.light is Light.RED),
        rules_held=_rules(telling, Light.GREEN),
        rules_unsure=_rules(telling, Light.AMBER),
        stories=lives(telling, card.scale, audit.stories),
        contact=words.told("limits.contact", contact=Theirs(card.contact)),
        checks=_checks(telling),
    )


def answer_key(audit: Audit) -> str:
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


def _answers(telling: Telling) -> tuple[Sentence, ...]:
    audit, words = telling.audit, telling.words
    judged = [rule for rule in audit.rules if rule.light is not None]
    told = [words.told(answer_key(audit))]
    if audit.hearing.answered:
        told += [
            words.told("answer.effects", count=_red(audit.effects), all=len(audit.effects)),
            words.told("answer.rules", count=_red(judged), all=len(judged)),
        ]
        of, key = (100, "adverse") if audit.adverse.value >= 0.01 else (1000, "adverse_many")
        told.append(words.told(f"answer.{key}", count=words.number(audit.adverse.value * of, digits=0)))
    return tuple(told)


def _red(found: tuple[Effect, ...] | list[RuleFinding]) -> int:
    return sum(finding.light is Light.RED for finding in found)


def _widest(effects: list[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: -abs(effect.shift.mean.value))[:_GAPS]


def _shown(telling: Telling, effect: Effect) -> EffectShown:
    return EffectShown(
        title=telling.label(effect.name),
        kind=telling.words.plain(f"kind.{effect.kind}"),
        light=effect.light,
        verdict=telling.verdict(effect),
        compared=telling.compared(effect),
        sizes=telling.sizes(effect),
    )


def _broken(telling: Telling, found: RuleFinding) -> Sentence:
    words = telling.words
    sentence = words.plain(f"rule.{found.rule}.broken")
    if found.rule is Rule.HOLDOUT:
        return words.told("rules.holdout", sentence=sentence, broken=found.broken, asked=found.asked)
    rate = words.percent(found.rate.value)
    if telling.words.number(found.largest, digits=telling.digits) == "0":
        return words.told("rules.broken", sentence=sentence, rate=rate)
    return words.told("rules.broken_by", sentence=sentence, rate=rate, largest=telling.amount(found.largest))


def _rules(telling: Telling, light: Light) -> tuple[str, ...]:
    return tuple(
        telling.words.plain(f"rule.{rule.rule}.name") for rule in telling.audit.rules if rule.light is light
    )


def _tested(telling: Telling, card: ModuleCard) -> tuple[tuple[str, Sentence], ...]:
    audit, words = telling.audit, telling.words
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
    told = {
        "module": words.told("tested.module_is", title=Theirs(card.title), version=Theirs(card.version)),
        "contribution": words.told("tested.said", text=Theirs(card.contribution)),
        "scale": _scale(telling, card),
        "people": words.told(
            "tested.people_are",
            archetypes=plan.archetypes,
            bases=words.number(plan.public_bases + plan.holdout_bases, digits=0),
            profiles=words.number(plan.profiles, digits=0),
        ),
        "by": words.told("tested.by_is", version=plan.lab_version, fields=len(card.fields)),
        "sight": _sight(telling),
        "answers": words.told("tested.answers_are", **shares),
    }
    return tuple((words.plain(f"tested.{name}"), sentence) for name, sentence in told.items())


def _sight(telling: Telling) -> Sentence:
    plan, words = telling.audit.power, telling.words
    if min(plan.shift_power, plan.flip_power) < ENOUGH_POWER:
        return words.told("tested.sight_small", pairs=words.number(plan.pairs, digits=0))
    return words.told(
        "tested.sight_is",
        size=telling.amount(plan.smallest_shift),
        net=words.percent(plan.smallest_net),
        power=math.floor(100 * min(plan.shift_power, plan.flip_power)),
        pairs=words.number(plan.pairs, digits=0),
    )


def _scale(telling: Telling, card: ModuleCard) -> Sentence:
    scale, words = card.scale, telling.words
    if isinstance(scale, NumberScale):
        return words.told(
            f"tested.numbers_{scale.worse}",
            lowest=words.number(scale.lowest),
            highest=words.number(scale.highest),
            threshold=words.number(scale.threshold),
        )
    return words.told(
        "tested.grades",
        count=len(scale.grades),
        grades=Theirs(" → ".join(scale.grades)),
        threshold=Theirs(scale.threshold),
    )


def _checks(telling: Telling) -> tuple[Fact, ...]:
    audit, words = telling.audit, telling.words
    told = {
        "digest": audit.module.digest,
        "seed": audit.plan.seed,
        "world": audit.plan.world,
        "redo": command(audit),
        "verify": VERIFY,
    }
    return tuple(Fact(words.plain(f"check.{name}"), value, "code") for name, value in told.items())
