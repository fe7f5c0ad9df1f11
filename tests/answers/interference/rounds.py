"""A look at every page by everybody to whom it opens, as the reviewed list of rights has it."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.routing import Rule

from tests.answers.interference.browsers import ANONYMOUS, MACHINE
from tests.answers.interference.small_world import PEOPLE, STAFF, TOKEN, SmallWorld
from tests.answers.interference.transcript import Transcript
from tests.builders import HERE
from tests.scores.written import KEY
from xprsa.monitoring.figures import figures
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
_WEEKS = 4
LEFT_OUT = frozenset({"number"})  # of a file of people that was brought in: there is none in a small world
_SEARCHES = ("?groupe=a-lire", "?groupe=a-appeler", "?groupe=pas-recues", "?groupe=a-jour", "?groupe=messages")
OF_THE_MACHINE = frozenset({"xprsa_disk_free_bytes"})


def look_everywhere(walk: "Walk", transcript: Transcript) -> None:
    """Let everybody open every page that opens to them; read the figures of the service too."""
    app = walk.browsers.app
    values = _values(walk.world)
    for rule, roles in _pages(app):
        for role, path in product(roles, _paths(app, rule, values)):
            walk.browsers.get(role, path)
    for role in ("adviser", "colleague"):
        for search in _SEARCHES:
            walk.browsers.get(role, f"/portefeuille{search}")
    found = figures(walk.world.service, WriteProbe())
    told = [repr(figure) for figure in found if figure.metric not in OF_THE_MACHINE]
    transcript.note("figures", "\n".join(told))


def _pages(app: Flask) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Yield each page that opens to somebody of a small world, and to whom."""
    opens = _rights()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        roles = opens.get(rule.rule.replace(" ", ""), ())
        if "GET" in (rule.methods or ()) and roles and not rule.arguments & LEFT_OUT:
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
        "handle": [TOKEN],
        "purpose": [Purpose.SUPPORT],
        "code": [Purpose.SUPPORT],
        "theme.css:code": [HERE],
        "token": ["unknown"],
        "receipt": ["0" * 32],
        "which": ["courriel", "telephone"],
        "name": ["xprsa.answer.json", "xprsa.journal.json"],
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
