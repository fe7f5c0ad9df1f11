"""One word for one thing, in the code as in the trade."""

import ast
import re
from collections.abc import Iterator

from tests.source import ROOT, identifiers, modules, tree

# A word that names something else in the trade, or that names nothing: what to write instead.
FORBIDDEN = {
    "recipient": "beneficiary (a recipient is the destinataire of data)",
    "claimant": "beneficiary",
    "jobseeker": "beneficiary",
    "citizen": "beneficiary",
    "counsellor": "adviser",
    "counselor": "adviser",
    "advisor": "adviser",
    "caseworker": "adviser",
    "referent": "adviser",
    "portfolio": "caseload",
    "unavailable": "prevented",
    "absence": "prevented",
    "waiver": "exemption",
    "proof": "evidence",
    "workflow": "the move itself",
    "timesheet": "declaration",
    "submission": "declaration",
    "quota": "weekly_minutes",
    "goal": "target",
    "log_entry": "audit event",
    "signin": "sign_in",
    "recap": "summary",
}
# Names that say nothing of what they do.
EMPTY_WORDS = ("utils", "util", "helper", "helpers", "manager", "impl", "misc", "common")
MEANT = {
    "MANAGER",
    "manager",
    "helper",
    "impl",
    "get_command",
}  # two roles of the service; an attribute that SQLAlchemy reads; a question that click asks
RECIPIENTS = (  # where it is whoever receives a document
    "xprsa/api/",
    "xprsa/declare/showing.py",
    "xprsa/export/",
    "xprsa/scoring/",
    "xprsa/storage/departures.py",
    "xprsa/storage/erased_documents.py",
    "xprsa/storage/export",
    "xprsa/storage/named_documents.py",
    "xprsa/storage/tables_intensity.py",
    "xprsa/storage/tables_export.py",
    "xprsa/storage/tables_tokens.py",
    "xprsa/storage/tokens.py",
    "xprsa/running/publishing.py",
)


def test_each_thing_is_called_by_its_word() -> None:
    wrong = list(_wrong_words())
    assert not wrong, f"words that name something else: {wrong}"


def test_nothing_is_called_by_an_empty_word() -> None:
    wrong = [
        f"{path}:{line} {name}"
        for path, line, name in _names()
        if name not in MEANT and set(_words(name)[-1:]) & set(EMPTY_WORDS)
    ]
    assert not wrong, f"names that say nothing: {wrong}"


def test_nothing_begins_with_get() -> None:
    wrong = [
        f"{path}:{line} {name}"
        for path, line, name in _names()
        if re.match(r"_?get_", name) and name not in MEANT
    ]
    assert not wrong, (
        f"a collection answers a question, a function does something; « get » says neither: {wrong}"
    )


def test_domain_modules_are_singular_and_storage_modules_plural() -> None:
    domain = {path.stem for path in (ROOT / "xprsa/domain").glob("*.py")}
    storage = {path.stem for path in (ROOT / "xprsa/storage").glob("*.py")}
    both = {name for name in domain & storage if name != "__init__"}
    assert not both, f"what one is and where they are kept share a name: {both}"


def test_no_name_of_a_class_stands_for_two_things() -> None:
    places: dict[str, list[str]] = {}
    for path, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(path)
    twice = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert not twice, f"one name for several things: {twice}"


def test_a_name_is_read_word_by_word() -> None:
    assert _words("RecipientLogin") == ["recipient", "login"]
    assert _words("_get_manager") == ["get", "manager"]


def _wrong_words() -> Iterator[str]:
    for path, line, name in _names():
        words = _words(name)
        for wrong, right in FORBIDDEN.items():
            if wrong == "recipient" and path.startswith(RECIPIENTS):
                continue
            if wrong in words or f"{wrong}s" in words or ("_" in wrong and wrong in name.lower()):
                yield f"{path}:{line} {name}: say {right}"


def _names() -> Iterator[tuple[str, int, str]]:
    for path, _ in modules():
        yield path, 0, path.removesuffix(".py").split("/")[-1]
        for name, line in identifiers(tree(ROOT / path)):
            yield path, line, name


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_")
