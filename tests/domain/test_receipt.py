"""The proof that a week was sent."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain import receipt as domain_receipt
from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Channel, Version
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.receipt import (
    ALWAYS_SAID,
    FORMS,
    NEWEST_FORM,
    SAID_UNLESS_EMPTY,
    Receipt,
    canonical,
    fingerprint,
    matches,
    statement,
)
from xprsa.domain.week import Week

NONCE = "00112233445566778899aabbccddeeff"
SENT_AT = datetime(2026, 11, 22, 17, 5, 9, 123_456, tzinfo=UTC)
CONTENT = Content(
    (
        Activity(line="a", kind="training", minutes=150, days=(1, 3), note="Français « écrit » 🌱"),
        Activity(line="b", kind="job_search", minutes=90),
    ),
    Prevented((5,), PreventedReason.HEALTH),
)

activities = st.builds(
    Activity,
    line=st.text(min_size=1, max_size=8),
    kind=st.sampled_from(["training", "job_search"]),
    minutes=st.integers(0, 10_080),
    days=st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
    note=st.text(max_size=20),
)
days_not_possible = st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days)))
contents = st.builds(
    Content,
    activities=st.lists(activities, max_size=4).map(tuple),
    prevented=st.none() | st.builds(Prevented, days=days_not_possible),
)


def version(content: Content = CONTENT, number: int = 2) -> Version:
    return Version(
        number=number, content=content, sent_at=SENT_AT, channel=Channel.WEB, entered_by=7, rules=1
    )


def receipt(sent: Version) -> Receipt:
    return Receipt(
        number="f" * 32,
        week=Week(2026, 47),
        version=sent.number,
        sent_at=sent.sent_at,
        nonce=NONCE,
        fingerprint=fingerprint(sent.content, NONCE),
        key_id="k1",
        signature="00" * 64,
    )


def test_the_bytes_of_form_1_never_change_from_one_release_to_the_next() -> None:
    assert canonical(CONTENT, form=1).decode() == (
        '{"activities":['
        '{"days":[1,3],"kind":"training","line":"a","minutes":150,"note":"Français « écrit » 🌱"},'
        '{"days":[],"kind":"job_search","line":"b","minutes":90,"note":""}],'
        '"prevented":[5]}'
    )


def test_the_bytes_of_form_2_carry_their_number_and_leave_out_what_says_nothing() -> None:
    assert canonical(CONTENT, form=2).decode() == (
        '{"activities":['
        '{"days":[1,3],"kind":"training","line":"a","minutes":150,"note":"Français « écrit » 🌱"},'
        '{"kind":"job_search","line":"b","minutes":90}],'
        '"form":2,"prevented":[5]}'
    )


def test_new_receipts_are_of_the_newest_form() -> None:
    assert canonical(CONTENT) == canonical(CONTENT, form=NEWEST_FORM)
    assert max(FORMS) == NEWEST_FORM


def test_a_week_without_activity_and_a_week_that_was_not_possible_have_different_bytes() -> None:
    nothing, whole_week = Content(), Content(prevented=Prevented((1, 2, 3, 4, 5, 6, 7)))
    assert canonical(nothing, form=1) == b'{"activities":[],"prevented":null}'
    assert canonical(whole_week, form=1) == b'{"activities":[],"prevented":[1,2,3,4,5,6,7]}'
    assert canonical(nothing, form=2) == b'{"activities":[],"form":2,"prevented":null}'
    assert canonical(whole_week, form=2) == b'{"activities":[],"form":2,"prevented":[1,2,3,4,5,6,7]}'


@dataclass(frozen=True, slots=True)
class LaterActivity(Activity):
    """A line as it may be once a field came."""

    was_remote: bool = False


@pytest.mark.parametrize("form", FORMS)
def test_a_field_that_comes_later_leaves_the_bytes_of_every_form_as_they_were(form: int) -> None:
    later = tuple(LaterActivity(**asdict(line)) for line in CONTENT.activities)
    assert canonical(replace(CONTENT, activities=later), form=form) == canonical(CONTENT, form=form)


def test_a_field_that_joins_form_2_leaves_the_bytes_of_what_was_sent_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = canonical(CONTENT, form=2)
    monkeypatch.setattr(domain_receipt, "SAID_UNLESS_EMPTY", (*SAID_UNLESS_EMPTY, "was_remote"))
    first, *others = (LaterActivity(**asdict(line)) for line in CONTENT.activities)
    assert canonical(replace(CONTENT, activities=(first, *others)), form=2) == before
    remote = replace(CONTENT, activities=(replace(first, was_remote=True), *others))
    assert b'"was_remote":true' in canonical(remote, form=2)


def test_every_field_of_a_line_is_signed_in_the_newest_form() -> None:
    signed = {*ALWAYS_SAID, *SAID_UNLESS_EMPTY}
    unsigned = {field.name for field in fields(Activity)} - signed
    assert not unsigned, f"a receipt would not hold {unsigned}: add them to SAID_UNLESS_EMPTY"


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_matches_in_the_form_that_it_was_given_under(form: int) -> None:
    sent = version()
    held = replace(receipt(sent), fingerprint=fingerprint(CONTENT, NONCE, form=form))
    assert matches(held, sent)
    assert not matches(held, version(replace(CONTENT, prevented=None)))


@given(contents, st.none() | st.sampled_from(PreventedReason))
def test_forgetting_the_reason_leaves_the_bytes_as_they_were(
    content: Content, reason: PreventedReason | None
) -> None:
    known = replace(content, prevented=content.prevented and replace(content.prevented, reason=reason))
    assert canonical(known) == canonical(content)


@pytest.mark.parametrize("form", FORMS)
@given(first=contents, other=contents)
def test_two_contents_have_the_same_bytes_only_when_they_say_the_same(
    form: int, first: Content, other: Content
) -> None:
    assert (canonical(first, form=form) == canonical(other, form=form)) == (first == other)
    assert canonical(first, form=form) == canonical(replace(first), form=form)


@given(contents, contents)
def test_no_two_forms_give_the_same_bytes(first: Content, other: Content) -> None:
    assert canonical(first, form=1) != canonical(other, form=2)


@given(contents)
def test_the_canonical_bytes_are_json_in_utf_8(content: Content) -> None:
    said = json.loads(canonical(content).decode("utf-8"))
    assert len(said["activities"]) == len(content.activities)


def test_the_fingerprint_is_sha_256_of_nonce_and_bytes() -> None:
    expected = hashlib.sha256(bytes.fromhex(NONCE) + canonical(CONTENT)).hexdigest()
    assert fingerprint(CONTENT, NONCE) == expected


def test_without_the_nonce_the_fingerprint_says_nothing() -> None:
    assert fingerprint(CONTENT, NONCE) != fingerprint(CONTENT, "0" * 32)


@pytest.mark.parametrize("nonce", ["", "00", NONCE[:-1], NONCE + "00", "z" * 32, " " + NONCE, "é" * 32])
def test_a_nonce_that_is_not_32_hexadecimal_digits_is_refused(nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        fingerprint(CONTENT, nonce)


def test_a_receipt_matches_its_own_version_and_no_other() -> None:
    sent = version()
    held = receipt(sent)
    assert matches(held, sent)
    assert not matches(held, version(replace(CONTENT, activities=CONTENT.activities[:1])))
    assert not matches(held, version(number=3))
    assert not matches(replace(held, nonce="0" * 32), sent)


def test_a_receipt_still_matches_once_the_reason_is_forgotten() -> None:
    forgotten = replace(CONTENT, prevented=Prevented((5,)))
    assert matches(receipt(version()), version(forgotten))


def test_the_statement_names_number_week_version_instant_and_fingerprint_and_nothing_else() -> None:
    held = receipt(version())
    assert json.loads(held.statement) == {
        "fingerprint": held.fingerprint,
        "receipt": "f" * 32,
        "sent_at": "2026-11-22T17:05:09+00:00",
        "version": 2,
        "week": "2026-W47",
    }
    assert NONCE.encode() not in held.statement


def test_the_statement_is_the_same_whatever_clock_the_instant_is_told_in() -> None:
    held = receipt(version())
    elsewhere = replace(held, sent_at=SENT_AT.astimezone(timezone(timedelta(hours=11))))
    assert elsewhere.statement == held.statement


@pytest.mark.parametrize(
    "change",
    [
        {"number": "e" * 32},
        {"week": Week(2026, 48)},
        {"version": 3},
        {"sent_at": SENT_AT + timedelta(seconds=1)},
        {"fingerprint": "0" * 64},
    ],
)
def test_whatever_changes_in_a_receipt_changes_what_was_signed(change: dict[str, object]) -> None:
    held = receipt(version())
    said = {
        "number": held.number,
        "week": held.week,
        "version": held.version,
        "sent_at": held.sent_at,
        "fingerprint": held.fingerprint,
    }
    assert statement(**(said | change)) != held.statement  # type: ignore[arg-type]
