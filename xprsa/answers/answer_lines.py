"""Reads answers that somebody brings in a file, line by line: each is good, or wrong for a reason."""

from bisect import insort
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xprsa.modules.answer_parser import LONGEST_LINE
from xprsa.modules.printable import printable
from xprsa.scoring.answer import ANSWER, Answer
from xprsa.scoring.module import ModuleCard

MOST_TOLD = 20  # wrong lines
_SHOWN = 64  # characters of what somebody wrote
_NO_ANSWER = f"ce n’est pas une réponse «\u00a0{ANSWER}\u00a0»"
UNKNOWN = "cet export n’a aucun document de cette personne. Prenez l’export dont viennent les questions."


class LineWrong(Exception):
    """A line that is no answer of the module; the message is the end of a French sentence."""


class AnswersWrong(Exception):
    """A file of which some lines are wrong: nothing of it is kept.

    :ivar lines: the first of them, by number from 1 on: each with the end of a French sentence.
    :ivar more: how many others there are.
    """

    def __init__(self, lines: tuple[tuple[int, str], ...], more: int) -> None:
        super().__init__("wrong lines")
        self.lines, self.more = lines, more


@dataclass
class WrongLines:
    """The wrong lines of a file: memory holds the first of them, and counts the others."""

    total: int = 0
    _first: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, why: str) -> None:
        """Note a line.

        :param number: from 1 on.
        """
        self.total += 1
        insort(self._first, (number, why))
        del self._first[MOST_TOLD:]

    def refuse(self) -> None:
        """Go on when there are none.

        :raises AnswersWrong: when there are.
        """
        if self.total:
            raise AnswersWrong(tuple(self._first), self.total - len(self._first))


def lines_of(file: Path) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file that are not blank, with their numbers; one too long is cut short.

    The mark that Windows puts before a text is none of it.
    """
    with file.open("rb") as opened:
        number = 0
        while line := opened.readline(LONGEST_LINE + 1):
            number += 1
            whole = line
            while not whole.endswith(b"\n") and (whole := opened.readline(LONGEST_LINE)):
                pass  # the rest of a line that is too long
            if number == 1:
                line = line.removeprefix(BOM_UTF8)
            if line and (len(line) > LONGEST_LINE or not line.isspace()):
                yield number, line


def read_line(line: bytes, card: ModuleCard) -> Answer:
    """Read one answer of the module with a card.

    :raises LineWrong: when it is none.
    """
    if len(line) > LONGEST_LINE:
        raise LineWrong("trop longue. Une réponse tient en un million d’octets.")
    try:
        answer = Answer.model_validate_json(line)
    except ValidationError as wrong:
        raise LineWrong(_why(wrong.errors()[0])) from wrong
    if answer.module != card.name:
        raise LineWrong(f"réponse du module {_quoted(answer.module)}, pas de {_quoted(card.name)}.")
    if answer.version != card.version:
        raise LineWrong(
            f"réponse de la version {_quoted(answer.version)}. La version active est {_quoted(card.version)}."
        )
    if answer.abstains is None and card.scale.severity(answer) is None:
        raise LineWrong("la réponse n’est pas sur l’échelle de la fiche.")
    if unread := sorted(answer.contributions.keys() - set(card.fields)):
        raise LineWrong(_unread(unread[0]))
    return answer


def _why(fault: ErrorDetails) -> str:
    """Say the first thing that is wrong with a line."""
    place = [str(part) for part in fault["loc"]]
    named = _quoted(".".join(place))
    match fault["type"], place:
        case "json_invalid", _:
            return f"{_NO_ANSWER}, ni du JSON."
        case "finite_number", _:
            return f"{named} n’est pas un nombre fini."
        case "missing", _:
            return f"{_NO_ANSWER}. Il manque {named}."
        case "extra_forbidden", _:
            return f"{_NO_ANSWER}. Elle n’a pas de champ {named}."
        case "card", ["contributions", name, *_]:
            return _unread(name)
        case "value_error", _:
            return f"{_NO_ANSWER}. Elle dit une valeur, un degré ou une abstention, et un seul des trois."
        case _:
            return f"{_NO_ANSWER}. {named} est mal écrit."


def _unread(name: str) -> str:
    return f"contribution de {_quoted(name)}, que la fiche du module ne nomme pas."


def _quoted(text: str) -> str:
    return f"«\u00a0{printable(text, _SHOWN)}\u00a0»"
