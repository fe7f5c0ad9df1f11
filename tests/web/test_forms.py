"""Whatever finds something wrong with a form, the page shows it in one way: a sentence by id of a field."""

from uuid import uuid4

from wtforms import StringField
from wtforms.validators import DataRequired

from xprsa.declare.forms import WeekForm
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.web.forms import PageForm, say
from xprsa.web.sentences import SENTENCES


class Letter(PageForm):
    """A form with two fields, one of which a rule of the domain may blame."""

    blamed = {Reason.WORDS_MISSING: "words"}  # noqa: RUF012 # a constant of the class
    name = StringField(id="name-1", validators=[DataRequired("Écrivez un nom.")])
    words = StringField()


def test_what_a_validator_finds_stands_at_the_id_of_the_field_on_the_page() -> None:
    form = Letter()
    assert not form.validate()
    assert form.problems == {"name-1": "Écrivez un nom."}


def test_a_form_without_a_fault_has_no_problem() -> None:
    form = Letter(name="Lucie")
    assert form.validate()
    assert form.problems == {}


def test_a_broken_rule_is_explained_beside_the_field_that_it_is_about() -> None:
    form = Letter(name="Lucie")
    form.validate()
    assert form.explain(RuleBroken(Reason.WORDS_MISSING))
    assert form.problems == {"words": SENTENCES[Reason.WORDS_MISSING]}


def test_a_broken_rule_that_is_about_no_field_is_left_to_the_page() -> None:
    form = Letter(name="Lucie")
    form.validate()
    assert not form.explain(RuleBroken(Reason.STALE_VERSION))
    assert form.problems == {}


def test_a_service_says_its_own_sentence_beside_a_field() -> None:
    form = Letter(name="Lucie")
    form.validate()
    say(form.name, "Ce nom est pris.")
    assert form.problems == {"name-1": "Ce nom est pris."}


def test_each_row_of_a_week_has_its_own_sentence_before_those_of_the_week() -> None:
    form = _week({"time-new1": ["hier"], "time-new2": ["2h"], "time-new3": ["-1"], "prevented": ["y"]})
    assert not form.validate()
    assert list(form.problems) == ["time-new1", "time-new3", "prevented"]


def test_a_rule_broken_by_a_row_is_explained_beside_that_row_alone() -> None:
    form = _week({"time-new1": ["1h"], "time-new2": ["30h"], "time-new3": ["1h"]})
    assert form.validate()
    second = form.content.activities[1].line
    assert form.explain(RuleBroken(Reason.DAY_OVERFULL, second))
    assert form.problems == {"time-new2": SENTENCES[Reason.DAY_OVERFULL]}


def test_a_week_without_activity_reads_no_row_and_asks_about_what_was_typed_in_one() -> None:
    form = _week({"answer": ["none"]})
    assert form.validate()
    assert form.content.activities == ()
    assert _week({"answer": ["none"], "time-new1": ["hier"]}).validate() is False


def _week(fields: dict[str, list[str]]) -> WeekForm:
    rows = ["new1", "new2", "new3"]
    kinds = {f"kind-{row}": ["training"] for row in rows}
    return WeekForm({"key": [str(uuid4())], "answer": ["activities"], "row": rows, **kinds, **fields})
