"""The words of the report: the same in both languages, all used, and well set."""

import re

import pytest

from tests.lab.audits import (
    MADE_ON,
    a_card,
    a_chance_red_audit,
    a_fields_red_audit,
    a_graded_audit,
    a_graded_card,
    a_green_audit,
    a_power,
    a_silences_red_audit,
    a_study_card,
    a_trend_audit,
    an_amber_audit,
    an_audit,
    an_audited_module,
)
from tests.lab.findings import a_field, a_story, all_groups, all_rules, an_effect, the_world
from tests.lab.report.conftest import html_of
from tests.pages import TYPOGRAPHY
from xprsa.lab.battery.fields import CODES
from xprsa.lab.people.attribute import Language
from xprsa.lab.report import difference, rendering
from xprsa.lab.report.comparing import compared
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import found
from xprsa.lab.report.words import LANGUAGES, Sentence, Words, words
from xprsa.lab.tallies.coverage import Coverage
from xprsa.modules.received import Fault, Incidents
from xprsa.scoring.audit import AuditFindings, Concern, Estimate, Kind, Light, Local, Rule, StoryAnswer
from xprsa.scoring.audit_frame import Hearing
from xprsa.scoring.document import FIELDS
from xprsa.scoring.module import ModuleCard, NumberScale

PLACE = re.compile(r"\{([a-z_]+)\}")
BUILT = ("unit.", "fault.", "incident.", "rule.", "change.", "field.", "code.", "coded.")  # others test these
PLACEBO = an_effect(Kind.PLACEBO, "season", Light.RED, silence_light=Light.RED, mean=0.1)
SILENT = Hearing(asked=10, answered=0, abstained=10, faults={"crashed": 10}, incidents={})
AMBER = dict.fromkeys(Concern, Light.AMBER)
ALONE = Estimate(value=0.3, low=None, high=None)
ODD = (
    a_field("organisation=CD", mean=ALONE, p_value=0.001),
    a_field("department=93"),
    a_field("minutes_by_family=work"),
    a_field("organisation=CE + department=974"),
    *(a_field(f"department={code}") for code in range(21, 41)),
)
SEVERITIES = (
    ("failed", None),
    ("abstained", None),
    ("answered", 54.2),
    ("answered", 31.0),
    ("answered", 99.0),
)
LIVES = tuple(
    a_story(after=StoryAnswer(severity=severity, is_adverse=False, outcome=outcome))
    for outcome, severity in SEVERITIES
)
ONE_CODE = (a_field(), a_field("organisation=FT", Light.GREEN))
HIDDEN = tuple(
    an_effect(name=name, mean=0.1, local=Local(archetype=life, value=value, mean=ALONE, p_value=0.001))
    for name, life, value in (("car", "back_pain_at_58", None), ("age", None, "young"))
)
UNEVEN = tuple(
    group.model_copy(update={"abstained": 0.4 if group.value == "recent" else 0.02}) for group in all_groups()
)
AUDITS: tuple[tuple[AuditFindings, ModuleCard], ...] = (
    (an_audit(fields=ODD), a_study_card()),
    (a_green_audit(), a_card(scale=NumberScale(lowest=0, highest=100, worse="lower", threshold=40))),
    (an_amber_audit(hearing=SILENT, deciles=(), lights=AMBER), a_card(parameters={})),
    (an_amber_audit(lights=AMBER), a_card(audit="https://exemple.fr", abstains_when="Trop peu.")),
    (a_graded_audit(), a_graded_card()),
    (an_audit(effects=(PLACEBO, *HIDDEN), rules=all_rules({Rule.HOLDOUT: 0.1, Rule.SILENT: 0.3})), a_card()),
    (an_audit(effects=HIDDEN[:1], fields=ONE_CODE), a_card()),
    (a_fields_red_audit(module=an_audited_module(for_study=False)), a_card()),
    (a_silences_red_audit(), a_card()),
    (a_chance_red_audit(), a_card()),
    (a_trend_audit(), a_card()),
    (
        an_amber_audit(is_readable=False, power=a_power(shift_power=0.4, flip_power=0.0), lights=AMBER),
        a_card(),
    ),
    *((an_audit(stories=(life,)), a_card()) for life in LIVES),
    (
        an_audit(
            effects=(an_effect(shift=an_effect().shift.model_copy(update={"mean": ALONE}), answered=0),),
            rules=tuple(rule.model_copy(update={"largest": 0.0}) for rule in all_rules({Rule.CLOSED: 0.2})),
        ),
        a_card(),
    ),
    (an_audit(effects=(an_effect(light=Light.AMBER, mean=0.3),), groups=UNEVEN), a_card()),
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
    used |= {key.removesuffix("many") + "one" for key in used if key.endswith(".many")}
    unused = [key for key in words("en").sentences if key not in used and not key.startswith(BUILT)]
    assert not unused, f"sentences that no page shows: {unused}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_findings_may_name_has_words(language: Language) -> None:
    known = words(language).sentences
    owed = [f"rule.{rule}.{form}" for rule in Rule for form in ("name", "broken")]
    owed += [f"fault.{fault}" for fault in Fault]
    owed += [f"incident.{name}" for name in Incidents.__slots__]
    owed += [f"concern.{concern}" for concern in Concern]
    owed += [f"light.{light}" for light in Light]
    owed += [f"{sort}.{kind}" for kind in Kind for sort in ("kind", "kind_means")]
    owed += [f"compared.{field}" for field in CODES]
    owed += [
        f"code.{field}.{code}" for field, codes in CODES.items() for code in codes if field != "department"
    ]
    coverage = Coverage(a_card(fields=FIELDS)).findings()
    unspoken = ("schema", "document", "purpose", "person")  # which say nothing that a run could vary
    owed += [f"field.{field}" for field in FIELDS if field not in unspoken]
    owed += [f"code.{one.field}.{code}" for one in coverage for code in one.never if one.field not in CODES]
    assert not [key for key in owed if key not in known]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_label_of_its_own(language: Language) -> None:
    context = ReportContext(an_audit(), the_world(), words(language))
    names = [f"{field}={code}" for field, codes in CODES.items() for code in codes]
    labels = [context.label(name) for name in names]
    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if "=" in label]
    assert context.label("organisation=IND + department=971").endswith(" + département 971")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_that_a_circumstance_brings_says_whom_it_concerns(language: Language) -> None:
    context = ReportContext(an_audit(), the_world(), words(language))
    for attribute in the_world().attributes:
        for value in attribute.values.values():
            for field in ("organisation", "department"):
                if code := getattr(value.marks, field):
                    one = found(a_fields_red_audit(fields=(a_field(f"{field}={code}"),)))[-1]
                    assert value.phrase.in_language(language) in context.named([one])
