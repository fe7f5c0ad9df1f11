"""A walk: the whole service from its first row, through steps that a seed draws, to a look at every page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import pytest
from structlog.testing import capture_logs

from tests.answers.interference.browsers import Browsers
from tests.answers.interference.chance import Chance
from tests.answers.interference.kept_rows import note_rows
from tests.answers.interference.rounds import Share, look_around
from tests.answers.interference.small_world import SmallWorld, begin_world
from tests.answers.interference.steps import Step
from tests.answers.interference.transcript import Transcript
from tests.answers.interference.voices import SpokenConversation, Voices
from tests.answers.interference.worker import Post, Worker
from tests.builders import Clock
from tests.one_application import application
from xprsa.accounts import outbox
from xprsa.modules.registry import Module
from xprsa.monitoring import figures as monitored
from xprsa.running.service import Service
from xprsa.scores import installed
from xprsa.storage.register_entries import RegisteredModule

NewService = Callable[[Clock], Service]


@dataclass(frozen=True)
class Walk:
    """What a step may use."""

    world: SmallWorld
    browsers: Browsers
    worker: Worker


def walked(
    begin: NewService, steps: Sequence[Step], *, seed: int, voices: Voices, share: Share
) -> Transcript:
    """Begin a service anew, go through some steps, look around, and give all that was seen.

    :param voices: what the module says meanwhile; everything else is drawn by the seed.
    """
    clock, chance, transcript = Clock(), Chance(), Transcript()
    with chance.reigning(), pytest.MonkeyPatch.context() as patch, capture_logs() as logs:
        service = begin(clock)
        world = begin_world(service)
        _let_speak(patch, world.module, voices)
        _hold_outside(patch, transcript)
        browsers = Browsers(application(service), world, transcript, chance)
        walk = Walk(world, browsers, Worker(world, clock, transcript))
        browsers.sign_in()
        for number, step in enumerate(steps):
            transcript.step = f"{number} {step.__name__}"
            chance.begin(seed, number)
            step(walk, Random(f"{seed} {number}"))
        transcript.step = "the end"
        chance.begin(seed, "end")
        walk.worker.exports(weeks=4)
        look_around(walk, transcript, share)
        note_rows(service, transcript)
    for line in logs:
        transcript.note("log", repr({name: said for name, said in line.items() if name != "ms"}))
    return transcript


def _let_speak(patch: pytest.MonkeyPatch, module: RegisteredModule, voices: Voices) -> None:
    """Put a voice where the module's process would be: all that is kept of it takes the real way."""
    found = Module(
        card=module.card,
        digest=module.proposal.digest,
        source=module.proposal.source,
        isolation="process",
        begin=lambda label, _hidden: SpokenConversation(module.card, voices(label)),
    )
    patch.setattr(installed, "open_module", lambda *_, **__: found)


def _hold_outside(patch: pytest.MonkeyPatch, transcript: Transcript) -> None:
    """Let every mail and SMS leave into the transcript, and the disk be always as free."""
    patch.setattr(outbox, "mailer", lambda _: Post(transcript))
    patch.setattr(outbox, "sms_sender", lambda _: Post(transcript))
    patch.setattr(monitored, "free_disk", lambda _: 10**12)  # bytes; that of this machine is no part of it
