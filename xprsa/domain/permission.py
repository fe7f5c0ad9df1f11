"""Who may do what: the whole policy on one page, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the service."""

    BENEFICIARY = "beneficiary"
    ADVISER = "adviser"
    MANAGER = "manager"
    EXPORTER = "exporter"


class Relation(StrEnum):
    """How the actor must stand to the person concerned."""

    SELF = "self"
    CASELOAD = "caseload"
    ORGANISATION = "organisation"  # of the organisation that refers the person, or leading the territory
    TERRITORY = "territory"
    NOBODY = "nobody"  # the page concerns no person


class Permission(StrEnum):
    """One thing that can be done; each page opens with exactly one."""

    KEEP_OWN_ACCOUNT = "keep_own_account"
    CHANGE_OWN_CONTACT = "change_own_contact"
    SEE_OWN_WEEKS = "see_own_weeks"
    DECLARE_OWN_WEEK = "declare_own_week"
    ANSWER_QUESTION = "answer_question"
    SEE_OWN_DATA = "see_own_data"
    REFUSE_SCORES = "refuse_scores"
    CONTEST_ANSWER = "contest_answer"
    FIND_FILE = "find_file"
    ENTER_WEEK = "enter_week"
    LIST_CASELOAD = "list_caseload"
    READ_PERSON = "read_person"
    REVIEW_WEEK = "review_week"
    NOTE_CONTACT = "note_contact"
    COUNT_PLAIN_WEEKS = "count_plain_weeks"
    LIST_CONTESTS = "list_contests"
    DECIDE_CONTEST = "decide_contest"
    IMPORT_PEOPLE = "import_people"
    INVITE_STAFF = "invite_staff"
    HAND_OVER = "hand_over"
    SET_TERRITORY = "set_territory"
    READ_RULES = "read_rules"
    READ_DUTIES = "read_duties"
    OPEN_PURPOSE = "open_purpose"
    OPEN_TO_MACHINES = "open_to_machines"
    REGISTER_MODULE = "register_module"
    RUN_EXPORT = "run_export"
    READ_RUNS = "read_runs"
    BRING_ANSWERS = "bring_answers"
    WATCH_SERVICE = "watch_service"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is signed in.

    :ivar account: internal id; never shown.
    :ivar leads_territory: a manager of the département, who answers for every organisation.
    """

    account: int
    role: Role
    territory: int
    organisation: int | None = None
    leads_territory: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whom a page concerns."""

    person: int
    territory: int
    adviser: int | None
    organisation: int | None = None


_STAFF = (Role.ADVISER, Role.MANAGER, Role.EXPORTER)

POLICY: dict[Permission, frozenset[tuple[Role, Relation]]] = {
    Permission.KEEP_OWN_ACCOUNT: frozenset((role, Relation.NOBODY) for role in Role),
    Permission.CHANGE_OWN_CONTACT: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.SEE_OWN_WEEKS: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.DECLARE_OWN_WEEK: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.ANSWER_QUESTION: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.SEE_OWN_DATA: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.REFUSE_SCORES: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.CONTEST_ANSWER: frozenset({(Role.BENEFICIARY, Relation.SELF)}),
    Permission.FIND_FILE: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.ENTER_WEEK: frozenset(
        {(Role.ADVISER, Relation.CASELOAD), (Role.MANAGER, Relation.ORGANISATION)}
    ),
    Permission.LIST_CASELOAD: frozenset({(Role.ADVISER, Relation.NOBODY)}),
    Permission.READ_PERSON: frozenset({(Role.ADVISER, Relation.CASELOAD)}),
    Permission.REVIEW_WEEK: frozenset({(Role.ADVISER, Relation.CASELOAD)}),
    Permission.NOTE_CONTACT: frozenset({(Role.ADVISER, Relation.CASELOAD)}),
    Permission.COUNT_PLAIN_WEEKS: frozenset({(Role.ADVISER, Relation.NOBODY)}),  # of their own caseload
    Permission.LIST_CONTESTS: frozenset({(Role.ADVISER, Relation.NOBODY), (Role.MANAGER, Relation.NOBODY)}),
    Permission.DECIDE_CONTEST: frozenset(
        {(Role.ADVISER, Relation.ORGANISATION), (Role.MANAGER, Relation.ORGANISATION)}
    ),
    Permission.IMPORT_PEOPLE: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.INVITE_STAFF: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.HAND_OVER: frozenset({(Role.MANAGER, Relation.NOBODY)}),  # of advisers they answer for
    Permission.SET_TERRITORY: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.READ_RULES: frozenset({(Role.ADVISER, Relation.NOBODY), (Role.MANAGER, Relation.NOBODY)}),
    Permission.READ_DUTIES: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.OPEN_PURPOSE: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.OPEN_TO_MACHINES: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.REGISTER_MODULE: frozenset({(Role.MANAGER, Relation.NOBODY)}),
    Permission.RUN_EXPORT: frozenset({(Role.EXPORTER, Relation.NOBODY)}),
    Permission.READ_RUNS: frozenset(),  # nobody who signs in: machines, by their tokens (web/machines.py)
    Permission.BRING_ANSWERS: frozenset(),  # as above, by those tokens that were made for it
    Permission.WATCH_SERVICE: frozenset({(Role.MANAGER, Relation.NOBODY)}),
}


def relations(actor: Actor, subject: Subject | None) -> frozenset[Relation]:
    """Give every way in which the actor stands to the subject."""
    if subject is None:
        return frozenset({Relation.NOBODY})
    found = {
        Relation.SELF: subject.person == actor.account,
        Relation.CASELOAD: actor.role in _STAFF
        and subject.adviser == actor.account
        and subject.territory == actor.territory,
        Relation.ORGANISATION: actor.role in _STAFF
        and subject.territory == actor.territory
        and (actor.leads_territory or subject.organisation == actor.organisation is not None),
        Relation.TERRITORY: actor.role in _STAFF and subject.territory == actor.territory,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def may(actor: Actor, permission: Permission, subject: Subject | None = None) -> bool:
    """Tell whether the policy allows it."""
    return any((actor.role, relation) in POLICY[permission] for relation in relations(actor, subject))
