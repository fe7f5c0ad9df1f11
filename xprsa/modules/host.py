"""The host of a Python module, in a process of its own: `python -m xprsa.modules.host PACKAGE.MODULE:NAME`.

It reads questions on its standard input and writes answers on its standard output, a line each; what the
module itself prints goes to the error output. With `--card` it writes the module's card and ends.
"""

import importlib
import os
import sys
import traceback
from operator import attrgetter
from typing import cast, get_args

from pydantic_core import from_json, to_json

from xprsa.scoring.answer import Reply
from xprsa.scoring.module import ModuleCard, ScoringModule

_CHUNK = 1 << 18  # bytes


class Host:
    """Puts questions to a module and writes down what it replies."""

    def __init__(self, module: ScoringModule) -> None:
        """Prepare the part of a line that never changes."""
        self._module = module
        card = module.card
        (form,) = get_args(card.answers.model_fields["schema_"].annotation)
        head = {"schema": form, "module": card.name, "version": card.version}
        self._head = to_json(head)[:-1] + b',"person":'

    def answered(self, line: bytes) -> bytes:
        """Give the answer to one question, a line; an exception makes a line that is no answer."""
        question = from_json(line, allow_inf_nan=False)
        person = to_json(question["person"])
        try:
            payload = _written(self._module.answer(question["documents"]))
        except Exception as raised:  # noqa: BLE001 # whatever a module raises costs one question
            traceback.print_exc()
            payload = to_json({"raised": f"{type(raised).__name__}: {raised}"})
        return b"%b%b,%b\n" % (self._head, person, payload[1:])

    def serve(self, questions: int, answers: int) -> None:
        """Answer until the questions end; each answer is written before the next question is read.

        A module that ends its process then owes the answer to one question, which is known.

        :param questions: file descriptor.
        :param answers: file descriptor.
        """
        rest = b""
        while chunk := os.read(questions, _CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                _write(answers, self.answered(line))
        if rest:
            _write(answers, self.answered(rest))


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


def _written(reply: object) -> bytes:
    if type(reply) is not Reply:
        raise TypeError(f"the module gave a {type(reply).__name__}, not a Reply")
    return reply.model_dump_json(exclude_defaults=True).encode()


def argv_of(reference: str) -> list[str]:
    """Give the command that hosts the module `PACKAGE.MODULE:NAME`."""
    return [sys.executable, "-P", "-m", "xprsa.modules.host", reference]


def main(arguments: list[str]) -> None:
    """Host the module that the first argument names."""
    questions, answers = _channel()
    module = _found(arguments[0])
    if "--card" in arguments:
        _write(answers, module.card.model_dump_json(by_alias=True).encode() + b"\n")
    else:
        Host(module).serve(questions, answers)


def _channel() -> tuple[int, int]:
    """Take standard input and output away, so that nothing the module does can reach the conversation."""
    questions, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return questions, answers


def _found(reference: str) -> ScoringModule:
    """Import the module; a class is called without arguments."""
    module_name, _, name = reference.partition(":")
    module = attrgetter(name)(importlib.import_module(module_name))
    if isinstance(module, type):
        module = module()
    if not isinstance(module.card, ModuleCard):
        raise TypeError(f"the card of {reference} is not a ModuleCard")
    return cast(ScoringModule, module)


if __name__ == "__main__":
    main(sys.argv[1:])
