"""The pages on which an adviser notes a call or a visit, and corrects what was noted."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.review.filtering import ListFilter
from xprsa.review.note_forms import NoteForm
from xprsa.review.note_reading import read_notes
from xprsa.review.noting import correct_note, note_contact, undo_note
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.who import me, open_file, opened_file, subject

blueprint = Blueprint("notes", __name__)


@blueprint.route("/portefeuille/<uuid:person>/appels", methods=["GET", "POST"])
@requires(Permission.NOTE_CONTACT, about=PersonInPath)
def notes(person: UUID) -> ResponseReturnValue:
    """Note a call or a visit; read those that were noted."""
    form = NoteForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            seen = str(form.seen.data)
            note_contact(current_service(), actor=me(), person=subject().person, said=form.said, seen=seen)
        except RuleBroken as broken:
            if broken.reason is Reason.NOTED_SINCE:
                return _notes_page(form, code=409)
            if not form.explain(broken):
                raise
        else:
            return redirect(url_for(".notes", person=person, **_query()), 303)
    return _notes_page(form, code=422 if form.errors else 200)


@blueprint.route("/portefeuille/<uuid:person>/appels/<uuid:note>", methods=["GET", "POST"])
@requires(Permission.NOTE_CONTACT, about=PersonInPath)
def note(person: UUID, note: UUID) -> ResponseReturnValue:
    """Correct a note; what it said before stays readable."""
    form = NoteForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            _correct(note, form)
        except RuleBroken as broken:
            if broken.reason is Reason.NOTED_SINCE:
                return _note_page(note, form, code=409)
            if not form.explain(broken):
                raise
        else:
            return redirect(url_for(".notes", person=person, **_query()), 303)
    return _note_page(note, form, code=422 if form.errors else 200)


@blueprint.post("/portefeuille/<uuid:person>/appels/<uuid:note>/annuler")
@requires(Permission.NOTE_CONTACT, about=PersonInPath)
def undo(person: UUID, note: UUID) -> ResponseReturnValue:
    """Take back what was just noted."""
    try:
        undo_note(current_service(), actor=me(), person=subject().person, note=note)
    except LookupError:
        abort(404)
    return redirect(url_for(".notes", person=person, **_query()), 303)


def _correct(note: UUID, form: NoteForm) -> None:
    try:
        correct_note(
            current_service(),
            actor=me(),
            person=subject().person,
            note=note,
            said=form.said,
            seen=form.version_read,
        )
    except LookupError:
        abort(404)


def _query() -> dict[str, Any]:
    return ListFilter.of(request.args).query


def _notes_page(form: NoteForm, *, code: int) -> ResponseReturnValue:
    """Show the page as it is now, with what was typed."""
    if request.method == "POST":
        open_file()
    page = read_notes(current_service(), actor=me(), file=opened_file())
    shown = ListFilter.of(request.args)
    return render_template("review/notes.html", page=page, form=form, shown=shown, stale=code == 409), code


def _note_page(note: UUID, form: NoteForm, *, code: int) -> ResponseReturnValue:
    if request.method == "POST":
        open_file()
    page = read_notes(current_service(), actor=me(), file=opened_file())
    found = page.note(note)
    if found is None:
        abort(404)
    if request.method == "GET":
        form = NoteForm(request.form, found)
    shown = ListFilter.of(request.args)
    return render_template(
        "review/note.html", page=page, note=found, form=form, shown=shown, stale=code == 409
    ), code
