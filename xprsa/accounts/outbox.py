"""The outbox: messages wait in the database, leave by the worker, and are emptied once they left."""

import json
from datetime import datetime, timedelta

import structlog

from xprsa.domain.contact import Contact, ContactKind, international
from xprsa.domain.sign_in import CODE_LIFE, FORGOTTEN_LIFE, INVITATION_LIFE
from xprsa.gateways.mail import Mail, Mailer, MailNotSent, mailer
from xprsa.gateways.sms import Sms, SmsNotSent, SmsSender, sms_sender
from xprsa.running.parcels import Parcel, put
from xprsa.running.service import Service
from xprsa.storage.messages import Message, Way
from xprsa.storage.store import Store

_AT_ONCE = 50  # messages held by one worker
_FIRST_RETRY = timedelta(seconds=30)  # doubled each time
_LONGEST_RETRY = timedelta(hours=1)


def put_code(store: Store, where: Contact, code: str, *, at: datetime) -> None:
    """Write a code to a contact; short and neutral, for phones that somebody else may look at."""
    text = f"Votre code : {code[:3]} {code[3:]}."  # plain spaces: an SMS of one part
    way = Way.MAIL if where.kind is ContactKind.MAIL else Way.SMS
    parcel = Parcel(where.value, "Votre code", text, until=(at + CODE_LIFE).isoformat(), staff=False)
    put(store, way, parcel, at=at)


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


def drain(service: Service) -> int:
    """Send what is due; give how many messages left.

    A message is leased before it is sent and emptied after: a worker that dies in between makes it leave
    again later, once too often rather than never.
    """
    mail, sms = mailer(service.settings.mail_url), sms_sender(service.settings.sms_url)
    left = 0
    while leased := _lease(service):
        left += sum(_send(service, message, mail=mail, sms=sms) for message in leased)
    return left


def _lease(service: Service) -> tuple[Message, ...]:
    now = service.now()
    with service.database.writing() as store:
        due = store.messages.due(at=now, most=_AT_ONCE)
        for message in due:
            delay = min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** min(message.tries - 1, 16))
            store.messages.tried(message.id, again_at=now + delay)
    return due


def _send(service: Service, message: Message, *, mail: Mailer, sms: SmsSender) -> bool:
    parcel = Parcel(**json.loads(message.payload))
    if not _is_wanted(service, message, parcel):
        _finish(service, message, sent=False)
        return False
    try:
        if message.way is Way.MAIL:
            mail.send(Mail(parcel.to, parcel.subject, parcel.text))
        else:
            sms.send(Sms(international(parcel.to), parcel.text))
    except (MailNotSent, SmsNotSent) as failure:
        structlog.get_logger().warning(
            "message_not_sent", message=message.id, tries=message.tries, why=str(failure)
        )
        return False
    _finish(service, message, sent=True)
    if not parcel.staff:
        _open_access(service, _contact(message, parcel))
    return True


def _is_wanted(service: Service, message: Message, parcel: Parcel) -> bool:
    """Tell whether it is still of use, to somebody whom we know."""
    if service.now() >= datetime.fromisoformat(parcel.until):
        return False
    with service.database.reading() as store:
        return store.accounts.holds(_contact(message, parcel), staff=parcel.staff)


def _contact(message: Message, parcel: Parcel) -> Contact:
    return Contact(ContactKind.MAIL if message.way is Way.MAIL else ContactKind.SMS, parcel.to)


def _open_access(service: Service, reached: Contact) -> None:
    """Note that whoever was reached there can come in from today on, if nothing did before."""
    with service.database.writing() as store:
        for account in store.accounts.of_contact(reached):
            store.people.open_access(account.id, on=service.today(service.territory(account.territory)))


def _finish(service: Service, message: Message, *, sent: bool) -> None:
    with service.database.writing() as store:
        store.messages.finish(message.id, sent_at=service.now() if sent else None)


def _put_mail(store: Store, email: str, *, subject: str, text: str, until: datetime, at: datetime) -> None:
    put(store, Way.MAIL, Parcel(email, subject, text, until=until.isoformat(), staff=True), at=at)
