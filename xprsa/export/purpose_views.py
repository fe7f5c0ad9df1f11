"""The manager's pages of purposes: see what is open, write a card, open, close."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.export import purposes as service
from xprsa.export.purpose_forms import CardForm
from xprsa.export.words import (
    ALREADY_CLOSED,
    ALREADY_OPEN,
    CARD_CHANGED,
    ONCE_CLOSED,
    ONCE_OPEN,
    OTHER_CARD,
    card_in_words,
)
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.errors import sentence_page
from xprsa.web.forms import say
from xprsa.web.who import me

blueprint = Blueprint("purposes", __name__)


@blueprint.get("/gestion/finalites")
@requires(Permission.OPEN_PURPOSE)
def listed() -> ResponseReturnValue:
    """Every purpose, and whether it is open."""
    known = service.ever_open(current_service(), territory=me().territory)
    return render_template("export/purposes.html", purposes=Purpose, known=known)


@blueprint.route("/gestion/finalites/<purpose:code>", methods=["GET", "POST"])
@requires(Permission.OPEN_PURPOSE)
def purpose(code: Purpose) -> ResponseReturnValue:
    """An open purpose with its card; a shut one with the card to write, then to read in words."""
    known = _known(code)
    if known is not None and known.is_open:
        if request.method == "GET":
            return _open_page(known, late="")
        return _open_page(known, late=ALREADY_OPEN, written=CardForm(request.form, purpose=code).written)
    form = CardForm(request.form, purpose=code, known=known)
    if request.method == "POST" and "correct" not in request.form and form.validate():
        words = card_in_words(form.card)
        return render_template("export/purpose_opening.html", form=form, words=words, once_open=ONCE_OPEN)
    return _card_page(form)


@blueprint.post("/gestion/finalites/<purpose:code>/ouvrir")
@requires(Permission.OPEN_PURPOSE)
def open_(code: Purpose) -> ResponseReturnValue:
    """Open the purpose with the card that was shown."""
    form = CardForm(request.form, purpose=code)
    if not form.validate():
        return _card_page(form)
    try:
        service.open_purpose(
            current_service(),
            form.card,
            territory=me().territory,
            actor=me().account,
            seen=form.seen.data,
        )
    except service.AlreadyOpen:
        known = _known(code)
        if known is None or known.usable_card != form.card:
            return purpose(code)
    except service.PurposeChanged:
        return _card_anew(form)
    return redirect(url_for(".purpose", code=code), HTTPStatus.SEE_OTHER)


@blueprint.post("/gestion/finalites/<purpose:code>/fermer")
@requires(Permission.OPEN_PURPOSE)
def close(code: Purpose) -> ResponseReturnValue:
    """Close the purpose with the card that was shown."""
    seen = request.form.get("seen", "")
    try:
        service.close_purpose(
            current_service(), code, territory=me().territory, seen=seen, actor=me().account
        )
    except service.NotOpen:
        known = _known(code)
        if known is None or known.digest != seen:
            return sentence_page(code.terms.label, ALREADY_CLOSED, HTTPStatus.CONFLICT)
    except service.PurposeChanged:
        known = _known(code)
        return _open_page(known, late=CARD_CHANGED) if known else redirect(url_for(".listed"))
    return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)


def _known(code: Purpose) -> TerritoryPurpose | None:
    return service.ever_open(current_service(), territory=me().territory).get(code)


def _open_page(
    known: TerritoryPurpose, *, late: str, written: tuple[tuple[str, str], ...] = ()
) -> ResponseReturnValue:
    """Show an open purpose with its card.

    :param late: what somebody else did meanwhile.
    :param written: the card that was typed meanwhile.
    """
    card = known.usable_card
    page = render_template(
        "export/purpose_open.html",
        purpose=known,
        words=card_in_words(card) if card else (),
        once_closed=ONCE_CLOSED,
        late=late,
        written=written,
    )
    return page, HTTPStatus.CONFLICT if late else HTTPStatus.OK


def _card_anew(form: CardForm) -> ResponseReturnValue:
    """Give back the card that was typed: it was written over another that stands no more."""
    known = _known(form.purpose)
    form.seen.data = known.digest if known else ""
    say(form.recipient, OTHER_CARD)
    return render_template("export/purpose_card.html", form=form), HTTPStatus.CONFLICT


def _card_page(form: CardForm) -> ResponseReturnValue:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("export/purpose_card.html", form=form), status
