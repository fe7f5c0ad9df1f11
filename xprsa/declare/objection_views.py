"""Where « je ne veux pas être noté » is said: by the person, or by staff to whom the person says it."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from xprsa.declare import objecting
from xprsa.domain.permission import Permission
from xprsa.web.access import Myself, PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.forms import PageForm
from xprsa.web.who import me, open_file, opened_file

blueprint = Blueprint("objection", __name__)

_REFUSES, _ACCEPTS = "y", "n"


class ObjectionForm(PageForm):
    """What a person says of being scored; what they said before is not shown to whoever types it."""

    objects = RadioField(
        "Que vous dit la personne\u00a0?",
        choices=[
            SelectChoice(_REFUSES, label="Elle ne veut pas être notée"),
            SelectChoice(_ACCEPTS, label="Elle veut bien être notée"),
        ],
        validators=[InputRequired("Choisissez ce que la personne vous dit.")],
    )


@blueprint.post("/mes-donnees/notation")
@requires(Permission.REFUSE_SCORES, about=Myself)
def own() -> ResponseReturnValue:
    """Say « je ne veux pas être noté », or take it back: one tap each."""
    match request.form.get("objects"):
        case "y":
            objecting.object_to_scores(current_service(), actor=me(), person=me().account)
        case "n":
            objecting.take_objection_back(current_service(), actor=me(), person=me().account)
    return redirect(url_for("own.data", _anchor="notation"), 303)


@blueprint.route("/pour/<uuid:person>/notation", methods=["GET", "POST"])
@requires(Permission.ENTER_WEEK, about=PersonInPath)
def told(person: UUID) -> ResponseReturnValue:
    """Type what a person says of being scored, who comes by phone, on paper or to the desk."""
    form = ObjectionForm(request.form)
    if request.method == "POST":
        open_file()
    about = opened_file().person
    if about.account.disabled_at is not None:
        abort(404)
    if request.method == "POST" and form.validate():
        say = {_REFUSES: objecting.object_to_scores, _ACCEPTS: objecting.take_objection_back}
        say[form.objects.data](current_service(), actor=me(), person=about.id)
        return redirect(url_for(".told", person=person, note=1), 303)
    page = render_template("declare/entry_objection.html", form=form, person=about)
    return page, 422 if form.errors else 200
