"""What is installed under the name of a module of the register."""

import json
import tempfile
from pathlib import Path

from xprsa.modules.registry import Module, open_module
from xprsa.storage.register_entries import RegisteredModule

_NEEDS_CARD = ("command:", "http:", "https:", "files:")


def as_installed(module: RegisteredModule) -> Module:
    """Open what is installed under the name of a module, with the card that was confirmed.

    :raises ModuleWrong: when it cannot be opened.
    """
    source = module.proposal.source
    if not source.startswith(_NEEDS_CARD):
        return open_module(source)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as card:
        json.dump(json.loads(module.proposal.written_card), card)
        card.flush()
        return open_module(source, card=Path(card.name))
