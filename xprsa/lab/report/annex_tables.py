"""The tables of the annex."""

from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import Found
from xprsa.lab.report.view import Cell, Table
from xprsa.lab.report.words import Words
from xprsa.scoring.audit import Effect, FieldCoverage, FieldFinding, GroupFinding, Light, RuleFinding
from xprsa.scoring.module import ModuleCard

_NONE = Cell("—")
_PERCENT = 100.0
_DATES = ("week", "as_of")
_NAMED = ("what", "kind", "light", "silence_light")


def sizes(context: ReportContext) -> Table:
    """Give how large every effect is."""
    heads = (*_NAMED, "pairs", "answered", "mean", "hodges_lehmann", "net", "rate", "abstention")
    return Table(
        "sizes",
        context.words.plain("table.effects", unit=context.in_unit),
        _heads(context.words, heads),
        tuple(_size(context, effect) for effect in _effects(context)),
    )


def _size(context: ReportContext, effect: Effect) -> tuple[Cell, ...]:
    words = context.words
    return (
        *_named(context, effect),
        Cell(words.number(effect.pairs, digits=0)),
        Cell(words.number(effect.answered, digits=0)),
        Cell(words.interval(effect.shift.mean)),
        Cell(words.interval(effect.shift.hodges_lehmann)),
        Cell(words.interval(effect.flip.net, factor=_PERCENT)),
        Cell(words.rate(effect.flip.rate)),
        Cell(words.interval(effect.abstention, factor=_PERCENT)),
    )


def chances(context: ReportContext) -> Table:
    """Give how likely chance alone would be to make every effect, and what could be seen."""
    heads = (*_NAMED, "mean_p", "wilcoxon", "mcnemar", "abstention_p", "grades_p", "adjusted", "power")
    return Table(
        "chances",
        context.words.plain("table.chances"),
        _heads(context.words, heads),
        tuple(_chance(context, effect) for effect in _effects(context)),
    )


def _chance(context: ReportContext, effect: Effect) -> tuple[Cell, ...]:
    words = context.words
    return (
        *_named(context, effect),
        _p(words, effect.shift.mean_p),
        _p(words, effect.shift.wilcoxon_p),
        _p(words, effect.flip.mcnemar_p),
        _p(words, effect.abstention_p),
        _p(words, effect.grades_p),
        _p(words, effect.adjusted_p),
        Cell(words.percent(effect.power)),
    )


def one_life(context: ReportContext) -> Table:
    """Give the one life, or value, in which every effect is surest."""
    return Table(
        "locals",
        context.words.plain("table.locals", unit=context.in_unit),
        _heads(context.words, (*_NAMED, "local", "local_mean", "local_p")),
        tuple(_local(context, effect) for effect in _effects(context)),
    )


def _local(context: ReportContext, effect: Effect) -> tuple[Cell, ...]:
    words, local = context.words, effect.local
    if local is None:
        return (*_named(context, effect), _NONE, _NONE, _NONE)
    part = context.part(effect.name, archetype=local.archetype, value=local.value)
    name = Cell(part, style="theirs")
    return (*_named(context, effect), name, Cell(words.interval(local.mean)), _p(words, local.p_value))


def _effects(context: ReportContext) -> list[Effect]:
    return [one.of for one in context.found if isinstance(one.of, Effect)]


def _named(context: ReportContext, one: Effect) -> tuple[Cell, ...]:
    kind = context.words.plain(f"kind.{one.kind}")
    return (Cell(context.label(one.name)), Cell(kind), *_lights(context, one))


def _lights(context: ReportContext, one: Effect | FieldFinding) -> tuple[Cell, Cell]:
    words = context.words
    move, silence = (Cell(words.plain(f"light.{light}"), light) for light in (one.light, one.silence_light))
    return move, silence


def fields(context: ReportContext) -> Table | None:
    """Give the codes that are not green, one by one; None where all are, or there is none."""
    told = [one for one in context.found if isinstance(one.of, FieldFinding) and one.worst is not Light.GREEN]
    if not told:
        return None
    heads = ("code", "light", "silence_light", "lives", "answered", "mean", "largest_move", "net",
             "abstention", "p_value")  # fmt: skip
    return Table(
        "fields",
        context.words.plain("table.fields", unit=context.in_unit),
        _heads(context.words, heads),
        tuple(_field(context, one, one.of) for one in told if isinstance(one.of, FieldFinding)),
    )


