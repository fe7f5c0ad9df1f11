"""The card of a purpose: what may leave, for whom, and on which legal ground."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from xprsa.scoring.document import ENVELOPE, FIELDS, Purpose

ROUGH_MINUTES = 30


class CardWrong(ValueError):
    """A card that may not be used; the message says why."""

    @classmethod
    def of(cls, wrong: ValidationError) -> Self:
        """Say each fault with its place on the card."""
        return cls(
            "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors())
        )


def _known_field(name: str) -> str:
    if name not in FIELDS:
        raise ValueError(f"no published document has a field « {name} »")
    return name


FieldName = Annotated[str, AfterValidator(_known_field)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class PurposeCard(BaseModel):
    """What a territory wrote down before it opened a purpose.

    :ivar recipient: who receives the documents, as shown to the people concerned.
    :ivar legal_basis: the texts on which the purpose rests, as the territory words them.
    :ivar fields: the only fields that a run writes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Purpose
    title: Text
    recipient: Text
    owner: Text
    legal_basis: Text
    fields: tuple[FieldName, ...]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        missing = [name for name in ENVELOPE if name not in self.fields]
        if missing:
            raise ValueError(f"every document has the fields {', '.join(missing)}")
        if len(set(self.fields)) != len(self.fields):
            raise ValueError("a field is named twice")
        return self

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a card from JSON.

        :raises CardWrong: when it names a field that no document has, or lacks something.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as wrong:
            raise CardWrong.of(wrong) from wrong

    def rounded(self, minutes: int) -> int:
        """Round minutes as the purpose demands: to 30 for statistics and research, a half upwards."""
        if self.purpose is Purpose.SUPPORT:
            return minutes
        return (minutes + ROUGH_MINUTES // 2) // ROUGH_MINUTES * ROUGH_MINUTES


def support_card(*, territory_name: str) -> PurposeCard:
    """Give the card that every territory starts with, for the support of people.

    Sources: GDPR article 6(1)(e); law 2023-1196 of 18 December 2023.
    """
    return PurposeCard(
        purpose=Purpose.SUPPORT,
        title="Accompagnement",
        recipient=f"L’équipe d’accompagnement, {territory_name}",
        owner=f"Le service RSA, {territory_name}",
        legal_basis=(
            "Règlement (UE) 2016/679, article 6, paragraphe 1, point e : mission d’intérêt public. "
            "Loi n° 2023-1196 du 18 décembre 2023 pour le plein emploi."
        ),
        fields=FIELDS,
    )
