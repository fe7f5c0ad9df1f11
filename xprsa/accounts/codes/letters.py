"""Codes on paper, for people without e-mail or mobile: a letter, or a card for whoever will come back."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from xprsa.accounts.sign_ins.secret import code_hash, new_letter_code
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account, Beneficiary, named_apart
from xprsa.domain.sign_in import CARD_CODES, CARD_LIFE, LETTER_LIFE
from xprsa.running.reading_pace import count_opening
from xprsa.running.service import Service
from xprsa.storage.messages import Letter, Way
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody for whom codes on paper may be prepared.

    :ivar name: shortened, to tell them from others with the same file number.
    :ivar left: codes of theirs that open, and would open no more.
    :ivar seen: which codes those are; "" for none.
    """

    person: Beneficiary
    name: str
    left: int
    seen: str


class StillGood(Exception):
    """Codes on paper that open would be replaced, and nobody said so.

    :ivar receiver: whose.
    """

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(receiver.seen)
        self.receiver = receiver


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter as it is printed."""

    letter: Letter
    file_reference: str

    @property
    def prepared_at(self) -> str:
        """Tell this letter from another to the same person."""
        return _version(self.letter)


def receivers(service: Service, *, actor: Actor, file_reference: str) -> tuple[Receiver, ...]:
    """Give the people of the manager's territory with this file number: organisations number alike."""
    with service.database.reading() as store:
        found = store.people.of_file(actor.territory, file_reference)
        names = named_apart(found)
        return tuple(
            _receiver(service, store, person, name) for person, name in zip(found, names, strict=True)
        )


def order(service: Service, *, actor: Actor, receiver: UUID, seen: str = "", card: bool = False) -> None:
    """Prepare a letter for one person of the manager's territory.

    :param receiver: public id.
    :param seen: which codes it was said to replace, as `Receiver` gives them.
    :param card: a card of several codes, for whoever will come back, in place of one.
    :raises LookupError: when there is nobody such.
    :raises StillGood: when it would replace others, or more.
    """
    with service.database.writing() as store:
        account = store.people.account_by_public_id(receiver)
        person = store.people.find(account.id) if account else None
        if person is None or not _may_receive(person, actor):
            raise LookupError
        found = _receiver(service, store, person, *named_apart([person]))
        if found.seen not in {"", seen}:
            raise StillGood(found)
        prepare(service, store, account=person.account, actor=actor.account, card=card)


def _may_receive(person: Beneficiary, actor: Actor) -> bool:
    return person.account.territory == actor.territory and person.account.disabled_at is None


def _receiver(service: Service, store: Store, person: Beneficiary, name: str) -> Receiver:
    left, prepared_at = store.sign_in_codes.on_paper(person.id, at=service.now())
    return Receiver(person, name, left, prepared_at.isoformat() if prepared_at else "")


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


def to_print(service: Service, *, actor: Actor, receiver: UUID) -> LetterPage | None:
    """Give the letter of one person to print, or None; that its codes were seen stands in their journal.

    :param receiver: public id; the codes of nobody else are read.
    :raises LookupError: when they are not of the manager's territory.
    :raises ReadTooFast: when the manager opened many this minute already.
    """
    count_opening(service, actor=actor)
    with service.database.writing() as store:
        letter = _waiting(store, actor, receiver)
        person = store.people.find(letter.account.id) if letter else None
        if letter is None or person is None:
            return None
        _note(service, store, actor, letter, "letter_seen")
        return LetterPage(letter, person.file_reference)


def printed(service: Service, *, actor: Actor, receiver: UUID, prepared_at: str) -> bool:
    """Mark the letter of one person as printed: only paper holds its codes now.

    :param prepared_at: when the letter that was seen was prepared, as `LetterPage` gives it: another may have
        taken its place, which nobody printed.
    :raises LookupError: as `to_print` does.
    """
    with service.database.writing() as store:
        letter = _waiting(store, actor, receiver)
        if letter is None or _version(letter) != prepared_at:
            return False
        store.messages.finish(letter.id, sent_at=service.now())
        _note(service, store, actor, letter, "letter_printed")
        return True


def _version(letter: Letter) -> str:
    return letter.created_at.isoformat()


def _waiting(store: Store, actor: Actor, receiver: UUID) -> Letter | None:
    """Give the letter of somebody, or None; one that is prepared drops those before it.

    :raises LookupError: when they are not of the manager's territory.
    """
    account = store.people.account_by_public_id(receiver)
    if account is None or account.territory != actor.territory:
        raise LookupError
    return next(iter(store.messages.letters(actor.territory, receiver=receiver)), None)


def _note(service: Service, store: Store, actor: Actor, letter: Letter, event: str) -> None:
    store.audit.note(at=service.now(), actor=actor.account, event=event, person=letter.account.id)
