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
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Méthode refusée",
        "Cette adresse se demande autrement. «\u00a0Allow\u00a0» dit comment.",
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
        "C’est trop long pour cette adresse. Seules des réponses peuvent tenir jusqu’à 16\u00a0Mo.",
    ),
    Problem.CURSOR: ProblemWords(
        HTTPStatus.NOT_FOUND,
        "Reprise impossible",
        "«\u00a0after\u00a0» ne désigne rien ici. Reprenez du début, sans lui.",
    ),
    Problem.NO_ANSWERS: ProblemWords(
        HTTPStatus.BAD_REQUEST,
        "Aucune réponse",
        "Aucune réponse n’est arrivée. Mettez-les dans le corps, et sa longueur dans"
        " «\u00a0Content-Length\u00a0».",
    ),
    Problem.TOO_SLOW: ProblemWords(
        HTTPStatus.REQUEST_TIMEOUT,
        "Envoi trop lent",
        "Votre envoi n’est pas arrivé en entier. Recommencez.",
    ),
    Problem.MEDIA_TYPE: ProblemWords(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "Format refusé",
        "Envoyez les réponses en «\u00a0application/x-ndjson\u00a0», sans compression.",
    ),
    Problem.ANSWERS_WRONG: ProblemWords(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Réponses à corriger",
        "Des lignes sont à corriger. Rien n’est gardé. Corrigez, puis recommencez.",
    ),
    Problem.ANSWERED: ProblemWords(
        HTTPStatus.CONFLICT,
        "Réponses déjà gardées",
        "D’autres réponses de ce module à cet export sont déjà gardées. Rien n’a changé.",
    ),
    Problem.RUN_UNFIT: ProblemWords(
        HTTPStatus.CONFLICT,
        "Export sans questions",
        "Cet export ne convient pas à ce module. Lancez-en un autre.",
    ),
    Problem.MODULE_REFUSED: ProblemWords(
        HTTPStatus.CONFLICT,
        "Module refusé",
        "Ce module ne peut pas répondre. Rien n’est gardé.",
    ),
    Problem.BUSY: ProblemWords(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Module occupé",
        "Une autre interrogation est en cours. Attendez autant de secondes que le dit"
        " «\u00a0Retry-After\u00a0», puis recommencez.",
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
_OF_STATUS = {
    WORDS[problem].status: problem
    for problem in (
        Problem.BAD_REQUEST,
        Problem.NOT_FOUND,
        Problem.METHOD,
        Problem.TOO_SLOW,
        Problem.TOO_LARGE,
        Problem.FAULT,
        Problem.AWAY,
    )
}


def attach(app: Flask) -> None:
    """Answer what machines alone meet."""
    app.register_error_handler(MachineRefused, _machine_refused)
    app.register_error_handler(TokenRefused, _token_refused)
    app.register_error_handler(AskedTooOften, _too_often)


def also_to_machines(shown: Shown) -> Shown:
    """Let what answers people tell machines a problem, with the same headers and line of log."""

    def answer(wrong: Any) -> ResponseReturnValue:
        page = current_app.make_response(shown(wrong))
        return _problem_of(page) if request.path.startswith(FOR_MACHINES) else page

    return answer


def problem_answer(
    problem: Problem,
    headers: Mapping[str, str] | None = None,
    *,
    detail: str = "",
    told: Mapping[str, Any] | None = None,
) -> Response:
    """Make the answer of a problem.

    :param detail: in the place of its own sentence.
    :param told: what else it says, by name.
    """
    page = problem_page(problem, detail=detail, told=told)
    return Response(page, WORDS[problem].status, headers, mimetype=PROBLEM_MEDIA)


def problem_page(problem: Problem, *, detail: str = "", told: Mapping[str, Any] | None = None) -> bytes:
    """Write a problem."""
    words = WORDS[problem]
    said = {"title": words.title, "detail": detail or words.detail, **(told or {})}
    return _page(problem.value, words.status, **said)


def _page(kind: str, status: HTTPStatus, **told: Any) -> bytes:
    page = {"type": kind, "status": status.value} | told
    return json.dumps(page, ensure_ascii=False).encode()


def _machine_refused(refused: MachineRefused) -> Response:
    return problem_answer(refused.problem, refused.headers, detail=refused.detail, told=refused.told)


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
