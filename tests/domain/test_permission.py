"""Who may do what."""

from itertools import product

import pytest

from xprsa.domain.permission import POLICY, Actor, Permission, Relation, Role, Subject, may, relations

HERE, ELSEWHERE = 1, 2
PERSON, OTHER_PERSON, ADVISER, OTHER_ADVISER = 10, 11, 20, 21
SUBJECT = Subject(person=PERSON, territory=HERE, adviser=ADVISER)
STAFF = (Role.ADVISER, Role.MANAGER, Role.EXPORTER)
OWN_THINGS = (
    Permission.SEE_OWN_WEEKS,
    Permission.DECLARE_OWN_WEEK,
    Permission.ANSWER_QUESTION,
    Permission.SEE_OWN_DATA,
)
OF_SOMEBODY = (Permission.READ_PERSON, Permission.REVIEW_WEEK)


def actor(role: Role, account: int = ADVISER, territory: int = HERE) -> Actor:
    return Actor(account=account, role=role, territory=territory)


def test_every_permission_has_its_line_in_the_policy() -> None:
    assert set(POLICY) == set(Permission)


def test_no_line_of_the_policy_is_empty_but_that_of_machines() -> None:
    of_machines = [Permission.READ_RUNS, Permission.BRING_ANSWERS]
    assert [permission for permission in Permission if not POLICY[permission]] == of_machines


@pytest.mark.parametrize("permission", OWN_THINGS)
def test_a_person_does_their_own_things(permission: Permission) -> None:
    assert may(actor(Role.BENEFICIARY, PERSON), permission, SUBJECT)


@pytest.mark.parametrize("permission", OWN_THINGS)
def test_nobody_else_does_them_in_the_persons_place_unseen(permission: Permission) -> None:
    assert not may(actor(Role.BENEFICIARY, OTHER_PERSON), permission, SUBJECT)
    for role in STAFF:
        assert not may(actor(role), permission, SUBJECT)


@pytest.mark.parametrize("permission", OF_SOMEBODY)
def test_an_adviser_reads_the_people_of_their_own_caseload_only(permission: Permission) -> None:
    assert may(actor(Role.ADVISER), permission, SUBJECT)
    assert not may(actor(Role.ADVISER, OTHER_ADVISER), permission, SUBJECT)
    assert not may(actor(Role.ADVISER, territory=ELSEWHERE), permission, SUBJECT)


@pytest.mark.parametrize("permission", OF_SOMEBODY)
def test_a_person_without_adviser_is_in_nobodys_caseload(permission: Permission) -> None:
    alone = Subject(person=PERSON, territory=HERE, adviser=None)
    for role, account in product(Role, (PERSON, ADVISER, OTHER_ADVISER)):
        assert not may(actor(role, account), permission, alone)


@pytest.mark.parametrize("permission", OF_SOMEBODY)
@pytest.mark.parametrize("role", [Role.BENEFICIARY, Role.MANAGER, Role.EXPORTER])
def test_no_other_role_reads_somebody_even_when_named_as_their_adviser(
    role: Role, permission: Permission
) -> None:
    assert not may(actor(role), permission, SUBJECT)


def test_an_exporter_never_sees_a_person() -> None:
    for permission in Permission:
        assert not may(actor(Role.EXPORTER), permission, SUBJECT)


def test_a_person_does_nothing_on_another_person() -> None:
    for permission in Permission:
        assert not may(actor(Role.BENEFICIARY, OTHER_PERSON), permission, SUBJECT)


def test_a_page_about_nobody_opens_nothing_about_somebody() -> None:
    for permission in (*OWN_THINGS, *OF_SOMEBODY):
        for role in Role:
            assert not may(actor(role), permission)


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        (Permission.LIST_CASELOAD, Role.ADVISER),
        (Permission.IMPORT_PEOPLE, Role.MANAGER),
        (Permission.INVITE_STAFF, Role.MANAGER),
        (Permission.HAND_OVER, Role.MANAGER),
        (Permission.READ_DUTIES, Role.MANAGER),
        (Permission.SET_TERRITORY, Role.MANAGER),
        (Permission.RUN_EXPORT, Role.EXPORTER),
    ],
)
def test_a_tool_of_one_role_is_shut_to_the_others(permission: Permission, role: Role) -> None:
    assert {candidate for candidate in Role if may(actor(candidate), permission)} == {role}


def test_rules_are_read_by_whoever_works_by_them_and_set_by_managers_alone() -> None:
    readers = {role for role in Role if may(actor(role), Permission.READ_RULES)}
    assert readers == {Role.ADVISER, Role.MANAGER}


@pytest.mark.parametrize("role", Role)
def test_everybody_keeps_their_own_account(role: Role) -> None:
    assert may(actor(role), Permission.KEEP_OWN_ACCOUNT)


def test_no_permission_speaks_of_a_sanction() -> None:
    words = ("sanction", "suspend", "punish", "reduce", "radiat", "control")
    assert not any(word in permission.value for permission in Permission for word in words)


def test_the_same_number_in_another_territory_is_no_caseload() -> None:
    assert relations(actor(Role.ADVISER), SUBJECT) == {Relation.CASELOAD, Relation.TERRITORY}
    assert relations(actor(Role.ADVISER, territory=ELSEWHERE), SUBJECT) == set()
    assert relations(actor(Role.BENEFICIARY, PERSON), SUBJECT) == {Relation.SELF}
    assert relations(actor(Role.ADVISER), None) == {Relation.NOBODY}


def test_a_contest_is_decided_within_the_organisation_or_by_who_leads_the_territory() -> None:
    subject = Subject(person=PERSON, territory=HERE, adviser=ADVISER, organisation=5)
    for role in (Role.ADVISER, Role.MANAGER):
        assert may(Actor(OTHER_ADVISER, role, HERE, 5), Permission.DECIDE_CONTEST, subject)
        assert not may(Actor(OTHER_ADVISER, role, HERE, 6), Permission.DECIDE_CONTEST, subject)
        assert not may(Actor(OTHER_ADVISER, role, HERE, None), Permission.DECIDE_CONTEST, subject)
        assert not may(Actor(OTHER_ADVISER, role, ELSEWHERE, 5), Permission.DECIDE_CONTEST, subject)
    leading = Actor(OTHER_ADVISER, Role.MANAGER, HERE, 6, leads_territory=True)
    assert may(leading, Permission.DECIDE_CONTEST, subject)
    elsewhere = Actor(OTHER_ADVISER, Role.MANAGER, ELSEWHERE, 6, leads_territory=True)
    assert not may(elsewhere, Permission.DECIDE_CONTEST, subject)
