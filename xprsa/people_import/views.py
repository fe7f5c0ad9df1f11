"""The pages of an import: choose a file, see what it would change, confirm."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from xprsa.domain.permission import Permission
from xprsa.people_import import service
from xprsa.people_import.columns import COLUMNS, template
from xprsa.people_import.forms import LARGEST_FILE, ConfirmForm, UploadForm
from xprsa.people_import.records import FileRefused
from xprsa.people_import.sealed_upload import NotHeld, open_file, seal_file
from xprsa.people_import.service import ImportCounts, Report
from xprsa.storage.database import Collision
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.who import me

blueprint = Blueprint("people_import", __name__)

MOST_SHOWN = 200  # errors listed on a page
_LARGEST_BODY = {  # bytes; a file sealed in a page weighs up to 16/9 of itself
    "people_import.upload": LARGEST_FILE + 64 * 1024,
    "people_import.confirm": 2 * LARGEST_FILE,
}


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Raise the limit of a body for the two pages that take a file, before anything reads it."""
    largest = _LARGEST_BODY.get(endpoint or "")
    if largest and request.method == "POST":
        request.max_content_length = largest
        request.max_form_memory_size = largest


@blueprint.route("/gestion/personnes/importer", methods=["GET", "POST"])
@requires(Permission.IMPORT_PEOPLE)
def upload() -> ResponseReturnValue:
    """Choose a file, then see what it would change."""
    form = UploadForm(CombinedMultiDict((request.files, request.form)))
    if request.method == "POST" and form.validate():
        try:
            report = service.preview(current_service(), territory=g.territory, content=form.content)
        except FileRefused as refused:
            say(form.file, str(refused))
        else:
            return _preview(report, form.content), HTTPStatus.OK
    return _upload(form)


@blueprint.post("/gestion/personnes/importer/confirmer")
@requires(Permission.IMPORT_PEOPLE)
def confirm() -> ResponseReturnValue:
    """Import what was previewed; show the preview again when a row is refused meanwhile."""
    form, again = ConfirmForm(request.form), UploadForm()
    try:
        content = open_file(current_service().keyring, form.held.data or "", account=me().account)
    except NotHeld:
        say(again.file, "Cet aperçu n’est plus lisible. Choisissez le fichier de nouveau.")
        return _upload(again)
    if not form.validate():
        report = service.preview(current_service(), territory=g.territory, content=content)
        return _preview(report, content, problems=form.problems), 422
    try:
        report = service.import_people(
            current_service(),
            territory=g.territory,
            content=content,
            actor=me().account,
            only_good=form.rows.data == ConfirmForm.ONLY_GOOD,
        )
    except Collision:
        say(again.file, "Un autre import vient d’avoir lieu. Choisissez le fichier de nouveau.")
        return _upload(again, status=HTTPStatus.CONFLICT)
    if not report.is_kept:
        return _preview(report, content), HTTPStatus.CONFLICT
    return redirect(f"{url_for('.imported')}?{urlencode(asdict(report.counts))}", HTTPStatus.SEE_OTHER)


@blueprint.get("/gestion/personnes/importees")
@requires(Permission.IMPORT_PEOPLE)
def imported() -> ResponseReturnValue:
    """Say what was imported; the counts stand in the address."""
    counts = ImportCounts(
        *(max(0, request.args.get(field.name, 0, type=int)) for field in fields(ImportCounts)),
    )
    return render_template("people_import/imported.html", counts=counts)


@blueprint.get("/gestion/personnes/modele.csv")
@requires(Permission.IMPORT_PEOPLE)
def model() -> ResponseReturnValue:
    """Give the empty file to fill in."""
    answer = Response(template(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="personnes.csv"'
    return answer


def _upload(form: UploadForm, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> ResponseReturnValue:
    page = render_template("people_import/upload.html", form=form, columns=COLUMNS.values())
    return page, status if form.errors else HTTPStatus.OK


def _preview(report: Report, content: bytes, *, problems: Mapping[str, str] | None = None) -> str:
    return render_template(
        "people_import/preview.html",
        report=report,
        problems=problems,
        errors=report.errors[:MOST_SHOWN],
        more=max(0, len(report.errors) - MOST_SHOWN),
        held=seal_file(current_service().keyring, content, account=me().account),
        choices=ConfirmForm,
    )
