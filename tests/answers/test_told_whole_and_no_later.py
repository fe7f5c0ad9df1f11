"""An answer is printed with all it rests on (T-2); its person reads it no later (T-4), the same (T-5)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import update

from tests.answers.reader import CONTESTS, Reading, page_of
from tests.builders import actor
from tests.source import templates
from xprsa.declare.objecting import object_to_scores
from xprsa.domain.person import Account, Beneficiary
from xprsa.scores import service as register
from xprsa.storage.answer_entries import ContestOutcome
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import AskingRow

VALUE = "62,5"
PRINTED = re.compile(r"<h3>Ce qui a été lu</h3>.*?leurs chiffres</a></p>", re.DOTALL)
RESTS_ON = {
    "module and version": "effort 1.0",
    "digest": "cd" * 32,
    "date": "24 novembre 2026 à 11\u00a0h\u00a000",
    "inputs": "Semaine du 9 au 15 novembre 2026",
    "an input": "12\u00a0h\u00a030",
    "a weight for this person": "+\u00a060\u00a0points",
    "another": "−\u00a02,5\u00a0points",
    "legal mention": "L.\u00a0311-3-1",
    "its decree": "R.\u00a0311-3-1-2",
    "what it is not": "Ce n’est pas une décision.",
}


@dataclass
class Readers:
    """An answer, and everybody who may ever read it: the adviser, whoever decides, the person."""

    reading: Reading
    person: Beneficiary
    decider: Account

    def pages(self) -> Mapping[str, str]:
        """Give what each of them is shown, by their role."""
        asking = self.reading.asking.public_id
        opened = (
            ("adviser", self.reading.adviser, page_of(self.person)),
            ("decider", self.decider, self.door),
            ("person", self.person.account, f"/mes-donnees/reponses/{asking}"),
        )
        return {role: self.reading.desk(account).get(path).text for role, account, path in opened}

    @property
    def door(self) -> str:
        person, asking = self.person.account.public_id, self.reading.asking.public_id
        return f"{CONTESTS}/{person}/reponse/{asking}"

    def read_it(self) -> set[str]:
        """Tell to whom the answer is shown."""
        return {role for role, page in self.pages().items() if VALUE in page}

    def is_asking(self, state: str) -> None:
        """Let the asking stand as it does while it runs, or once it is done."""
        row = table(AskingRow)
        with self.reading.service.database.writing() as store:
            of_asking = row.c.id == self.reading.asking.id
            store.connection.execute(update(row).where(of_asking).values(state=state))


@pytest.fixture
def readers(reading: Reading) -> Readers:
    return Readers(reading, reading.answered(), reading.people.manager())


@pytest.mark.parametrize("role", ["adviser", "decider", "person"])
def test_whoever_reads_an_answer_reads_all_that_it_rests_on(readers: Readers, role: str) -> None:
    if role == "adviser":
        readers.reading.writes(readers.person)
    else:
        readers.reading.contests(readers.person)
    page = readers.pages()[role]
    (printed,) = PRINTED.findall(page)
    assert VALUE in printed
    assert VALUE not in page.replace(printed, "")
    assert [what for what, words in RESTS_ON.items() if words not in printed] == []


def test_an_answer_is_printed_by_one_template_which_prints_all_of_it() -> None:
    texts = templates()
    prints = {name for name, text in texts.items() if re.search(r"said\.(value|reasons|contributions)", text)}
    assert prints == {"answers/answer.html"}
    calls = {name for name, text in texts.items() if "what_was_said(" in text or "contributions(" in text}
    assert calls == prints


def test_all_who_read_an_answer_read_the_same_words(readers: Readers) -> None:
    readers.reading.writes(readers.person)
    before = readers.pages()
    readers.reading.contests(readers.person)
    after = readers.pages()
    printed = (before["adviser"], before["person"], after["decider"], after["person"])
    assert len({PRINTED.findall(page)[0] for page in printed}) == 1


def test_no_staff_ever_reads_an_answer_that_its_person_cannot(readers: Readers) -> None:
    reading, person = readers.reading, readers.person
    moves: list[tuple[Callable[[], object], set[str]]] = [
        (lambda: readers.is_asking("running"), set()),
        (lambda: readers.is_asking("done"), {"person"}),
        (lambda: reading.writes(person), {"person", "adviser"}),
        (lambda: reading.contests(person), {"person", "decider"}),
        (lambda: reading.decides(person, ContestOutcome.STANDS), {"person", "adviser"}),
        (lambda: stop(reading), {"person"}),
    ]
    for move, who in moves:
        move()
        assert readers.read_it() == who


def test_once_its_person_objects_they_alone_read_it(readers: Readers) -> None:
    readers.reading.writes(readers.person)
    readers.reading.contests(readers.person)
    account = readers.person.account
    object_to_scores(readers.reading.service, actor=actor(account), person=account.id)
    assert readers.read_it() == {"person"}


def stop(reading: Reading) -> None:
    module = reading.module
    register.end(
        reading.service, module.public_id, territory=module.proposal.territory, actor=None, seen=module.seen
    )
