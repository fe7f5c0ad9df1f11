"""What walks are made of: everything happens in them, and the module says everything; no page is left out."""

import json
from collections import Counter

import pytest

from tests.answers.interference.rounds import Share
from tests.answers.interference.speakers import here
from tests.answers.interference.steps import planned
from tests.answers.interference.transcript import without_own_part
from tests.answers.interference.voices import SpokenConversation, hostile
from tests.answers.interference.walk import NewService, walked
from tests.scores.made_cards import EFFORT
from xprsa.modules.received import Fault
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import WrittenQuestion

NONE_BUT_NEAR = 10**6  # of so many pages that no other is looked at
ALL_THAT_HAPPENS = (
    "week_sent", "week_withdrawn", "objected", "objection_taken_back", "listed",
    "line_counted", "line_asked", "line_set_aside", "line_contested",
    "asking_done", "own_view_written", "own_view_reviewed", "answers_opened",
    "answer_contested", "answer_withdrawn", "answer_stands", "exported",
)  # fmt: skip


@pytest.mark.parametrize("begin", ["sqlite"], indirect=True)
def test_everything_happens_in_some_walks(begin: NewService) -> None:
    """Two long ones are enough as pages are now; others have other buttons to press."""
    missing = set(ALL_THAT_HAPPENS)
    for seed in (1, 5, *range(6, 12)):
        share = Share(NONE_BUT_NEAR, 1)
        seen = walked(begin, planned(seed, 70), seed=seed, speaker=here(hostile(seed)), share=share).seen
        journal = "\n".join(text for place, text in seen if place.endswith("_audit"))
        missing = {event for event in missing if f"'{event}'" not in journal}
        if not missing:
            break
    assert missing == set()


def test_a_hostile_module_says_all_that_can_be_said() -> None:
    heard: Counter[str] = Counter()
    question = {"documents": [{"comparable": True, "counted_minutes": 60, "target_minutes": 900}]}
    for label in map(str, range(60)):
        people = [f"{number:064x}" for number in range(1, 5)]
        lines = [json.dumps({**question, "person": person}).encode() for person in people]
        conversation = SpokenConversation(ModuleCard.model_validate(EFFORT), hostile(1)(label))
        received = list(conversation.ask(map(WrittenQuestion, people, lines)))
        assert [one.person for one in received] == people
        heard.update(one.fault or ("abstains" if one.reply.abstains else "value") for one in received)
    assert set(heard) == {"value", "abstains", *Fault}


def test_only_the_marked_part_of_a_page_may_differ() -> None:
    page = "<p>a</p><article data-answer>\n<h3>62</h3></article><p>b</p><article>c</article>"
    assert without_own_part(page) == "<p>a</p><!-- what came back --><p>b</p><article>c</article>"
    fold = "<section data-answer><article data-answer>62</article> plus</section><section>c</section>"
    assert without_own_part(fold) == "<!-- what came back --><section>c</section>"
    assert without_own_part('<section class="card">62</section>') == '<section class="card">62</section>'
