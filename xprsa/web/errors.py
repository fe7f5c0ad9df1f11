"""When something is wrong: a clear sentence, what to do next, and nothing typed is lost."""

import traceback
from math import ceil

import structlog
from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from xprsa.domain.rule import RuleBroken
from xprsa.domain.week import NoSuchWeek
from xprsa.gateways.keyring import KeyMissing, Use
from xprsa.running.reading_pace import ReadTooFast
from xprsa.running.sealed_form import SealedForm, seal_form
from xprsa.storage.database import Collision, DatabaseAway, DatabaseDamaged, DatabaseReadOnly, DatabaseShut
from xprsa.web.current import current_service
from xprsa.web.forms import TOKEN_FIELD, FormTooOld, SignedOut, typed_fields, whose
from xprsa.web.problems import Shown, also_to_machines
from xprsa.web.refusals import note_refusal
from xprsa.web.sentences import sentence
from xprsa.web.who import account, ended_account, visitor

RETRY_AFTER = 30  # seconds

_HTTP = {
    403: ("Cette page a été refusée", "Le formulaire vient d’un autre site. Revenez à l’accueil."),
    404: ("Cette page n’existe pas", "Vérifiez l’adresse, ou revenez à l’accueil."),
    405: ("Cette page n’existe pas", "Vérifiez l’adresse, ou revenez à l’accueil."),
    413: ("Le texte est trop long", "Rien n’a été envoyé. Écrivez moins de mots, puis renvoyez."),
    429: ("Trop d’essais", "Attendez un peu, puis recommencez."),
}
_BY_HAND = {  # fields that people write in, by what their name begins with
    "body", "label", "legal_basis", "note", "owner", "recipient", "time", "words",
}  # fmt: skip
_AWAY = {
    DatabaseAway: "Le service est interrompu",
    DatabaseReadOnly: "Le service ne peut rien enregistrer pour l’instant",
    DatabaseShut: "Le service n’a plus accès à ses fichiers",
    DatabaseDamaged: "Le service ne peut plus lire ses fichiers",
}
_OTHER = ("La demande n’a pas abouti", "Revenez en arrière, puis recommencez.")


def attach(app: Flask) -> None:
    """Answer every error with a page; a machine's with a problem."""
    answers: dict[type[Exception], Shown] = {
        RuleBroken: _rule_broken,
        DatabaseAway: _database_away,
        KeyMissing: _key_missing,
        ReadTooFast: _read_too_fast,
        Collision: _collision,
        NoSuchWeek: _no_such_week,
        SignedOut: _signed_out,
        FormTooOld: _form_too_old,
        HTTPException: _http,
        Exception: _unexpected,
    }
    for fault, shown in answers.items():
        app.register_error_handler(fault, also_to_machines(shown))


def sentence_page(title: str, text: str, code: int) -> ResponseReturnValue:
    """Answer with a page of one sentence that says what to do, and what was typed, for it to be copied."""
    return render_template("errors/sentence.html", title=title, text=text, written=_written()), code


def _rule_broken(broken: RuleBroken) -> ResponseReturnValue:
    return sentence_page("À vérifier", sentence(broken), 409)


def _collision(_: Collision) -> ResponseReturnValue:
    """Somebody wrote the same thing at the same instant: once more, and it is seen."""
    return _kept_in_page("Deux envois se sont croisés", 409)


def _no_such_week(_: NoSuchWeek) -> ResponseReturnValue:
    return sentence_page(*_HTTP[404], 404)


def _http(wrong: HTTPException) -> ResponseReturnValue:
    code = wrong.code or 500
    if code == 404:
        note_refusal()
    title, text = _HTTP.get(code, _OTHER)
    told = [(name, value) for name, value in wrong.get_headers() if name != "Content-Type"]
    page = render_template("errors/sentence.html", title=title, text=text, written=_written())
    return page, code, told  # of a 405, the methods that are allowed


