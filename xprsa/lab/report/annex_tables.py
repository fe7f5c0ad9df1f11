"""The tables of the annex."""

from collections.abc import Iterable

from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import Found
from xprsa.lab.report.view import Cell, Table
from xprsa.scoring.audit import Effect, FieldCoverage, FieldFinding, GroupFinding, Light, RuleFinding
from xprsa.scoring.module import ModuleCard

_NONE = Cell("—")
_PERCENT = 100.0
_DATES = ("week", "as_of")
_NAMED = ("what", "kind", "light", "silence_light")
Row = tuple[Cell, ...]


def sizes(context: ReportContext) -> Table:
    """Give how large every effect is."""
    heads = (*_NAMED, "pairs", "answered", "mean", "hodges_lehmann", "net", "rate", "abstention")
    return _table(context, "effects", heads, (_size(context, effect) for effect in _effects(context)))


def _size(context: ReportContext, effect: Effect) -> Row:
    words = context.words
    return (
        *_named(context, effect),
        *_counts(context, effect.pairs, effect.answered),
        Cell(words.interval(effect.shift.mean)),
        Cell(words.interval(effect.shift.hodges_lehmann)),
        Cell(words.interval(effect.flip.net, factor=_PERCENT)),
        Cell(words.rate(effect.flip.rate)),
        Cell(words.interval(effect.abstention, factor=_PERCENT)),
    )


def chances(context: ReportContext) -> Table:
    """Give how likely chance alone would be to make every effect, and what could be seen."""
    heads = (*_NAMED, "mean_p", "wilcoxon", "mcnemar", "abstention_p", "grades_p", "adjusted", "power")
    return _table(context, "chances", heads, (_chance(context, effect) for effect in _effects(context)))


def _chance(context: ReportContext, effect: Effect) -> Row:
    shift = effect.shift
    tests = shift.mean_p, shift.wilcoxon_p, effect.flip.mcnemar_p, effect.abstention_p, effect.grades_p
    chance = (_p(context, p_value) for p_value in (*tests, effect.adjusted_p))
    return (*_named(context, effect), *chance, Cell(context.words.percent(effect.power)))


def one_life(context: ReportContext) -> Table:
    """Give the one life, or value, in which every effect is surest."""
    heads = (*_NAMED, "local", "local_mean", "local_p")
    return _table(context, "locals", heads, (_local(context, effect) for effect in _effects(context)))


def _local(context: ReportContext, effect: Effect) -> Row:
    local = effect.local
    if local is None:
        return (*_named(context, effect), _NONE, _NONE, _NONE)
    part = context.part(effect.name, archetype=local.archetype, value=local.value)
    mean = Cell(context.words.interval(local.mean))
    return (*_named(context, effect), Cell(part, style="theirs"), mean, _p(context, local.p_value))


def _effects(context: ReportContext) -> list[Effect]:
    return [one.of for one in context.found if isinstance(one.of, Effect)]


def _named(context: ReportContext, one: Effect) -> Row:
    kind = context.words.plain(f"kind.{one.kind}")
    return (Cell(context.label(one.name)), Cell(kind), *_lights(context, one.light, one.silence_light))


def fields(context: ReportContext) -> Table | None:
    """Give the codes that are not green, one by one; None where all are, or there is none."""
    told = [
        _field(context, one, one.of)
        for one in context.found
        if isinstance(one.of, FieldFinding) and one.worst is not Light.GREEN
    ]
    heads = ("code", "light", "silence_light", "lives", "answered", "mean", "largest", "net", "abstention")
    return _table(context, "fields", (*heads, "p_value"), told) if told else None


def _field(context: ReportContext, one: Found, of: FieldFinding) -> Row:
    words = context.words
    return (
        Cell(context.label(one.name)),
        *_lights(context, of.light, of.silence_light),
        *_counts(context, of.lives, of.answered),
        Cell(words.interval(of.mean)),
        Cell(words.number(of.largest, digits=2)),
        Cell(words.interval(one.net, factor=_PERCENT, digits=1)),
        Cell(words.interval(one.missing, factor=_PERCENT, digits=1)),
        _p(context, of.p_value),
    )


