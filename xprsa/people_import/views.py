"""The pages of an import: choose a file, name its columns, see what it would change, confirm."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from xprsa.domain.permission import Permission
from xprsa.people_import import service
from xprsa.people_import.columns import COLUMNS, REQUIRED, template
from xprsa.people_import.doubts import Sure
from xprsa.people_import.forms import LARGEST_FILE, TOO_LARGE, ColumnsForm, ConfirmForm, UploadForm
from xprsa.people_import.people_file import titles_in
from xprsa.people_import.records import FileRefused
from xprsa.people_import.sealed_upload import (
    Done,
    NotHeld,
    Upload,
    open_done,
    open_file,
    seal_done,
    seal_file,
)
from xprsa.people_import.service import Report
from xprsa.people_import.titles import BY_THEIR_NAMES, TitlesUnclear
from xprsa.people_import.unfollowed import unfollowed
from xprsa.storage.database import Collision
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.who import me

blueprint = Blueprint("people_import", __name__)

MOST_SHOWN = 200  # errors, or people, listed on a page
IMPORTED_SINCE = "Quelqu’un d’autre a importé depuis cet aperçu. Relisez-le, puis importez."
IMPORTED_AT_ONCE = "Un autre import vient d’avoir lieu. Choisissez le fichier de nouveau."
LOST = "Cet aperçu n’est plus lisible. Choisissez le fichier de nouveau."
_LARGEST_BODY = {  # bytes; a file sealed in a page weighs up to 16/9 of itself
    "people_import.upload": LARGEST_FILE + 64 * 1024,
    "people_import.name_columns": 2 * LARGEST_FILE,
    "people_import.confirm": 2 * LARGEST_FILE,
}


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Raise the limit of a body for the pages that take a file, before anything reads it."""
    largest = _LARGEST_BODY.get(endpoint or "")
    if largest and request.method == "POST":
        request.max_content_length = largest
        request.max_form_memory_size = largest


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that the file is too large, and the way."""
    return _upload_again(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@blueprint.route("/gestion/personnes/importer", methods=["GET", "POST"])
@requires(Permission.IMPORT_PEOPLE)
def upload() -> ResponseReturnValue:
    """Choose a file, then see what it would change."""
    form = UploadForm(CombinedMultiDict((request.files, request.form)))
    if request.method == "POST" and form.validate():
        return _read(Upload(form.content, BY_THEIR_NAMES))
    return _upload(form)


@blueprint.post("/gestion/personnes/importer/colonnes")
@requires(Permission.IMPORT_PEOPLE)
def name_columns() -> ResponseReturnValue:
    """Ask what the columns of a file are, or read it again once they are named by hand."""
    held = _held()
    if held is None:
        return _upload_again(LOST)
    if chosen := ColumnsForm.chosen(request.form):
        return _read(Upload(held.content, chosen))
    return _columns(ColumnsForm.of(titles_in(held.content, chosen=held.chosen)), held), HTTPStatus.OK


@blueprint.post("/gestion/personnes/importer/confirmer")
@requires(Permission.IMPORT_PEOPLE)
def confirm() -> ResponseReturnValue:
    """Import what was previewed; show the preview again when a row is refused meanwhile."""
    form, held, sure = ConfirmForm(request.form), _held(), ConfirmForm.sure(request.form)
    if held is None:
        return _upload_again(LOST)
    if not form.validate():
        return _read(held, problems=form.problems)
    if held.seen != _imported_by_others():
        return _read(held, problems={"rows": IMPORTED_SINCE}, sure=sure)
    try:
        report = service.import_people(
            current_service(),
            territory=g.territory,
            content=held.content,
            chosen=held.chosen,
            actor=me().account,
            only_good=form.rows.data == ConfirmForm.ONLY_GOOD,
            sure=sure,
        )
    except Collision:
        return _upload_again(IMPORTED_AT_ONCE, HTTPStatus.CONFLICT)
    if not report.is_kept:
        return _read(held, problems=_unconfirmed(report, sure), sure=sure)
    return _go_on(Done(report.counts, report.number))


def _go_on(done: Done) -> ResponseReturnValue:
    """Lead to the page that says what was imported: it stands sealed in the address."""
    sealed = seal_done(current_service().keyring, done, account=me().account)
    return redirect(url_for(".imported", bilan=sealed), HTTPStatus.SEE_OTHER)


@blueprint.get("/gestion/personnes/importees")
@requires(Permission.IMPORT_PEOPLE)
def imported() -> ResponseReturnValue:
    """Say what was imported, to whoever did it: the counts stand sealed in the address."""
    try:
        done = open_done(current_service().keyring, request.args.get("bilan", ""), account=me().account)
    except NotHeld:
        return redirect(url_for(".upload"), HTTPStatus.SEE_OTHER)
    return render_template("people_import/imported.html", counts=done.counts, number=done.number)


@blueprint.get("/gestion/personnes/ressemblances")
@requires(Permission.IMPORT_PEOPLE)
def alike() -> ResponseReturnValue:
    """Show organisations and files that are alike: they go on as they are."""
    organisations, files = service.alike(current_service(), territory=g.territory)
    return render_template("people_import/alike.html", organisations=organisations, files=files)


@blueprint.get("/gestion/personnes/sans-referent")
@requires(Permission.IMPORT_PEOPLE)
def without_adviser() -> ResponseReturnValue:
    """Show whom nobody follows: they are in no caseload."""
    people, many = unfollowed(current_service(), actor=me(), most=MOST_SHOWN)
    return render_template(
        "people_import/without_adviser.html",
        people=people,
        more=many - len(people),
        everywhere=me().leads_territory,
    )


@blueprint.get("/gestion/personnes/modele.csv")
@requires(Permission.IMPORT_PEOPLE)
def model() -> ResponseReturnValue:
    """Give the empty file to fill in."""
    answer = Response(template(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="personnes.csv"'
    return answer


def _held() -> Upload | None:
    """Give the file that the page holds; None when this account did not send it."""
    try:
        return open_file(current_service().keyring, request.form.get("held", ""), account=me().account)
    except NotHeld:
        return None


def _read(
    held: Upload, *, problems: Mapping[str, str] | None = None, sure: Sure | None = None
) -> ResponseReturnValue:
    """Show what a file would change, or ask what its columns are, or say why it cannot be read.

    :param sure: what was confirmed of a file that was not imported: it stays ticked.
    """
    held = replace(held, seen=_imported_by_others())
    try:
        report = service.preview(
            current_service(), territory=g.territory, content=held.content, chosen=held.chosen
        )
    except TitlesUnclear as unclear:
        if len(unclear.titles) < len(REQUIRED):
            return _upload_again(str(unclear))
        form = ColumnsForm.of(unclear.titles)
        say(form.held, str(unclear))
        return _columns(form, held), HTTPStatus.UNPROCESSABLE_ENTITY
    except FileRefused as refused:
        return _upload_again(str(refused))
    page = _preview(report, held, problems=problems, sure=sure)
    if sure is not None:
        return page, HTTPStatus.CONFLICT
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK


def _imported_by_others() -> str:
    return service.imported_by_others(current_service(), territory=g.territory, actor=me().account)


def _unconfirmed(report: Report, sure: Sure) -> dict[str, str]:
    """Say what still waits for a confirmation, by id of its field on the page."""
    problems = {}
    if report.accident:
        problems["many"] = "Cochez la case, si toutes ces personnes changent vraiment."
    if report.new_organisations and not sure.organisations:
        problems["organisations"] = "Des organismes sont nouveaux. Cochez la case, ou corrigez leur nom."
    return problems


def _upload_again(problem: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> ResponseReturnValue:
    form = UploadForm()
    say(form.file, problem)
    return _upload(form, status=status)


def _upload(form: UploadForm, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> ResponseReturnValue:
    page = render_template("people_import/upload.html", form=form, columns=COLUMNS.values())
    return page, status if form.errors else HTTPStatus.OK


def _columns(form: ColumnsForm, held: Upload) -> str:
    return render_template("people_import/name_columns.html", form=form, held=_sealed(held))


def _preview(
    report: Report, held: Upload, *, problems: Mapping[str, str] | None = None, sure: Sure | None = None
) -> str:
    return render_template(
        "people_import/preview.html",
        report=report,
        problems=problems,
        sure=sure,
        errors=report.errors[:MOST_SHOWN],
        more=max(0, len(report.errors) - MOST_SHOWN),
        held=_sealed(held),
        choices=ConfirmForm,
    )


def _sealed(held: Upload) -> str:
    return seal_file(current_service().keyring, held, account=me().account)
