"""Numbers are kept with their country, and known by what they can receive."""

import pytest

from xprsa.domain.contact import Contact
from xprsa.gateways.contacts import masked, masked_apart, phone, receives_sms, spoken


@pytest.mark.parametrize(
    "typed",
    [
        "0639981234",
        "06 39 98 12 34",
        "06.39.98.12.34",
        "06-39-98-12-34",
        "06/39/98/12/34",
        "+33 6 39 98 12 34",
        "+33 (0)6 39 98 12 34",
        "0033639981234",
        "\u202a06 39 98 12 34\u202c",
        "06\u202f39\u00a098 12 34",
        "06\u201139\u201198\u201112\u201134",
        "٠٦٣٩٩٨١٢٣٤",
        "０６３９９８１２３４",
        "tel:0639981234",
        "06 39 98 12 34.",
    ],
)
def test_a_phone_number_has_one_spelling_however_it_is_typed_or_copied(typed: str) -> None:
    assert phone(typed) == "+33639981234"


@pytest.mark.parametrize(
    ("typed", "kept", "mobile"),
    [
        ("+262 262 12 34 56", "+262262123456", False),
        ("0262 12 34 56", "+262262123456", False),
        ("0692 12 34 56", "+262692123456", True),
        ("+33 692 12 34 56", "+262692123456", True),
        ("0639 12 34 56", "+262639123456", True),
        ("0590 12 34 56", "+590590123456", False),
        ("0690 12 34 56", "+590690123456", True),
        ("+590 690 12 34 56", "+590690123456", True),
        ("0594 12 34 56", "+594594123456", False),
        ("0694 12 34 56", "+594694123456", True),
        ("0596 12 34 56", "+596596123456", False),
        ("0696 12 34 56", "+596696123456", True),
        ("01 99 00 12 34", "+33199001234", False),
        ("09 69 12 34 56", "+33969123456", False),
        ("0805 12 34 56", "+33805123456", False),
        ("+32 470 12 34 56", "+32470123456", True),
        ("+32 2 555 12 12", "+3225551212", False),
        ("+1 514 555 0100", "+15145550100", True),
        ("+687 75 12 34", "+687751234", True),
    ],
)
def test_a_number_is_kept_with_its_country_and_known_for_what_it_receives(
    typed: str, kept: str, mobile: bool
) -> None:
    assert (phone(typed), receives_sms(kept)) == (kept, mobile)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12",
        "3949",
        "06 39 98",
        "0000000000",
        "06 39 98 12 34 / 06 39 98 12 35",
        "non",
        "06 39 98 12 34 poste 3",
    ],
)
def test_what_is_no_number_or_two_is_none(typed: str) -> None:
    assert phone(typed) is None


def test_a_number_is_said_as_its_country_says_it() -> None:
    assert spoken("+33639981234") == "06\u00a039\u00a098\u00a012\u00a034"
    assert spoken("+262692123456") == "06\u00a092\u00a012\u00a034\u00a056"
    assert spoken("+32470123456") == "+32\u00a0470\u00a012\u00a034\u00a056"


@pytest.mark.parametrize("kept", ["+9991234567", "+210123456", "0000000000", "39 49"])
def test_a_number_kept_before_that_no_plan_knows_breaks_no_page_and_is_sent_nothing(kept: str) -> None:
    assert receives_sms(kept) is False
    assert spoken(kept) == kept


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+33639981234", "06\u00a0…\u00a034"),
        ("+32470123456", "+3\u00a0…\u00a056"),
        ("0000000000", "00\u00a0…\u00a000"),
        ("rose@example.org", "r…@example.org"),
    ],
)
def test_a_masked_contact_is_known_to_its_owner_alone(kept: str, shown: str) -> None:
    assert masked(Contact.kept(kept)) == shown


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("rose@example.org", "rose@example.com", ("r…@example.org", "r…@example.com")),
        ("rose@example.org", "rachid@example.org", ("r…e@example.org", "r…d@example.org")),
        ("rose1@example.org", "rosa1@example.org", ("r…e1@example.org", "r…a1@example.org")),
        ("r.abc.martin@a.fr", "r.xbc.martin@a.fr", ("r.a…@a.fr", "r.x…@a.fr")),
        ("ro@example.org", "rose@example.org", ("ro@example.org", "r…e@example.org")),
        ("+33639981234", "rose@example.org", ("06\u00a0…\u00a034", "r…@example.org")),
        ("+33639981234", "+33639985634", ("06\u00a0…\u00a02\u00a034", "06\u00a0…\u00a06\u00a034")),
    ],
)
def test_two_contacts_side_by_side_are_told_apart_and_no_more(
    one: str, other: str, shown: tuple[str, str]
) -> None:
    assert masked_apart(Contact.kept(one), Contact.kept(other)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "Tél. 06 39 98 12 34",
        "tel:0639981234",
        "Tel : 06.39.98.12.34",
        "TÉLÉPHONE\u00a0: 06 39 98 12 34",
        "Mobile 06 39 98 12 34",
        "N° 06 39 98 12 34",
        "n°06 39 98 12 34",
        "Téléphone n° 06 39 98 12 34",
        "N° de téléphone : 06 39 98 12 34",
        "Numéro de mobile\uff1a06 39 98 12 34",
        "te\u0301l. 06 39 98 12 34",
        "O6 39 98 12 34",
        "tél O639981234",
        "+33 (O)6 39 98 12 34",
    ],
)
def test_a_number_is_read_with_its_label_and_with_the_letter_o_for_a_zero(typed: str) -> None:
    assert phone(typed) == "+33639981234"


@pytest.mark.parametrize("typed", ["Tél.", "oooooooooo", "bureau 06 39 98 12 34", "06 39 98 12 34 poste 2"])
def test_nothing_else_is_guessed_of_a_number(typed: str) -> None:
    assert phone(typed) is None
