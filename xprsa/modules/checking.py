"""What the makers of a module can check by themselves, before anybody audits it."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from xprsa.modules import samples
from xprsa.modules.checks import CHECKS, SampleAnswers
from xprsa.modules.conversation import Conversation
from xprsa.modules.received import ReceivedAnswer
from xprsa.modules.registry import Module
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import write_question

_SPEED_QUESTIONS = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing checked: that it holds, or what to do."""

    is_good: bool
    sentence: str


def checked(module: Module, *, on: date) -> Iterator[Outcome]:
    """Check a module; this takes some seconds.

    :param on: the day on which its card must hold.
    """
    yield _card(module, on)
    with module.connect("kit") as here, module.connect("kit-fresh") as elsewhere:
        answers = _sample_answers(module.card, here, elsewhere)
        if here.is_waiting or elsewhere.is_waiting:
            yield Outcome(
                is_good=False,
                sentence="Les questions sont écrites dans «\u202fquestions\u202f». Déposez les réponses dans "
                "«\u202fanswers\u202f», sous les mêmes noms, puis relancez.",
            )
            return
        for check in CHECKS:
            if not check.is_asked(module.card):
                yield Outcome(is_good=True, sentence=f"Pas demandé à une tendance\u202f: {check.holds}")
                continue
            seen = ", ".join(check.broken_at(answers))
            yield Outcome(not seen, check.otherwise.replace("{}", seen) if seen else check.holds)
        if here.isolation != "files":
            yield _speed(module.card, here)


def _card(module: Module, on: date) -> Outcome:
    if not module.has_expired(on=on):
        return Outcome(is_good=True, sentence="La fiche est complète et n’a pas expiré.")
    ended = module.card.expires_on.isoformat()
    return Outcome(
        is_good=False, sentence=f"La fiche a expiré le {ended}. Relisez-la, puis reportez sa date."
    )


def _sample_answers(card: ModuleCard, here: Conversation, elsewhere: Conversation) -> SampleAnswers:
    histories = samples.histories(card)
    turned = {name: [dict(reversed(row.items())) for row in history] for name, history in histories.items()}
    return SampleAnswers(
        card,
        first=_asked(here, card, histories, "first"),
        again=_asked(here, card, dict(reversed(turned.items())), "again"),
        fresh=_asked(elsewhere, card, histories, "fresh"),
        incidents=(here.incidents, elsewhere.incidents),
    )


def _asked(
    conversation: Conversation, card: ModuleCard, histories: Mapping[str, samples.History], turn: str
) -> dict[str, ReceivedAnswer]:
    """Ask about each history as that of somebody new; give the answers by the name of the history."""
    people = {name: samples.pseudonym(f"{turn} {name}") for name in histories}
    questions = [
        write_question(people[name], samples.shown(history, person=people[name], card=card))
        for name, history in histories.items()
    ]
    answers = {answer.person: answer for answer in conversation.ask(questions)}
    return {name: answers[person] for name, person in people.items()}


def _speed(card: ModuleCard, conversation: Conversation) -> Outcome:
    full = samples.histories(card)["full"]
    begun = time.monotonic()
    answers = _asked(conversation, card, {str(turn): full for turn in range(_SPEED_QUESTIONS)}, "speed")
    spent = time.monotonic() - begun
    if any(answer.fault is not None for answer in answers.values()):
        return Outcome(
            is_good=False, sentence="Des questions posées à la suite restent sans réponse valable."
        )
    speed = _SPEED_QUESTIONS / spent
    return Outcome(is_good=True, sentence=f"Vitesse\u202f: {speed:.0f} questions de 52 semaines par seconde.")
