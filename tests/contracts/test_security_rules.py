"""`docs/security-rules.md` says what the code does: each figure, each key, each line out, each period."""

import re
from datetime import timedelta

import pytest

from tests.contracts.test_what_code_never_does import OUTSIDE
from tests.source import ROOT
from xprsa import app
from xprsa.accounts.sign_ins import secret
from xprsa.answers import posting
from xprsa.backup import sealing
from xprsa.commands import whole_requests
from xprsa.declare import answer_form
from xprsa.domain import content, machine_token, patience, retention, sign_in
from xprsa.export import demands
from xprsa.gateways import passwords, totp
from xprsa.gateways.keyring import Use
from xprsa.information import pages
from xprsa.people_import import forms, workbook
from xprsa.review import forms as review_forms
from xprsa.settings import Settings
from xprsa.storage import kept_texts

PAGE = (ROOT / "docs/security-rules.md").read_text(encoding="utf-8")
MB = 1024 * 1024


def _span(time: timedelta) -> str:
    for unit, name in (
        (timedelta(days=1), "day"),
        (timedelta(hours=1), "hour"),
        (timedelta(minutes=1), "minute"),
    ):
        if time % unit == timedelta(0):
            count = time // unit
            return f"{count} {name}{'s' if count != 1 else ''}"
    raise AssertionError(time)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


# How a line of the page begins, and what it then says, as the code has it.
SAID = [
    ("a code by mail or SMS", f"{patience.SHORT_CODE} digits, {patience.LONG_CODE} where somebody guesses"),
    ("a code by mail or SMS", f"{_span(sign_in.CODE_LIFE)}, once"),
    ("a code on paper, in a letter", f"{secret._LETTER_LENGTH} letters of {len(secret._LETTERS)}"),
    ("a code on paper, in a letter", f"{_span(sign_in.LETTER_LIFE)}, once"),
    ("a card of codes on paper", f"{sign_in.CARD_CODES} codes as above | {_span(sign_in.CARD_LIFE)}"),
    ("a remembered phone", f"{_span(sign_in.PHONE_LIFE)} since the last use"),
    (
        "a password and a second factor",
        f"{passwords.SHORTEST} signs or more; 6 digits of {totp.STEP} seconds",
    ),
    ("an invitation", f"{_span(sign_in.INVITATION_LIFE)}, once"),
    (
        "a token of a machine",
        f"256 bits | {machine_token.USUAL_DAYS} days, {machine_token.MOST_DAYS} at most, or until revoked",
    ),
    ("requests of one token", f"{machine_token.MOST_IN_MINUTE} a minute, then it waits"),
    ("a forgotten password", f"{_span(sign_in.FORGOTTEN_LIFE)}, once"),
    ("a person", f"{_span(sign_in.BENEFICIARY_LIMITS.idle)} | {_span(sign_in.BENEFICIARY_LIMITS.absolute)}"),
    ("staff", f"{_span(sign_in.STAFF_LIMITS.idle)} | {_span(sign_in.STAFF_LIMITS.absolute)}"),
    ("a page", f"{app.LARGEST_BODY // 1024} KB, {whole_requests.PATIENCE:.0f} seconds"),
    (
        "a file of people",
        f"{forms.LARGEST_FILE // MB} MB, {workbook.LARGEST_UNPACKED // MB} MB once unpacked",
    ),
    ("a file of people", f"{_thousands(workbook.MOST_CELLS)} cells"),
    ("answers that a program brings", f"{posting.LARGEST_ANSWERS // MB} MB of JSON Lines"),
    ("large bodies in memory at once", f"{whole_requests.LARGE_AT_ONCE} a process"),
    ("a week", f"{content.MOST_LINES} lines, of {content.MOST_WORDS} signs each"),
    ("an answer, a question, a reason", f"{answer_form.LONGEST_ANSWER} signs"),
    ("an answer, a question, a reason", f"{review_forms.LONGEST_WORDS} signs"),
    ("a text of a page", f"{_thousands(pages.MOST_CHARACTERS)} signs"),
    (
        "texts that wait for a sign-in",
        f"{_thousands(kept_texts.MOST_TEXTS)}, {kept_texts.MOST_CHARACTERS // MB} MB",
    ),
    ("an export", f"{demands.MOST_WEEKS} weeks"),
    ("codes", f"({Settings.codes_per_hour} and {Settings.sms_per_hour})"),
    ("openings of files by one account", f"`XPRSA_FILES_PER_MINUTE` ({Settings.files_per_minute})"),
    ("openings of files by one account", f"`XPRSA_FILES_PER_HOUR` ({Settings.files_per_hour})"),
    ("reasons of", f"sealed | never | {retention.PREVENTED_REASON.days} days"),
    ("drafts", f"sealed | never | {retention.DRAFTS.days} days"),
    ("messages and codes", f"{retention.MESSAGES.days} days, {retention.SIGN_IN_CODES.days} day"),
    ("names, contacts", f"{retention.DECLARATIONS.days} days after the last week"),
    ("weeks: kinds", f"{retention.DECLARATIONS.days} days after the last one"),
    ("the journal, in the database", f"| {retention.AUDIT.days} days"),
]
# What a sentence of the page says.
_JUDGED = {watch.name: allowed.most for watch, allowed in patience.ALLOWANCES.items()}
_OWN, _HASHER = patience.OWN, passwords._HASHER
SENTENCES = [
    "judged {CONTACT} a day, of one network {NETWORK}, of the whole service {SERVICE}".format(**_JUDGED),
    f"{_OWN.free} wrong ones: {_OWN.first:.0f} seconds, doubled up to {_OWN.longest / 60:.0f} minutes",
    f"Failures in the journal: {patience.JOURNAL.most} a day of one network",
    f"Longest: {passwords.LONGEST} signs",
    f"({_HASHER.memory_cost // 1024} MiB, {_HASHER.time_cost} passes, {_HASHER.parallelism} lanes)",
    f"scrypt (N = {sealing._COST}, r = {sealing._ROOM})",
]


@pytest.mark.parametrize(("line", "said"), SAID, ids=[f"{line}: {said}"[:60] for line, said in SAID])
def test_each_figure_is_that_of_the_code(line: str, said: str) -> None:
    found = [row for row in PAGE.splitlines() if row.startswith(f"| {line}")]
    assert any(said in row for row in found), f"« {said} » is not said of « {line} »: {found}"


@pytest.mark.parametrize("said", SENTENCES)
def test_each_sentence_is_that_of_the_code(said: str) -> None:
    assert said in PAGE


def test_every_use_of_a_key_has_its_line() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE) == [use.value for use in Use]


def test_every_file_that_speaks_to_the_outside_has_its_line() -> None:
    named = set(re.findall(r"\| `(xprsa/[\w/.]+\.py)` \|", PAGE))
    assert named == {path for path in OUTSIDE if not path.startswith("xprsa/commands/")}


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:xprsa|tests)/[\w/.]+)`", PAGE)
    links = re.findall(r"\]\(([\w./-]+)\)", PAGE)
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [link for link in links if not (ROOT / "docs" / link).exists()]
    assert not missing
