"""Opening a module by its name, wherever it runs: Python, a command, a web address or a pair of files."""

import os
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from urllib.parse import urlsplit

from xprsa.modules.by_files import ByFiles
from xprsa.modules.by_http import ByHttp
from xprsa.modules.by_process import ByProcess
from xprsa.modules.child import isolation, output_of
from xprsa.modules.conversation import Conversation
from xprsa.modules.digest import NoSource, card_digest, command_digest, is_file, source_digest
from xprsa.modules.host import argv_of
from xprsa.scoring.answer import Answer
from xprsa.scoring.card import CardWrong
from xprsa.scoring.module import ModuleCard

GROUP = "xprsa.modules"
_ROOT = Path(__file__).parents[2]  # where `xprsa` itself is imported from
_SLOWEST_START = 60.0  # seconds: a large library may be read once


class ModuleWrong(Exception):
    """A module that cannot be used; the message says why, to whoever named it."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module that can be asked.

    :ivar digest: SHA-256 in hexadecimal that binds findings to the module; `digest.py` says what it covers.
    :ivar source: where it comes from, as it was named.
    :ivar isolation: what keeps it apart: `bwrap`, `process`, `http` or `files`.
    :ivar begin: begin a conversation, given a label and folders to hide.
    :ivar behind: gives what stands behind the card now, as the digest covers it; none of the module runs.
    :ivar hidden: folders that it cannot see where `bwrap` keeps it apart.
    """

    card: ModuleCard
    digest: str
    source: str
    isolation: str
    begin: Callable[[str, tuple[Path, ...]], Conversation]
    behind: Callable[[], str] = str  # nothing that can be seen
    hidden: tuple[Path, ...] = ()

    def connect(self, label: str) -> Conversation:
        """Begin a conversation; the label, equal from run to run, tells conversations apart."""
        return self.begin(label, self.hidden)

    @property
    def is_unchanged(self) -> bool:
        """Whether what stands behind the card is what it was when the module was opened."""
        try:
            return card_digest(self.card, self.behind()) == self.digest
        except (NoSource, OSError):
            return False

    def has_expired(self, *, on: date) -> bool:
        """Whether its card no longer holds on this day."""
        return self.card.expires_on < on


@dataclass(frozen=True, slots=True)
class _Request:
    text: str
    card: Path | None
    patience: float
    reads: type[Answer]
    cards: type[ModuleCard]

    @property
    def rest(self) -> str:
        """What follows the first colon."""
        return self.text.partition(":")[2]


def open_module(
    text: str,
    *,
    card: Path | None = None,
    patience: float = 10.0,
    reads: type[Answer] = Answer,
    cards: type[ModuleCard] = ModuleCard,
) -> Module:
    """Open a module.

    :param text: the name of an entry point of the group `xprsa.modules`, `python:PACKAGE.MODULE:NAME`,
        `command:./program --option`, `https://...`, or `files:DIRECTORY`.
    :param card: file of the card, for the last three forms; a Python module brings its own.
    :param patience: seconds without any answer before the module counts as too slow.
    :param reads: the form of its answers.
    :param cards: the form of its card.
    :raises ModuleWrong: when there is no such module, or its card is not valid.
    """
    request = _Request(text, card, patience, reads, cards)
    kind = text.partition(":")[0]
    if kind == "python":
        return _python(request, request.rest)
    if kind == "command":
        return _command(request)
    if kind in ("http", "https"):
        return _http(request)
    if kind == "files":
        return _files(request)
    entry = _entry_point(text)
    return _python(request, f"{entry.module}:{entry.attr}")


