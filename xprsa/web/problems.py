"""What a machine is answered when something is wrong: RFC 9457, wherever a person would read a page."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from xprsa.running.machines import AskedTooOften, MachineRefused, Problem, TokenRefused
from xprsa.web.machines import FOR_MACHINES

Shown = Callable[[Any], ResponseReturnValue]  # what an error of the application is answered

PROBLEM_MEDIA = "application/problem+json"
_HOW_TO_ASK = 'Bearer realm="xprsa"'


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """How a problem is told.

    :ivar detail: a sentence that says what to do.
    """

    status: HTTPStatus
    title: str
    detail: str


WORDS = {
    Problem.BAD_REQUEST: ProblemWords(
        HTTPStatus.BAD_REQUEST, "Demande illisible", "Cette demande est mal écrite. Corrigez-la."
    ),
    Problem.TOKEN_REFUSED: ProblemWords(
        HTTPStatus.UNAUTHORIZED,
        "Jeton refusé",
        "Ce jeton n’ouvre rien\u00a0: absent, inconnu, expiré ou révoqué. Demandez-en un au responsable.",
    ),
    Problem.NOT_FOUND: ProblemWords(
        HTTPStatus.NOT_FOUND, "Introuvable", "Il n’y a rien ici pour ce jeton. Vérifiez l’adresse."
    ),
    Problem.METHOD: ProblemWords(
        HTTPStatus.METHOD_NOT_ALLOWED, "Lecture seule", "Ces adresses se lisent, par GET ou HEAD."
    ),
    Problem.NOT_JSON_LINES: ProblemWords(
        HTTPStatus.CONFLICT,
        "Pas de JSON Lines",
        "Cet export est écrit autrement. Demandez-en un autre, en JSON Lines.",
    ),
    Problem.NOT_KEPT: ProblemWords(
        HTTPStatus.GONE,
        "Export disparu",
        "Le service n’a plus les fichiers de cet export, ou ils ont changé.",
    ),
    Problem.TOO_LARGE: ProblemWords(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Demande trop longue",
        "Ces adresses ne lisent aucun texte envoyé.",
    ),
    Problem.CURSOR: ProblemWords(
        HTTPStatus.NOT_FOUND,
        "Reprise impossible",
        "«\u00a0after\u00a0» ne désigne rien ici. Reprenez du début, sans lui.",
    ),
    Problem.TOO_OFTEN: ProblemWords(
        HTTPStatus.TOO_MANY_REQUESTS,
        "Trop de demandes",
        "Attendez autant de secondes que le dit «\u00a0Retry-After\u00a0», puis recommencez.",
    ),
    Problem.FAULT: ProblemWords(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Une erreur de notre part",
        "Recommencez plus tard, ou prévenez-nous.",
    ),
    Problem.AWAY: ProblemWords(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Service interrompu",
        "Attendez autant de secondes que le dit «\u00a0Retry-After\u00a0», puis recommencez.",
    ),
}
# What is meant where another part of the service says a status alone.
_OF_STATUS = {words.status: problem for problem, words in WORDS.items() if problem is not Problem.CURSOR}


def attach(app: Flask) -> None:
    """Answer what machines alone meet."""
    app.register_error_handler(MachineRefused, lambda refused: problem_answer(refused.problem))
    app.register_error_handler(TokenRefused, _token_refused)
    app.register_error_handler(AskedTooOften, _too_often)


def also_to_machines(shown: Shown) -> Shown:
    """Let what answers people tell machines a problem, with the same headers and line of log."""

    def answer(wrong: Any) -> ResponseReturnValue:
        page = current_app.make_response(shown(wrong))
        return _problem_of(page) if request.path.startswith(FOR_MACHINES) else page

    return answer


def problem_answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Make the answer of a problem."""
    status = WORDS[problem].status
    return Response(problem_page(problem), status, headers, mimetype=PROBLEM_MEDIA)


def problem_page(problem: Problem) -> bytes:
    """Write a problem."""
    words = WORDS[problem]
    return _page(problem.value, words.status, title=words.title, detail=words.detail)


def _page(kind: str, status: HTTPStatus, **told: str) -> bytes:
    page = {"type": kind, "status": status.value} | told
    return json.dumps(page, ensure_ascii=False).encode()


def _token_refused(_: TokenRefused) -> Response:
    return problem_answer(Problem.TOKEN_REFUSED, {"WWW-Authenticate": _HOW_TO_ASK})


def _too_often(fast: AskedTooOften) -> Response:
    return problem_answer(Problem.TOO_OFTEN, {"Retry-After": str(ceil(fast.wait.total_seconds()))})


def _problem_of(page: Response) -> Response:
    """Put a problem in the place of a page of error; `Allow`, `Retry-After` and the like stay."""
    status = HTTPStatus(page.status_code)
    known = _OF_STATUS.get(status)
    page.set_data(problem_page(known) if known else _page("about:blank", status, title=status.phrase))
    page.mimetype = PROBLEM_MEDIA
    return page
