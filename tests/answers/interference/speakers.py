"""Modules that speak with a voice: in this process, or as a program of their own."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.answers.interference.voices import SpokenConversation, Voices
from xprsa.modules.registry import Module, open_module
from xprsa.storage.register_entries import RegisteredModule

Speaker = Callable[[RegisteredModule], Module]  # gives what is installed as a module of the register
PROGRAM = Path(__file__).with_name("speaking_program.py")
_PATIENCE = 0.5  # seconds: it is silent often


def here(voices: Voices) -> Speaker:
    """Speak in this process, where the module's own would be."""

    def speaker(module: RegisteredModule) -> Module:
        return Module(
            card=module.card,
            digest=module.proposal.digest,
            source=module.proposal.source,
            isolation="process",
            begin=lambda label, _hidden: SpokenConversation(module.card, voices(label)),
        )

    return speaker


def apart(folder: Path, *arguments: object) -> Speaker:
    """Speak as a program, which crashes and hangs for real; it has the digest that was confirmed.

    :param arguments: of the program.
    """

    def speaker(module: RegisteredModule) -> Module:
        card = folder / "card.json"
        card.write_text(module.proposal.written_card, encoding="utf-8")
        command = f"command:{sys.executable} {PROGRAM} {' '.join(map(str, arguments))}"
        found = open_module(command, card=card, patience=_PATIENCE)
        return replace(found, digest=module.proposal.digest, source=module.proposal.source)

    return speaker
