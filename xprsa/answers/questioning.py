"""Asks a module about people, range by range: what an export would hold, cut down to the card of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xprsa.answers.admission import AdmittedModule
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.export.carrying import PEOPLE_AT_A_TIME
from xprsa.export.documents import Composer, PersonLeaving
from xprsa.modules.conversation import Conversation
from xprsa.modules.received import ReceivedAnswer
from xprsa.running.publishing import Pseudonyms
from xprsa.running.service import Service
from xprsa.scoring.document import Status
from xprsa.scoring.module import MOST_WEEKS
from xprsa.scoring.question import WrittenQuestion, write_question
from xprsa.storage.asking_moves import StoredAnswer
from xprsa.storage.export_reading import Period, PersonWeeks


@dataclass(frozen=True, slots=True)
class AskedRange:
    """Some people who follow one another by internal id, with what came back.

    :ivar last: internal id of the last of them; `read`: how many they are.
    :ivar answers: about those who have documents.
    :ivar waits: somebody else has yet to answer about them.
    """

    last: int
    read: int
    answers: tuple[StoredAnswer, ...]
    waits: bool


@dataclass(frozen=True)
class Questioner:
    """One round of questions: memory holds one range of people at a time.

    :ivar label: tells the conversation from others; equal when the round is begun again.
    :ivar pulse: called at each question and each answer.
    """

    service: Service
    admitted: AdmittedModule
    period: Period
    label: str
    pulse: Callable[[], None]

    def ranges(self, after: int) -> Iterator[AskedRange]:
        """Ask about everybody whose internal id comes after one."""
        card = self.admitted.purpose.card
        named = PseudonymPeriod.at(self.period.as_of, self.admitted.territory.zone)
        composer = Composer(card, Pseudonyms(self.service.keyring, card.purpose, named), self.period)
        with self.admitted.installed.connect(self.label) as conversation:
            while people := self._people(after):
                yield self._asked(conversation, composer, people)
                after = people[-1].person

    def _people(self, after: int) -> Sequence[PersonWeeks]:
        with self.service.database.reading() as store:
            return store.exports.slice_after(after, period=self.period, most=PEOPLE_AT_A_TIME)

    def _asked(
        self, conversation: Conversation, composer: Composer, people: Sequence[PersonWeeks]
    ) -> AskedRange:
        asked: dict[str, tuple[int, WrittenQuestion]] = {}

        def questions() -> Iterator[WrittenQuestion]:  # made while the module thinks
            for person in people:
                self.pulse()
                question = question_about(composer.of_person(person), self.admitted.registered.card.fields)
                if question is not None:
                    asked[question.person] = (person.person, question)
                    yield question

        answers = []
        for received in conversation.ask(questions()):
            self.pulse()
            answers.append(stored_answer(*asked[received.person], received))
        return AskedRange(people[-1].person, len(people), tuple(answers), conversation.is_waiting)


def question_about(leaving: PersonLeaving, fields: Sequence[str]) -> WrittenQuestion | None:
    """Write the question about a person; None about whoever has no document that stands.

    :param fields: of the module's card, and no other.
    """
    standing = (one.document for one in leaving.documents if one.document.status is Status.DECLARED)
    rows = [{name: row[name] for name in fields} for row in (document.row() for document in standing)]
    return write_question(leaving.pseudonym, rows[-MOST_WEEKS:]) if rows else None


def stored_answer(person: int, question: WrittenQuestion, received: ReceivedAnswer) -> StoredAnswer:
    """Give what is kept of what came back about a person.

    :param person: internal id.
    """
    reply = received.reply
    return StoredAnswer(
        person=person,
        pseudonym=question.person,
        question=question.line.decode().rstrip("\n"),
        answer=None if reply is None else reply.model_dump_json(by_alias=True, exclude_defaults=True),
        fault=None if received.fault is None else received.fault.value,
        abstains=reply is not None and reply.abstains is not None,
    )
