"""`activity-trend` says what rose, fell, stopped or began, and never holds a missing week against anyone."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helping.documents import FAMILIES, tombstone, week, weeks
from xprsa.domain.catalogue import FAMILY_LABELS
from xprsa.domain.duration import hours_and_minutes
from xprsa.helping.activity_trend import ActivityTrend
from xprsa.helping.activity_trend_card import FEWEST_WEEKS
from xprsa.helping.activity_trend_words import LABELS, PROPOSED, spoken
from xprsa.scoring.answer import MOST_REASONS, Answer, Reply
from xprsa.scoring.document import FIELDS, MinutesByFamily
from xprsa.scoring.module import Measures, Row

CARD = ActivityTrend.card
EVEN = [600] * 6

some_minutes = st.integers(0, 3_600)
some_weeks = st.builds(
    week,
    st.integers(0, 1_200),
    target=st.just(900),
    **{name: st.integers(0, 600) for name in FAMILIES if name != "search"},
)
some_histories = st.lists(some_weeks, min_size=1, max_size=20)
answered = st.lists(some_weeks, min_size=FEWEST_WEEKS, max_size=20)
left_out = st.one_of(
    st.builds(week, some_minutes, comparable=st.just(False)),
    st.builds(week, some_minutes, target=st.none()),
    st.builds(tombstone),
)


def reply(documents: Sequence[Row]) -> Reply:
    return ActivityTrend().answer(documents)


def points(documents: Sequence[Row]) -> float:
    return reply(documents).contributions["minutes_by_family"]


def said(documents: Sequence[Row]) -> str:
    """Give all the reasons on one line, with ordinary spaces."""
    return " ".join(reply(documents).reasons).replace("\u00a0", " ")


def test_a_fall_is_told_with_a_call_to_propose_and_is_no_fault() -> None:
    fallen = weeks([900] * 6 + [300] * 6)
    assert reply(fallen).grade == "en baisse"
    assert said(fallen).startswith(
        "Total en baisse : 5 h par semaine en moyenne, 15 h avant. "
        "À proposer : un appel, pour demander ce qui a changé et ce qui aiderait. "
        "Une baisse n’est pas une faute : c’est une raison de prendre des nouvelles."
    )
    assert "Recherche d’emploi en baisse : 5 h par semaine en moyenne, 15 h avant." in said(fallen)
    assert "À proposer : demander ce qui gêne la recherche" in said(fallen)


def test_a_rise_is_told_as_easily_as_a_fall() -> None:
    risen = weeks([300] * 6 + [900] * 6)
    assert reply(risen).grade == "en hausse"
    assert said(risen).startswith(
        "Total en hausse : 15 h par semaine en moyenne, 5 h avant. "
        "À proposer : dire que cela se voit, et demander ce qui a aidé."
    )
    assert "faute" not in said(risen)


def test_what_stopped_and_what_began_are_told_by_family_though_the_total_is_steady() -> None:
    changed = [week(0, project=600)] * 6 + [week(0, work=615)] * 6
    assert reply(changed).grade == "sans changement net"
    assert said(changed).startswith("Total sans changement net : 10 h 15 par semaine en moyenne, 10 h avant.")
    assert "Projet et compétences : cela s’est arrêté. C’était 10 h par semaine en moyenne." in said(changed)
    assert "À proposer : voir si l’étape est finie, et laquelle vient ensuite." in said(changed)
    assert (
        "Travail : cela a commencé. C’est 10 h 15 par semaine en moyenne. "
        "À proposer : voir si le contrat d’engagement convient encore avec ces heures."
    ) in said(changed)
    assert "Rien de particulier" not in said(changed)


def test_a_total_that_stopped_or_began_is_told_as_such() -> None:
    stopped = weeks(EVEN + [0] * 6)
    assert (reply(stopped).grade, said(stopped)[:27]) == ("en baisse", "Total : cela s’est arrêté. ")
    assert "Une baisse n’est pas une faute" in said(stopped)
    begun = weeks([0] * 6 + EVEN)
    assert (reply(begun).grade, said(begun)[:25]) == ("en hausse", "Total : cela a commencé. ")


def test_where_nothing_moved_there_is_nothing_to_propose() -> None:
    steady = weeks(EVEN + EVEN)
    assert reply(steady).grade == "sans changement net"
    assert said(steady) == (
        "Total sans changement net : 10 h par semaine en moyenne, 10 h avant. "
        "Rien de particulier à proposer. "
        "Comparé : les 6 dernières semaines comparables, aux 6 d’avant. "
        "Les semaines sans déclaration et les semaines non comparables ne comptent pas."
    )


def test_where_nothing_was_done_all_along_a_call_is_proposed() -> None:
    idle = weeks([0] * 12)
    assert reply(idle).grade == "sans changement net"
    assert said(idle).startswith(
        "Aucune activité dans ces semaines, ni avant. "
        "À proposer : un appel, pour demander ce qui serait possible et ce qui manque."
    )


def test_families_come_in_the_order_of_how_far_they_moved() -> None:
    moved = [week(400, work=500)] * 6 + [week(100, work=0)] * 6
    told = said(moved)
    assert told.index("Travail : cela s’est arrêté") < told.index("Recherche d’emploi en baisse")


def test_one_extraordinary_week_decides_nothing() -> None:
    assert reply(weeks([*EVEN, *EVEN[1:], 3_600])).grade == "sans changement net"
    assert reply(weeks([3_600, *EVEN[1:], *EVEN])).grade == "sans changement net"


@pytest.mark.parametrize(
    ("target", "less", "grade"),
    [
        (900, 80, "en baisse"),  # 88 points: most of a tenth of the contract, in every comparison
        (900, 60, "sans changement net"),  # 66 points
        (1_800, 80, "sans changement net"),  # 44 points of a larger contract
        (200, 25, "en baisse"),  # 83 points: half an hour counts in full, however small the contract
        (200, 20, "sans changement net"),  # 66 points
    ],
)
def test_a_difference_counts_by_what_the_contract_holds(target: int, less: int, grade: str) -> None:
    assert reply(weeks([600] * 6 + [600 - less] * 6, target=target)).grade == grade


def test_an_hour_a_week_that_stops_in_a_family_is_told_though_the_total_hardly_moves() -> None:
    told = said([week(600, access=60)] * 6 + weeks(EVEN))
    assert told.startswith("Total sans changement net : 10 h par semaine en moyenne, 11 h avant.")
    assert "Démarches personnelles : cela s’est arrêté. C’était 1 h par semaine en moyenne." in told


@pytest.mark.parametrize("few", range(FEWEST_WEEKS))
def test_with_too_few_weeks_nothing_is_said_and_the_answer_says_so(few: int) -> None:
    assert FEWEST_WEEKS == 8
    silent = reply(weeks([600] * few))
    assert silent.abstains == "Moins de 8 semaines déclarées et comparables\u00a0: rien n’est dit."
    assert (silent.reasons, silent.contributions) == ((), {})


def test_a_contract_made_lighter_is_never_read_as_a_fall() -> None:
    heavy, light = weeks([900] * 12, target=900), weeks([450] * 12, target=450)
    assert reply([*heavy, *light[:7]]).abstains == (
        "La durée prévue a changé\u00a0: moins de 8 semaines sous la nouvelle, rien n’est dit."
    )
    assert reply([*heavy, *light[:8]]) == reply(light[:8])
    assert reply([*heavy, *light]).grade == "sans changement net"


@pytest.mark.parametrize(("count", "side"), [(8, 4), (9, 4), (10, 5), (11, 5), (12, 6), (13, 6), (52, 6)])
def test_as_many_weeks_are_compared_on_each_side_twelve_at_most(count: int, side: int) -> None:
    assert f"Comparé : les {side} dernières semaines comparables, aux {side} d’avant." in said(
        weeks([600] * count)
    )


@given(some_histories, st.lists(st.tuples(st.integers(0, 20), left_out), max_size=8))
def test_weeks_that_do_not_compare_change_nothing_wherever_they_stand(
    history: list[Row], others: list[tuple[int, Row]]
) -> None:
    among = list(history)
    for place, other in others:
        among.insert(place, other)
    assert reply(among) == reply(history)


@given(answered, st.lists(st.builds(week, some_minutes, target=st.just(600)), max_size=8))
def test_weeks_under_another_duration_change_nothing(history: list[Row], others: list[Row]) -> None:
    half = len(history) // 2
    assert reply([*others, *history]) == reply([*history[:half], *others, *history[half:]]) == reply(history)


@given(some_histories, st.lists(some_weeks, min_size=12, max_size=16))
def test_what_lies_before_the_last_twelve_weeks_changes_nothing(old: list[Row], history: list[Row]) -> None:
    assert reply([*old, *history]) == reply(history)


@given(some_histories, st.data())
def test_no_other_field_is_read_so_neither_dates_nor_silence_nor_marks_count(
    history: list[Row], data: st.DataObject
) -> None:
    """A module that does not see weeks cannot tell a gap; closing one cannot change its answer."""
    assert CARD.fields == ("comparable", "target_minutes", "minutes_by_family")
    others = [name for name in FIELDS if name not in CARD.fields]
    noise = st.fixed_dictionaries({name: st.text(max_size=3) for name in others})
    assert reply([{**row, **data.draw(noise)} for row in history]) == reply(history)


@given(answered, st.permutations(FAMILIES))
def test_no_family_is_worth_more_than_another(history: list[Row], turned: list[str]) -> None:
    moved = [
        {**row, "minutes_by_family": dict(zip(turned, row["minutes_by_family"].values(), strict=True))}
        for row in history
    ]
    assert (reply(moved).grade, points(moved)) == (reply(history).grade, points(history))


@given(some_histories)
def test_the_same_documents_get_the_same_valid_answer(history: list[Row]) -> None:
    first = reply(history)
    assert first == reply([dict(reversed(row.items())) for row in history])
    assert (first.abstains is None) is (len(history) >= FEWEST_WEEKS)
    assert len(first.reasons) <= MOST_REASONS
    if first.grade is not None:
        assert CARD.scale.severity(first) is not None
        assert set(first.contributions) == set(CARD.fields)
        assert all(one.is_integer() for one in first.contributions.values())
    head = {"schema": "xprsa.answer/1", "person": "a" * 64, "module": CARD.name, "version": CARD.version}
    assert Answer.model_validate({**head, **first.model_dump()})


def test_the_card_says_a_trend_in_whole_numbers_each_with_its_meaning() -> None:
    assert CARD.measures is Measures.TREND
    assert CARD.abstains_when is not None
    assert {name: one.value for name, one in CARD.parameters.items()} == {
        "weeks": 12,
        "share": 10,
        "least_minutes": 30,
        "told_from_8_weeks": 97,
        "told_from_10_weeks": 86,
        "told_from_12_weeks": 77,
    }
    assert "jamais une faute" in CARD.contribution


def test_families_bear_the_names_of_the_pages_and_each_has_its_proposal() -> None:
    assert {name: label for name, label in LABELS.items() if name != "total"} == FAMILY_LABELS
    assert tuple(MinutesByFamily.model_fields) == FAMILIES
    assert all(set(proposed) in (set(), set(LABELS)) for proposed in PROPOSED.values())


@given(st.integers(0, 10_080))
def test_minutes_are_written_as_the_pages_write_them(minutes: int) -> None:
    assert spoken(minutes) == hours_and_minutes(minutes)
