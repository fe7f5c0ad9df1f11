"""The mark of modules made to be studied: a card and an answer that nothing but the lab accepts."""

from typing import ClassVar, Literal

from pydantic import Field

from xprsa.scoring.answer import Answer
from xprsa.scoring.card import Text
from xprsa.scoring.module import ModuleCard


class StudyAnswer(Answer):
    """An answer given for study: its form has another name, so that it is refused where scores are used."""

    schema_: Literal["xprsa.study-answer/1"] = Field(  # type: ignore[assignment]  # the name is the mark
        alias="schema", description="Name and version of this form."
    )


class SpecimenCard(ModuleCard):
    """The card of a module made to be studied, never to be used.

    :ivar sources: where what is publicly said can be read.
    :ivar said: what is publicly said of the score.
    :ivar unknown: what nobody outside knows, and what was assumed here instead.
    """

    answers: ClassVar[type[Answer]] = StudyAnswer

    schema_: Literal["xprsa.specimen/1"] = Field(  # type: ignore[assignment]  # the name is the mark
        default="xprsa.specimen/1", alias="schema"
    )
    sources: tuple[Text, ...] = Field(min_length=1)
    said: Text
    unknown: Text

    def number(self, name: str) -> float:
        """Give the value of one parameter.

        :raises KeyError: when the card has no such parameter.
        """
        return self.parameters[name].value
