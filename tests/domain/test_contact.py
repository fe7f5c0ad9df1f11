"""Addresses are compared in one spelling only, and only those that can receive something are taken."""

import pytest

from xprsa.domain.contact import has_accent_before_at, mail_address


@pytest.mark.parametrize(
    "typed",
    [
        "  Amara.Diallo@Example.ORG ",
        "mailto:amara.diallo@example.org",
        "<amara.diallo@example.org>",
        "amara.diallo@example.org.",
        "Amara Diallo <amara.diallo@example.org>",
        "Zoé « l’aînée » <amara.diallo@example.org>;",
        "Amara <mailto:amara.diallo@example.org>",
        "Courriel : amara.diallo@example.org",
        "E-mail: amara.diallo@example.org",
        "Mail : amara.diallo@example.org",
        "Adresse e-mail : amara.diallo@example.org",
        "adresse électronique : amara.diallo@example.org",
        "E-mail amara.diallo@example.org",
        "Email\uff1aamara.diallo@example.org",
        "me\u0301l : amara.diallo@example.org",
        "mél.\u00a0: amara.diallo@example.org",
        "\u200bamara.diallo@example.org",
        "amara.diallo\u00ad@example.org",
        "\u202aamara.diallo@example.org\u202c",
        "ａｍａｒａ.diallo＠example.org",
    ],
)
def test_an_address_has_one_spelling_however_it_is_typed_or_copied(typed: str) -> None:
    assert mail_address(typed) == "amara.diallo@example.org"


def test_a_domain_with_accents_is_kept_as_servers_know_it() -> None:
    assert mail_address("zoe@École.fr") == "zoe@xn--cole-9oa.fr"


@pytest.mark.parametrize(
    "typed",
    ["", "12", "nom@", "@example.org", "a b@example.org", "nom@example", "a..b@example.org", ".a@b.fr"],
)
def test_what_reaches_nobody_is_no_address(typed: str) -> None:
    assert mail_address(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "a@example.org <b@example.org>",
        "<a@example.org> <b@example.org>",
        "A <a@example.org> b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "x" * 300 + "@example.org",
    ],
)
def test_two_addresses_in_one_are_no_address(typed: str) -> None:
    assert mail_address(typed) is None


@pytest.mark.parametrize(
    "typed", ["éve@example.org", "e\u0301ve@example.org", "ève.ñu@example.org", "zoé@école.fr"]
)
def test_an_accent_before_the_at_is_named_for_no_server_writes_there(typed: str) -> None:
    assert mail_address(typed) is None
    assert has_accent_before_at(typed)


@pytest.mark.parametrize("typed", ["Email\uff1azoe@@example.org", "me\u0301l : zoe@@example.org"])
def test_an_accent_in_a_label_is_none_in_the_address(typed: str) -> None:
    assert not has_accent_before_at(typed)


@pytest.mark.parametrize("typed", ["mail@example.org", "mel@example.org", "mail.adresse@example.org"])
def test_an_address_that_begins_like_a_label_keeps_it(typed: str) -> None:
    assert mail_address(typed) == typed


def test_an_accent_in_the_name_before_an_address_is_none_in_the_address() -> None:
    assert not has_accent_before_at("Zoé <zoe@@example.org>")
    assert has_accent_before_at("Zoe <zoé@example.org>")