def installed() -> tuple[EntryPoint, ...]:
    """Give the modules that are installed here, by name; none of their code runs."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda entry: entry.name))


def _entry_point(name: str) -> EntryPoint:
    found = {entry.name: entry for entry in installed()}
    if name not in found:
        known = ", ".join(found) or "aucun"
        raise ModuleWrong(
            f"Aucun module installé ne s’appelle «\u202f{name}\u202f». Modules installés\u202f: {known}. "
            "Sinon, écrivez python:PAQUET.MODULE:NOM, command:COMMANDE, https://ADRESSE ou files:DOSSIER."
        )
    return found[name]


def _python(request: _Request, reference: str) -> Module:
    if request.card is not None:
        raise ModuleWrong("Un module Python porte sa fiche\u202f: retirez --card.")
    if not all(reference.partition(":")):
        raise ModuleWrong(f"«\u202f{reference}\u202f» ne désigne rien. Écrivez python:PAQUET.MODULE:NOM.")
    path = _search_path()
    behind = partial(source_digest, reference.partition(":")[0], search_path=path)
    try:
        source = behind()
    except NoSource as missing:
        raise ModuleWrong(f"Le module Python «\u202f{missing}\u202f» est introuvable.") from missing
    card = _card(request, _hosted_card(reference, path, seconds=max(request.patience, _SLOWEST_START)))

    def begin(_label: str, hidden: tuple[Path, ...]) -> Conversation:
        return ByProcess(
            argv_of(reference),
            card=card,
            reads=request.reads,
            patience=request.patience,
            search_path=path,
            hidden=hidden,
        )

    return Module(card, card_digest(card, source), request.text, isolation(), begin, behind)


def _hosted_card(reference: str, path: tuple[str, ...], *, seconds: float) -> bytes:
    """Ask the host for the card, so that no code of the module runs in this process."""
    try:
        card, beside = output_of([*argv_of(reference), "--card"], search_path=path, seconds=seconds)
    except TimeoutError as late:
        raise ModuleWrong(
            f"«\u202f{reference}\u202f» n’a pas donné sa fiche en {seconds:.0f} secondes."
        ) from late
    if not card:
        why = beside.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ModuleWrong(f"«\u202f{reference}\u202f» n’a pas pu être chargé\u202f: {why}")
    return card


def _command(request: _Request) -> Module:
    try:
        words = shlex.split(request.rest)
    except ValueError as wrong:
        raise ModuleWrong(f"La commande «\u202f{request.rest}\u202f» a un guillemet ouvert.") from wrong
    program = shutil.which(words[0]) if words else None
    if program is None:
        raise ModuleWrong(
            f"La commande «\u202f{request.rest.strip()}\u202f» est introuvable, ou n’est pas exécutable."
        )
    card = _card(request, _card_read(request))
    argv = [os.path.abspath(program)]  # noqa: PTH100 # a link is kept: a Python of an environment is one
    argv += [str(Path(word).absolute()) if is_file(word) else word for word in words[1:]]

    def begin(_label: str, hidden: tuple[Path, ...]) -> Conversation:
        return ByProcess(argv, card=card, reads=request.reads, patience=request.patience, hidden=hidden)

    behind = partial(command_digest, words, argv)
    return Module(card, card_digest(card, behind()), request.text, isolation(), begin, behind)


def _http(request: _Request) -> Module:
    if not _is_address(request.text):
        raise ModuleWrong(f"«\u202f{request.text}\u202f» n’est pas une adresse complète et sans identifiant.")
    card = _card(request, _card_read(request))

    def begin(_label: str, _hidden: tuple[Path, ...]) -> Conversation:
        return ByHttp(request.text, card=card, reads=request.reads, patience=request.patience)

    behind = partial(str, request.text)
    return Module(card, card_digest(card, behind()), request.text, ByHttp.isolation, begin, behind)


def _is_address(text: str) -> bool:
    """Whether it is a whole address in ASCII, without a name or a password in it."""
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and text.isascii() and parts.username is None


def _files(request: _Request) -> Module:
    directory = Path(request.rest).absolute()
    if not request.rest or (directory.exists() and not directory.is_dir()):
        raise ModuleWrong(f"«\u202f{request.rest}\u202f» n’est pas un dossier.")
    card = _card(request, _card_read(request))

    def begin(label: str, _hidden: tuple[Path, ...]) -> Conversation:
        return ByFiles(directory, label=label, card=card, reads=request.reads)

    return Module(card, card_digest(card), request.text, ByFiles.isolation, begin)


def _card_read(request: _Request) -> bytes:
    if request.card is None:
        raise ModuleWrong("Ce module ne porte pas sa fiche\u202f: ajoutez --card FICHIER.")
    try:
        return request.card.read_bytes()
    except OSError as wrong:
        raise ModuleWrong(f"La fiche {request.card} ne peut pas être lue\u202f: {wrong.strerror}.") from wrong


def _card(request: _Request, text: bytes) -> ModuleCard:
    try:
        return request.cards.read(text)
    except CardWrong as wrong:
        raise ModuleWrong(f"La fiche du module n’est pas valable\u202f: {wrong}") from wrong


def _search_path() -> tuple[str, ...]:
    """Give the directories where Python looks first: this one, ours, and those of PYTHONPATH."""
    given = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    return tuple(str(Path(folder).absolute()) for folder in (".", str(_ROOT), *given))
