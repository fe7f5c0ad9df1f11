"""Contacts are compared in one spelling only."""

import pytest

from xprsa.domain.contact import ContactKind, contact, international, phone


@pytest.mark.parametrize(
    "typed",
    [
        "0639981234",
        "06 39 98 12 34",
        "06.39.98.12.34",
        "+33 6 39 98 12 34",
        "+33 (0)6 39 98 12 34",
        "0033639981234",
    ],
)
def test_a_phone_number_has_one_spelling_however_it_is_typed(typed: str) -> None:
    assert phone(typed) == "0639981234"


def test_an_address_is_compared_in_lower_case() -> None:
    found = contact("  Amara.Diallo@Example.ORG ")
    assert found is not None
    assert (found.kind, found.value) == (ContactKind.MAIL, "amara.diallo@example.org")


@pytest.mark.parametrize(
    "typed", ["", "12", "nom@", "@example.org", "a b@example.org", "nom@example", "06 39 98"]
)
def test_what_reaches_nobody_is_no_contact(typed: str) -> None:
    assert contact(typed) is None


@pytest.mark.parametrize(
    "typed", ["a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "x" * 300]
)
def test_two_addresses_in_one_are_no_contact(typed: str) -> None:
    assert contact(typed) is None


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ("0639981234", "+33639981234"),
        ("0692123456", "+262692123456"),
        ("0690123456", "+590690123456"),
        ("0694123456", "+594694123456"),
        ("0696123456", "+596696123456"),
        ("+32470123456", "+32470123456"),
    ],
)
def test_gateways_get_the_country_code_of_each_overseas_departement(kept: str, sent: str) -> None:
    assert international(kept) == sent


def test_an_overseas_number_typed_with_its_country_code_is_the_same_number() -> None:
    assert phone("+262 692 12 34 56") == phone("0692 12 34 56") == "0692123456"
