"""What tests of reading and deciding share: a program that was asked, who follows the person, who decides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tests.answers.made import an_active_module, done_asking, kept_answer
from tests.builders import People
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service
from xprsa.storage.answer_entries import AnswerContest, ContestOutcome, ModuleAsking, OwnView
from xprsa.storage.register_entries import RegisteredModule

Browse = Callable[[Account], JudgingClient]
CONTESTS = "/gestion/contestations"
TOKEN = re.compile(r'(name="csrf" value=")[^"]+')


@dataclass
class Reading:
    """A territory in which a program was asked, about somebody whom an adviser follows."""

    service: Service
    people: People
    browse: Browse
    module: RegisteredModule
    asking: ModuleAsking
    adviser: Account
    earlier: ModuleAsking | None = None

    @classmethod
    def begun(cls, service: Service, people: People, browse: Browse) -> "Reading":
        module = an_active_module(service, people)
        asking = done_asking(service, module)
        return cls(service, people, browse, module, asking, people.adviser())

    def person(self, **given: object) -> Beneficiary:
        """Make somebody whom the adviser follows, about whom nothing came back."""
        return self.people.beneficiary(adviser=self.adviser, **given)

    def answered(self, **reply: object) -> Beneficiary:
        """Make somebody of whom the program said 62.5, or what is given."""
        person = self.person()
        kept_answer(self.service, self.asking, person, **reply)
        return person

    def asked_again(self) -> ModuleAsking:
        """Let the program be asked once more about the whole territory."""
        self.earlier, self.asking = self.asking, done_asking(self.service, self.module)
        return self.asking

    def desk(self, who: Account | None = None) -> JudgingClient:
        """A browser of the adviser, or of somebody else."""
        return self.browse(who or self.adviser)

    def writes(self, person: Beneficiary, words: str = "Il avance.", *, by: Account | None = None) -> None:
        """Let the adviser, or somebody else, write what they think."""
        desk = self.desk(by)
        assert desk.press(desk.get(page_of(person)), "Garder mon avis", words=words).status_code == 303

    def view(self, person: Beneficiary, *, asking: UUID | None = None) -> OwnView | None:
        with self.service.database.reading() as store:
            return store.own_views.find(
                person.id, account=self.adviser.id, asking=asking or self.asking.public_id
            )

    def contests(self, person: Beneficiary, words: str = "J’étais malade.") -> str:
        """Let a person contest the answer of the latest asking; give the address where it is decided."""
        with self.service.database.writing() as store:
            assert store.answer_contests.make(
                person.id, asking=self.asking.id, words=words, at=self.service.now()
            )
        return f"{CONTESTS}/{person.account.public_id}/reponse/{self.asking.public_id}"

    def decides(self, person: Beneficiary, outcome: ContestOutcome, *, by: Account | None = None) -> None:
        """Let a manager, or somebody else, decide of what a person contests."""
        account = (by or self.people.manager()).id
        with self.service.database.writing() as store:
            assert store.answer_contests.decide(
                person.id,
                asking=self.asking.id,
                account=account,
                at=self.service.now(),
                outcome=outcome,
                reasons="Relu avec soin.",
            )

    def contest(self, person: Beneficiary) -> AnswerContest:
        with self.service.database.reading() as store:
            found = store.answer_contests.find(person.id, asking=self.asking.id)
        assert found is not None
        return found

    def events(self, person: Beneficiary) -> list[str]:
        """Give what the journal holds about a person, oldest first."""
        with self.service.database.reading() as store:
            return [event.event for event in reversed(lines_about(store, person.id))]


def page_of(person: Beneficiary) -> str:
    return f"/portefeuille/{person.account.public_id}/avis"


def bytes_of(page: str, person: Beneficiary) -> str:
    """Give a page without what differs by itself: the token of its forms, and the numbers of its person."""
    unsigned = TOKEN.sub(r"\1", page).replace(str(person.account.public_id), "PERSON")
    return unsigned.replace(person.file_reference, "DOSSIER")
