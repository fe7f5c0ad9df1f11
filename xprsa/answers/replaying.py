"""Asks a module once more what it was asked: the same inputs and the same digest give the same answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.answers.admission import AdmittedModule, admit_again
from xprsa.answers.engine import AskingProgress, AskingWaits
from xprsa.answers.questioning import stored_answer
from xprsa.export.carrying import PEOPLE_AT_A_TIME
from xprsa.modules.conversation import Conversation
from xprsa.running.service import Service
from xprsa.scoring.question import WrittenQuestion
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import StoredAnswer


@dataclass(frozen=True, slots=True)
class ReplayedAnswer:
    """What is kept of one person's answer, beside what comes back today."""

    kept: StoredAnswer
    again: StoredAnswer

    @property
    def is_same(self) -> bool:
        """Tell whether nothing of it differs."""
        return self.kept == self.again


def replay(
    service: Service, asking: ModuleAsking, module: AdmittedModule, *, progress: AskingProgress
) -> Iterator[ReplayedAnswer]:
    """Ask a module again about whoever’s answer stands, from the inputs that are kept.

    Nothing is written but a line of the journal, before the module reads anything.

    :param module: the one of the asking, so of the digest that answered.
    :raises CannotAskModule: when it may not be asked any longer.
    :raises AskingWaits: when somebody else has yet to answer.
    """
    with service.database.writing() as store:
        at, detail = service.now(), str(asking.public_id)
        store.audit.note(at=at, actor=None, event="asking_replayed", detail=detail)
    after, asked = 0, 0
    with module.installed.connect(f"{asking.public_id}-again") as conversation:
        while kept := _standing(service, asking, after):
            admit_again(service, module)
            yield from _asked_again(conversation, kept)
            after, asked = kept[-1].person, asked + len(kept)
            progress(asked, asked)


def _standing(service: Service, asking: ModuleAsking, after: int) -> tuple[StoredAnswer, ...]:
    with service.database.reading() as store:
        return store.incoming_answers.standing_after(asking, after, most=PEOPLE_AT_A_TIME)


def _asked_again(conversation: Conversation, kept: tuple[StoredAnswer, ...]) -> Iterator[ReplayedAnswer]:
    questions = {one.pseudonym: WrittenQuestion(one.pseudonym, f"{one.question}\n".encode()) for one in kept}
    again = {
        received.person: received for received in conversation.ask(questions.values())
    }  # in whatever order they came
    if conversation.is_waiting:
        raise AskingWaits
    for one in kept:
        question = questions[one.pseudonym]
        yield ReplayedAnswer(one, stored_answer(one.person, question, again[one.pseudonym]))
