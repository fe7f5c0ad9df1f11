"""The words of the report: the same in both languages, all used, and well set."""

import re

import pytest

from tests.lab.audits import (
    MADE_ON,
    a_card,
    a_graded_audit,
    a_graded_card,
    a_green_audit,
    a_power,
    a_story,
    a_study_card,
    all_effects,
    all_rules,
    an_amber_audit,
    an_audit,
    an_effect,
    around,
    the_world,
)
from tests.lab.report.conftest import html_of
from tests.pages import TYPOGRAPHY
from xprsa.lab.people.attribute import Language
from xprsa.lab.report import difference, rendering
from xprsa.lab.report.comparing import compared
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import LANGUAGES, Sentence, Words, words
from xprsa.modules.received import Fault, Incidents
from xprsa.scoring.audit import AuditFindings, Estimate, Hearing, Kind, Light, Rule, Shift, StoryAnswer
from xprsa.scoring.module import ModuleCard, NumberScale

PLACE = re.compile(r"\{([a-z_]+)\}")
BUILT = (
    "month.",
    "unit.",
    "fault.",
    "incident.",
    "verdict.",
    "size.",
    "rule.",
    "change.",
)  # others test these
ALONE = Estimate(value=0.3, low=None, high=None)
PLACEBO = an_effect(Kind.PLACEBO, "season", Light.RED)
SILENT = Hearing(asked=10, answered=0, abstained=0, faults={"crashed": 10}, incidents={})
UNSURE = an_effect(
    light=Light.AMBER, shift=Shift(mean=ALONE, hodges_lehmann=ALONE, wilcoxon_p=1.0, mean_p=1.0)
)
ODD_RULES = tuple(
    finding.model_copy(
        update={"largest": 0.0, "light": Light.AMBER if finding.rule is Rule.AGAIN else finding.light}
    )
    for finding in all_rules({Rule.SILENT: 0.3})
)
ODD_STORIES = (
    a_story(after=StoryAnswer(severity=None, is_adverse=False, outcome="failed")),
    a_story(after=StoryAnswer(severity=54.2, is_adverse=False, outcome="answered")),
    a_story(after=StoryAnswer(severity=31.0, is_adverse=False, outcome="answered")),
)
AUDITS: tuple[tuple[AuditFindings, ModuleCard], ...] = (
    (an_audit(), a_study_card()),
    (a_green_audit(), a_card(scale=NumberScale(lowest=0, highest=100, worse="lower", threshold=40))),
    (an_amber_audit(hearing=SILENT, deciles=(), doses=()), a_card(parameters={})),
    (an_amber_audit(), a_card(audit="https://exemple.fr")),
    (a_graded_audit(), a_graded_card()),
    (an_audit(effects=(PLACEBO,), rules=all_rules({})), a_card()),
    (an_audit(effects=all_effects({}), rules=all_rules({Rule.AGAIN: 0.1, Rule.HOLDOUT: 0.1})), a_card()),
    (an_audit(effects=(UNSURE,), rules=ODD_RULES, stories=ODD_STORIES), a_card()),
    (an_amber_audit(is_readable=False, power=a_power(shift_power=0.4, flip_power=0.0)), a_card()),
    (an_audit(rules=all_rules({}), adverse=around(0.001, 0.001)), a_card()),
)


def test_both_catalogues_have_the_same_keys() -> None:
    assert set(words("fr").sentences) == set(words("en").sentences)


def test_a_sentence_asks_for_the_same_values_in_both_languages() -> None:
    french, english = words("fr").sentences, words("en").sentences
    unlike = [
        key for key in french if sorted(PLACE.findall(french[key])) != sorted(PLACE.findall(english[key]))
    ]
    assert not unlike, f"sentences that ask for other values in the other language: {unlike}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_weight_begins_and_ends_in_every_sentence(language: Language) -> None:
    odd = [key for key, sentence in words(language).sentences.items() if sentence.count("*") % 2]
    assert not odd, f"sentences in which a star has no partner: {odd}"


def test_the_french_catalogue_is_well_set() -> None:
    found = [
        f"{key}: {fault}"
        for key, sentence in words("fr").sentences.items()
        for pattern, fault in TYPOGRAPHY
        if pattern.search(PLACE.sub("x", sentence.replace("*", "")))
    ]
    assert not found, found


def test_no_sentence_is_kept_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    tell = Words.sentence

    def noted(catalogue: Words, key: str, **values: object) -> Sentence:
        used.add(key)
        return tell(catalogue, key, **values)

    monkeypatch.setattr(Words, "sentence", noted)
    rendering._templates.cache_clear()
    for audit, card in AUDITS:
        html_of(audit, card)
    for before, after in ((AUDITS[0][0], AUDITS[1][0]), (AUDITS[1][0], AUDITS[1][0])):
        difference._page(ReportContext(after, the_world(), words("fr")), compared(before, after), MADE_ON)
    rendering._templates.cache_clear()
    unused = [key for key in words("en").sentences if key not in used and not key.startswith(BUILT)]
    assert not unused, f"sentences that no page shows: {unused}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("light", Light)
@pytest.mark.parametrize("kind", Kind)
def test_every_effect_has_words_whatever_its_kind_and_light(
    kind: Kind, light: Light, language: Language
) -> None:
    name = {Kind.TOGETHER: "sex + lone_parent", Kind.PLACEBO: "season"}.get(kind, "handicap")
    effect = an_effect(kind, name, light)
    context = ReportContext(an_audit(effects=(effect,)), the_world(), words(language))
    assert context.verdict(effect)
    assert len(context.sizes(effect)) == 2
    page = html_of(context.audit, a_card())["index.html" if language == "fr" else "index.en.html"]
    assert (context.verdict(effect) in page) is (light is Light.RED), (
        "only what matters has a card of its own"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_fault_and_incident_has_words(language: Language) -> None:
    known = words(language).sentences
    owed = [f"rule.{rule}.{form}" for rule in Rule for form in ("name", "broken")]
    owed += [f"fault.{fault}" for fault in Fault]
    owed += [f"incident.{name}" for name in Incidents.__slots__]
    assert not [key for key in owed if key not in known]
