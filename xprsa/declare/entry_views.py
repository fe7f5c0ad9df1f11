"""The pages on which staff type a week that somebody told them; whose week it is stands on top of each."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.declare import entering, service
from xprsa.declare.entry_form import EntryForm, FileForm
from xprsa.declare.giving_back import given_back, refused
from xprsa.declare.proposing import readings
from xprsa.declare.reading import WeekPage
from xprsa.declare.receipt_reading import read_receipt
from xprsa.domain.declaration import Channel
from xprsa.domain.permission import Permission
from xprsa.domain.person import Beneficiary
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.told import Told
from xprsa.domain.week import Week
from xprsa.storage.files import File
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.forms import say, typed_fields
from xprsa.web.who import me, open_file, opened_file, subject

blueprint = Blueprint("entry", __name__)

_CONFLICTS = {Reason.STALE_VERSION, Reason.KEY_REUSED}
_PAGE_BUTTONS = ("save", "add", "remove", "means")
_SHUT = "L’accès de cette personne est fermé. Plus aucune semaine ne s’écrit pour elle."


@blueprint.route("/pour", methods=["GET", "POST"])
@requires(Permission.FIND_FILE)
def find() -> ResponseReturnValue:
    """Whose week is told: by the number of the file."""
    form = FileForm(request.form)
    found: tuple[tuple[Beneficiary, str], ...] = ()
    if request.method == "POST" and form.validate():
        found = entering.find_files(
            current_service(), actor=me(), file_reference=form.file_reference.data.strip()
        )
        if len(found) == 1:
            return redirect(url_for(".weeks", person=found[0][0].account.public_id), 303)
        if not found:
            say(form.file_reference, "Aucun dossier de votre organisme ne porte ce numéro. Vérifiez-le.")
    return render_template("declare/entry_find.html", form=form, found=found), 422 if form.errors else 200


@blueprint.get("/pour/<uuid:person>")
@requires(Permission.ENTER_WEEK, about=PersonInPath)
def weeks(person: UUID) -> ResponseReturnValue:  # noqa: ARG001 # `subject()` holds who it is
    """The weeks of a person that can be typed now."""
    file = _file()
    found = entering.open_weeks(current_service(), actor=me(), file=file)
    return render_template("declare/entry_weeks.html", person=file.person, weeks=found)


@blueprint.route("/pour/<uuid:person>/declarer/<week:week>", methods=["GET", "POST"])
@requires(Permission.ENTER_WEEK, about=PersonInPath)
def week(person: UUID, week: Week) -> ResponseReturnValue:
    """Type the week as it is told, on the person's own form."""
    if request.method == "POST":
        open_file()
        if _is_shut():
            return given_back(week, _SHUT, code=404, back=url_for(".find"))
    try:
        page = _read(week)
    except RuleBroken as broken:
        if request.method == "GET":
            raise
        return refused(week, broken, back=_back())
    standing = page.declaration
    if request.method == "GET":
        first = entering.typed_first(page, actor=me()).as_fields()
        return _form_page(page, EntryForm.on(standing, first, {}))
    form = EntryForm.on(standing, typed_fields(request), request.form)
    if any(button in request.form for button in _PAGE_BUTTONS):
        return _form_page(page, form)  # nothing is kept until it is sent
    return _send(person, page, form)


def _file() -> File:
    """Give the file of the person; a closed account takes no week."""
    if _is_shut():
        abort(404)
    return opened_file()


def _is_shut() -> bool:
    return opened_file().person.account.disabled_at is not None


def _back() -> str:
    return url_for(".weeks", person=opened_file().person.account.public_id)


def _read(week: Week) -> WeekPage:
    """Read the week for the form.

    :raises RuleBroken: when it is not open, or the reader may not read what stands.
    """
    page = entering.read_week_told(current_service(), actor=me(), file=_file(), week=week)
    current_service().check_open(week, territory=me().territory)
    return page


def _send(person: UUID, page: WeekPage, form: EntryForm) -> ResponseReturnValue:
    if form.validate():
        try:
            number = service.submit_week(
                current_service(),
                actor=me(),
                week=page.week,
                content=form.content,
                based_on=form.typed.base,
                key=form.idempotency_key,
                told=Told(subject().person, Channel(form.channel.data)),
            )
        except RuleBroken as broken:
            if broken.reason in _CONFLICTS:
                return _conflict(page.week, form)
            if not form.explain(broken):
                return refused(page.week, broken, back=_back())
        else:
            return redirect(url_for(".receipt", person=person, week=page.week, version=number), 303)
    return _form_page(page, form), 422


def _form_page(page: WeekPage, form: EntryForm) -> str:
    return render_template(
        "declare/entry_week.html",
        page=page,
        typed=form.typed,
        readings=readings(form.typed),
        form=form,
        problems=form.problems,
        key=form.idempotency_key,
        reasons=REASON_LABELS,
    )


def _conflict(week: Week, form: EntryForm) -> ResponseReturnValue:
    """Show both texts as they stand now, with a fresh key: neither is lost, and there is a way on."""
    try:
        page = _read(week)
    except RuleBroken as broken:
        return refused(week, broken, back=_back())
    fields = form.correcting(page.declaration.shown)
    return render_template(
        "declare/conflict.html",
        page=page,
        mine=form.content,
        pairs=[(name, value) for name, values in fields.items() for value in values],
        address=url_for(".week", person=page.person.account.public_id, week=week),
        back=_back(),
    ), 409


@blueprint.get("/pour/<uuid:person>/declarer/<week:week>/recu")
@requires(Permission.ENTER_WEEK, about=PersonInPath)
def receipt(person: UUID, week: Week) -> ResponseReturnValue:  # noqa: ARG001 # `subject()` holds who it is
    """The receipt to print for the person: of what this member of staff typed, and of nothing else."""
    number = request.args.get("version", type=int)
    page = read_receipt(current_service(), actor=me(), week=week, number=number, person=_file().person.id)
    if page is None or page.version.entered_by != me().account:
        abort(404)
    return render_template("declare/entry_receipt.html", page=page)
