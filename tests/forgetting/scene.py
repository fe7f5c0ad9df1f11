"""What tests of forgetting share: a week that its person contests, and the decision that answers."""

from tests.builders import People, activity, actor, content, could_not, week
from xprsa.declare.answering import Said, answer
from xprsa.domain.content import Content
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.week import Week
from xprsa.review.service import LineChoice, decide_line
from xprsa.running.service import Service

CONTESTED = activity("training", "2 h", note="canarinotecontestee")


def contests(
    service: Service, people: People, person: Beneficiary, *, of_week: Week | None = None
) -> Content:
    """Let the adviser set a line aside, and its person contest that."""
    when = of_week or week()
    said = content(CONTESTED, prevented=could_not(2))
    people.sends(person, when, said)
    assert person.adviser is not None
    choice = LineChoice(CONTESTED.line, 1, Verdict.SET_ASIDE, words="canarimotifdurefus")
    decide_line(service, actor=actor(person.adviser), person=person.id, week=when, choice=choice)
    contested = Said(CONTESTED.line, 1, Verdict.CONTESTED, "canariraisonsdelapersonne", seen=1)
    answer(service, actor=actor(person.account), week=when, said=contested)
    return said


def decides(service: Service, person: Beneficiary, other: Account, *, of_week: Week | None = None) -> None:
    """Let somebody else decide what is contested."""
    choice = LineChoice(CONTESTED.line, 1, Verdict.COUNTED, seen=2)
    decide_line(service, actor=actor(other), person=person.id, week=of_week or week(), choice=choice)