def _field(context: ReportContext, one: Found, of: FieldFinding) -> tuple[Cell, ...]:
    words = context.words
    return (
        Cell(context.label(one.name)),
        *_lights(context, of),
        Cell(words.number(of.lives, digits=0)),
        Cell(words.number(of.answered, digits=0)),
        Cell(words.interval(of.mean)),
        Cell(words.number(of.largest, digits=2)),
        Cell(words.interval(one.net, factor=_PERCENT, digits=1)),
        Cell(words.interval(one.missing, factor=_PERCENT, digits=1)),
        _p(words, of.p_value),
    )


def coverage(context: ReportContext) -> Table:
    """Give what of each field was tried, and what never."""
    return Table(
        "coverage",
        context.words.plain("table.coverage"),
        _heads(context.words, ("field", "tried", "never")),
        tuple(_covered(context, one) for one in context.audit.coverage),
    )


def _covered(context: ReportContext, one: FieldCoverage) -> tuple[Cell, ...]:
    words = context.words
    tried, never = ([context.code(one.field, code) for code in codes] for codes in (one.tried, one.never))
    is_stretch = one.field.endswith("_minutes") or one.field in _DATES
    shown = words.plain("table.stretch", low=tried[0], high=tried[-1]) if is_stretch else words.listed(tried)
    return Cell(context.field(one.field)), Cell(shown), Cell(words.listed(never)) if never else _NONE


def rules(context: ReportContext) -> Table:
    """Give how often every rule was broken."""
    return Table(
        "rules",
        context.words.plain("table.rules", unit=context.in_unit),
        _heads(context.words, ("rule", "light", "asked", "broken", "rate_broken", "largest", "p_value")),
        tuple(_rule(context, rule) for rule in context.audit.rules),
    )


def _rule(context: ReportContext, finding: RuleFinding) -> tuple[Cell, ...]:
    words = context.words
    return (
        Cell(words.plain(f"rule.{finding.rule}.name")),
        Cell(words.plain(f"light.{finding.light}"), finding.light),
        Cell(words.number(finding.asked, digits=0)),
        Cell(words.number(finding.broken, digits=0)),
        Cell(words.rate(finding.rate)),
        Cell(words.number(finding.largest, digits=2)),
        _p(words, finding.p_value),
    )


def groups(context: ReportContext) -> Table:
    """Give how often each group ends beyond the threshold, and how often without an answer."""
    return Table(
        "groups",
        context.words.plain("table.groups"),
        _heads(context.words, ("value", "attribute", "people", "adverse", "abstained")),
        tuple(_group(context, group) for group in context.audit.groups),
    )


def _group(context: ReportContext, group: GroupFinding) -> tuple[Cell, ...]:
    words = context.words
    return (
        Cell(context.value_label(group.attribute, group.value)),
        Cell(context.label(group.attribute)),
        Cell(words.number(group.people, digits=0)),
        _percent(words, group.adverse),
        _percent(words, group.abstained),
    )


def deciles(context: ReportContext) -> Table:
    """Give the answers below which each tenth of people lies."""
    words = context.words
    return Table(
        "deciles",
        words.plain("deciles.table", unit=context.in_unit),
        _heads(words, ("share", "severity"), "deciles"),
        tuple(
            (Cell(words.percent((1 + number) / 10)), Cell(words.number(value, digits=2)))
            for number, value in enumerate(context.audit.deciles)
        ),
    )


def doses(context: ReportContext) -> Table:
    """Give how far the answers moved at each dose."""
    words = context.words
    return Table(
        "doses",
        words.plain("doses.table", unit=context.in_unit),
        (words.plain("doses.weeks"), words.plain("table.kind"), words.plain("table.mean")),
        tuple(
            (Cell(str(dose.weeks)), Cell(words.plain(f"doses.{dose.of}")), Cell(words.interval(dose.shift)))
            for dose in context.audit.doses
        ),
    )


def parameters(context: ReportContext, card: ModuleCard) -> Table:
    """Give the numbers that the module says it uses."""
    words = context.words
    return Table(
        "parameters",
        words.plain("card.parameters"),
        _heads(words, ("parameter", "value", "meaning"), "card"),
        tuple(
            (
                Cell(name, style="theirs"),
                Cell(words.number(parameter.value, digits=6)),
                Cell(parameter.meaning, style="theirs"),
            )
            for name, parameter in card.parameters.items()
        ),
    )


def _heads(words: Words, names: tuple[str, ...], section: str = "table") -> tuple[str, ...]:
    return tuple(words.plain(f"{section}.{name}") for name in names)


def _p(words: Words, p_value: float | None) -> Cell:
    return _NONE if p_value is None else Cell(words.chance(p_value))


def _percent(words: Words, share: float | None) -> Cell:
    return _NONE if share is None else Cell(words.number(share * _PERCENT))
