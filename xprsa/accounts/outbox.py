"""The outbox: messages wait in the database, leave by the worker, and are emptied once they left."""

import json
import time
import unicodedata
from datetime import datetime, timedelta

import structlog

from xprsa.domain.clock_guard import SLACK
from xprsa.domain.contact import Contact
from xprsa.domain.person import Account
from xprsa.domain.reply import NOTICE_EVERY
from xprsa.domain.sign_in import CODE_LIFE, FORGOTTEN_LIFE, INVITATION_LIFE
from xprsa.gateways.contacts import contact, reachable
from xprsa.gateways.mail import Mail, Mailer, MailNotSent, MailRefused, mailer
from xprsa.gateways.sms import Sms, SmsNotSent, SmsRefused, SmsSender, sms_sender
from xprsa.running.clock_guard import doubt_of
from xprsa.running.parcels import Parcel, put, way_to
from xprsa.running.service import Service
from xprsa.storage.database import DatabaseAway
from xprsa.storage.messages import Message, Way
from xprsa.storage.store import Store

_CLAIM = timedelta(minutes=3)  # longer than any server takes to answer, step after step
_ASKED_AGAIN = 0.5  # seconds between two tries to write down that a message left
_FIRST_RETRY = timedelta(seconds=30)  # doubled each time
_LONGEST_RETRY = timedelta(hours=1)
# By whether somebody waits for it; the clock of whoever wrote it may differ by so much, and is not wrong.
_LONGEST_WAIT = {True: _LONGEST_RETRY + SLACK, False: NOTICE_EVERY + SLACK}


def put_code(store: Store, where: Contact, code: str, *, at: datetime) -> None:
    """Write a code to a contact; short and neutral, for phones that somebody else may look at."""
    text = f"Votre code : {_in_groups(code)}. Ne le donnez à personne."  # plain spaces: an SMS of one part
    parcel = Parcel(where.value, "Votre code", text, until=(at + CODE_LIFE).isoformat(), staff=False)
    put(store, way_to(where), parcel, at=at, urgent=True)