def _database_away(away: DatabaseAway) -> ResponseReturnValue:
    structlog.get_logger().warning("database_away", endpoint=request.endpoint, how=type(away).__name__)
    return _kept_in_page(_AWAY[type(away)], 503)


def _key_missing(missing: KeyMissing) -> ResponseReturnValue:
    structlog.get_logger().error("key_missing", endpoint=request.endpoint, use=missing.use.value)
    has_token = missing.use is not Use.CSRF
    if not has_token:
        # No form of this page can have one: sent again once the key is there, it gets one.
        g.hidden_token = ""
    return _kept_in_page("Il manque une clé au service", 503, with_token=has_token)


def _read_too_fast(fast: ReadTooFast) -> ResponseReturnValue:
    wait = ceil(fast.wait.total_seconds())
    return _kept_in_page("Beaucoup de dossiers à la fois", 429, template="errors/too_fast.html", wait=wait)


def _kept_in_page(
    title: str,
    code: int,
    *,
    with_token: bool = True,
    template: str = "errors/away.html",
    wait: int = RETRY_AFTER,
) -> ResponseReturnValue:
    """Answer that it cannot be now, with the text in the page, ready to be sent again.

    :param template: what it says of why; by itself, that the fault is ours.
    :param wait: seconds.
    """
    typed = _typed(with_token=with_token)
    page = render_template(template, title=title, typed=typed, path=request.full_path)
    return page, code, {"Retry-After": str(wait)}


def _signed_out(_: SignedOut) -> ResponseReturnValue:
    return _kept_for(_author() or ended_account(), "errors/signed_out.html", 401)


def _kept_for(author: int | None, template: str, code: int) -> ResponseReturnValue:
    """Answer with what was typed, sealed for whoever wrote it: it is given back to them alone."""
    sealed = ""
    if author is not None and _readable_form():
        form = SealedForm(author, request.path, typed_fields(request))
        try:
            sealed = seal_form(current_service().keyring, form)
        except KeyMissing as missing:
            return _key_missing(missing)
    return render_template(template, kept=sealed), code


def _form_too_old(_: FormTooOld) -> ResponseReturnValue:
    author = _author()
    if author is not None and author != account().id:  # a phone that two people share
        return _kept_for(author, "errors/other_author.html", 403)
    return render_template("errors/again.html", typed=_typed(with_token=False), path=request.full_path), 403


def _author() -> int | None:
    """Give the account for which the posted form was made, when its token tells."""
    made_for = whose(current_service().keyring, _readable_form().get(TOKEN_FIELD, ""))
    return made_for.account if made_for else None


def _unexpected(wrong: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise wrong
    frames = traceback.extract_tb(wrong.__traceback__)[-6:]  # places only: a message may hold what was typed
    structlog.get_logger().error(
        "unexpected",
        endpoint=request.endpoint,
        error=type(wrong).__name__,
        places=[f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}" for frame in frames],
    )
    return _kept_in_page("Une erreur de notre part", 500)


def _typed(*, with_token: bool) -> list[tuple[str, str]]:
    """Give the fields as pairs, for hidden inputs of a page that sends them again."""
    pairs = [(name, value) for name, values in _readable_form().lists() for value in values]
    return pairs if with_token else [(name, value) for name, value in pairs if name != TOKEN_FIELD]


def _written() -> list[str]:
    """Give what whoever is signed in wrote by hand in a form of their own; never a code, nor a password."""
    try:
        if visitor() is None or _author() != account().id:
            return []
    except KeyMissing:  # an error must not meet another
        return []
    fields = ((name.partition("-")[0], value.strip()) for name, value in _readable_form().items(multi=True))
    return [value for field, value in fields if field in _BY_HAND and value]


def _readable_form() -> MultiDict[str, str]:
    """Give the form; an empty one when its body is too large or broken, as an error must not meet another."""
    try:
        return request.form
    except HTTPException:
        return MultiDict()
