"""What is kept of a week: its draft, its receipt, and taking it back."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.declare import keeping
from xprsa.declare.forms import WeekForm
from xprsa.declare.proposing import as_pressed, copying
from xprsa.declare.reading import read_sent, read_week
from xprsa.declare.receipt_reading import read_receipt
from xprsa.declare.typed import TypedWeek
from xprsa.domain.permission import Permission
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.web.access import Myself, requires
from xprsa.web.current import current_service
from xprsa.web.forms import typed_fields
from xprsa.web.who import me

blueprint = Blueprint("kept", __name__)

_COPIES = {"add": True, "replace": False}  # whether what is typed is kept


@blueprint.route("/declarer/<week:week>/brouillon", methods=["POST"])
@requires(Permission.DECLARE_OWN_WEEK, about=Myself)
def draft(week: Week) -> ResponseReturnValue:
    """Keep the draft while it is typed; the script asks for it."""
    form = WeekForm(typed_fields(request))
    _keep(week, form, form.typed, is_typed_since="since" in request.form)
    return "", 204


def _keep(week: Week, form: WeekForm, typed: TypedWeek, *, is_typed_since: bool) -> None:
    keeping.keep_draft(
        current_service(),
        actor=me(),
        week=week,
        typed=typed.as_fields(),
        key=form.idempotency_key,
        is_typed_since=is_typed_since,
    )


def change_draft(week: Week) -> ResponseReturnValue:
    """Keep the draft, changed as its button says; then show the page again, where it was pressed."""
    form = WeekForm(typed_fields(request))
    typed, pressed = as_pressed(form.typed, request.form), request.form
    shown: dict[str, Any] = {}
    if "add" in pressed:
        shown = {"_anchor": "ajouter"}
    elif "means" in pressed:
        shown = {"_anchor": f"time-{pressed['means'].partition(' ')[0]}"}
    elif pressed.get("copy") in _COPIES:
        page = read_week(current_service(), actor=me(), week=week)
        keeps = _COPIES[pressed["copy"]]
        typed = copying(typed, page.previous, page.rules.catalogue, keeps=keeps) if page.can_copy else typed
    elif "copy" in pressed:
        shown = {"copier": 1, "_anchor": "copier"}
    elif "show" in pressed:
        shown = {"savoir": 1, "_anchor": "savoir"}
    _keep(week, form, typed, is_typed_since=True)
    return redirect(url_for("declare.week", week=week, **shown), 303)


@blueprint.route("/declarer/<week:week>/effacer", methods=["POST"])
@requires(Permission.DECLARE_OWN_WEEK, about=Myself)
def drop(week: Week) -> ResponseReturnValue:
    """Forget the draft and start from what stands."""
    keeping.drop_draft(current_service(), actor=me(), week=week)
    return redirect(url_for("declare.week", week=week), 303)


@blueprint.route("/declarer/<week:week>/recu")
@requires(Permission.SEE_OWN_WEEKS, about=Myself)
def receipt(week: Week) -> ResponseReturnValue:
    """The receipt of one version (the last one unless asked otherwise)."""
    number = request.args.get("version", type=int)
    page = read_receipt(current_service(), actor=me(), week=week, number=number)
    if page is None:
        abort(404)
    return render_template("declare/receipt.html", page=page, adviser=page.person.adviser)


@blueprint.route("/declarer/<week:week>/retirer", methods=["GET", "POST"])
@requires(Permission.DECLARE_OWN_WEEK, about=Myself)
def withdraw(week: Week) -> ResponseReturnValue:
    """Take the week back, after one question."""
    if request.method == "POST":
        number = request.form.get("version", default=0, type=int)
        keeping.withdraw_week(current_service(), actor=me(), week=week, number=number)
        return redirect(url_for("own.week", week=week), 303)
    page = read_sent(current_service(), actor=me(), week=week)
    if page is None or page.declaration.current is None:
        raise RuleBroken(Reason.NOTHING_TO_WITHDRAW)
    return render_template("declare/withdraw.html", page=page, adviser=page.person.adviser)
