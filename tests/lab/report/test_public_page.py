"""The page for everybody says what was found, names all of it, and nothing that was not."""

from collections.abc import Callable

import pytest

from tests.lab import audits
from tests.lab.audits import (
    a_card,
    a_fields_red_audit,
    a_graded_audit,
    a_graded_card,
    a_green_audit,
    a_plan,
    a_rules_red_audit,
    a_silences_red_audit,
    a_study_card,
    a_trend_audit,
    an_audit,
    an_audited_module,
)
from tests.lab.findings import a_field, a_story, all_fields, all_groups, all_rules, an_effect, the_world
from tests.lab.report.reading import count_words, part, public_page, text
from xprsa.lab.auditing import audit, open_under_study
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.people.attribute import Language
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import LANGUAGES, words
from xprsa.scoring.audit import AuditFindings, Concern, Estimate, Kind, Light, Rule, StoryAnswer
from xprsa.scoring.audit_frame import Hearing
from xprsa.scoring.module import ModuleCard

MOST_WORDS = 450
MADE_UP: dict[str, Callable[[], AuditFindings]] = {
    name: getattr(audits, f"{name}_audit")
    for name in (
        "an", "a_green", "an_amber", "a_graded", "a_fields_red", "a_silences_red", "a_rules_red",
        "a_chance_red", "a_trend",
    )
}  # fmt: skip
CHANGES: dict[Language, tuple[str, ...]] = {
    "fr": ("la réponse change avec", "un écart établi"),
    "en": ("the answer changes with", "an established gap"),
}


def card_of(found: AuditFindings) -> ModuleCard:
    return a_graded_card() if found.module.grades else a_card()


def answers(found: AuditFindings, language: Language = "fr") -> str:
    return text(part(public_page(found, card_of(found), language), "answer"))


def lines(found: AuditFindings, card: ModuleCard | None = None) -> str:
    return text(public_page(found, card or card_of(found), "fr"))


@pytest.fixture(scope="module")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> tuple[AuditFindings, ModuleCard]:
    """A real audit of a specimen, with the smallest battery."""
    module = open_under_study("specimen:employability")
    plan = RunPlan("2026", "a secret", public_decks=1, holdout_decks=1, asked_on=a_plan().asked_on)
    work = Work(tmp_path_factory.mktemp("work"), plan, module=module.digest)
    return audit(module, the_world(), work)[0], module.card


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MADE_UP)
def test_the_page_has_at_most_450_words_beside_its_table(name: str, language: Language) -> None:
    found = MADE_UP[name]()
    assert count_words(public_page(found, card_of(found), language)) <= MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_real_specimen_is_no_longer_and_names_all_that_is_red(
    specimen: tuple[AuditFindings, ModuleCard], language: Language
) -> None:
    page = public_page(*specimen, language)
    assert count_words(page) <= MOST_WORDS
    assert not unnamed(specimen[0], text(page), language)


def unnamed(found: AuditFindings, read: str, language: Language) -> list[str]:
    """The red findings that a page does not name."""
    context = ReportContext(found, the_world(), words(language))
    owed = [context.label(one.name) for one in (*found.effects, *found.fields) if one.worst is Light.RED]
    owed += [
        context.words.plain(f"rule.{rule.rule}.broken") for rule in found.rules if rule.light is Light.RED
    ]
    return [label for label in owed if label.lower() not in read.lower()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MADE_UP)
def test_every_red_finding_is_named(name: str, language: Language) -> None:
    found = MADE_UP[name]()
    assert not unnamed(found, text(public_page(found, card_of(found), language)), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MADE_UP)
def test_no_light_is_told_by_the_sentence_of_another(name: str, language: Language) -> None:
    found = MADE_UP[name]()
    says_so = [sentence for sentence in CHANGES[language] if sentence in answers(found, language)]
    assert bool(says_so) is (found.lights[Concern.GAPS] is Light.RED)


def test_each_concern_has_its_own_light() -> None:
    assert "Écarts : vert Aucun écart qui compte" in plain(answers(a_rules_red_audit()))
    assert "Règles : rouge Une semaine sans déclaration change la réponse" in plain(
        answers(a_rules_red_audit())
    )


