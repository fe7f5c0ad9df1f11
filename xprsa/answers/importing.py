"""Brings in what a module answered elsewhere about the documents of a run: all of it, or nothing."""

import heapq
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from xprsa.answers.admission import AdmittedModule, CannotAskModule, admit, admit_again
from xprsa.answers.answer_lines import UNKNOWN, LineWrong, WrongLines, lines_of, read_line
from xprsa.answers.asking import begin, left_behind
from xprsa.answers.engine import AskedModule, AskingProgress
from xprsa.answers.questioning import AskedRange
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.export.carrying import PEOPLE_AT_A_TIME
from xprsa.export.claims import new_claim
from xprsa.export.questions import group
from xprsa.export.service import NotKept
from xprsa.export.spool import KEY_BYTES, Spool
from xprsa.modules.received import Fault
from xprsa.running.kept_runs import is_kept, kept_at, sha256_of
from xprsa.running.machines import refuse_ended
from xprsa.running.publishing import Pseudonyms
from xprsa.running.service import Service
from xprsa.scoring.answer import Answer
from xprsa.scoring.module import ModuleCard
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import AskingFailure, StoredAnswer
from xprsa.storage.export_runs import Run
from xprsa.storage.register_entries import RegisteredModule
from xprsa.storage.tokens import MachineToken

Agree = Callable[[int], None]


