"""What must be hard to guess is drawn from the system, long enough for where it serves."""

from base64 import urlsafe_b64decode
from math import log2

import pytest

from xprsa.accounts.sign_ins import secret
from xprsa.gateways import totp


def test_a_cookie_and_a_link_hold_256_bits() -> None:
    drawn = [secret.new_secret() for _ in range(1000)]
    assert {len(urlsafe_b64decode(f"{text}=")) for text in drawn} == {32}
    assert len(set(drawn)) == 1000


def test_a_code_on_paper_holds_48_bits_and_no_sign_that_is_taken_for_another() -> None:
    drawn = [secret.new_letter_code() for _ in range(1000)]
    letters = set("".join(drawn)) - {"-"}
    assert not letters & set("0O1ILUV")
    assert {len(code.replace("-", "")) for code in drawn} == {10}
    assert 10 * log2(len(letters)) > 48
    assert len(set(drawn)) == 1000


@pytest.mark.parametrize("digits", [6, 12])
def test_a_code_may_begin_with_any_digit(digits: int) -> None:
    drawn = [secret.new_code(digits) for _ in range(2000)]
    assert {len(code) for code in drawn} == {digits}
    for place in range(digits):
        assert {code[place] for code in drawn} == set("0123456789")


def test_a_second_factor_holds_160_bits() -> None:
    assert len({totp.new_secret() for _ in range(100)}) == 100
    assert 5 * len(totp.new_secret()) >= 160


def test_nothing_of_it_is_drawn_by_a_generator_that_can_be_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: seen.append(size) or "x" * size)
    monkeypatch.setattr("secrets.randbelow", lambda most: seen.append(most) or 0)
    monkeypatch.setattr("secrets.choice", lambda letters: seen.append(len(letters)) or letters[0])
    assert (secret.new_secret(), secret.new_code(), secret.new_letter_code()) == (
        "x" * 32,
        "000000",
        "AAAAA-AAAAA",
    )
    assert seen == [32, 10**6, *[29] * 10]