def plain(read: str) -> str:
    return read.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_broken_rule_is_told_by_what_is_wrong_and_never_by_what_should_be() -> None:
    read = lines(a_rules_red_audit())
    assert "Une semaine sans déclaration change la réponse" in read
    assert "Une semaine sans déclaration ne change pas la réponse" not in read


def test_what_the_law_protects_is_named_first_then_codes_with_whom_they_concern() -> None:
    effects = (
        an_effect(name="car", mean=9.0),
        an_effect(name="sex", mean=1.2),
        *(one for one in a_green_audit().effects if one.name not in ("car", "sex")),
    )
    read = plain(answers(an_audit(effects=effects, fields=all_fields("organisation=CE"))))
    assert "change avec la vie : Sexe, Voiture." in read
    assert (
        "change avec le code du document : organisme : Cap emploi "
        "(où est suivie une personne qui vit avec un handicap reconnu)."
    ) in read
    rows = text(part(public_page(an_audit(effects=effects), a_card(), "fr"), "gaps"))
    assert rows.index("Sexe") < rows.index("Voiture") < rows.index("Handicap")


def test_codes_of_one_field_are_told_together_and_many_are_counted() -> None:
    few = all_fields("department=971", "department=972")
    assert "département 971 / 972" in answers(a_fields_red_audit(fields=few, stories=()))
    many = a_fields_red_audit(fields=all_fields(*(f"department={code}" for code in range(21, 41))))
    assert "département (20 codes, tous dans le tableau)" in answers(many)


def test_what_no_document_shows_is_not_said_to_be_fair() -> None:
    read = plain(lines(a_green_audit()))
    assert "Ne peut pas être testé avec ces documents : Origine du prénom, Nationalité." in read
    assert read.count("Nationalité") == 1
    never = part_of(read, "Jamais essayé :")
    assert "état de la semaine (retirée, effacée) ; " in never
    assert "minutes du contrat hors de 330 à 1 200 ; " in never
    assert "contrat, organisme ou département changeant dans l’année" in never
    assert "deux codes" not in never


def test_two_codes_at_once_of_a_module_that_answers_at_random_are_told_as_untried() -> None:
    found = an_audit(fields=(a_field("organisation=CE", p_value=0.2, light=Light.AMBER),))
    assert "deux codes à la fois." in part_of(plain(lines(found)), "Jamais essayé :")


def part_of(read: str, begins: str) -> str:
    return read[read.index(begins) :].partition(".")[0] + "."


def test_what_could_be_seen_is_told_at_the_scatter_of_the_answers() -> None:
    seen, unseen = an_effect(name="car", power=0.9), an_effect(name="health", power=0.16)
    read = plain(lines(an_audit(effects=(seen, unseen))))
    assert "vus 80 fois sur 100 pour 1 sur 2 circonstances" in read
    assert "les autres, jamais vertes" in read


def test_where_everything_could_be_seen_nothing_is_said_of_others() -> None:
    both = an_effect(name="car", power=0.9), an_effect(name="health", power=0.8)
    read = plain(lines(an_audit(effects=both)))
    assert "vus 80 fois sur 100 pour les 2 circonstances" in read
    assert "les autres" not in read


def test_a_code_is_no_circumstance_and_is_not_told_as_one() -> None:
    read = answers(a_fields_red_audit())
    assert "avec la vie" not in read
    assert "Handicap" not in read, "the code is told by its field, not by who may bear it"


def test_missing_answers_are_told_apart_from_gaps() -> None:
    read = plain(answers(a_silences_red_audit()))
    assert "Écarts : vert" in read
    assert "restent plus ou moins souvent sans réponse selon leur vie : Âge." in read
    assert "selon le code que porte leur document : organisme : mission locale" in read


def test_a_control_that_moves_is_told_as_nothing_that_changed() -> None:
    placebo = an_effect(Kind.PLACEBO, "season", Light.RED)
    read = answers(a_green_audit(effects=(*a_green_audit().effects[:3], placebo)))
    assert "Une réponse change là où rien ne change" in read
    assert "avec la vie" not in read


def test_a_rule_that_was_not_asked_is_told() -> None:
    assert "Pas demandé à un module qui mesure une tendance" in lines(a_trend_audit())
    assert "Pas demandé" not in lines(a_green_audit())