def coverage(context: ReportContext) -> Table:
    """Give what of each field was tried, and what never."""
    rows = (_covered(context, one) for one in context.audit.coverage)
    return _table(context, "coverage", ("field", "tried", "never"), rows)


def _covered(context: ReportContext, one: FieldCoverage) -> Row:
    words = context.words
    tried, never = ([context.code(one.field, code) for code in codes] for codes in (one.tried, one.never))
    is_stretch = one.field.endswith("_minutes") or one.field in _DATES
    shown = words.plain("table.stretch", low=tried[0], high=tried[-1]) if is_stretch else words.listed(tried)
    return Cell(context.field(one.field)), Cell(shown), Cell(words.listed(never)) if never else _NONE


def rules(context: ReportContext) -> Table:
    """Give how often every rule was broken."""
    heads = ("rule", "light", "asked", "broken", "rate_broken", "largest", "p_value")
    return _table(context, "rules", heads, (_rule(context, rule) for rule in context.audit.rules))


def _rule(context: ReportContext, finding: RuleFinding) -> Row:
    words = context.words
    return (
        Cell(words.plain(f"rule.{finding.rule}.name")),
        *_lights(context, finding.light),
        *_counts(context, finding.asked, finding.broken),
        Cell(words.rate(finding.rate)),
        Cell(words.number(finding.largest, digits=2)),
        _p(context, finding.p_value),
    )


def groups(context: ReportContext) -> Table:
    """Give how often each group ends beyond the threshold, and how often without an answer."""
    heads = ("value", "attribute", "people", "adverse", "abstained")
    return _table(context, "groups", heads, (_group(context, group) for group in context.audit.groups))


def _group(context: ReportContext, group: GroupFinding) -> Row:
    words = context.words
    shares = (
        _NONE if share is None else Cell(words.number(share * _PERCENT))
        for share in (group.adverse, group.abstained)
    )
    value = Cell(context.value_label(group.attribute, group.value))
    return (value, Cell(context.label(group.attribute)), *_counts(context, group.people), *shares)


def deciles(context: ReportContext) -> Table:
    """Give the answers below which each tenth of people lies."""
    words = context.words
    rows = (
        (Cell(words.percent((1 + number) / 10)), Cell(words.number(value, digits=2)))
        for number, value in enumerate(context.audit.deciles)
    )
    return _table(context, "deciles", ("share", "severity"), rows)


def doses(context: ReportContext) -> Table:
    """Give how far the answers moved at each dose."""
    words = context.words
    rows = (
        (Cell(str(dose.weeks)), Cell(words.plain(f"doses.{dose.of}")), Cell(words.interval(dose.shift)))
        for dose in context.audit.doses
    )
    return _table(context, "doses", ("weeks", "kind", "mean"), rows)


def parameters(context: ReportContext, card: ModuleCard) -> Table:
    """Give the numbers that the module says it uses."""
    rows = (
        (
            Cell(name, style="theirs"),
            Cell(context.words.number(parameter.value, digits=6)),
            Cell(parameter.meaning, style="theirs"),
        )
        for name, parameter in card.parameters.items()
    )
    return _table(context, "parameters", ("parameter", "number", "meaning"), rows)


def _table(context: ReportContext, name: str, heads: Iterable[str], rows: Iterable[Row]) -> Table:
    words = context.words
    caption = words.plain(f"caption.{name}", unit=context.in_unit)
    return Table(name, caption, tuple(words.plain(f"table.{head}") for head in heads), tuple(rows))


def _lights(context: ReportContext, *lights: Light) -> Row:
    return tuple(Cell(context.words.plain(f"light.{light}"), light) for light in lights)


def _counts(context: ReportContext, *counts: int) -> Row:
    return tuple(Cell(context.words.number(count, digits=0)) for count in counts)


def _p(context: ReportContext, p_value: float | None) -> Cell:
    return _NONE if p_value is None else Cell(context.words.chance(p_value))
