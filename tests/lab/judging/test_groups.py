"""Groups are told as they are: how many people, how many beyond the threshold, how many abstentions."""

from typing import cast

import numpy as np
import pytest

from tests.lab.audits import a_plan, an_audited_module
from tests.lab.cards import ASKED_ON, SCALE, card, deck, world
from xprsa.lab.battery.deck import Source
from xprsa.lab.hearing.outcomes import DeckResult, Outcomes, State
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.judging.verdict import RunResult, judged
from xprsa.lab.tallies.tally import Tallies
from xprsa.scoring.audit import AuditFindings

THRESHOLD = SCALE.threshold_severity


def _answered(outcomes: Outcomes) -> AuditFindings:
    """Judge what a deck of public people, and the same people as the others, were answered."""
    tallies = Tallies(deck().layout, card())
    for source in (Source.PUBLIC, Source.HOLDOUT):
        heard = DeckResult(
            outcomes, np.zeros(0, dtype=np.int64), Outcomes.empty(0), {}, seconds=0.0, slowest=0.0
        )
        tallies.add(source, deck(), heard)
    run = RunPlan("2026", "secret", public_decks=1, holdout_decks=1, asked_on=ASKED_ON)
    return judged(RunResult(an_audited_module(), a_plan(), tallies), run)


@pytest.fixture
def outcomes(chance: np.random.Generator) -> Outcomes:
    """Answers, abstentions and faults at random."""
    ends = np.array([State.ANSWERED, State.ABSTAINED, State.FAILED], dtype=np.int8)
    state = chance.choice(ends, size=deck().people, p=[0.6, 0.3, 0.1])
    severity = np.where(state == State.ANSWERED, chance.uniform(0, 100, deck().people), np.nan)
    return Outcomes(severity, state)


def test_a_group_tells_what_a_loop_over_its_people_counts(outcomes: Outcomes) -> None:
    severity, state = (values.reshape(deck().shape)[:, 0] for values in (outcomes.severity, outcomes.state))
    groups = {(group.attribute, group.value): group for group in _answered(outcomes).groups}
    assert len(groups) == sum(len(attribute.values) for attribute in world().attributes)
    for column, attribute in enumerate(world().attributes):
        for code, value in enumerate(attribute.value_names):
            here = np.argwhere(deck().codes[:, 0, :, column] == code).tolist()
            answers = [severity[life, base] for life, base in here if state[life, base] == State.ANSWERED]
            abstained = [state[life, base] == State.ABSTAINED for life, base in here]
            found = groups[attribute.name, value]
            assert found.people == 2 * len(here)
            if answers:
                beyond = np.mean([answer >= THRESHOLD for answer in answers])
                assert found.adverse == pytest.approx(cast(float, beyond))
            assert found.abstained == (pytest.approx(np.mean(abstained)) if here else None)


def test_a_group_that_got_no_answer_has_no_share_beyond_the_threshold() -> None:
    silent = np.full(deck().people, State.ABSTAINED, dtype=np.int8)
    groups = _answered(Outcomes(np.full(deck().people, np.nan), silent)).groups
    told = {(group.adverse, group.abstained) for group in groups if group.people}
    assert told == {(None, 1.0)}
