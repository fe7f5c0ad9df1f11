"""The answer `xprsa.answer/1`: what a scoring module says of one person, or why it says nothing."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from xprsa.scoring.card import FieldName
from xprsa.scoring.document import Code

ANSWER = "xprsa.answer/1"
MOST_REASONS = 20

Finite = Annotated[float, Field(allow_inf_nan=False, strict=True)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
Version = Annotated[str, Field(min_length=1, max_length=32)]


class Reply(BaseModel):
    """What a module says: a value, a grade or an abstention, exactly one of them.

    :ivar value: on the scale of the card, when it is one of numbers.
    :ivar grade: one of the grades of the card, when its scale is one of grades.
    :ivar abstains: why the module says nothing of this person.
    :ivar reasons: plain sentences, the weightiest first.
    :ivar contributions: points that each field brought to the value; a field of the card each.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Finite | None = Field(default=None, description="On the scale of the card.")
    grade: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="One of the grades of the card."
    )
    abstains: Sentence | None = Field(default=None, description="Why nothing is said of this person.")
    reasons: tuple[Sentence, ...] = Field(
        default=(), max_length=MOST_REASONS, description="Plain sentences, the weightiest first."
    )
    contributions: dict[FieldName, Finite] = Field(
        default_factory=dict, description="Points that each field brought to the value."
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if [self.value, self.grade, self.abstains].count(None) != 2:
            raise ValueError("an answer is a value, a grade or an abstention: exactly one of them")
        return self


class Answer(Reply):
    """A reply, with whose it is and who gave it: one line of JSON."""

    schema_: Literal["xprsa.answer/1"] = Field(alias="schema", description="Name and version of this form.")
    person: Code = Field(description="The pseudonym of the question.")
    module: Name = Field(description="The module, by the name on its card.")
    version: Version = Field(description="The module's version, as on its card.")