def _in_groups(code: str) -> str:
    """Write digits in groups of three."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


def put_contact_code(
    store: Store, where: Contact, code: str, *, called: str, at: datetime, about: int | None = None
) -> None:
    """Write the code that confirms a change of contacts; it says so, since it opens nothing.

    :param called: which of the contacts it goes to, in the words of the page where it is typed.
    :param about: internal id of the account that the contact would join; None where it is theirs already.
    """
    text = f"Code pour changer vos contacts : {_in_groups(code)} ({called}). Ne le donnez à personne."
    until = (at + CODE_LIFE).isoformat()
    parcel = Parcel(where.value, "Changer vos contacts", text, until=until, staff=False, about=about)
    put(store, way_to(where), parcel, at=at, urgent=True)


def put_invitation(store: Store, email: str, link: str, *, at: datetime) -> None:
    """Write the link of an invitation to a member of staff."""
    text = (
        f"Bonjour,\n\nUn accès est ouvert à votre nom. Ouvrez ce lien dans les sept jours\u00a0:\n{link}\n\n"
        "Vous choisirez un mot de passe. Gardez votre téléphone près de vous.\n"
    )
    _put_mail(store, email, subject="Votre accès", text=text, until=at + INVITATION_LIFE, at=at)


def put_forgotten(store: Store, email: str, link: str, *, at: datetime) -> None:
    """Write the link that sets another password; nobody is written to unless they are staff."""
    text = (
        f"Bonjour,\n\nPour choisir un autre mot de passe, ouvrez ce lien dans l’heure\u00a0:\n{link}\n\n"
        "Vous n’avez rien demandé\u202f? Ne faites rien.\n"
    )
    _put_mail(store, email, subject="Votre mot de passe", text=text, until=at + FORGOTTEN_LIFE, at=at)


def put_changed(store: Store, email: str, *, at: datetime) -> None:
    """Tell a member of staff that the password changed."""
    text = "Bonjour,\n\nVotre mot de passe a changé. Ce n’est pas vous\u202f? Prévenez votre responsable.\n"
    _put_mail(store, email, subject="Votre mot de passe", text=text, until=at + INVITATION_LIFE, at=at)


def put_confided(store: Store, email: str, people: int, *, site: str, at: datetime) -> None:
    """Tell an adviser that people are confided to them, never who.

    :param people: how many.
    :param site: the address of the service.
    """
    many = "Une personne vous est confiée" if people == 1 else f"{people} personnes vous sont confiées"
    text = f"Bonjour,\n\n{many}. Ouvrez votre portefeuille\u00a0:\n{site}/portefeuille\n"
    _put_mail(store, email, subject="Votre portefeuille", text=text, until=at + INVITATION_LIFE, at=at)


def drain(service: Service) -> int:
    """Send what is due, those first for which somebody waits; give how many messages left.

    Each is claimed before it is sent and emptied after: a worker that dies in between makes it leave again
    later, once too often rather than never.
    """
    mail, sms = mailer(service.settings.mail_url), sms_sender(service.settings.sms_url)
    left = 0
    while message := _claim(service):
        left += _send(service, message, mail=mail, sms=sms)
    return left


def _claim(service: Service) -> Message | None:
    now = service.now()
    with service.database.writing() as store:
        return store.messages.claim(at=now, until=now + _CLAIM, longest=_LONGEST_WAIT)


def _send(service: Service, message: Message, *, mail: Mailer, sms: SmsSender) -> bool:
    parcel = Parcel(**json.loads(message.payload))
    if parcel.of_notes and not _is_to_be_read(service, message):
        with service.database.writing() as store:
            store.messages.drop(message.id)
        return False
    receiver = None if _is_late(service, parcel) else _receiver(service, message, parcel)
    if receiver is None:
        _leave_out(service, message, parcel)
        return False
    account, where = receiver
    territory = service.territory(account.territory)
    try:
        if way_to(where) is Way.MAIL:
            mail.send(Mail(where.value, parcel.subject, f"{parcel.text.rstrip()}\n\n{territory.signature}\n"))
        else:
            sms.send(Sms(where.value, f"{parcel.text} {_plain(territory.signature)}"))
    except (MailRefused, SmsRefused) as refused:
        structlog.get_logger().warning("message_refused", message=message.id, why=str(refused))
        _finish(service, message, parcel, refused_at=where)
        return False
    except (MailNotSent, SmsNotSent) as failure:
        structlog.get_logger().warning(
            "message_not_sent", message=message.id, tries=message.tries, why=str(failure)
        )
        _put_off(service, message)
        return False
    _finish_what_left(service, message, parcel, sent_to=where)
    return True


def _finish_what_left(service: Service, message: Message, parcel: Parcel, *, sent_to: Contact) -> None:
    """Empty a message that has left, again and again while the database is away, else it leaves twice.

    :raises DatabaseAway: once somebody else may have taken it.
    """
    until = time.monotonic() + _CLAIM.total_seconds()
    while True:
        try:
            return _finish(service, message, parcel, sent_to=sent_to)
        except DatabaseAway:
            if time.monotonic() > until:
                raise
            time.sleep(_ASKED_AGAIN)


def _leave_out(service: Service, message: Message, parcel: Parcel) -> None:
    """Give up a message that is too late, unless it may be the clock that is; drop one that is for nobody.

    A notice whose person nothing reaches for now waits: a contact may come, or open.
    """
    if not _is_late(service, parcel) and message.account is not None:
        _put_off(service, message)
    elif not _is_late(service, parcel):
        with service.database.writing() as store:
            store.messages.drop(message.id)
    elif doubt_of(service):
        _put_off(service, message)
    else:
        _finish(service, message, parcel)


def _is_to_be_read(service: Service, message: Message) -> bool:
    """Tell whether the person can still read what a notice tells of: it may be hidden since."""
    with service.database.reading() as store:
        return message.account is not None and store.contact_notes.is_told_of(
            message.account, at=message.created_at
        )


def _is_late(service: Service, parcel: Parcel) -> bool:
    return service.now() >= datetime.fromisoformat(parcel.until)


def _put_off(service: Service, message: Message) -> None:
    """Try again later, after twice as long each time."""
    delay = min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** min(message.tries - 1, 16))
    with service.database.writing() as store:
        store.messages.put_off(message.id, until=service.now() + delay)


def _receiver(service: Service, message: Message, parcel: Parcel) -> tuple[Account, Contact] | None:
    """Give whom a message is for, or about, and where it goes, while there is somebody such.

    A notice follows its person to the contact that reaches them now; all else goes where it was asked for.
    """
    now, where = service.now(), contact(parcel.to)
    about = parcel.about if message.account is None else message.account
    with service.database.reading() as store:
        if about is not None:
            account = store.people.account(about)
        else:
            account = store.accounts.holder(where, staff=parcel.staff, at=now) if where else None
    if account is None or account.disabled_at is not None:
        return None
    if message.account is not None:
        where = reachable(account, at=now)
    return (account, where) if where is not None else None


def _plain(name: str) -> str:
    """Write a name in the plain letters that keep an SMS in one part."""
    parted = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return parted.encode("ascii", "ignore").decode()


def _finish(
    service: Service,
    message: Message,
    parcel: Parcel,
    *,
    sent_to: Contact | None = None,
    refused_at: Contact | None = None,
) -> None:
    """Empty a message, and write down what its contact turned out to be worth to those who hold it."""
    now = service.now()
    with service.database.writing() as store:
        store.messages.finish(message.id, sent_at=now if sent_to else None)
        if parcel.about is not None:
            return
        if sent_to:
            store.accounts.reached(sent_to)
            if not parcel.staff:
                _open_access(service, store, sent_to)
        if refused_at:
            store.accounts.failed(refused_at, at=now)


def _open_access(service: Service, store: Store, reached: Contact) -> None:
    """Note that whoever was reached there can come in from today on, if nothing did before."""
    for account in store.accounts.of_contact(reached, at=service.now()):
        store.people.open_access([account.id], on=service.today(service.territory(account.territory)))


def _put_mail(store: Store, email: str, *, subject: str, text: str, until: datetime, at: datetime) -> None:
    put(
        store, Way.MAIL, Parcel(email, subject, text, until=until.isoformat(), staff=True), at=at, urgent=True
    )
