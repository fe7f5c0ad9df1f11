"""What somebody types to change their own phone or e-mail."""

from wtforms import Field, StringField
from wtforms.validators import InputRequired, ValidationError

from xprsa.accounts.codes.forms import ContactForm, digits
from xprsa.accounts.contacts.service import End, Pending
from xprsa.domain.contact import ContactKind, has_accent_before_at
from xprsa.gateways.contacts import contact
from xprsa.web.forms import PageForm

_LABELS = {
    ContactKind.MAIL: "Votre nouveau courriel",
    ContactKind.SMS: "Votre nouveau numéro de mobile",
}
_EXAMPLES = {
    ContactKind.MAIL: "Écrivez une adresse comme nom@example.org.",
    ContactKind.SMS: "Écrivez un numéro de mobile, comme 06\u00a039\u00a098\u00a012\u00a034.",
}


class NewContactForm(ContactForm):
    """What is to stand in place of a contact."""

    no_sms = f"Ce numéro ne reçoit pas de SMS. {_EXAMPLES[ContactKind.SMS]}"
    kind: ContactKind
    present: str | None

    def replacing(self, kind: ContactKind, present: str | None) -> "NewContactForm":
        """Say which contact is changed, and what it is until then."""
        self.kind, self.present = kind, present
        self.contact.label.text = _LABELS[kind]
        return self

    def validate_contact(self, field: Field) -> None:
        """Accept what any form for a contact accepts, of the kind that is changed."""
        typed = field.data or ""
        found = contact(typed)
        if found.kind is not self.kind if found else not has_accent_before_at(typed):
            raise ValidationError(_EXAMPLES[self.kind])
        super().validate_contact(field)
        if self.where.value == self.present:
            raise ValidationError("C’est déjà votre contact. Écrivez le nouveau.")


class CodesForm(PageForm):
    """The codes that arrived: one at each end that was written to."""

    after = StringField(filters=[digits], validators=[InputRequired("Écrivez ce code.")])
    before = StringField(filters=[digits], validators=[InputRequired("Écrivez ce code.")])

    def asking(self, pending: Pending) -> "CodesForm":
        """Ask only for the codes that were sent, and say where they went."""
        for end in End:
            self[end].label.text = f"Code reçu au {pending.called(end)}"
            if end not in pending.sent_to:
                del self[end]
        return self

    @property
    def typed(self) -> dict[End, str]:
        """Digits, by the end at which they arrived."""
        return {End(name): text for name, text in self.data.items()}
