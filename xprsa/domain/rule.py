"""What is said when a rule of the service does not allow a move."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a move was refused; pages turn each into a French sentence."""

    WEEK_NOT_BEGUN = "week_not_begun"
    WEEK_CLOSED = "week_closed"
    NOTHING_SAID = "nothing_said"
    TOO_MANY_LINES = "too_many_lines"
    LINE_TWICE = "line_twice"
    UNKNOWN_KIND = "unknown_kind"
    KIND_WITHDRAWN = "kind_withdrawn"
    DAY_OVERFULL = "day_overfull"
    WEEK_OVERFULL = "week_overfull"
    STALE_VERSION = "stale_version"
    KEY_REUSED = "key_reused"
    RECEIVED_ALREADY = "received_already"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    LINE_GONE = "line_gone"
    SAID_SINCE = "said_since"
    NOTHING_ASKED = "nothing_asked"
    NOTHING_TO_CONTEST = "nothing_to_contest"
    ANOTHER_READER = "another_reader"
    NOT_LESS = "not_less"
    COUNTS_NOTHING = "counts_nothing"
    WORDS_MISSING = "words_missing"
    NOTHING_TO_UNDO = "nothing_to_undo"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    NOTED_SINCE = "noted_since"
    NOTE_STANDS = "note_stands"
    APPOINTMENT_TOO_FAR = "appointment_too_far"
    AGAIN_TOO_FAR = "again_too_far"
    NOT_SENT = "not_sent"
    IMPORT_UNDONE = "import_undone"
    IMPORT_TOO_OLD = "import_too_old"
    RULE_OUT_OF_BOUNDS = "rule_out_of_bounds"
    RULES_NOT_ON_MONDAY = "rules_not_on_monday"
    RULES_TOO_SOON = "rules_too_soon"
    RULES_TOO_FAR = "rules_too_far"
    RULES_SAME_DAY = "rules_same_day"
    RULES_UNCHANGED = "rules_unchanged"
    RULES_BEGUN = "rules_begun"
    RULES_GONE = "rules_gone"


class RuleBroken(Exception):
    """A move that the domain does not allow.

    :ivar reason: what is wrong, for the page to explain.
    :ivar about: what the sentence is about (a line id, a day of ISO 8601, a kind code), or "".
    """

    def __init__(self, reason: Reason, about: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.about = about
