"""Which machine asks, by a token that is counted and never written anywhere; what it may be refused for."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Any

import structlog

from xprsa.domain.machine_token import MOST_IN_MINUTE, handle_of
from xprsa.domain.pace import wait_for_next_minute
from xprsa.running.service import Service
from xprsa.storage.store import Store
from xprsa.storage.tokens import MachineToken

_NO_HASH = "0" * 64  # compared with where no token has the name: the same work


class Problem(StrEnum):
    """What may be wrong; the value is what a program compares."""

    BAD_REQUEST = "urn:xprsa:problem:bad-request"
    TOKEN_REFUSED = "urn:xprsa:problem:token-refused"  # noqa: S105 # a name, not a secret
    NOT_FOUND = "urn:xprsa:problem:not-found"
    METHOD = "urn:xprsa:problem:method-not-allowed"
    NOT_JSON_LINES = "urn:xprsa:problem:not-json-lines"
    NOT_KEPT = "urn:xprsa:problem:not-kept"
    TOO_LARGE = "urn:xprsa:problem:too-large"
    CURSOR = "urn:xprsa:problem:cursor"
    NO_ANSWERS = "urn:xprsa:problem:no-answers"
    TOO_SLOW = "urn:xprsa:problem:too-slow"
    MEDIA_TYPE = "urn:xprsa:problem:media-type"
    ANSWERS_WRONG = "urn:xprsa:problem:answers-wrong"
    ANSWERED = "urn:xprsa:problem:answered"
    RUN_UNFIT = "urn:xprsa:problem:run-unfit"
    MODULE_REFUSED = "urn:xprsa:problem:module-refused"
    BUSY = "urn:xprsa:problem:busy"
    TOO_OFTEN = "urn:xprsa:problem:too-often"
    FAULT = "urn:xprsa:problem:fault"
    AWAY = "urn:xprsa:problem:away"


class MachineRefused(Exception):
    """A request of a machine that cannot be answered as it is meant.

    :ivar problem: what is wrong.
    :ivar detail: a French sentence in the place of the problem's own; "" for that one.
    :ivar told: what else the problem says, by name (RFC 9457, 3.2).
    :ivar headers: of the answer.
    """

    def __init__(
        self,
        problem: Problem,
        detail: str = "",
        *,
        told: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problem.value)
        self.problem, self.detail = problem, detail
        self.told, self.headers = told or {}, headers or {}


class TokenRefused(Exception):
    """A token that is missing, unknown, too old or revoked."""


class AskedTooOften(Exception):
    """A machine that asks more often than it may.

    :ivar wait: how long until it is heard again.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__("a machine asks too often")
        self.wait = wait


def token_hash(token: str) -> str:
    """Give the hash under which a token is kept.

    SHA-256 alone: there is nothing to guess in 256 random bits, so a slow hash would slow nobody but us.
    """
    return sha256(token.encode()).hexdigest()


def recognise_machine(service: Service, token: str) -> MachineToken:
    """Give the token that a machine brings, and count its request.

    :param token: as it was brought; anything.
    :raises TokenRefused: when it opens nothing.
    :raises AskedTooOften: when it may not be used again yet.
    """
    handle, now = handle_of(token), service.now()
    if handle is None:
        raise TokenRefused
    with service.database.reading() as store:
        known = store.tokens.known_by(handle)
    kept = known[1] if known else _NO_HASH
    if not compare_digest(kept, token_hash(token)) or known is None:
        raise TokenRefused
    with service.database.at_once() as store:
        in_minute = store.tokens.count_use(known[0], at=now)
    if in_minute is None:
        state = known[0].state(now).value
        structlog.get_logger().warning("token_refused", handle=handle, state=state)
        raise TokenRefused
    if in_minute > MOST_IN_MINUTE:
        raise AskedTooOften(wait_for_next_minute(now))
    return known[0]


def refuse_ended(service: Service, store: Store, token: MachineToken) -> None:
    """Go on while a token that was recognised opens something; nobody revokes it until the transaction ends.

    :raises TokenRefused: when it was revoked, or became too old, since.
    """
    if not store.tokens.still_opens(token, at=service.now()):
        raise TokenRefused
