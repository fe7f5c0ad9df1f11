"""The world: every archetype, every attribute, and how attributes lead to one another, checked as a whole."""

from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path

from xprsa.lab.people.archetype import Archetype
from xprsa.lab.people.attribute import Attribute, Code, Strict
from xprsa.lab.people.mechanisms import WorldWrong
from xprsa.lab.people.reading import checked, toml_of

DATA = Path(__file__).parent / "data"
_ATTRIBUTES, _INTERSECTIONS = "attributes.toml", "intersections.toml"


class _AttributeFile(Strict):
    attributes: dict[str, dict[str, object]]
    placebos: dict[str, dict[str, object]]


class _IntersectionFile(Strict):
    pairs: tuple[tuple[Code, Code], ...]


@dataclass(frozen=True)
class AttributeLink:
    """One arrow: when the parent has this value, the child may take that one.

    :ivar parent, child: places among all the attributes.
    :ivar parent_code, child_code: values, by code.
    """

    parent: int
    parent_code: int
    child: int
    child_code: int
    probability: float


@dataclass(frozen=True)
class World:
    """All that fictitious people are made from.

    :ivar archetypes: in the order of their names.
    :ivar attributes: in the order of the file; the first that marks an organisation decides it.
    :ivar placebos: attributes that do nothing, to see what a module makes of nothing.
    :ivar intersections: pairs of attributes studied together.
    :ivar digest: SHA-256 of the files, so that a report can say which people it speaks of.
    """

    archetypes: tuple[Archetype, ...]
    attributes: tuple[Attribute, ...]
    placebos: tuple[Attribute, ...]
    intersections: tuple[tuple[str, str], ...]
    digest: str

    @classmethod
    def read(cls, directory: Path | None = None) -> "World":
        """Read a directory of files; the one that ships with the lab when none is named.

        :raises WorldWrong: with one sentence, when a file is missing, malformed or contradicts another.
        """
        directory = directory or DATA
        paths = sorted((directory / "archetypes").glob("*.toml"))
        if not paths:
            raise WorldWrong("archetypes: there is no archetype in this directory.")
        described = checked(_AttributeFile, toml_of(directory / _ATTRIBUTES), file=_ATTRIBUTES)
        pairs = checked(_IntersectionFile, toml_of(directory / _INTERSECTIONS), file=_INTERSECTIONS).pairs
        world = cls(
            archetypes=tuple(
                checked(Archetype, {**toml_of(path), "name": path.stem}, file=path.name) for path in paths
            ),
            attributes=_attributes(described.attributes, "attributes"),
            placebos=_attributes(described.placebos, "placebos"),
            intersections=pairs,
            digest=_digest([directory / _ATTRIBUTES, directory / _INTERSECTIONS, *paths]),
        )
        _refuse_contradictions(world)
        return world

    def __hash__(self) -> int:
        """Tell worlds apart by their files."""
        return hash(self.digest)

    @cached_property
    def all_attributes(self) -> tuple[Attribute, ...]:
        """Attributes, then placebos: the columns of every table of codes."""
        return self.attributes + self.placebos

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each attribute and placebo, by name."""
        return {attribute.name: column for column, attribute in enumerate(self.all_attributes)}

    @cached_property
    def testable(self) -> tuple[Attribute, ...]:
        """Attributes that show in weeks; no document could tell whether the others are turned."""
        return tuple(attribute for attribute in self.attributes if attribute.has_path)

    def bearers(self, field: str, value: str) -> tuple[tuple[str, str], ...]:
        """Give who bears a mark because of how they live: attributes and values.

        :param field: `organisation` or `department`.
        """
        return tuple(
            (attribute.name, name)
            for attribute in self.attributes
            for name, one in attribute.values.items()
            if getattr(one.marks, field, None) == value
        )

    def several_values(self, name: str) -> tuple[str, ...]:
        """Give the values away from the reference where an attribute has more than one; by code, from 1.

        None for what is no attribute, as two of them together are not.
        """
        values = self.attribute(name).value_names[1:] if name in self.columns else ()
        return values if len(values) > 1 else ()

    @cached_property
    def links(self) -> tuple[AttributeLink, ...]:
        """Every arrow from one attribute to another, in the order of the file."""
        return tuple(
            AttributeLink(
                parent=self.columns[attribute.name],
                parent_code=code,
                child=self.columns[child],
                child_code=self.attribute(child).value_names.index(edge.value),
                probability=edge.probability,
            )
            for attribute in self.attributes
            for code, value in enumerate(attribute.values.values())
            for child, edge in value.leads_to.items()
        )

    @cached_property
    def links_to(self) -> tuple[tuple[AttributeLink, ...], ...]:
        """The arrows that reach each attribute, by its column."""
        return tuple(
            tuple(link for link in self.links if link.child == column)
            for column in range(len(self.all_attributes))
        )

    @cached_property
    def parents(self) -> dict[int, frozenset[int]]:
        """Columns of the attributes that lead to each attribute, by its column."""
        return {
            column: frozenset(link.parent for link in links) for column, links in enumerate(self.links_to)
        }

    @cached_property
    def downstream(self) -> tuple[int, ...]:
        """Columns of all attributes, each after those that lead to it."""
        return tuple(TopologicalSorter(self.parents).static_order())

    def attribute(self, name: str) -> Attribute:
        """Find an attribute or a placebo.

        :raises KeyError: when there is none of this name.
        """
        return self.all_attributes[self.columns[name]]

    def archetype(self, name: str) -> Archetype:
        """Find an archetype.

        :raises KeyError: when there is none of this name.
        """
        return {archetype.name: archetype for archetype in self.archetypes}[name]


def _attributes(tables: dict[str, dict[str, object]], section: str) -> tuple[Attribute, ...]:
    return tuple(
        checked(Attribute, {**table, "name": name}, file=_ATTRIBUTES, section=f"{section}.{name}")
        for name, table in tables.items()
    )


def _digest(paths: list[Path]) -> str:
    whole = sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _refuse_contradictions(world: World) -> None:
    names = [attribute.name for attribute in world.all_attributes]
    if twice := [name for name in names if names.count(name) > 1]:
        raise WorldWrong(f"{_ATTRIBUTES}, placebos: « {twice[0]} » is an attribute already.")
    for attribute in world.attributes:
        _refuse_unknown_edges(world, attribute)
    for placebo in world.placebos:
        if placebo.has_path:
            raise WorldWrong(f"{_ATTRIBUTES}, placebos.{placebo.name}: a placebo leads nowhere.")
    try:
        _ = world.downstream
    except CycleError as wrong:
        around = " → ".join(names[column] for column in wrong.args[1])
        raise WorldWrong(f"{_ATTRIBUTES}, leads_to: attributes lead round in a circle: {around}.") from wrong
    for archetype in world.archetypes:
        _refuse_unknown_tables(world, archetype)
        _refuse_own_marks(world, archetype)
    _refuse_unknown_pairs(world)


def _refuse_unknown_edges(world: World, attribute: Attribute) -> None:
    known = {other.name: other.value_names for other in world.attributes}
    for name, value in attribute.values.items():
        for child, edge in value.leads_to.items():
            where = f"{_ATTRIBUTES}, {attribute.name}.values.{name}.leads_to"
            if child not in known:
                raise WorldWrong(f"{where}: unknown attribute « {child} ».")
            if edge.value not in known[child]:
                raise WorldWrong(f"{where}.{child}: unknown value « {edge.value} ».")


def _refuse_unknown_tables(world: World, archetype: Archetype) -> None:
    where = f"{archetype.name}.toml, attributes"
    for attribute in world.attributes:
        if attribute.name not in archetype.attributes:
            raise WorldWrong(f"{where}: « {attribute.name} » is missing.")
    known = {attribute.name: attribute.value_names for attribute in world.attributes}
    for name, table in archetype.attributes.items():
        if name not in known:
            raise WorldWrong(f"{where}: unknown attribute « {name} ».")
        for value in table:
            if value not in known[name]:
                raise WorldWrong(f"{where}.{name}: unknown value « {value} ».")


def _refuse_own_marks(world: World, archetype: Archetype) -> None:
    """Refuse a person who bears the mark of an attribute without it: turning it would then not show."""
    for attribute in world.attributes:
        for name, value in attribute.values.items():
            for mark in (value.marks.organisation, value.marks.department):
                if mark is not None and mark in (archetype.organisation, archetype.department):
                    raise WorldWrong(
                        f"{archetype.name}.toml: « {mark} » is the mark of {attribute.name}.{name}; "
                        "say what the document bears without it."
                    )


def _refuse_unknown_pairs(world: World) -> None:
    known = {attribute.name for attribute in world.attributes}
    seen: set[frozenset[str]] = set()
    for pair in world.intersections:
        if unknown := [name for name in pair if name not in known]:
            raise WorldWrong(f"{_INTERSECTIONS}, pairs: unknown attribute « {unknown[0]} ».")
        if pair[0] == pair[1] or frozenset(pair) in seen:
            raise WorldWrong(f"{_INTERSECTIONS}, pairs: {list(pair)} is no pair, or comes twice.")
        seen.add(frozenset(pair))
