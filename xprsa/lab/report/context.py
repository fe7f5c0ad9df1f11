"""One audit as one language tells it: what its findings are called, and amounts on its scale."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from xprsa.lab.battery.fields import AND
from xprsa.lab.people.world import World
from xprsa.lab.report.found import Found, in_order
from xprsa.lab.report.words import Words
from xprsa.scoring.audit import AuditFindings, Kind

_MOST_CODES = 8  # of one field named in a sentence; the table names all of them
_WHOSE = ("organisation", "department")  # fields that a document bears because of how people live


@dataclass(frozen=True)
class ReportContext:
    """What every page needs to speak of an audit."""

    audit: AuditFindings
    world: World
    words: Words

    @cached_property
    def found(self) -> list[Found]:
        """Effects and codes, in the order in which they are told."""
        return in_order(self.audit, self.world)

    @cached_property
    def unit(self) -> str:
        """What the scale counts: points, or grades."""
        return "points" if self.audit.module.grades is None else "grades"

    @property
    def in_unit(self) -> str:
        """The unit as a caption says it."""
        return self.words.plain(f"in_unit.{self.unit}")

    @cached_property
    def digits(self) -> int:
        """Decimals that a move on this scale needs."""
        span = self.audit.module.scale_points
        return 1 if span >= 20 else 2 if span >= 1 else 4

    def amount(self, value: float) -> str:
        """Write how large a move is, without its sign."""
        return self.words.counted(f"unit.{self.unit}", abs(value), digits=self.digits)

    def move(self, value: float) -> str:
        """Write a move with its sign, for a table that says the unit."""
        return self.words.signed(value, digits=self.digits)

    def label(self, name: str) -> str:
        """Give the label of an attribute, of a code such as `organisation=CE`, or of two together."""
        return AND.join(map(self._label, name.split(AND)))

    def _label(self, name: str) -> str:
        field, is_code, code = name.partition("=")
        if not is_code:
            return self.world.attribute(name).label.in_language(self.words.language)
        form = "department" if field == "department" else "other"
        return self.words.plain(f"coded.{form}", field=self.field(field), code=self.code(field, code))

    def field(self, field: str) -> str:
        """Name a field of the document."""
        return self.words.plain(f"field.{field}")

    def code(self, field: str, code: str) -> str:
        """Name a code; those that are numbers or dates name themselves."""
        return self.words.sentences.get(f"code.{field}.{code}", code)

    def named(self, found: Iterable[Found]) -> str:
        """Name findings in a sentence: codes field by field, with whom they concern, many by their number."""
        by_field: dict[str, list[str]] = {}
        for one in found:
            is_code = one.kind is Kind.FIELD and len(one.parts) == 1
            by_field.setdefault(one.name.partition("=")[0] if is_code else one.name, []).append(one.name)
        return self.words.listed(self._named(names) for names in by_field.values())

    def _named(self, names: list[str]) -> str:
        """Name a circumstance, two things together, or codes of one field."""
        if len(names) > _MOST_CODES:
            field = self.field(names[0].partition("=")[0])
            return self.words.plain("coded.many", n=len(names), field=field)
        first, *others = [f"{self.label(name)}{self._whose(name)}" for name in names]
        field = self.label(names[0]).removesuffix(self.code(*names[0].split("=", 1))) if others else ""
        return " / ".join([first, *(other.removeprefix(field) for other in others)])

    def _whose(self, name: str) -> str:
        """Tell whom codes concern, where an organisation or a département follows from how people live."""
        told = []
        for part in name.split(AND):
            field, _, code = part.partition("=")
            bearers = self.world.bearers(field, code) if field in _WHOSE else ()
            who = [
                self.world.attribute(attribute).values[value].phrase.in_language(self.words.language)
                for attribute, value in bearers
            ]
            if who:
                told.append(self.words.plain(f"whose.{field}", who=self.words.plain("either").join(who)))
        return f" ({self.words.listed(told)})" if told else ""

    def value_label(self, attribute: str, value: str) -> str:
        """Give the label of one value of an attribute."""
        return self.world.attribute(attribute).values[value].label.in_language(self.words.language)

    def compared(self, one: Found) -> str:
        """Tell what is compared with what."""
        if one.kind is Kind.CIRCUMSTANCES:
            attribute = self.world.attribute(one.name)
            focal = [self.value_label(one.name, name) for name in attribute.value_names[1:]]
            reference = self.value_label(one.name, attribute.reference)
            return self.words.plain(
                "compared.circumstances", focal=self.words.plain("either").join(focal), reference=reference
            )
        if one.kind is Kind.FIELD and len(one.parts) == 1:
            return self.words.plain(f"compared.{one.name.partition('=')[0]}")
        return self.words.plain("compared.codes" if one.kind is Kind.FIELD else f"compared.{one.kind}")

    def first_name(self, archetype: str) -> str:
        """Give the first name of a life: the first word of its story."""
        story = self.world.archetype(archetype).story.in_language(self.words.language)
        return story.split(maxsplit=1)[0].rstrip(",.")

    def part(self, name: str, *, archetype: str | None, value: str | None) -> str:
        """Name a part of the pairs: a first name, or the label of a value; or nothing."""
        if archetype is not None:
            return self.first_name(archetype)
        return self.value_label(name, value) if value is not None else ""
