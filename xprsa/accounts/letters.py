"""Codes on paper, for people without e-mail or mobile."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from xprsa.accounts.secret import code_hash, new_letter_code
from xprsa.domain.permission import Actor
from xprsa.domain.sign_in import LETTER_LIFE
from xprsa.storage.memory import Memory
from xprsa.storage.messages import Letter, Way
from xprsa.web.house import House


@dataclass(frozen=True, slots=True)
class Page:
    """One letter as it is printed."""

    letter: Letter
    file_reference: str


def order(house: House, *, actor: Actor, file_reference: str) -> int:
    """Prepare a letter for whoever has this file reference in the manager's territory; give how many."""
    with house.database.writing() as memory:
        accounts = memory.accounts.of_file(actor.territory, file_reference)
        for account in accounts:
            prepare(house, memory, account=account.id, actor=actor.account)
    return len(accounts)


def prepare(house: House, memory: Memory, *, account: int, actor: int | None) -> None:
    """Prepare a letter for a beneficiary; codes of earlier letters no longer open."""
    code, public_id, now = new_letter_code(), uuid4(), house.now()
    memory.sign_in_codes.drop_letters(account, at=now)
    memory.messages.drop_letters(account)
    memory.sign_in_codes.add(
        public_id=public_id,
        code_hash=code_hash(house.keyring, public_id, code),
        at=now,
        expires_at=now + LETTER_LIFE,
        account=account,
    )
    memory.messages.put(Way.LETTER, code, at=now, account=account)
    memory.audit.note(at=now, actor=actor, event="letter_prepared", person=account)


def pending(house: House, *, actor: Actor) -> tuple[Letter, ...]:
    """Give the letters of the manager's territory that nobody printed yet."""
    with house.database.reading() as memory:
        return memory.messages.letters(actor.territory)


def pages(house: House, *, actor: Actor) -> tuple[Page, ...]:
    """Give the letters to print; that their codes were seen stands in the journal of each person."""
    with house.database.writing() as memory:
        letters = memory.messages.letters(actor.territory)
        for letter in letters:
            memory.audit.note(
                at=house.now(), actor=actor.account, event="letter_seen", person=letter.account.id
            )
        return tuple(
            Page(letter, person.file_reference)
            for letter in letters
            if (person := memory.people.find(letter.account.id)) is not None
        )


def printed(house: House, *, actor: Actor, people: Collection[str]) -> int:
    """Mark the letters to these people as printed: only paper holds their codes now; give how many.

    :param people: public ids, as text.
    """
    with house.database.writing() as memory:
        done = [
            one for one in memory.messages.letters(actor.territory) if str(one.account.public_id) in people
        ]
        for letter in done:
            memory.messages.finish(letter.id, sent_at=house.now())
            memory.audit.note(
                at=house.now(), actor=actor.account, event="letter_printed", person=letter.account.id
            )
    return len(done)
