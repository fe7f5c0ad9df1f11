"""The question `xprsa.question/1`: one person's documents, as one line that a module reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from pydantic_core import to_json

from xprsa.scoring.document import Code, SummaryDocument
from xprsa.scoring.module import MOST_WEEKS, Row

QUESTION = "xprsa.question/1"


class QuestionForm(BaseModel):
    """What a line says. Each document holds the fields that the module's card names, and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["xprsa.question/1"] = Field(alias="schema", description="Name and version of this form.")
    person: Code = Field(description="A pseudonym; the answer repeats it.")
    documents: tuple[SkipValidation[SummaryDocument], ...] = Field(
        max_length=MOST_WEEKS, description="Oldest first; a silent week leaves none."
    )


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as it is sent.

    :ivar person: 64 hexadecimal digits.
    :ivar line: its JSON in UTF-8, with the newline that ends it.
    """

    person: str
    line: bytes


def write_question(person: str, documents: Sequence[Row]) -> WrittenQuestion:
    """Write a question about one person; the rows, oldest first, hold the fields of the card only."""
    form = {"schema": QUESTION, "person": person, "documents": documents}
    return WrittenQuestion(person, to_json(form) + b"\n")
