"""What beneficiaries type to sign in, and what a manager types to prepare a letter."""

import unicodedata
from collections.abc import Callable, Sequence
from uuid import UUID

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from xprsa.domain.contact import Contact, has_accent_before_at
from xprsa.domain.folding import code_folded, unlabelled, visible
from xprsa.gateways.contacts import contact, receives
from xprsa.web.forms import PageForm

_REMEMBER = "Se souvenir de ce téléphone"


def digits(text: str | None) -> str:
    """Give the digits of a code as people type it, in any script, with or without spaces."""
    kept = (letter for letter in text or "" if letter.isdecimal())
    return "".join(str(unicodedata.decimal(letter)) for letter in kept)


def letter_code(text: str | None) -> str:
    """Give the code of a letter as it is kept: `K7MRT-9QXWP`, however it was typed, its label too."""
    bare = code_folded(unlabelled(text or "")).upper()
    return f"{bare[:5]}-{bare[5:]}" if bare else ""


def reference(text: str | None) -> str:
    """Give a file reference without what nobody sees, nor the spaces around it."""
    return visible(text or "").strip()


def offered(sentence: str) -> Callable[[PageForm, Field], None]:
    """Make a validator that says this sentence unless one of the choices was taken."""

    def check(_: PageForm, field: Field) -> None:
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(sentence)

    return check


class ContactForm(PageForm):
    """Where to send a code."""

    contact = StringField("Votre courriel ou votre numéro de mobile")
    no_sms = (
        "Ce numéro ne reçoit pas de SMS. Écrivez un mobile ou un courriel, ou demandez un code sur papier."
    )

    def validate_contact(self, field: Field) -> None:
        """Accept an address, or a number that an SMS can reach."""
        found = contact(field.data or "")
        if found is None and has_accent_before_at(field.data or ""):
            raise ValidationError("Aucun courriel n’arrive avec un accent avant le @. Relisez l’adresse.")
        if found is None:
            raise ValidationError("Écrivez une adresse comme nom@example.org, ou un numéro de mobile.")
        if not receives(found):
            raise ValidationError(self.no_sms)

    @property
    def where(self) -> Contact:
        """The contact, once valid."""
        found = contact(self.contact.data or "")
        if found is None:
            raise ValueError("not validated")
        return found


class CodeForm(PageForm):
    """The digits that arrived: six, or twelve where many were guessed at."""

    code = StringField("Code reçu", filters=[digits], validators=[InputRequired("Écrivez le code reçu.")])
    remember = BooleanField(_REMEMBER)


class WhoForm(PageForm):
    """Whose account, when several people share a contact."""

    account = RadioField(
        "Qui êtes-vous\u202f?", validate_choice=False, validators=[offered("Choisissez votre nom.")]
    )

    def offer(self, names: Sequence[tuple[UUID, str]]) -> None:
        """Offer these people: public id and name."""
        self.account.choices = [SelectChoice(str(public_id), label=name) for public_id, name in names]

    @property
    def chosen(self) -> UUID:
        """Public id of the account, once valid."""
        return UUID(self.account.data)


class LetterForm(PageForm):
    """What a letter says."""

    file_reference = StringField(
        "Numéro de dossier",
        filters=[reference],
        validators=[InputRequired("Écrivez votre numéro de dossier. Il est sur le papier.")],
    )
    code = StringField(
        "Code du courrier ou de la carte",
        filters=[letter_code],
        validators=[InputRequired("Écrivez le code qui est sur le papier.")],
    )
    remember = BooleanField(_REMEMBER)

    def validate_code(self, field: Field) -> None:
        """Refuse a code without a letter or a digit."""
        if not field.data:
            raise ValidationError("Écrivez le code qui est sur le papier.")


class LetterOrderForm(PageForm):
    """For whom to prepare a letter, or a card; which of both, by the button."""

    CARD = "carte"

    kind = HiddenField()
    file_reference = StringField(
        "Numéro de dossier", filters=[reference], validators=[InputRequired("Écrivez un numéro de dossier.")]
    )
