"""The technical annex: every figure of an audit, the card, and how to ask the same questions again."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from xprsa.lab.report import annex_tables
from xprsa.lab.report.changes import AuditChanges, changes
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import sought
from xprsa.lab.report.reproducing import VERIFY, command
from xprsa.lab.report.view import Fact, Table, written
from xprsa.lab.report.words import Sentence, Theirs
from xprsa.scoring.audit import Kind, Light
from xprsa.scoring.module import ModuleCard

SECTIONS = (
    "plan", "power", "effects", "fields", "coverage", "rules", "spread", "doses", "groups", "hearing", "card",
    "method", "redo",
)  # fmt: skip
METHOD = ("people", "pairs", "tests", "lights", "rules")
_CODE = frozenset({"source", "digest", "seed", "secret", "asked_on", "world"})
_CARD = (
    "name", "version", "title", "owner", "purpose", "legal_basis", "fewest_weeks", "abstains_when",
    "contribution", "limits", "said", "unknown", "contact", "expires_on", "audit",
)  # fmt: skip


@dataclass(frozen=True)
class AnnexPage:
    """All that the annex shows."""

    line: Sentence
    plan: tuple[Fact, ...]
    power: tuple[Fact, ...]
    changes: AuditChanges | None
    sizes: Table
    chances: Table
    one_life: Table
    fields: Table | None
    fields_left: str
    coverage: Table
    untestable: str
    rules: Table
    deciles: Table
    adverse: str
    doses: Table
    groups: Table
    hearing: tuple[Fact, ...]
    faults: tuple[Fact, ...]
    incidents: tuple[Fact, ...]
    said: tuple[str, ...]
    card: tuple[Fact, ...]
    sources: tuple[str, ...]
    parameters: Table
    redo: str
    verify: str


def annex_page(context: ReportContext, card: ModuleCard) -> AnnexPage:
    """Put all figures in order."""
    audit, words = context.audit, context.words
    return AnnexPage(
        line=words.sentence(
            "annex.line",
            title=Theirs(card.title),
            version=Theirs(card.version),
            date=words.day(audit.plan.asked_on),
        ),
        plan=_plan(context),
        power=_power(context),
        changes=changes(context, [one for one in context.found if one.kind is not Kind.FIELD]),
        sizes=annex_tables.sizes(context),
        chances=annex_tables.chances(context),
        one_life=annex_tables.one_life(context),
        fields=annex_tables.fields(context),
        fields_left=_fields_left(context),
        coverage=annex_tables.coverage(context),
        untestable=words.listed(map(context.label, audit.untestable)),
        rules=annex_tables.rules(context),
        deciles=annex_tables.deciles(context),
        adverse=words.plain("deciles.adverse", rate=words.rate(audit.adverse)),
        doses=annex_tables.doses(context),
        groups=annex_tables.groups(context),
        hearing=_hearing(context),
        faults=_counted(context, "fault", audit.hearing.faults),
        incidents=_counted(context, "incident", audit.hearing.incidents),
        said=audit.hearing.said,
        card=tuple(_card(context, card)),
        sources=tuple(getattr(card, "sources", ())),
        parameters=annex_tables.parameters(context, card),
        redo=command(audit),
        verify=VERIFY,
    )


def _plan(context: ReportContext) -> tuple[Fact, ...]:
    plan, module, words = context.audit.plan, context.audit.module, context.words
    counted = {name: getattr(plan, name) for name in ("profiles", "archetypes")}
    counted |= asdict(sought(context.audit))
    counted |= {name: getattr(plan, name) for name in ("public_bases", "holdout_bases")}
    counts = {name: words.number(count, digits=0) for name, count in counted.items()}
    facts = {"source": module.source, "isolation": module.isolation, "digest": module.digest}
    facts |= {"seed": plan.seed, "secret": plan.secret, "asked_on": plan.asked_on.isoformat(), **counts}
    facts |= {"world": plan.world, "lab_version": plan.lab_version}
    return tuple(
        Fact(words.plain(f"plan.{name}"), value, "code" if name in _CODE else "ours")
        for name, value in facts.items()
    )


def _power(context: ReportContext) -> tuple[Fact, ...]:
    plan, words = context.audit.power, context.words
    facts = {
        "pairs": words.number(plan.pairs, digits=0),
        "level": words.number(plan.level, digits=6),
        "smallest_shift": context.amount(plan.smallest_shift),
        "smallest_net": words.percent(plan.smallest_net, digits=1),
        "assumed_deviation": context.amount(plan.assumed_deviation),
        "assumed_discordant": words.percent(plan.assumed_discordant, digits=1),
        "shift_power": words.percent(plan.shift_power, digits=1),
        "flip_power": words.percent(plan.flip_power, digits=1),
        "flip_pairs_needed": words.number(plan.flip_pairs_needed, digits=0),
    }
    return tuple(Fact(words.plain(f"power.{name}"), value) for name, value in facts.items())


def _fields_left(context: ReportContext) -> str:
    """Count the codes that are green, which no row tells one by one."""
    green = sum(one.worst is Light.GREEN for one in context.audit.fields)
    return context.words.counted("fields.left", green) if green else ""


def _hearing(context: ReportContext) -> tuple[Fact, ...]:
    hearing, words = context.audit.hearing, context.words
    return tuple(
        Fact(words.plain(f"hearing.{name}"), words.number(getattr(hearing, name), digits=0))
        for name in ("asked", "answered", "abstained")
    )


def _counted(context: ReportContext, kind: str, counts: Mapping[str, int]) -> tuple[Fact, ...]:
    words = context.words
    return tuple(
        Fact(words.sentences.get(f"{kind}.{name}", name), words.number(count, digits=0))
        for name, count in counts.items()
    )


def _card(context: ReportContext, card: ModuleCard) -> Iterator[Fact]:
    """Tell the card field by field; cards of modules under study have a few fields more."""
    words = context.words
    for name in _CARD:
        value = getattr(card, name, None)
        if value is not None:
            shown = Theirs(value)
            yield Fact(words.plain(f"card.{name}"), shown, written(shown))
    yield Fact(words.plain("card.scale"), Theirs(card.scale.model_dump_json()), "code")
    yield Fact(words.plain("card.fields"), ", ".join(card.fields), "code")
