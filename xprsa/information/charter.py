"""The charter: ten articles in plain words, each with the tests that hold it.

A test compares the names with the tests that are there: none is missing, none is left out of a run.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldBy:
    """A test that fails when its article is broken.

    :ivar file: from the root of the code.
    :ivar name: as the test says it.
    """

    file: str
    name: str

    @property
    def said(self) -> str:
        """The name as words."""
        return self.name.removeprefix("test_").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Article:
    """One promise.

    :ivar title: in a few words.
    :ivar text: what it means for a person.
    """

    title: str
    text: str
    held_by: tuple[HeldBy, ...]


_NO_OTHER_HANDS = "tests/contracts/test_no_sanction.py"
_RUNS = "tests/export/test_who_leaves_a_row.py"
_OWN_ANSWERS = "tests/answers/test_own_answers.py"

CHARTER = (
    Article(
        "Rien ici ne punit",
        "Aucune page, aucun bouton, aucune donnée ne sert à réduire ou à arrêter une aide.",
        (
            HeldBy(_NO_OTHER_HANDS, "test_no_column_holds_a_sanction"),
            HeldBy(_NO_OTHER_HANDS, "test_no_route_leads_to_a_sanction"),
            HeldBy(_NO_OTHER_HANDS, "test_no_button_or_field_of_a_page_is_named_after_a_sanction"),
        ),
    ),
    Article(
        "Un silence n’est jamais un zéro",
        "Une semaine sans déclaration ne dit rien. Elle ne part nulle part, et aucun programme ne la lit.",
        (
            HeldBy("tests/domain/test_summary.py", "test_a_missing_week_has_no_summary_and_is_never_zero"),
            HeldBy(_RUNS, "test_silence_leaves_no_row"),
        ),
    ),
    Article(
        "Rien ne se fait dans votre dos",
        "Vous lisez tout ce qui est gardé de vous, qui l’a regardé, ce qui est parti, et ce que des"
        " programmes ont dit.",
        (
            HeldBy(
                "tests/contracts/test_own_data.py",
                "test_every_table_about_a_person_is_shown_or_has_its_reason",
            ),
            HeldBy(_OWN_ANSWERS, "test_an_answer_is_listed_and_its_page_tells_all_of_it"),
        ),
    ),
    Article(
        "Un humain pense d’abord",
        "Votre référent écrit son avis. La réponse d’un programme ne s’ouvre à lui qu’après.",
        (HeldBy("tests/answers/test_own_view.py", "test_nothing_opens_before_a_view_is_written"),),
    ),
    Article(
        "Vous pouvez refuser toute note",
        "Un geste suffit, et un geste y revient. Personne ne le voit, et rien ne change pour vous.",
        (
            HeldBy(
                "tests/export/test_refuse_to_be_scored.py",
                "test_one_tap_refuses_and_the_same_tap_comes_back",
            ),
            HeldBy("tests/export/test_refuse_to_be_scored.py", "test_nobody_else_sees_it"),
            HeldBy(_RUNS, "test_whoever_objects_leaves_no_row_from_then_on"),
        ),
    ),
    Article(
        "Vous contestez devant quelqu’un d’autre",
        "Une réponse contestée n’est lue que pour en décider. Une autre personne décide, avec ses raisons.",
        (
            HeldBy(
                _OWN_ANSWERS,
                "test_a_person_contests_in_their_own_words_and_staff_read_it_no_longer_at_once",
            ),
            HeldBy(
                "tests/answers/test_answer_contests.py",
                "test_whoever_follows_the_person_neither_sees_nor_decides_it",
            ),
            HeldBy(
                "tests/domain/test_review.py", "test_a_contested_line_is_decided_again_by_another_adviser"
            ),
        ),
    ),
    Article(
        "Le moins de données possible",
        "Un document ne dit que ce que sa fiche nomme. Jamais un nom, une raison, une santé, une famille.",
        (
            HeldBy(
                "tests/contracts/test_privacy.py",
                "test_the_published_document_has_these_fields_and_no_other",
            ),
            HeldBy("tests/export/test_purposes.py", "test_a_run_writes_only_the_fields_that_the_card_names"),
            HeldBy("tests/export/test_questions.py", "test_a_card_leaves_nothing_but_its_own_fields"),
        ),
    ),
    Article(
        "Un audit avant tout usage",
        "Un programme n’est interrogé qu’après un audit publié et l’accord de deux responsables.",
        (
            HeldBy("tests/scores/test_held_by_the_database.py", "test_nothing_is_active_without_both"),
            HeldBy(
                "tests/scores/test_held_by_the_database.py",
                "test_a_module_does_not_begin_without_what_is_demanded",
            ),
        ),
    ),
    Article(
        "Nos retards se voient aussi",
        "Ce que personne n’a lu à temps est compté. Une réponse en retard le dit, avec sa date.",
        (
            HeldBy(_RUNS, "test_the_silence_of_the_service_counts_after_the_delay"),
            HeldBy(_OWN_ANSWERS, "test_our_own_delay_is_told_to_whoever_contests"),
        ),
    ),
    Article(
        "Le code est ouvert",
        "Chacun peut lire ce logiciel, l’essayer, et faire l’audit d’un programme avec.",
        (HeldBy("tests/information/test_charter.py", "test_the_code_is_free_and_its_licence_goes_with_it"),),
    ),
)