class AlreadyBrought(Exception):
    """What the module answered about the documents of the run is kept already."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """Answers that somebody brings.

    :ivar file: JSON Lines `xprsa.answer/1`.
    :ivar run: about whose documents they are.
    :ivar token: of the machine that brings them; None for a command.
    """

    file: Path
    run: Run
    token: MachineToken | None = None


@dataclass(frozen=True, slots=True)
class _Met:
    """What the file, the run and the people here say of one pseudonym.

    :ivar answers: numbers of their lines, and their JSON.
    :ivar person: internal id; None for somebody who is gone.
    """

    question: str | None
    answers: tuple[tuple[int, str], ...]
    person: int | None


def bring_in(
    service: Service,
    module: RegisteredModule,
    brought: Bringing,
    *,
    agree: Agree,
    progress: AskingProgress,
) -> ModuleAsking:
    """Keep the answers of a file about the documents of a run, once every line of it is good.

    Who objects by now, or is gone, is left out without a word.

    :param agree: told about how many people the file says nothing, before anything is kept; it may raise.
    :raises CannotAskModule: when the module as it is installed is not active here.
    :raises CannotGroup: when the run is of another purpose, or lacks what the module reads.
    :raises NotKept: when the service no longer holds the documents of the run.
    :raises AnswersWrong: when lines are wrong.
    :raises AlreadyBrought: when they are kept already.
    :raises AskingUnderWay: when another process asks the module.
    :raises AskingTakenOver: when another process held this one to be dead.
    :raises TokenRefused: when the token opens nothing any more.
    """
    admitted, run = admit(service, module, notes=brought.token is None), brought.run
    if brought.token and admitted.purpose.card.recipient != brought.token.recipient:
        raise CannotAskModule(AskingFailure.CLOSED)
    if not is_kept(service, run):
        raise NotKept
    with TemporaryDirectory(prefix="answers-") as folder:
        meeting = _Meeting(Path(folder))
        group(kept_at(service, run), to=meeting.questions, card=module.card)
        meeting.read(brought.file, module.card)
        meeting.name_people(service, admitted, run)
        if missing := meeting.check():
            agree(missing)
        return _kept(service, admitted, brought, meeting, progress)


def _kept(
    service: Service,
    admitted: AdmittedModule,
    brought: Bringing,
    meeting: "_Meeting",
    progress: AskingProgress,
) -> ModuleAsking:
    module, run, name = admitted.registered, brought.run, new_claim()
    with service.database.writing() as store:
        left_behind(service, store, module)
        if store.askings.brought(module.id, run.id):
            raise AlreadyBrought
        asking = begin(
            service,
            store,
            module,
            weeks=(run.first, run.last),
            as_of=run.as_of,
            claim=name,
            export_run=run,
            brought_sha256=sha256_of(brought.file),
        )
        if brought.token:
            refuse_ended(service, store, brought.token)
            detail = f"{brought.token.handle} {asking.public_id}"
            store.audit.note(at=service.now(), actor=None, event="answers_posted", detail=detail)
    asked, kept = AskedModule(service, admitted, asking, claim=name), 0
    with asked.settled():
        for answers in meeting.ranges():
            asked.keep(AskedRange(0, len(answers), answers, waits=False))
            kept += len(answers)
            progress(kept, kept)
        admit_again(service, admitted, notes=brought.token is None)
        return asked.end(brought.token)


class _Meeting:
    """Brings three files together by pseudonym, sorted on disk: memory holds a 256th of them."""

    def __init__(self, folder: Path) -> None:
        self.questions = folder / "questions"
        self._answers = Spool(folder / "answers")
        self._people = Spool(folder / "people")

    def read(self, file: Path, card: ModuleCard) -> None:
        """Take the answers in.

        :raises AnswersWrong: when lines are no answers of the module.
        """
        wrong, lines = WrongLines(), []
        for number, line in lines_of(file):
            try:
                answer = read_line(line, card)
            except LineWrong as fault:
                wrong.add(number, str(fault))
                continue
            written = answer.model_dump_json(by_alias=True, exclude_defaults=True)
            lines.append((bytes.fromhex(answer.person), b"%012d%b" % (number, written.encode())))
            if len(lines) == PEOPLE_AT_A_TIME:
                self._answers.add(lines)
                lines.clear()
        self._answers.add(lines)
        wrong.refuse()

    def name_people(self, service: Service, admitted: AdmittedModule, run: Run) -> None:
        """Take in who the pseudonyms of the territory are, by the time of a run."""
        period = PseudonymPeriod.at(run.as_of, admitted.territory.zone)
        pseudonyms = Pseudonyms(service.keyring, admitted.purpose.code, period)
        after = 0
        while True:
            with service.database.reading() as store:
                people = store.incoming_answers.people_after(
                    admitted.territory.id, after, most=PEOPLE_AT_A_TIME
                )
            if not people:
                return
            self._people.add(
                (bytes.fromhex(pseudonyms.person(public_id)), b"%d" % person) for person, public_id in people
            )
            after = people[-1][0]

    def check(self) -> int:
        """Give about how many people of the run the file says nothing.

        :raises AnswersWrong: when it says something of others, or twice of one.
        """
        wrong, missing = WrongLines(), 0
        for met in self._met():
            missing += met.question is not None and not met.answers
            for turn, (number, _) in enumerate(met.answers):
                if met.question is None:
                    wrong.add(number, UNKNOWN)
                elif turn:
                    wrong.add(number, f"la ligne {met.answers[0][0]} répond déjà de cette personne.")
        wrong.refuse()
        return missing

    def ranges(self) -> Iterator[tuple[StoredAnswer, ...]]:
        """Give what is to be kept, about some people at a time."""
        stored: list[StoredAnswer] = []
        for met in self._met():
            if met.question is not None and met.person is not None:
                stored.append(_stored(met.person, met.question, met.answers))
            if len(stored) == PEOPLE_AT_A_TIME:
                yield tuple(stored)
                stored.clear()
        yield tuple(stored)

    def _met(self) -> Iterator[_Met]:
        with self.questions.open("rb") as file:
            questions = ((_key(line), 0, line.rstrip(b"\n")) for line in file)
            answers = ((key, 1, line) for key, line in self._answers.in_order())
            people = ((key, 2, line) for key, line in self._people.in_order())
            for _, same in groupby(heapq.merge(questions, answers, people), key=itemgetter(0)):
                yield from _told_apart([(kind, line.decode()) for _, kind, line in same])


def _told_apart(same: list[tuple[int, str]]) -> Iterator[_Met]:
    """Bring together what one key holds; an answer to another pseudonym that begins alike stands alone."""
    question = next((line for kind, line in same if kind == 0), None)
    person = next((int(line) for kind, line in same if kind == 2), None)
    asked_about = None if question is None else json.loads(question)["person"]
    answers = [(int(line[:12]), line[12:]) for kind, line in same if kind == 1]
    theirs = tuple(one for one in answers if json.loads(one[1])["person"] == asked_about)
    if others := tuple(one for one in answers if one not in theirs):
        yield _Met(None, others, None)
    yield _Met(question, theirs, person)


def _key(question: bytes) -> bytes:
    return bytes.fromhex(json.loads(question)["person"])[:KEY_BYTES]


def _stored(person: int, question: str, answers: tuple[tuple[int, str], ...]) -> StoredAnswer:
    pseudonym = json.loads(question)["person"]
    if not answers:
        return StoredAnswer(person, pseudonym, question, fault=Fault.NO_ANSWER.value)
    answer = answers[0][1]
    abstains = Answer.model_validate_json(answer).abstains is not None
    return StoredAnswer(person, pseudonym, question, answer, abstains=abstains)
