"""The form in which a manager writes the card of a purpose."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from xprsa.export.unique_people import in_percent
from xprsa.scoring.card import MOST_RETENTION_DAYS, PurposeCard
from xprsa.scoring.document import ENVELOPE, FIELDS
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.web.document_words import FIELD_NAMES
from xprsa.web.forms import PageForm
from xprsa.web.i18n import capitalized


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _text(*, missing: str, most: int) -> dict[str, Any]:
    """Ask for words: some, and not too many."""
    long = f"Gardez {most} signes au plus."
    return {"validators": [DataRequired(missing), Length(max=most, message=long)], "filters": [_stripped]}


class CardForm(PageForm):
    """Who receives, on which legal text, for how long, and what: all that a manager decides of a purpose.

    :ivar seen: digest of the last card that the manager had before their eyes, "" for none.
    """

    recipient = StringField(
        "Qui reçoit les documents",
        **_text(missing="Écrivez qui reçoit les documents\u00a0: les personnes le liront.", most=200),
    )
    owner = StringField("Qui en répond", **_text(missing="Écrivez quel service en répond.", most=200))
    legal_basis = TextAreaField(
        "Texte légal", **_text(missing="Écrivez le texte légal qui permet cet envoi.", most=2000)
    )
    retention_days = StringField("Durée de conservation, en jours", filters=[_stripped], default="")
    deletes_on_objection = BooleanField(
        "Efface ce qu’il a reçu quand une personne ne veut plus être notée",
        false_values=("", str(False), False),
    )
    most_unique = StringField("Personnes uniques dans un export, en pour cent", filters=[_stripped])
    named = SelectMultipleField("Données", validate_choice=False)
    seen = HiddenField(default="")

    def __init__(
        self, typed: Mapping[str, Any] | None, *, purpose: Purpose, known: TerritoryPurpose | None = None
    ) -> None:
        """Offer what the purpose allows, filled in with the last card."""
        super().__init__(typed or None, data=_offered(purpose, known))
        self.purpose = purpose
        if purpose.terms.most_unique_share is None:
            del self.most_unique
        self.named.choices = [
            (name, capitalized(FIELD_NAMES[name])) for name in FIELDS if name in purpose.terms.fields
        ]

    def validate_legal_basis(self, field: TextAreaField) -> None:
        """Refuse a legal text that does not cite what the purpose rests on."""
        missing = self.purpose.terms.texts_missing(field.data)
        if missing:
            cited = " et ".join(f"«\u00a0{text}\u00a0»" for text in missing)
            raise ValidationError(f"Citez aussi {cited}, comme le règlement le nomme.")

    def validate_retention_days(self, field: StringField) -> None:
        """Refuse what is no number of days."""
        if not (field.data.isdecimal() and 1 <= int(field.data) <= MOST_RETENTION_DAYS):
            raise ValidationError(f"Écrivez un nombre de jours, de 1 à {MOST_RETENTION_DAYS}.")

    def validate_most_unique(self, field: StringField) -> None:
        """Refuse what is no percentage."""
        if _share(field.data) is None:
            raise ValidationError("Écrivez un pourcentage, de 0 à 100.")

    def validate_named(self, field: SelectMultipleField) -> None:
        """Refuse what the purpose does not allow."""
        if not self.purpose.terms.fields.issuperset(field.data):
            raise ValidationError("Choisissez des données de la liste.")

    @property
    def card(self) -> PurposeCard:
        """The card; only once the form is valid."""
        wanted = {*ENVELOPE, *self.named.data}
        return PurposeCard(
            purpose=self.purpose,
            title=self.purpose.terms.label,
            recipient=self.recipient.data,
            owner=self.owner.data,
            legal_basis=self.legal_basis.data,
            fields=tuple(name for name in FIELDS if name in wanted),
            retention_days=int(self.retention_days.data),
            deletes_on_objection=self.deletes_on_objection.data or None,
            most_unique_share=_share(self.most_unique.data) if self.most_unique else None,
        )

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """Give what was typed as labels and words, whether or not it is a card."""
        choices = dict(self.named.choices)
        named = ", ".join(choices.get(name, name) for name in self.named.data or ())
        texts = (self.recipient, self.owner, self.legal_basis, self.retention_days, self.most_unique)
        said = ((field.label.text, field.data) for field in texts if field)
        deletes = "oui" if self.deletes_on_objection.data else "non"
        return (
            *said,
            (self.deletes_on_objection.label.text, deletes),
            (self.named.label.text, named),
        )

    @property
    def typed(self) -> Iterator[tuple[str, str]]:
        """Every field and its value, to carry the card from one page to the next."""
        for field in self:
            for value in field.data if isinstance(field.data, list) else [field.data]:
                yield field.name, value


def _share(percentage: str | None) -> float | None:
    """Read `5`, `2,5` or `2,5 %` as a share from 0 to 1; None when it is none."""
    try:
        share = Decimal((percentage or "").removesuffix("%").strip().replace(",", ".")) / 100
        return float(share) if 0 <= share <= 1 else None
    except InvalidOperation:
        return None


def _offered(purpose: Purpose, known: TerritoryPurpose | None) -> dict[str, Any]:
    """Give what the form holds at first: the last card, and what a new one is offered."""
    limit = purpose.terms.most_unique_share
    data = {} if limit is None else {"most_unique": in_percent(limit).removesuffix("\u00a0%")}
    return data | _as_data(known.usable_card) | {"seen": known.digest} if known else data


def _as_data(card: PurposeCard | None) -> dict[str, Any]:
    if card is None:
        return {}
    share = card.most_unique_share
    limit = {} if share is None else {"most_unique": in_percent(share).removesuffix("\u00a0%")}
    return limit | {
        "recipient": card.recipient,
        "owner": card.owner,
        "legal_basis": card.legal_basis,
        "retention_days": str(card.retention_days or ""),
        "deletes_on_objection": bool(card.deletes_on_objection),
        "named": [name for name in card.fields if name not in ENVELOPE],
    }
