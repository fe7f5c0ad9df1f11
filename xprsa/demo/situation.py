"""What a life situation is made of: habits, a contract, and what makes its last weeks telling."""

from dataclasses import dataclass
from enum import StrEnum

from xprsa.domain.declaration import Channel
from xprsa.domain.person import OrganisationCode
from xprsa.domain.prevented import PreventedReason

NOT_FOR_THE_YOUNG = (
    OrganisationCode.DEPARTMENT,
    OrganisationCode.FRANCE_TRAVAIL,
    OrganisationCode.DELEGATE,
    OrganisationCode.CAP_EMPLOI,
)
ANYWHERE = (*NOT_FOR_THE_YOUNG, OrganisationCode.MISSION_LOCALE)


class Narration(StrEnum):
    """What the last finished week shows, so that every page of the service has something to show."""

    ORDINARY = "ordinary"
    SILENT = "silent"  # nothing for three weeks
    CORRECTS = "corrects"  # sent, then corrected twice
    ANSWERS = "answers"  # a question was asked and answered: the adviser's turn
    IS_ASKED = "is_asked"  # a question waits for the person
    CONTESTS = "contests"  # a line was adjusted, and the person disagrees
    WITHDRAWS = "withdraws"  # sent, then taken back
    DRAFTS = "drafts"  # begun, not sent yet
    DAYS_LOST = "days_lost"  # hours done, and two days not possible
    WEEK_LOST = "week_lost"  # nothing possible, and nobody is to blame
    UNREAD = "unread"  # sent, and not read yet


class Circumstance(StrEnum):
    """How the person stands to the obligation to declare."""

    ASKED = "asked"
    EXEMPT = "exempt"
    NO_CONTRACT = "no_contract"
    NO_ADVISER = "no_adviser"  # neither contract nor adviser yet
    NEVER_CAME = "never_came"  # asked, may come in, and never did
    LEFT = "left"
    REDUCED = "reduced"  # 15 h at first, 7 h since a second contract


@dataclass(frozen=True, slots=True)
class Habit:
    """An activity that comes back.

    :ivar minutes: in a usual week.
    :ivar chance: that it happens in a week, 0 to 1.
    :ivar days: ISO days on which it is done, when the person says so.
    :ivar notes: words that the person may add.
    """

    kind: str
    minutes: int
    chance: float = 0.9
    days: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """One way of living with the RSA, told in a few words and lived week after week.

    :ivar story: three short sentences for whoever visits the demonstration.
    :ivar share: how many of the people in a round of the caseload live it.
    :ivar answers: chance that an asked week is declared, 0 to 1.
    :ivar prevented: chance that some of a week was not possible, 0 to 1.
    :ivar is_couple: lived by two people at once, who share a phone.
    """

    code: str
    label: str
    story: str
    habits: tuple[Habit, ...]
    share: int = 2
    telling: Narration = Narration.ORDINARY
    standing: Circumstance = Circumstance.ASKED
    weekly_hours: int = 15
    answers: float = 0.93
    prevented: float = 0.05
    reasons: tuple[PreventedReason, ...] = (PreventedReason.OTHER,)
    channels: tuple[Channel, ...] = (Channel.WEB,)
    language: str = "fr"
    best_hour: str = ""
    has_mail: bool = True
    has_mobile: bool = True
    is_couple: bool = False
    objects: bool = False
    organisations: tuple[OrganisationCode, ...] = ANYWHERE
