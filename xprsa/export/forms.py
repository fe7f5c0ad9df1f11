"""The form that starts a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from xprsa.domain.week import Week, weeks_between
from xprsa.export.demands import MOST_WEEKS, ExportRequest, Refused
from xprsa.export.failures import SINCE_ERASED
from xprsa.export.formats import INSTALL_PARQUET
from xprsa.export.words import run_label
from xprsa.storage.export_runs import Dialect, Format, Run, TerritoryPurpose
from xprsa.web.forms import PageForm, say
from xprsa.web.i18n import week_span

FILES = {  # what the page offers: a format and its dialect, by the value of the choice
    "csv": (Format.CSV, Dialect.STANDARD),
    "excel-fr": (Format.CSV, Dialect.EXCEL_FR),
    "jsonl": (Format.JSONL, Dialect.STANDARD),
    "parquet": (Format.PARQUET, Dialect.STANDARD),
}
FILE_LABELS = {
    "csv": "CSV, à virgules",
    "excel-fr": "CSV pour Excel en français, à points-virgules",
    "jsonl": "JSON Lines, pour un programme",
    "parquet": "Parquet, pour l’analyse",
}
REFUSALS = {
    Refused.WEEKS_REVERSED: "La dernière semaine vient avant la première. Inversez-les.",
    Refused.TOO_MANY_WEEKS: f"Un export contient {MOST_WEEKS} semaines au plus. Choisissez-en moins.",
    Refused.WEEK_NOT_BEGUN: "Cette semaine n’a pas commencé. Choisissez une semaine plus tôt.",
    Refused.CUT_OFF_AHEAD: "Cet instant n’est pas encore passé. Choisissez un instant plus tôt.",
    Refused.PARQUET_MISSING: INSTALL_PARQUET,
    Refused.DIALECT_OF_CSV: "Ce dialecte est celui de CSV. Choisissez le format CSV, ou aucun dialecte.",
    Refused.SINCE_ANOTHER_PURPOSE: "Cet export a servi à autre chose. Choisissez-en un de la même finalité.",
    Refused.SINCE_NOT_LEFT: "Cet export n’est pas parti. Choisissez-en un qui est parti.",
    Refused.SINCE_ERASED: SINCE_ERASED,
    Refused.SINCE_ANOTHER_PERIOD: (
        "Les pseudonymes ont changé depuis cet export, comme chaque année. Demandez toutes les semaines"
        " déclarées, sans partir d’un export."
    ),
}
_ABOUT_AN_EARLIER_RUN = {
    Refused.SINCE_ANOTHER_PURPOSE,
    Refused.SINCE_NOT_LEFT,
    Refused.SINCE_ERASED,
    Refused.SINCE_ANOTHER_PERIOD,
}
EVERYTHING = ""  # the choice of no earlier run


def _offered(_: PageForm, field: SelectField) -> None:
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError("Choisissez une réponse de la liste.")


class RunForm(PageForm):
    """Purpose, first and last week, all that stands or what is new since a run, format."""

    purpose = RadioField("À quoi servira l’export", validators=[_offered], validate_choice=False)
    first = SelectField("Première semaine", validators=[_offered], validate_choice=False)
    last = SelectField("Dernière semaine", validators=[_offered], validate_choice=False)
    since = SelectField("Contenu", validators=[_offered], validate_choice=False)
    written = RadioField(
        "Format",
        choices=[SelectChoice(value, label) for value, label in FILE_LABELS.items()],
        validators=[_offered],
        validate_choice=False,
    )

    def __init__(
        self,
        typed: Mapping[str, Any] | None,
        *,
        purposes: Sequence[TerritoryPurpose],
        this_week: Week,
        earlier: Sequence[Run],
    ) -> None:
        """Offer the purposes of the territory, a year of weeks up to the one that has begun, earlier runs."""
        last_week = str(this_week.plus(-1))
        super().__init__(
            typed,
            purpose=purposes[0].code.value if purposes else None,
            first=last_week,
            last=last_week,
            since=EVERYTHING,
            written="csv",
        )
        self._purposes = {opened.code.value: opened for opened in purposes}
        self.purpose.choices = [
            SelectChoice(opened.code.value, opened.code.terms.label) for opened in purposes
        ]
        weeks = sorted(weeks_between(this_week.plus(1 - MOST_WEEKS), this_week), reverse=True)
        offered = [SelectChoice(str(week), f"{week}, {week_span(week)}") for week in weeks]
        self.first.choices = offered
        self.last.choices = offered
        self._earlier = {str(run.public_id): run for run in earlier}
        since = {name: f"Le nouveau depuis\u00a0: {run_label(run)}" for name, run in self._earlier.items()}
        labels = {EVERYTHING: "Toutes les semaines déclarées"} | since
        self.since.choices = [SelectChoice(value, label) for value, label in labels.items()]

    @property
    def request(self) -> ExportRequest:
        """What is asked; only once the form is valid."""
        written, dialect = FILES[self.written.data]
        return ExportRequest(
            purpose=self._purposes[self.purpose.data],
            weeks=(Week.parse(self.first.data), Week.parse(self.last.data)),
            written=written,
            dialect=dialect,
            since=self._earlier.get(self.since.data),
        )

    def refuse(self, why: Refused) -> None:
        """Say beside the field that it is about why the run makes no sense."""
        beside = {
            self.written: {Refused.PARQUET_MISSING, Refused.DIALECT_OF_CSV},
            self.since: _ABOUT_AN_EARLIER_RUN,
        }
        say(next((field for field, about in beside.items() if why in about), self.last), REFUSALS[why])
