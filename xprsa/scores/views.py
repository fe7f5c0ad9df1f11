"""The manager's pages of modules: read card and audit, confirm, answer, stop; accept the keys of audits."""

from datetime import date
from http import HTTPStatus
from math import ceil
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.running.second_factor import CodeTooSoon, CodeWrong
from xprsa.scores import service
from xprsa.scores.audit_words import audit_in_words
from xprsa.scores.forms import SecondFactorForm, answers_typed, confirming_form
from xprsa.scores.service import CannotConfirm, ModuleMoved
from xprsa.scores.words import (
    KEY_MOVED,
    MOVED,
    ONCE_ACCEPTED,
    ONCE_ACTIVE,
    ONCE_CONFIRMED,
    ONCE_ENDED,
    ONCE_STOPPED,
    ONCE_WITHDRAWN,
    STATES,
    UNFIT,
    card_in_words,
)
from xprsa.scoring.audit_keys import is_ours
from xprsa.storage.register_entries import AuditKey, ModuleState, OwedEffect, RegisteredModule
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.i18n import count
from xprsa.web.who import me

blueprint = Blueprint("modules", __name__)
_LARGEST_BODY = 1024 * 1024  # bytes: an answer for each of a hundred codes
_WRONG_CODE = "Ce n’est pas ce code, ou il a déjà servi. Attendez le suivant."


@blueprint.url_value_preprocessor
def let_answers_in(endpoint: str | None, _values: object) -> None:
    """Raise the limit of a body for the page that takes all answers, before anything reads it."""
    if endpoint == "modules.confirm" and request.method == "POST":
        request.max_content_length = request.max_form_memory_size = _LARGEST_BODY


@blueprint.get("/gestion/modules")
@requires(Permission.REGISTER_MODULE)
def listed() -> ResponseReturnValue:
    """Every module of the territory, and the keys of audits."""
    return render_template(
        "scores/modules.html",
        modules=service.modules(current_service(), territory=me().territory),
        states=ModuleState,
        titles=STATES,
        today=_today(),
        keys=service.keys(current_service(), territory=me().territory),
    )


@blueprint.get("/gestion/modules/<uuid:module>")
@requires(Permission.REGISTER_MODULE)
def one(module: UUID) -> ResponseReturnValue:
    """The card and the audit of a module, and what can be decided."""
    return _page(_found(module))


@blueprint.post("/gestion/modules/<uuid:module>/confirmer")
@requires(Permission.REGISTER_MODULE)
def confirm(module: UUID) -> ResponseReturnValue:
    """Confirm a module; as the second manager, answer each effect of its audit."""
    found, seen = _found(module), request.form.get("seen", "")
    form = confirming_form(request.form, _to_answer(found))
    if seen != found.seen:
        return _page(found, late=MOVED)
    if not form.validate():
        return _page(found, form)
    code, answers = form.code.data, form.answers
    try:
        service.confirm(current_service(), module, actor=me(), code=code, seen=seen, answers=answers)
    except CodeWrong:
        say(form.code, _WRONG_CODE)
    except CodeTooSoon as soon:
        say(form.code, _patience(soon))
    except (CannotConfirm, ModuleMoved):
        return _page(_found(module), late=MOVED)
    else:
        return redirect(url_for(".one", module=module), HTTPStatus.SEE_OTHER)
    return _page(found, form)


@blueprint.post("/gestion/modules/<uuid:module>/arreter")
@requires(Permission.REGISTER_MODULE)
def stop(module: UUID) -> ResponseReturnValue:
    """Stop an active module, or withdraw one that is proposed: at once."""
    seen, where, actor = request.form.get("seen", ""), me().territory, me().account
    try:
        service.end(current_service(), module, territory=where, actor=actor, seen=seen)
    except LookupError:
        abort(HTTPStatus.NOT_FOUND)
    except ModuleMoved:
        return _page(_found(module), late=MOVED)
    return redirect(url_for(".one", module=module), HTTPStatus.SEE_OTHER)


