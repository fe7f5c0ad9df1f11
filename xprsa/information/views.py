"""Pages that anybody may read, and the pages where a manager words them."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.information import service
from xprsa.information.forms import AppearanceForm, PageTextForm
from xprsa.information.markup import rendered
from xprsa.information.pages import TITLES, InformationPage, starting_text
from xprsa.information.theme import theme_sheet
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("information", __name__)
_PAGE = "<any('mes-droits', 'aide', 'accessibilite', 'mentions-legales'):page>"
_A_DAY = 24 * 3600  # seconds


@blueprint.get(f"/{_PAGE}")
@open_to_all
def show(page: str) -> ResponseReturnValue:
    """Show one page in the territory's words."""
    which, territory = InformationPage(page), g.territory
    text = service.text_now(current_service(), territory, which) if territory else starting_text(which)
    body = rendered(text, service.facts(current_service(), territory, text=text))
    services = current_service().territories() if territory is None and which is InformationPage.HELP else ()
    return render_template("information/show.html", title=TITLES[which], body=body, services=services)


@blueprint.get("/theme/<code>.css")
@open_to_all
def theme(code: str) -> ResponseReturnValue:
    """Give the colour of a territory as a stylesheet; its address changes with the colour."""
    colours = {territory.code: territory.theme.colour for territory in current_service().territories()}
    if code not in colours:
        abort(HTTPStatus.NOT_FOUND)
    sheet = Response(theme_sheet(colours[code]), mimetype="text/css")
    sheet.cache_control.public = True
    sheet.cache_control.max_age = _A_DAY
    return sheet


@blueprint.get("/gestion/pages")
@requires(Permission.SET_TERRITORY)
def pages() -> ResponseReturnValue:
    """List what a manager can word."""
    return render_template("information/pages.html", titles=TITLES)


@blueprint.get(f"/gestion/pages/{_PAGE}")
@requires(Permission.SET_TERRITORY)
def edit(page: str) -> ResponseReturnValue:
    """Show the words of a page in a form."""
    form = PageTextForm()
    form.body.data = service.text_now(current_service(), g.territory, InformationPage(page))
    return _editor(InformationPage(page), form)


@blueprint.post(f"/gestion/pages/{_PAGE}")
@requires(Permission.SET_TERRITORY)
def word(page: str) -> ResponseReturnValue:
    """Word a page; when somebody else was faster, keep both texts on the screen."""
    which, form = InformationPage(page), PageTextForm(request.form)
    if not form.validate():
        return _editor(which, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.rewrite(current_service(), actor=me(), page=which, body=form.body.data, read=form.read_at)
    except service.TextChanged:
        other = service.text_now(current_service(), g.territory, which)
        return _editor(which, form, other=other), HTTPStatus.CONFLICT
    return redirect(url_for(".show", page=page), HTTPStatus.SEE_OTHER)


def _editor(page: InformationPage, form: PageTextForm, *, other: str = "") -> str:
    """Show the form; it will replace the text that serves now, unless a field is to be corrected first."""
    if not form.errors:
        own = service.own_text(current_service(), g.territory, page)
        form.read.data = own.changed_at.isoformat() if own else ""
    return render_template("information/edit.html", page=page, title=TITLES[page], form=form, other=other)


@blueprint.route("/gestion/apparence", methods=["GET", "POST"])
@requires(Permission.SET_TERRITORY)
def appearance() -> ResponseReturnValue:
    """Dress the pages: name, short mark, colour."""
    form, theme, other = AppearanceForm(request.form, obj=g.territory.theme), g.territory.theme, None
    status = HTTPStatus.OK
    if request.method == "POST" and form.validate():
        try:
            service.dress(current_service(), actor=me(), theme=form.theme, seen=form.theme_seen)
        except service.TextChanged:
            other = theme = current_service().territory(me().territory).theme
            status = HTTPStatus.CONFLICT
        else:
            return redirect(url_for(".pages"), HTTPStatus.SEE_OTHER)
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        form.replaces(theme)
    return render_template("information/appearance.html", form=form, other=other), status
