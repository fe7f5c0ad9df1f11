"""The named exchange `xprsa.intensity/1`: what a person did in a week, said by name, never with a pseudonym.

Fields are called as the SI Plateforme calls them where it has a word (docs/interop.md says which); durations
are whole minutes. No field tells what somebody did not do: only steps that were taken.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from xprsa.domain.week import Week
from xprsa.scoring.card import CardWrong, Text, as_fault
from xprsa.scoring.document import ABSENT, InUtc, Minutes, WeekText

INTENSITY = "xprsa.intensity/1"
ENGAGEMENT = "xprsa.engagement/1"
CHOSEN = ("dureeHebdomadairePrevue", "dureeActivite", "demarches")  # what a card may name, or not

NUMBER = r"^[0-9]{11}$"
_GDPR = "2016/679"
_STEPS = "R.262-69"  # CASF: steps taken are reported by those who follow people
_AS_IT_IS_CALLED = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)

Number = Annotated[str, Field(pattern=NUMBER)]
OrganisationKind = Literal["FT", "CD", "DCD", "ML", "CE", "IND"]


class WeekStanding(StrEnum):
    """Whether the week stands; the second takes back one that left."""

    DECLARED = "DECLAREE"
    WITHDRAWN = "RETIREE"


class StepFamily(StrEnum):
    """The five families of activity, by their French names."""

    WORK = "TRAVAIL"
    SEARCH = "RECHERCHE_EMPLOI"
    PROJECT = "PROJET_COMPETENCES"
    ACCESS = "DEMARCHES_PERSONNELLES"
    OTHER = "AUTRES_ACTIONS"


class FollowingOrganisation(BaseModel):
    """The kind of the referring organisation."""

    model_config = _AS_IT_IS_CALLED

    code: OrganisationKind


class StepsTaken(BaseModel):
    """What was done in a family, in minutes."""

    model_config = _AS_IT_IS_CALLED

    family: StepFamily = Field(alias="famille")
    minutes: Annotated[int, Field(ge=1, le=10080)] = Field(alias="duree")


class WeeklyIntensity(BaseModel):
    """One week of one person, declared or taken back; a week that nobody declared has none.

    A field that the card does not name is absent, not null.
    """

    model_config = _AS_IT_IS_CALLED

    schema_: Literal["xprsa.intensity/1"] = Field(
        alias="schema", description="Name and version of this form."
    )
    message: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] = Field(
        alias="identifiantEnvoi", description="Of this message: sent again, it is the same message."
    )
    replaces: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = Field(
        alias="remplace", description="The message about this week that this one replaces."
    )
    number: Number = Field(alias="numeroFranceTravail", description="Of the person; never a NIR.")
    organisation: FollowingOrganisation = Field(alias="organisme", description="Who follows the person.")
    week: WeekText = Field(alias="semaine", description="ISO week, on the territory's clock.")
    first_day: date = Field(alias="dateDebut", description="Its Monday.")
    last_day: date = Field(alias="dateFin", description="Its Sunday.")
    standing: WeekStanding = Field(alias="statut", description="Declared, or taken back by the person.")
    as_of: InUtc = Field(alias="dateArrete", description="Instant at which the week was read.")
    agreed_minutes: Annotated[int, Field(ge=1, le=10080)] | None = Field(
        default=ABSENT,
        alias="dureeHebdomadairePrevue",
        description="Minutes of the contract; null when the week must not be held against it, without why.",
    )
    activity_minutes: Minutes | None = Field(
        default=ABSENT, alias="dureeActivite", description="Minutes of activity; what waits for us counts."
    )
    steps: tuple[StepsTaken, ...] | None = Field(
        default=ABSENT, alias="demarches", description="The same minutes by family; none that is empty."
    )

    @model_validator(mode="after")
    def _is_one_week(self) -> Self:
        week = Week.parse(self.week)
        if (self.first_day, self.last_day) != (week.monday, week.sunday):
            raise ValueError("the days are not those of the week")
        if self.standing is WeekStanding.WITHDRAWN and any(self.payload.get(name) for name in CHOSEN):
            raise ValueError("a week that was taken back says nothing")
        return self

    @property
    def payload(self) -> dict[str, Any]:
        """Give the fields that leave, ready for JSON."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @property
    def said(self) -> dict[str, Any]:
        """Give what it says, without what names this message."""
        return {name: value for name, value in self.payload.items() if name not in _NAMING}


FIELDS_OF_INTENSITY = tuple(field.alias or name for name, field in WeeklyIntensity.model_fields.items())
_NAMING = frozenset({"identifiantEnvoi", "remplace", "dateArrete"})


class ReceivedEngagement(BaseModel):
    """A contrat d'engagement `xprsa.engagement/1`, as the platform tells it; what else it tells is not read.

    :ivar state: in capitals, as the platform writes it: `SIGNE`, `CLOTURE`; any other changes nothing here.
    :ivar weekly_minutes: minutes a week; None when it is not told.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    number: Number | None = Field(default=None, alias="numeroFranceTravail", description="Of the person.")
    state: Annotated[str, Field(pattern=r"^[A-Z_]{1,32}$")] = Field(
        alias="statut", description="A_SIGNER, SIGNE, REFUSE, SUSPENDU or CLOTURE."
    )
    signed_on: date | None = Field(default=None, alias="dateSignature", description="Day of the signature.")
    first_day: date | None = Field(
        default=None, alias="dateDebut", description="First day; that of the signature when absent."
    )
    last_day: date | None = Field(default=None, alias="dateFin", description="Last day; null while it runs.")
    weekly_minutes: Annotated[int, Field(ge=1, le=10080)] | None = Field(
        default=None, alias="dureeHebdomadairePrevue", description="Minutes agreed for a week."
    )


class IntensityCard(BaseModel):
    """What a territory wrote down before it named anybody to the platform.

    :ivar territory: code of the territory; nobody of another is named.
    :ivar organisations: names of those whose file numbers are numbers of France Travail.
    :ivar recipient: who receives the weeks, as shown to the people concerned.
    :ivar no_score: what the recipient promised: nobody is scored by these weeks, nor checked on.
    :ivar fields: those of `CHOSEN` that leave.
    :ivar retention_days: how long the recipient keeps them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    purpose: Literal["support"]
    territory: Text
    organisations: Annotated[tuple[Text, ...], Field(min_length=1)]
    recipient: Text
    owner: Text
    contact: Text
    legal_basis: Text
    no_score: Literal[True]
    fields: tuple[Literal["dureeHebdomadairePrevue", "dureeActivite", "demarches"], ...]
    retention_days: Annotated[int, Field(ge=1, le=3650)]

    @model_validator(mode="after")
    def _cites_its_texts(self) -> Self:
        for text in (_GDPR, _STEPS):
            if text not in self.legal_basis:
                raise as_fault(f"Le texte légal doit citer «\u00a0{text}\u00a0».")
        if len(set(self.fields)) != len(self.fields):
            raise as_fault("Une donnée est nommée deux fois.")
        return self

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a card from JSON.

        :raises CardWrong: when it lacks something, or names what no week has.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as wrong:
            raise CardWrong.of(wrong) from wrong
