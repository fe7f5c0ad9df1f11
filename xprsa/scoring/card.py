"""The card of a purpose: what may leave, for whom, on which legal ground, and for how long."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from xprsa.scoring.document import ENVELOPE, FIELDS
from xprsa.scoring.purpose import Purpose

MOST_RETENTION_DAYS = 3650

_FAULT = "card"
_SENTENCES = {  # by type of pydantic's; the others are ours, and sentences already
    "missing": "Il manque « {field} ».",
    "string_too_short": "Il manque le texte de « {field} ».",
    "extra_forbidden": "Une fiche n’a pas de champ « {field} ».",
    "enum": "Il n’y a pas de finalité « {input} ».",
    "literal_error": "« {field} » doit valoir {expected}.",
    "value_error": "« {field} » est mal écrit : {error}.",
    "json_invalid": "Ce n’est pas une fiche : le fichier doit être en JSON.",
}


class CardWrong(ValueError):
    """A card that may not be used; the message says why, in French sentences."""

    @classmethod
    def of(cls, wrong: ValidationError) -> Self:
        """Say each fault of a card."""
        return cls(" ".join(_sentence(fault) for fault in wrong.errors()))


def _sentence(fault: ErrorDetails) -> str:
    if fault["type"] == _FAULT:
        return fault["msg"]
    field = ".".join(map(str, fault["loc"]))
    return _SENTENCES.get(fault["type"], "« {field} » est mal écrit.").format(
        field=field, input=fault["input"], **fault.get("ctx", {})
    )


def as_fault(sentence: str) -> PydanticCustomError:
    """Make what a validator of a card raises: the sentence is said as it is."""
    return PydanticCustomError(_FAULT, "{sentence}", {"sentence": sentence})


def _known_field(name: str) -> str:
    if name not in FIELDS:
        raise as_fault(f"Aucun document n’a de donnée « {name} ».")
    return name


FieldName = Annotated[str, AfterValidator(_known_field)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class PurposeCard(BaseModel):
    """What a territory wrote down before it opened a purpose.

    :ivar recipient: who receives the documents, as shown to the people concerned.
    :ivar legal_basis: the texts on which the purpose rests, as the territory words them.
    :ivar fields: the only fields that a run writes.
    :ivar retention_days: how long the recipient keeps them, from the day they were received; the cards of
        earlier versions do not say.
    :ivar deletes_on_objection: the recipient must delete what they hold about whoever no longer wants to be
        scored, and is told so; absent, they are told nothing.
    :ivar most_unique_share: the largest share of people of whom a run may say what it says of nobody else; a
        run above it does not leave. The cards of earlier versions have no limit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    purpose: Purpose
    title: Text
    recipient: Text
    owner: Text
    legal_basis: Text
    fields: tuple[FieldName, ...]
    retention_days: Annotated[int, Field(ge=1, le=MOST_RETENTION_DAYS)] | None = None
    deletes_on_objection: Annotated[Literal[True] | None, BeforeValidator(lambda said: said or None)] = None
    most_unique_share: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def _holds_what_its_purpose_demands(self) -> Self:
        faults = " ".join(self._faults())
        if faults:
            raise as_fault(faults)
        return self

    def _faults(self) -> Iterator[str]:
        terms, named = self.purpose.terms, set(self.fields)
        for text in terms.texts_missing(self.legal_basis):
            yield f"Le texte légal doit citer « {text} »."
        if missing := [name for name in ENVELOPE if name not in named]:
            yield f"Chaque document a aussi : {', '.join(missing)}."
        if len(named) != len(self.fields):
            yield "Une donnée est nommée deux fois."
        if forbidden := [name for name in self.fields if name not in terms.fields and name not in ENVELOPE]:
            yield f"Pour {terms.serves}, une fiche ne peut pas nommer : {', '.join(forbidden)}."
        if terms.most_unique_share is None and self.most_unique_share is not None:
            yield f"Pour {terms.serves}, rien n’est retenu : enlevez « most_unique_share »."

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a card from JSON.

        :raises CardWrong: when it lacks something, or names what no document has or its purpose forbids.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as wrong:
            raise CardWrong.of(wrong) from wrong

    def written(self) -> dict[str, Any]:
        """Give what the card says, ready for JSON; what it does not say is absent."""
        return self.model_dump(mode="json", exclude_none=True)


def support_card(*, territory_name: str) -> PurposeCard:
    """Give the card that every territory starts with, for the support of people.

    Sources: GDPR article 6(1)(e); law 2023-1196 of 18 December 2023. Documents are kept as long as weeks are.
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
        retention_days=730,
    )
