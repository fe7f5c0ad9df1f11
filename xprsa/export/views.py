"""Pages of exporters: start a run, follow it, take it away; and the schemas, open to all."""

from http import HTTPStatus
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.domain.territory import Territory
from xprsa.export import service
from xprsa.export.archive import zip_of
from xprsa.export.demands import CannotAsk
from xprsa.export.forms import RunForm
from xprsa.export.manifest import run_name, signing_keys
from xprsa.export.words import FAILURES, FORM_TITLES, STATES, documents_of, file_of, run_label
from xprsa.running import journal
from xprsa.running.kept_runs import is_kept
from xprsa.scoring.audit_keys import AUDIT_KEYS_FILE, audit_keys
from xprsa.scoring.schemas import published
from xprsa.storage.export_runs import Run
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("export", __name__)
_KEYS_FILE, _JOURNAL_FILE = "xprsa.keys.json", "xprsa.journal.json"


@blueprint.route("/gestion/exports", methods=["GET", "POST"])
@requires(Permission.RUN_EXPORT)
def runs() -> ResponseReturnValue:
    """List the territory's runs, and start one."""
    purposes, known = service.purposes(current_service(), me()), service.runs(current_service(), me())
    form = RunForm(
        request.form,
        purposes=purposes,
        this_week=current_service().this_week(_territory()),
        earlier=tuple(filter(service.may_be_followed, known)),
    )
    if request.method == "POST" and form.validate():
        try:
            run = service.ask(current_service(), actor=me(), request=form.request)
        except CannotAsk as refused:
            form.refuse(refused.why)
        else:
            return redirect(url_for(".follow", run=run.public_id), HTTPStatus.SEE_OTHER)
    page = render_template(
        "export/runs.html", form=form, purposes=purposes, runs=known, states=STATES, documents_of=documents_of
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.get("/gestion/exports/<uuid:run>")
@requires(Permission.RUN_EXPORT)
def follow(run: UUID) -> ResponseReturnValue:
    """Show how far a run is."""
    found = _run(run)
    kept = is_kept(current_service(), found)
    since = service.since_of(current_service(), found)
    return render_template(
        "export/follow.html",
        run=found,
        kept=kept,
        states=STATES,
        failures=FAILURES,
        file_of=file_of,
        since=since,
        run_label=run_label,
        documents_of=documents_of,
    )


@blueprint.get("/gestion/exports/<uuid:run>/archive.zip")
@requires(Permission.RUN_EXPORT)
def archive(run: UUID) -> ResponseReturnValue:
    """Send a run that left as one archive."""
    found = _run(run)
    directory = service.take_away(current_service(), actor=me(), run=found)
    if directory is None:
        abort(HTTPStatus.NOT_FOUND)
    answer = Response(zip_of(directory), mimetype="application/zip")
    name = run_name(found, _territory().code)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer


@blueprint.get("/schemas/")
@open_to_all
def schemas() -> ResponseReturnValue:
    """The published forms, and the keys."""
    return render_template(
        "export/schemas.html",
        names=(*published(), AUDIT_KEYS_FILE, _KEYS_FILE, _JOURNAL_FILE),
        titles=FORM_TITLES,
    )


@blueprint.get("/schemas/<name>")
@open_to_all
def schema(name: str) -> ResponseReturnValue:
    """Give a published schema, the public keys that verify what was signed, or the seals of the journal.

    The keys of audits are the project's, the same at every service; the others are this one's.
    """
    if name == _KEYS_FILE:
        return Response(signing_keys(current_service().keyring), mimetype="application/json")
    if name == _JOURNAL_FILE:
        return Response(journal.published(current_service()), mimetype="application/json")
    if name == AUDIT_KEYS_FILE:
        return Response(audit_keys(), mimetype="application/json")
    schemas = published()
    if name not in schemas:
        abort(HTTPStatus.NOT_FOUND)
    return Response(schemas[name], mimetype="application/schema+json")


def _run(public_id: UUID) -> Run:
    """Give a run of the exporter's territory; anybody else's does not exist."""
    found = service.find(current_service(), public_id, territory=me().territory)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _territory() -> Territory:
    return cast(Territory, g.territory)
