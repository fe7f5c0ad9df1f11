"""A map by the members of an enumeration speaks of each of them: a member added is a gap that shows here."""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.source import modules
from xprsa.domain.permission import Role

# Maps that leave members out on purpose: module, then name of the map, with the reason.
PARTIAL = {
    ("xprsa/accounts/staff/forms.py", "ROLE_LABELS"): "the roles of a team: nobody is invited to be a person",
    ("xprsa/commands/checking.py", "_ADVICE"): "the signs that have no sentence of their own in `check`",
    ("xprsa/commands/key_words.py", "LOST"): "the keys of purposes are told of all at once",
    ("xprsa/commands/key_words.py", "ROTATED"): "the keys of purposes are told of all at once",
    ("xprsa/declare/answering.py", "_EVENTS"): "the two verdicts that a person gives",
    ("xprsa/declare/entry_form.py", "WAYS"): "how a week reaches staff; a person alone sends it online",
    ("xprsa/review/note_forms.py", "blamed"): "the two reasons that a day of this form can be blamed for",
    ("xprsa/domain/permission.py", "found"): "how one stands to somebody; NOBODY is when there is none",
    ("xprsa/lab/battery/changes.py", "_CHANGES"): "the rules that change a history by no chance",
    (
        "xprsa/people_import/cells.py",
        "_DURATION_SENTENCES",
    ): "what has a sentence of its own; the rest share one",
    ("xprsa/review/forms.py", "_OWED"): "the verdicts that owe the person words",
    ("xprsa/review/forms.py", "_EXPLAINED"): "the broken rules that are about a field",
    ("xprsa/rules/forms.py", "blamed"): "the broken rules that are about a field",
}


class Colour(Enum):
    """A sample."""

    RED = 1
    GREEN = 2
    BLUE = 3


@dataclass(frozen=True)
class KeyedMap:
    """A dictionary whose keys are all members of one enumeration.

    :ivar name: what the module calls it; "" for one that has no name.
    """

    path: str
    line: int
    name: str
    enum: type[Enum]
    keys: frozenset[str]

    @property
    def missing(self) -> list[str]:
        """Members of which the map says nothing."""
        return [name for name in self.enum.__members__ if name not in self.keys]


def test_every_map_by_an_enumeration_speaks_of_each_member() -> None:
    gaps = [
        f"{found.path}:{found.line} {found.name} says nothing of {found.enum.__name__} {found.missing}"
        for found in _maps()
        if found.missing and (found.path, found.name) not in PARTIAL
    ]
    assert not gaps, "maps with gaps (where one is meant, give its reason in PARTIAL):\n" + "\n".join(gaps)


def test_every_written_exception_is_still_one() -> None:
    partial = {(found.path, found.name) for found in _maps() if found.missing}
    assert set(PARTIAL) <= partial, f"these maps are whole by now: {set(PARTIAL) - partial}"


def test_this_contract_reads_the_maps_of_the_house() -> None:
    enums = {found.enum.__name__ for found in _maps()}
    assert {"Purpose", "Permission", "Verdict", "Failure"} <= enums


def test_this_contract_sees_a_gap() -> None:
    found = _seen(
        """
        WHOLE = {Colour.RED: 1, Colour.GREEN: 2, Colour.BLUE: 3}
        VALUES: dict[str, int] = {paints.Colour.RED.value: 1}
        class Page:
            labels = MappingProxyType({Colour.RED: 1, Colour.BLUE: 3})
        MIXED = {Colour.RED: 1, "blue": 2}
        EMPTY = {}
        def words():
            return {Role.ADVISER: "x"}
        """,
        Colour=Colour,
        Role=Role,
        paints=SimpleNamespace(Colour=Colour),
    )
    assert {seen.name: seen.missing for seen in found} == {
        "WHOLE": [],
        "VALUES": ["GREEN", "BLUE"],
        "labels": ["GREEN"],
        "": ["BENEFICIARY", "MANAGER", "EXPORTER"],
    }


def _maps() -> Iterator[KeyedMap]:
    for path, module in modules():
        if any(_member(key) for node in ast.walk(module) if isinstance(node, ast.Dict) for key in node.keys):
            yield from _of_module(path, module, import_module(path.removesuffix(".py").replace("/", ".")))


def _seen(source: str, **names: Any) -> list[KeyedMap]:
    made = ModuleType("made")
    vars(made).update(names)
    return list(_of_module("made.py", ast.parse(textwrap.dedent(source)), made))


def _of_module(path: str, module: ast.Module, loaded: ModuleType) -> Iterator[KeyedMap]:
    names = {id(found): name for node in ast.walk(module) for name, found in _named(node)}
    for node in ast.walk(module):
        if not isinstance(node, ast.Dict):
            continue
        members = [_member(key) for key in node.keys]
        enums = {_looked_up(loaded, member[0]) for member in members if member}
        if all(members) and len(enums) == 1 and (enum := enums.pop()) is not None:
            keys = frozenset(member[1] for member in members if member)
            yield KeyedMap(path, node.lineno, names.get(id(node), ""), enum, keys)


def _named(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Pair the name of an assignment with every dictionary on its right side."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            yield from ((name, found) for found in ast.walk(value) if isinstance(found, ast.Dict))


def _member(key: ast.expr | None) -> tuple[str, str] | None:
    """Read `Enum.MEMBER` or `Enum.MEMBER.value`: the enumeration as it is named there, and the member."""
    match key:
        case ast.Attribute(value=ast.Attribute() as member, attr="value"):
            return _member(member)
        case ast.Attribute(value=ast.Name() | ast.Attribute() as enum, attr=name):
            return ast.unparse(enum), name
    return None


def _looked_up(loaded: ModuleType, dotted: str) -> type[Enum] | None:
    """Find an enumeration by its name in a module; None for what is none, or is known inside a function."""
    found: Any = loaded
    for name in dotted.split("."):
        found = getattr(found, name, None)
    return found if isinstance(found, type) and issubclass(found, Enum) else None