@blueprint.get("/gestion/modules/cles/<public_key>")
@requires(Permission.REGISTER_MODULE)
def key(public_key: str) -> ResponseReturnValue:
    """A key that signed a report, whole, and what follows from accepting it."""
    return _key_page(_known_key(public_key))


@blueprint.post("/gestion/modules/cles/<public_key>/accepter")
@requires(Permission.REGISTER_MODULE)
def accept_key(public_key: str) -> ResponseReturnValue:
    """Accept a key that was shown whole."""
    known, form = _known_key(public_key), SecondFactorForm(request.form)
    if form.validate():
        try:
            service.accept_key(current_service(), public_key, actor=me(), code=form.code.data)
        except CodeWrong:
            say(form.code, _WRONG_CODE)
        except CodeTooSoon as soon:
            say(form.code, _patience(soon))
        except ModuleMoved:
            return _key_page(_known_key(public_key), late=KEY_MOVED)
        else:
            return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)
    return _key_page(known, form)


@blueprint.post("/gestion/modules/cles/<public_key>/refuser")
@requires(Permission.REGISTER_MODULE)
def end_key(public_key: str) -> ResponseReturnValue:
    """Accept a key no longer, or not at all."""
    _known_key(public_key)
    try:
        service.end_key(current_service(), public_key, actor=me())
    except ModuleMoved:
        return _key_page(_known_key(public_key), late=KEY_MOVED)
    return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)


def _found(module: UUID) -> RegisteredModule:
    """Give a module of the manager's territory; any other does not exist."""
    try:
        return service.find(current_service(), module, territory=me().territory)
    except LookupError:
        abort(HTTPStatus.NOT_FOUND)


def _known_key(public_key: str) -> AuditKey:
    try:
        return service.find_key(current_service(), public_key, territory=me().territory)
    except LookupError:
        abort(HTTPStatus.NOT_FOUND)


def _to_answer(module: RegisteredModule) -> tuple[OwedEffect, ...]:
    """Give what whoever confirms next answers: the second manager, every effect."""
    is_second = module.state is ModuleState.PROPOSED and module.first is not None
    return module.proposal.effects if is_second else ()


def _page(
    module: RegisteredModule, form: SecondFactorForm | None = None, *, late: str = ""
) -> ResponseReturnValue:
    """Show a module.

    :param late: what somebody else did meanwhile: answers that were typed are given back, to be copied.
    """
    is_proposed = module.state is ModuleState.PROPOSED
    unfit = service.why_unfit(current_service(), module, actor=me()) if is_proposed else None
    shown = form or confirming_form(None, _to_answer(module))
    shown.seen.data = module.seen
    page = render_template(
        "scores/module.html",
        module=module,
        state=STATES[module.state],
        card=card_in_words(module.card),
        audit=audit_in_words(module),
        is_ours=is_ours(module.proposal.public_key),
        form=shown,
        hindrance=UNFIT[unfit] if unfit else "",
        once_confirmed=ONCE_ACTIVE if module.first else ONCE_CONFIRMED,
        once_ended=ONCE_WITHDRAWN if is_proposed else ONCE_STOPPED,
        has_expired=module.has_expired(on=_today()),
        late=late,
        written=answers_typed(request.form) if late else (),
    )
    return page, _status(shown, late)


def _key_page(
    known: AuditKey, form: SecondFactorForm | None = None, *, late: str = ""
) -> ResponseReturnValue:
    shown = form or SecondFactorForm()
    page = render_template(
        "scores/key.html",
        key=known,
        is_ours=is_ours(known.public_key),
        form=shown,
        once_accepted=ONCE_ACCEPTED,
        once_ended=ONCE_ENDED,
        late=late,
    )
    return page, _status(shown, late)


def _status(form: SecondFactorForm, late: str) -> HTTPStatus:
    if late:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _patience(soon: CodeTooSoon) -> str:
    minutes = count(ceil(soon.wait.total_seconds() / 60), "minute", "minutes")
    return f"Il y a eu plusieurs essais. Attendez {minutes}, puis recommencez."


def _today() -> date:
    here = current_service()
    return here.today(here.territory(me().territory))
