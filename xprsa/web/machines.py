"""Which machine asks, by the token of its request; no cookie is looked at, and no address holds a token."""

from typing import Protocol, cast

from flask import abort, g, request

from xprsa.domain.permission import Permission
from xprsa.running.machines import MachineRefused, Problem, TokenRefused, recognise_machine
from xprsa.storage.tokens import MachineToken
from xprsa.web.current import current_service

FOR_MACHINES = "/api/"  # how their addresses begin
_SCHEME = "bearer"
_OPENED_BY_TOKENS = (Permission.READ_RUNS, Permission.BRING_ANSWERS)


class WhatIsAsked(Protocol):
    """What a view asks for, as far as machines are judged by it."""

    @property
    def permission(self) -> Permission | None:
        """The permission; None for a view that is open to all."""


def judge(access: WhatIsAsked | None) -> None:
    """Let a machine in where its token opens; nothing under `/api/` opens to whoever signs in.

    :param access: None where there is no such address, which Flask tells, or where a view says nothing.
    :raises TokenRefused: when no token is brought that opens something.
    :raises AskedTooOften: when it may not be used again yet.
    :raises MachineRefused: NOT_FOUND, when the address is about another purpose than its token, or takes
        answers and the token was not made to bring any.
    """
    if request.endpoint is None or (access is not None and access.permission is None):
        return
    if access is None or access.permission not in _OPENED_BY_TOKENS:
        abort(404)
    current_service().database.share_to_write()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME:
        raise TokenRefused
    g.machine = recognise_machine(current_service(), token.strip(" "))
    if (request.view_args or {}).get("purpose") is not machine().code:
        raise MachineRefused(Problem.NOT_FOUND)
    if access.permission is Permission.BRING_ANSWERS and machine().answers_of is None:
        raise MachineRefused(Problem.NOT_FOUND)


def machine() -> MachineToken:
    """Give the token of the machine that asks; only behind a permission that tokens open."""
    return cast(MachineToken, g.machine)
