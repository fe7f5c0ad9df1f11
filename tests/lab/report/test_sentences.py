"""What the report says of findings: effect first, in numbers that people can picture."""

import pytest

from tests.lab.audits import (
    a_graded_audit,
    a_green_audit,
    a_story,
    all_effects,
    all_rules,
    an_amber_audit,
    an_audit,
    an_effect,
    around,
    the_world,
)
from xprsa.lab.people.attribute import Language
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.public import answer_key
from xprsa.lab.report.words import Sentence, words
from xprsa.scoring.audit import (
    AuditFindings,
    Effect,
    Estimate,
    Hearing,
    Kind,
    Light,
    Local,
    Rule,
    StoryAnswer,
)


def sizes(effect: Effect, language: Language = "fr", audit: AuditFindings | None = None) -> list[str]:
    context = ReportContext(audit or an_audit(), the_world(), words(language))
    return [text(sentence) for sentence in context.sizes(effect)]


def text(sentence: Sentence) -> str:
    return "".join(piece.text for piece in sentence)


def test_an_effect_against_the_person_says_how_far_then_between_what() -> None:
    assert sizes(an_effect()) == [
        "En moyenne 3,1 points de plus contre la personne (entre 2,9 et 3,3).",
        "Sur 100 personnes, 7 de plus passent le seuil (entre 6 et 8).",
    ]


def test_an_effect_in_favour_of_the_person_is_told_without_a_minus() -> None:
    assert sizes(an_effect(mean=-2.1, net=-0.04), "en") == [
        "On average 2.1 points more in their favour (between 1.9 and 2.3).",
        "Of 100 people, 4 fewer pass the threshold (between 3 and 5).",
    ]


def test_a_small_share_is_told_out_of_a_thousand() -> None:
    assert sizes(an_effect(net=0.004))[1] == (
        "Sur 1\u202f000 personnes, 4 de plus passent le seuil (entre 2 dans un sens et 10 dans l’autre)."
    )


def test_an_effect_in_one_life_that_the_mean_hides_is_told_by_its_name() -> None:
    local = Local(archetype="back_pain_at_58", mean=around(6.2, 1.0), p_value=0.001)
    sentences = sizes(an_effect(mean=0.4, net=0.003, local=local))
    assert sentences[2] == "Dans la vie de Josiane, 6,2 points de plus contre la personne (entre 5,2 et 7,2)."
    assert len(sizes(an_effect(mean=3.1, local=local))) == 2, "the mean tells it already"
    assert len(sizes(an_effect(mean=0.4, local=local, light=Light.AMBER))) == 2, "it is not established"


def test_no_effect_is_told_as_none() -> None:
    sentences = sizes(an_effect(mean=0.0, net=0.0), "en")
    assert sentences[0].startswith("On average, no gap")
    assert sentences[1].startswith("Of 1,000 people, as many pass the threshold")


def test_too_few_answers_have_no_interval_and_it_is_said() -> None:
    effect = an_effect()
    lonely = Estimate(value=3.1, low=None, high=None)
    effect = effect.model_copy(update={"shift": effect.shift.model_copy(update={"mean": lonely})})
    assert sizes(effect)[0].endswith("(trop peu de réponses pour un intervalle).")


def test_abstentions_are_told_where_they_matter_and_only_there() -> None:
    assert len(sizes(an_effect(abstention=around(0.019, 0.001)))) == 2
    assert sizes(an_effect(abstention=around(0.12, 0.01)))[2] == (
        "Sur 100 personnes, 12 de plus restent sans réponse (entre 11 et 13)."
    )


def test_an_effect_without_any_answer_tells_of_abstentions_alone() -> None:
    assert sizes(an_effect(answered=0, abstention=around(0.0, 0.0))) == [
        "Sur 1\u202f000 personnes, autant restent sans réponse (entre 0 et 0)."
    ]


def test_moves_on_a_scale_of_grades_are_counted_in_grades() -> None:
    sentences = sizes(an_effect(mean=0.16), audit=a_graded_audit())
    assert sentences[0].startswith("En moyenne 0,16 échelon de plus contre la personne")


def test_a_green_light_on_one_side_does_not_hide_a_red_one_of_the_same_attribute() -> None:
    effects = (an_effect(name="handicap", light=Light.GREEN), an_effect(Kind.DIRECT, "handicap", Light.RED))
    context = ReportContext(an_audit(effects=effects), the_world(), words("fr"))
    assert context.names(Light.GREEN) == []
    assert context.names(Light.RED) == ["Handicap"]


def test_two_lives_are_compared_only_when_both_had_an_answer() -> None:
    context = ReportContext(an_audit(), the_world(), words("fr"))
    moved = context.moved(a_story())
    assert moved is not None
    assert text(moved) == "17,3 points de plus contre la personne."
    abstained = a_story(after=StoryAnswer(severity=None, is_adverse=False, outcome="abstained"))
    assert context.moved(abstained) is None


RED_RULE = all_rules({Rule.MORE: 0.2})
RED_PLACEBO = (an_effect(Kind.PLACEBO, "season", Light.RED),)
NOTHING = Hearing(asked=10, answered=0, abstained=10, faults={}, incidents={})


@pytest.mark.parametrize(
    ("audit", "key"),
    [
        (an_audit(), "red_both"),
        (an_audit(rules=all_rules({})), "red_effects"),
        (an_audit(effects=all_effects({}), rules=RED_RULE), "red_rules"),
        (an_audit(effects=RED_PLACEBO, rules=RED_RULE), "red_rules"),
        (an_audit(effects=RED_PLACEBO, rules=all_rules({})), "red_placebo"),
        (an_amber_audit(), "amber"),
        (a_green_audit(), "green"),
        (an_amber_audit(is_readable=False), "unreadable"),
        (an_amber_audit(hearing=NOTHING), "silent"),
    ],
)
def test_the_answer_in_one_sentence_says_what_was_found(audit: AuditFindings, key: str) -> None:
    assert answer_key(audit) == f"answer.{key}"


def test_the_public_page_says_how_small_a_gap_the_test_could_see(pages: dict[str, str]) -> None:
    assert (
        "A gap of 1 point, or 2% more answers beyond the threshold, would get no green light "
        "at least 87 times in 100, with 5,600 pairs per circumstance."
    ) in pages["index.en.html"]


def test_a_frequency_of_nothing_says_of_how_many_its_bounds_are() -> None:
    sentences = [str(sentence) for sentence in sizes(an_effect(light=Light.GREEN, net=0.0))]
    assert any("1\u202f000 personnes, autant passent le seuil" in sentence for sentence in sentences), (
        sentences
    )
