"""A look at every page by everybody to whom it opens, as the reviewed list of rights has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from tests.answers.interference.browsers import ANONYMOUS, MACHINE
from tests.answers.interference.small_world import PEOPLE, STAFF, TOKEN, SmallWorld
from tests.answers.interference.transcript import Transcript
from tests.builders import HERE
from tests.scores.written import KEY
from xprsa.monitoring.figures import figures
from xprsa.review.filtering import ADDRESSES
from xprsa.scoring.purpose import Purpose
from xprsa.web.health import WriteProbe

if TYPE_CHECKING:
    from tests.answers.interference.walk import Walk

RIGHTS = Path(__file__).parents[2] / "contracts" / "access.txt"
_EVERYBODY = (ANONYMOUS, *PEOPLE, *STAFF)
_ROLES = {  # who of a small world stands for a role of the list
    "everybody": _EVERYBODY,
    "signed-in": _EVERYBODY[1:],
    "staff": STAFF,
    "beneficiary": PEOPLE,
    "adviser": ("adviser", "colleague"),
    "manager": ("manager",),
    "exporter": ("exporter",),
    "machine": (MACHINE,),
}
_WEEKS = 2
LEFT_OUT = frozenset({"number"})  # of a file of people that was brought in: there is none in a small world
_ALWAYS = frozenset({  # where an answer is near, or would be seen first if it were
    "answer_contests.answer", "contests.contests", "own.data", "own.home", "own_answers.answer",
    "own_view.page", "register.register", "review.caseload", "review.person",
})  # fmt: skip
# Long to write, and made of no row.
_OF_CODE_ALONE = frozenset({"api.openapi", "export.schema", "export.schemas"})


@dataclass(frozen=True)
class Share:
    """Which pages a walk looks at in the end: those where an answer is near, and a part of the others.

    :ivar of: 1 for every page; as many walks in a row look at every page together.
    """

    of: int
    part: int

    def holds(self, number: int) -> bool:
        return number % self.of == self.part % self.of


def look_around(walk: "Walk", transcript: Transcript, share: Share) -> None:
    """Let everybody open the pages that open to them; read the figures of the service too."""
    for number, (endpoint, role, path) in enumerate(_looks(walk)):
        if endpoint in _ALWAYS or share.holds(number):
            walk.browsers.get(role, path)
    for role, group in product(("adviser", "colleague"), ADDRESSES.values()):
        walk.browsers.get(role, f"/portefeuille?groupe={group}")
    transcript.note("figures", "\n".join(map(repr, figures(walk.world.service, WriteProbe()))))


def _looks(walk: "Walk") -> Iterator[tuple[str, str, str]]:
    """Yield every page of everybody: its endpoint, who opens it, its address."""
    app, values = walk.browsers.app, _values(walk.world)
    for rule, roles in _pages(app):
        for path, role in product(_paths(app, rule, values), roles):
            yield rule.endpoint, role, path


def _pages(app: Flask) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Yield each page that opens to somebody of a small world, and to whom."""
    opens = _rights()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        roles = opens.get(rule.rule.replace(" ", ""), ())
        is_led_to = rule.endpoint not in _OF_CODE_ALONE and not rule.arguments & LEFT_OUT
        if "GET" in (rule.methods or ()) and roles and is_led_to:
            yield rule, roles


def _rights() -> dict[str, tuple[str, ...]]:
    """Read who of a small world may open each address."""
    lines = (line.split() for line in RIGHTS.read_text(encoding="utf-8").splitlines())
    return {
        line[1]: tuple(dict.fromkeys(role for named in line[2:] for role in _ROLES.get(named, ())))
        for line in lines
        if line and line[0] == "GET"
    }


def _values(world: SmallWorld) -> dict[str, list[Any]]:
    """Give the values of each argument of a path."""
    people = [person.account.public_id for person in world.people.values()]
    with world.service.database.reading() as store:
        runs = [run.public_id for run in store.exports.of_territory(world.territory)]
    return {
        "person": people,
        "receiver": people,
        "member": [account.public_id for account in world.staff.values()],
        "week": [world.this_week.plus(-back) for back in range(_WEEKS)],
        "asking": world.askings(),
        "run": runs,
        "module": [world.module.public_id],
        "public_key": [KEY],
        "note": [UUID(int=0)],
        "handle": [TOKEN],
        "purpose": [Purpose.SUPPORT],
        "code": [Purpose.SUPPORT],
        "theme.css:code": [HERE],
        "statistics.told:code": [HERE],
        "statistics.as_file:code": [HERE],
        "token": ["unknown"],
        "receipt": ["0" * 32],
        "which": ["courriel", "telephone"],
        "page": ["mes-droits", "aide", "accessibilite", "mentions-legales"],
    }


def _paths(app: Flask, rule: Rule, values: dict[str, list[Any]]) -> Iterator[str]:
    """Yield every address of a route.

    :raises LookupError: when nothing is known of one of its arguments.
    """
    names = sorted(rule.arguments)
    found = [values.get(f"{rule.endpoint}:{name}") or values[name] for name in names]
    address = app.url_map.bind("localhost")
    for chosen in product(*found):
        yield address.build(rule.endpoint, dict(zip(names, chosen, strict=True)))
