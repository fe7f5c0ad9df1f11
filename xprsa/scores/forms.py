"""What a manager types to confirm a module or to accept a key."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from xprsa.scores.words import effect_name
from xprsa.storage.register_entries import OwedEffect
from xprsa.web.forms import PageForm

LONGEST_ANSWER = 500  # signs
_ANSWER = "words_"  # what begins so was written by hand: it is given back whatever happens


def _digits(text: str | None) -> str:
    """Give the digits of a code as people type it, in any script, with or without spaces."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text or "" if letter.isdecimal())


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class SecondFactorForm(PageForm):
    """The code of a manager's phone, and what they had before their eyes.

    :ivar seen: the module as it was shown, as `RegisteredModule` writes it.
    """

    code = StringField(
        "Code à 6 chiffres de votre téléphone",
        filters=[_digits],
        validators=[InputRequired("Écrivez le code du téléphone.")],
    )
    seen = HiddenField(default="")

    @property
    def answers(self) -> dict[int, str]:
        """Why each effect is acceptable, by its number."""
        return {
            int(name.removeprefix(_ANSWER)): field.data
            for name, field in self._fields.items()
            if name.startswith(_ANSWER)
        }


def answers_typed(typed: Mapping[str, str]) -> tuple[str, ...]:
    """Give the answers that a form brought, whether or not anything asks for them any more."""
    return tuple(words for name, words in typed.items() if name.startswith(_ANSWER) and words.strip())


def confirming_form(typed: Mapping[str, Any] | None, effects: Sequence[OwedEffect]) -> SecondFactorForm:
    """Make the form of a confirmation, with one text for each effect that is to be answered."""
    fields = {
        f"{_ANSWER}{effect.number}": TextAreaField(
            f"Pourquoi c’est acceptable\u00a0: {effect_name(effect.name)}",
            filters=[_stripped],
            validators=[
                DataRequired(f"Écrivez pourquoi c’est acceptable\u00a0: {effect_name(effect.name)}."),
                Length(max=LONGEST_ANSWER, message=f"Gardez {LONGEST_ANSWER} signes au plus."),
            ],
        )
        for effect in effects
    }
    made: type[SecondFactorForm] = type("ConfirmingForm", (SecondFactorForm,), fields)
    return made(typed or None)