def test_abstentions_are_told_with_those_whom_they_meet_most() -> None:
    groups = tuple(
        group.model_copy(update={"abstained": 0.4 if group.value == "recent" else 0.02})
        for group in all_groups()
    )
    read = plain(lines(a_green_audit(groups=groups), a_card(abstains_when="Sans mesure.")))
    assert "Abstentions : 2 % des personnes (la fiche en annonce sous 4 semaines)." in read
    assert "Et, d’après elle : « Sans mesure. »" in read
    assert "Le plus souvent : Vient de commencer (40 %)." in read


def test_nothing_is_said_of_abstentions_where_there_is_none() -> None:
    groups = tuple(group.model_copy(update={"abstained": 0.0}) for group in all_groups())
    assert "Abstentions" not in lines(a_green_audit(groups=groups))


def test_the_pair_of_lives_is_of_what_makes_it_red() -> None:
    fields = plain(lines(a_fields_red_audit()))
    assert "Noah a 22 ans" in fields
    assert "La même personne, les mêmes minutes, mais organisme : Cap emploi." in fields
    assert "Deux vies" not in lines(a_rules_red_audit())
    assert "Deux vies" not in lines(a_green_audit(stories=an_audit().stories))


def test_a_median_between_two_grades_is_told_as_both() -> None:
    between = StoryAnswer(severity=0.5, is_adverse=False, outcome="answered")
    story = a_story(values={"organisation": "CE"}, kind=Kind.FIELD, before=between)
    after = StoryAnswer(severity=2, is_adverse=True, outcome="answered")
    story = story.model_copy(update={"after": after})
    read = lines(a_graded_audit(fields=(a_field(),), stories=(story,)))
    assert "Le module répond clôture / clôture potentielle" in read
    assert "Le module répond contrôle" in read
    assert "1,5 échelon de plus contre la personne." in plain(read)


def test_a_specimen_s_page_says_what_the_press_says_and_contradicts_nothing() -> None:
    read = lines(an_audit(), a_study_card(contribution="Aucune décision n’en dépend."))
    assert "Un score élevé déclencherait une vérification. Presse, juin 2024" in read
    assert "une suite est possible dans le score imité" in read
    assert "une suite est possible pour elle" not in read
    own = an_audited_module(for_study=False)
    assert "une suite est possible pour elle" in lines(an_audit(module=own))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foot_is_true_of_every_module(language: Language, pages: dict[str, str]) -> None:
    page = pages["index.html" if language == "fr" else "index.en.html"]
    assert "sauf le module" not in page
    assert "but the module" not in page


def test_grades_are_never_told_in_points() -> None:
    read = lines(a_graded_audit())
    assert "point" not in read
    assert "en échelons" in read


def test_a_mean_that_hides_a_move_is_told_with_where_it_is() -> None:
    one = a_field("organisation=CE", mean=Estimate(value=0.0, low=None, high=None), largest=12.0)
    rows = text(part(public_page(a_fields_red_audit(fields=(one,)), a_card(), "fr"), "gaps"))
    assert "jusqu’à 12 points d’écart, dans la vie de Noah" in rows


@pytest.mark.parametrize("code", ["organisation=CE", "department=93", "department=974", "organisation=ML"])
def test_whoever_bears_a_code_by_how_they_live_is_told(code: str) -> None:
    read = answers(a_fields_red_audit(fields=(a_field(code),), stories=()))
    assert "une personne qui " in read


def test_it_counts_effects_in_one_way_everywhere() -> None:
    read = lines(a_fields_red_audit())
    assert "18 circonstances, 112 codes du document" in read
    assert "Rien qui compte" in read


def test_a_module_that_said_nothing_or_always_the_same_is_not_judged() -> None:
    silent = Hearing(asked=9, answered=0, abstained=9, faults={}, incidents={})
    amber = {Concern.GAPS: Light.AMBER, Concern.SILENCES: Light.AMBER}
    assert "n’a rien répondu" in answers(a_green_audit(hearing=silent, lights=amber))
    assert "se ressemblent trop" in answers(a_green_audit(is_readable=False, lights=amber))


def test_a_rule_broken_at_random_is_told_under_chance() -> None:
    rules = all_rules({Rule.HOLDOUT: 0.1, Rule.AGAIN: 0.2})
    read = plain(answers(a_green_audit(rules=rules)))
    assert "(3 écarts sur 29) : l’essai a pu être reconnu." in read
    assert "Hasard : rouge Les mêmes semaines, sous un autre pseudonyme" in read
