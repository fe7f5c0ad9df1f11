"""What staff type to sign in, choose a password, and let colleagues in."""

from collections.abc import Sequence

from wtforms import Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from xprsa.accounts.codes.forms import digits, offered
from xprsa.accounts.staff.service import LinkGone, WeakPassword
from xprsa.accounts.staff.team import STAFF_ROLES, Newcomer
from xprsa.domain.contact import mail_address
from xprsa.domain.folding import visible
from xprsa.domain.permission import Role
from xprsa.domain.person import Organisation
from xprsa.domain.sign_in import ClosedLink
from xprsa.gateways.passwords import SHORTEST, Weakness
from xprsa.web.forms import PageForm

ROLE_LABELS = {
    Role.ADVISER: "Conseiller, conseillère",
    Role.MANAGER: "Responsable",
    Role.EXPORTER: "Chargé, chargée des exports",
}
_WEAK = {
    Weakness.TOO_SHORT: f"Choisissez au moins {SHORTEST} caractères. Une phrase convient très bien.",
    Weakness.TOO_LONG: "Choisissez un mot de passe plus court\u00a0: 200 caractères au plus.",
    Weakness.TOO_EASY: (
        "Ce mot de passe se devine vite\u00a0: mots courants, suite de touches, date, ou votre nom."
        " Prenez quatre mots sans rapport entre eux."
    ),
}
_CLOSED = {
    ClosedLink.UNKNOWN: (
        "Nous ne le reconnaissons pas\u00a0: il manque des signes à son adresse, ou il est très ancien."
        " Rouvrez le message et prenez le lien en entier."
    ),
    ClosedLink.USED: "Un mot de passe a été choisi depuis qu’il est parti\u00a0: il ne sert qu’une fois.",
    ClosedLink.REPLACED: "Une invitation plus récente l’a remplacé. Ouvrez-la.",
    ClosedLink.TOO_OLD: "Il est trop ancien.",
    ClosedLink.NO_ACCESS: "L’accès qu’il ouvrait est fermé.",
    ClosedLink.NO_PASSWORD: (
        "Votre accès n’a pas encore de mot de passe\u00a0: le premier se choisit par une invitation."
    ),
}
_CODE = "Code à 6 chiffres de votre téléphone"
_CODE_MISSING = InputRequired("Écrivez le code du téléphone.")
_PASSWORD_MISSING = InputRequired("Choisissez un mot de passe.")


def weakness_sentence(weak: WeakPassword) -> str:
    """Say why a new password is not taken, and what to do."""
    return _WEAK[weak.weakness]


def closed_sentence(gone: LinkGone) -> str:
    """Say why a link does not open."""
    return _CLOSED[gone.why]


def _mail(text: str | None) -> str:
    return mail_address(text or "") or (text or "").strip().lower()


def _check_mail(_: PageForm, field: Field) -> None:
    if mail_address(field.data or "") is None:
        raise ValidationError("Écrivez une adresse comme nom@example.org.")


class StaffForm(PageForm):
    """Address, password and code, all at once."""

    email = StringField("Votre adresse de courriel", filters=[_mail], validators=[_check_mail])
    password = PasswordField("Mot de passe", validators=[InputRequired("Écrivez votre mot de passe.")])
    code = StringField(_CODE, filters=[digits], validators=[_CODE_MISSING])


class InvitationForm(PageForm):
    """A first password, and a first code of the phone.

    `totp` brings back, sealed, the secret whose QR code was shown.
    """

    password = PasswordField("Mot de passe", validators=[_PASSWORD_MISSING])
    code = StringField(_CODE, filters=[digits], validators=[_CODE_MISSING])
    totp = HiddenField()


class ForgottenForm(PageForm):
    """Where to send the link."""

    email = StringField("Votre adresse de courriel", filters=[_mail], validators=[_check_mail])


class NewPasswordForm(PageForm):
    """Another password, and a code of the phone."""

    password = PasswordField("Nouveau mot de passe", validators=[_PASSWORD_MISSING])
    code = StringField(_CODE, filters=[digits], validators=[_CODE_MISSING])


class ChangePasswordForm(PageForm):
    """The present password and another."""

    present = PasswordField(
        "Mot de passe actuel", validators=[InputRequired("Écrivez votre mot de passe actuel.")]
    )
    password = PasswordField("Nouveau mot de passe", validators=[_PASSWORD_MISSING])


class InviteForm(PageForm):
    """Somebody to let in."""

    first_name = StringField("Prénom", validators=[InputRequired("Écrivez le prénom."), Length(max=100)])
    last_name = StringField("Nom", validators=[InputRequired("Écrivez le nom."), Length(max=100)])
    email = StringField("Adresse de courriel professionnelle", filters=[_mail], validators=[_check_mail])
    role = SelectField(
        "Rôle",
        choices=[SelectChoice(role.value, label=ROLE_LABELS[role]) for role in STAFF_ROLES],
        validate_choice=False,
        validators=[offered("Choisissez un rôle.")],
    )
    organisation = SelectField(
        "Organisme", validate_choice=False, validators=[offered("Choisissez un organisme.")]
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Offer these organisations, by their place in the list: internal ids never show."""
        self._offered = tuple(organisations)
        self.organisation.choices = [
            SelectChoice(str(place), label=organisation.name)
            for place, organisation in enumerate(organisations)
        ]

    @property
    def newcomer(self) -> Newcomer:
        """Whom to invite, once valid."""
        return Newcomer(
            first_name=visible(self.first_name.data or "").strip(),
            last_name=visible(self.last_name.data or "").strip(),
            email=self.email.data or "",
            role=Role(self.role.data),
            organisation=self._offered[int(self.organisation.data)].id,
        )
