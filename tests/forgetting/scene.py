"""What tests of forgetting share: a week that its person contests, the decision about it, the commands."""

from click.testing import CliRunner, Result

from tests.builders import People, activity, actor, content, could_not, week
from xprsa.commands.erasing import erase
from xprsa.commands.forgetting import forget
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


def erases(service: Service, reference: str, *words: str, typed: str | None = None) -> Result:
    """Type `xprsa erase`, and the reference again, or what is given in its place."""
    given = reference if typed is None else typed
    return CliRunner().invoke(
        erase, [reference, *words], obj=service, input=f"{given}\n", catch_exceptions=False
    )


def forgets(service: Service, *words: str) -> Result:
    """Type `xprsa forget`."""
    return CliRunner().invoke(forget, list(words), obj=service, catch_exceptions=False)
