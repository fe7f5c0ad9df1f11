"""The tables of the annex."""

from xprsa.lab.report.telling import Telling, by_size
from xprsa.lab.report.view import Cell, Table
from xprsa.lab.report.words import Words
from xprsa.scoring.audit import Effect, Estimate, Group, RuleFinding
from xprsa.scoring.module import ModuleCard

_NONE = Cell("—")
_PERCENT = 100.0


def sizes(telling: Telling) -> Table:
    """Give how large every effect is."""
    heads = (
        "what",
        "kind",
        "light",
        "pairs",
        "answered",
        "mean",
        "hodges_lehmann",
        "net",
        "rate",
        "abstention",
    )
    return Table(
        "sizes",
        telling.words.plain("table.effects", unit=telling.in_unit),
        _heads(telling.words, heads),
        tuple(_size(telling, one) for one in by_size(telling.audit.effects)),
    )


def _size(telling: Telling, one: Effect) -> tuple[Cell, ...]:
    words = telling.words
    return (
        *_named(telling, one),
        Cell(words.number(one.pairs, digits=0)),
        Cell(words.number(one.answered, digits=0)),
        Cell(words.interval(one.shift.mean)),
        Cell(words.interval(one.shift.hodges_lehmann)),
        Cell(words.interval(one.flip.net, factor=_PERCENT)),
        Cell(words.rate(one.flip.rate)),
        Cell(words.interval(one.abstention, factor=_PERCENT)),
    )


def chances(telling: Telling) -> Table:
    """Give how likely chance alone would be to make every effect, and what could be seen."""
    heads = ("what", "kind", "light", "mean_p", "wilcoxon", "mcnemar", "abstention_p", "odds", "odds_p",
             "grades_p", "adjusted", "power")  # fmt: skip
    return Table(
        "chances",
        telling.words.plain("table.chances"),
        _heads(telling.words, heads),
        tuple(_chance(telling, one) for one in by_size(telling.audit.effects)),
    )


def _chance(telling: Telling, one: Effect) -> tuple[Cell, ...]:
    words = telling.words
    return (
        *_named(telling, one),
        _p(words, one.shift.mean_p),
        _p(words, one.shift.wilcoxon_p),
        _p(words, one.flip.mcnemar_p),
        _p(words, one.abstention_p),
        _ratio(words, one.odds),
        _p(words, one.odds_p),
        _p(words, one.grades_p),
        _p(words, one.adjusted_p),
        Cell(words.percent(one.power)),
    )


def one_life(telling: Telling) -> Table:
    """Give the one life, or value, in which every effect is surest."""
    return Table(
        "locals",
        telling.words.plain("table.locals", unit=telling.in_unit),
        _heads(telling.words, ("what", "kind", "light", "local", "local_mean", "local_p")),
        tuple(_local(telling, one) for one in by_size(telling.audit.effects)),
    )


def _local(telling: Telling, one: Effect) -> tuple[Cell, ...]:
    words, local = telling.words, one.local
    if local is None:
        return (*_named(telling, one), _NONE, _NONE, _NONE)
    name = Cell(telling.part(one), style="theirs")
    return (*_named(telling, one), name, Cell(words.interval(local.mean)), _p(words, local.p_value))


def _named(telling: Telling, one: Effect) -> tuple[Cell, ...]:
    words = telling.words
    kind = words.plain(f"kind.{one.kind}")
    return Cell(telling.label(one.name)), Cell(kind), Cell(words.plain(f"light.{one.light}"), one.light)


def rules(telling: Telling) -> Table:
    """Give how often every rule was broken."""
    return Table(
        "rules",
        telling.words.plain("table.rules", unit=telling.in_unit),
        _heads(telling.words, ("rule", "light", "asked", "broken", "rate_broken", "largest", "p_value")),
        tuple(_rule(telling, one) for one in telling.audit.rules),
    )


def _rule(telling: Telling, one: RuleFinding) -> tuple[Cell, ...]:
    words = telling.words
    light = one.light or "told"
    return (
        Cell(words.plain(f"rule.{one.rule}.name")),
        Cell(words.plain(f"light.{light}"), light),
        Cell(words.number(one.asked, digits=0)),
        Cell(words.number(one.broken, digits=0)),
        Cell(words.rate(one.rate)),
        Cell(words.number(one.largest, digits=2)),
        _p(words, one.p_value),
    )


def groups(telling: Telling) -> Table:
    """Give how often each group ends beyond the threshold."""
    return Table(
        "groups",
        telling.words.plain("table.groups"),
        _heads(telling.words, ("value", "attribute", "people", "adverse", "ratio", "adjusted_bh")),
        tuple(_group(telling, one) for one in telling.audit.groups),
    )


def _group(telling: Telling, one: Group) -> tuple[Cell, ...]:
    words = telling.words
    reference = Cell(words.plain("table.reference"))
    return (
        Cell(telling.value_label(one.attribute, one.value)),
        Cell(telling.label(one.attribute)),
        Cell(words.number(one.people, digits=0)),
        Cell(words.rate(one.adverse)),
        reference if one.is_reference else _ratio(words, one.ratio),
        _p(words, one.adjusted_p),
    )


def deciles(telling: Telling) -> Table:
    """Give the answers below which each tenth of people lies."""
    words = telling.words
    return Table(
        "deciles",
        words.plain("deciles.table", unit=telling.in_unit),
        _heads(words, ("share", "severity"), "deciles"),
        tuple(
            (Cell(words.percent((1 + place) / 10)), Cell(words.number(value, digits=2)))
            for place, value in enumerate(telling.audit.deciles)
        ),
    )


def doses(telling: Telling) -> Table:
    """Give how far the answers moved at each dose."""
    words = telling.words
    return Table(
        "doses",
        words.plain("doses.table", unit=telling.in_unit),
        (words.plain("doses.weeks"), words.plain("table.kind"), words.plain("table.mean")),
        tuple(
            (Cell(str(one.weeks)), Cell(words.plain(f"doses.{one.of}")), Cell(words.interval(one.shift)))
            for one in telling.audit.doses
        ),
    )


def parameters(telling: Telling, card: ModuleCard) -> Table:
    """Give the numbers that the module says it uses."""
    words = telling.words
    return Table(
        "parameters",
        words.plain("card.parameters"),
        _heads(words, ("parameter", "value", "meaning"), "card"),
        tuple(
            (
                Cell(name, style="theirs"),
                Cell(words.number(one.value, digits=6)),
                Cell(one.meaning, style="theirs"),
            )
            for name, one in card.parameters.items()
        ),
    )


def _heads(words: Words, names: tuple[str, ...], section: str = "table") -> tuple[str, ...]:
    return tuple(words.plain(f"{section}.{name}") for name in names)


def _p(words: Words, p_value: float | None) -> Cell:
    return _NONE if p_value is None else Cell(words.chance(p_value))


def _ratio(words: Words, ratio: Estimate | None) -> Cell:
    if ratio is None:
        return _NONE
    return Cell(words.bounded(ratio, lambda value: words.number(value, digits=2)))
