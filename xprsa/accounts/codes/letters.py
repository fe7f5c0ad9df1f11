"""Codes on paper, for people without e-mail or mobile: a letter, or a card for whoever will come back."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from xprsa.accounts.sign_ins.secret import code_hash, new_letter_code
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.domain.sign_in import CARD_CODES, CARD_LIFE, LETTER_LIFE
from xprsa.running.service import Service
from xprsa.storage.messages import Letter, Way
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter as it is printed."""

    letter: Letter
    file_reference: str


def order(service: Service, *, actor: Actor, file_reference: str, card: bool = False) -> int:
    """Prepare a letter for whoever has this file reference in the manager's territory; give how many.

    :param card: a card of several codes, for whoever will come back, in place of one.
    """
    with service.database.writing() as store:
        accounts = store.accounts.of_file(actor.territory, file_reference)
        for account in accounts:
            prepare(service, store, account=account, actor=actor.account, card=card)
    return len(accounts)


def prepare(
    service: Service, store: Store, *, account: Account, actor: int | None, card: bool = False
) -> None:
    """Prepare a letter or a card for a beneficiary, which opens their access.

    Codes of earlier letters and cards open no more.
    """
    now, life = service.now(), CARD_LIFE if card else LETTER_LIFE
    store.sign_in_codes.drop_letters(account.id, at=now)
    store.messages.drop_letters(account.id)
    codes = [new_letter_code() for _ in range(CARD_CODES if card else 1)]
    for code in codes:
        public_id = uuid4()
        store.sign_in_codes.add(
            public_id=public_id,
            code_hash=code_hash(service.keyring, public_id, code),
            at=now,
            expires_at=now + life,
            account=account.id,
        )
    store.messages.put(Way.LETTER, "\n".join(codes), at=now, account=account.id)
    store.people.open_access([account.id], on=service.today(service.territory(account.territory)))
    store.audit.note(at=now, actor=actor, event="letter_prepared", person=account.id)


def pending(service: Service, *, actor: Actor) -> tuple[Letter, ...]:
    """Give the letters of the manager's territory that nobody printed yet."""
    with service.database.reading() as store:
        return store.messages.letters(actor.territory)


def left_on_paper(service: Service, *, account: int) -> int:
    """Tell how many codes of letters and cards may still open an account."""
    with service.database.reading() as store:
        return store.sign_in_codes.left_on_paper(account, at=service.now())


def out_of_reach(service: Service, *, actor: Actor) -> tuple[tuple[Account, str], ...]:
    """Give whom something could not be sent to in the manager's territory, with their file reference."""
    with service.database.reading() as store:
        return store.accounts.out_of_reach(actor.territory)


def pages(service: Service, *, actor: Actor) -> tuple[LetterPage, ...]:
    """Give the letters to print; that their codes were seen stands in the journal of each person."""
    with service.database.writing() as store:
        letters = store.messages.letters(actor.territory)
        for letter in letters:
            store.audit.note(
                at=service.now(), actor=actor.account, event="letter_seen", person=letter.account.id
            )
        return tuple(
            LetterPage(letter, person.file_reference)
            for letter in letters
            if (person := store.people.find(letter.account.id)) is not None
        )


def printed(service: Service, *, actor: Actor, people: Collection[str]) -> int:
    """Mark the letters to these people as printed: only paper holds their codes now; give how many.

    :param people: public ids, as text.
    """
    with service.database.writing() as store:
        done = [
            letter
            for letter in store.messages.letters(actor.territory)
            if str(letter.account.public_id) in people
        ]
        for letter in done:
            store.messages.finish(letter.id, sent_at=service.now())
            store.audit.note(
                at=service.now(), actor=actor.account, event="letter_printed", person=letter.account.id
            )
    return len(done)
