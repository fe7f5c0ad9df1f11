"""The pages of an adviser: the caseload, a person, a week to read and decide of."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.caseload import STATUS_WEEKS
from xprsa.domain.permission import Permission
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.review import service
from xprsa.review.forms import ADDRESSES, CountTogetherForm, DecisionForm, group_asked
from xprsa.review.listing import read_listing
from xprsa.review.reading import read_person, read_review
from xprsa.review.service import CountedTogether
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.requests import week_asked
from xprsa.web.strip import draw
from xprsa.web.who import me, open_file, opened_file, subject

blueprint = Blueprint("review", __name__)

_CONFLICTS = {
    Reason.STALE_VERSION,
    Reason.NOT_SENT,
    Reason.LINE_GONE,
    Reason.SAID_SINCE,
    Reason.ANOTHER_READER,
}


@blueprint.route("/portefeuille", methods=["GET", "POST"])
@requires(Permission.LIST_CASELOAD)
def caseload() -> ResponseReturnValue:
    """Everybody the adviser follows, in groups, oldest waiting first; a name sought is never an address."""
    group = group_asked(request.args.get("groupe", ""))
    search = request.form.get("cherche", "").strip()
    service.note_listing(current_service(), actor=me())
    return render_template(
        "review/caseload.html",
        listing=read_listing(current_service(), actor=me(), group=group, search=search),
        group=group,
        search=search,
        addresses=ADDRESSES,
        done=_read_done(request.args.get("fait", "")),
    )


@blueprint.route("/portefeuille/compter/<week:week>", methods=["POST"])
@requires(Permission.COUNT_PLAIN_WEEKS)
def count_together(week: Week) -> ResponseReturnValue:
    """Count the weeks that raise no question."""
    form = CountTogetherForm(request.form)
    done = service.count_plain_weeks(current_service(), actor=me(), week=week, read=form.read.data or {})
    return redirect(url_for(".caseload", fait=_write_done(done)), 303)


def _write_done(done: CountedTogether) -> str:
    """Write what was done into an address that nobody else can make."""
    return current_service().keyring.seal(f"counted {me().account} {done.counted} {done.changed}")


def _read_done(sealed: str) -> CountedTogether | None:
    """Read what was done, as `_write_done` wrote it for the same account; None for anything else."""
    try:
        what, account, counted, changed = current_service().keyring.open(sealed).split()
    except ValueError:
        return None
    mine = what == "counted" and int(account) == me().account
    return CountedTogether(int(counted), int(changed)) if mine else None


@blueprint.route("/portefeuille/<uuid:person>")
@requires(Permission.READ_PERSON, about=PersonInPath)
def person(person: UUID) -> ResponseReturnValue:  # noqa: ARG001 # `subject()` holds who it is
    """One person: how to reach them, what was signed, twelve weeks."""
    this = current_service().this_week(current_service().territory(me().territory))
    last = week_asked(newest=this)
    page = read_person(current_service(), actor=me(), file=opened_file(), last=last)
    asked = {entry.week for entry in page.weeks if entry.not_asked is None and entry.week < this}
    return render_template(
        "review/person.html",
        page=page,
        strip=draw(page.statuses.get, last=last, asked=asked.__contains__),
        older=last.plus(-STATUS_WEEKS),
        newer=last.plus(STATUS_WEEKS) if last < this else None,
    )


@blueprint.route("/portefeuille/<uuid:person>/<week:week>", methods=["GET", "POST"])
@requires(Permission.REVIEW_WEEK, about=PersonInPath)
def week(person: UUID, week: Week) -> ResponseReturnValue:
    """Read a week, count it, ask about a line."""
    form = DecisionForm(request.form)
    if request.method == "POST" and not form.is_reading and form.validate():
        try:
            _decide(week, form)
        except RuleBroken as broken:
            if broken.reason in _CONFLICTS:
                return _conflict(week, form)
            if not form.explain(broken):
                raise
        else:
            anchor = f"line-{form.line.data}" if form.line.data else None
            return redirect(url_for(".week", person=person, week=week, _anchor=anchor), 303)
    return _week_page(week, form)


def _decide(week: Week, form: DecisionForm) -> None:
    if form.is_call:
        service.note_call(
            current_service(), actor=me(), person=subject().person, week=week, version=form.version_read
        )
    elif form.is_whole_week:
        service.count_week(
            current_service(),
            actor=me(),
            person=subject().person,
            week=week,
            version=form.version_read,
            seen=form.moves_seen,
            closes_questions=form.closes_questions,
        )
    else:
        service.decide_line(
            current_service(), actor=me(), person=subject().person, week=week, choice=form.choice
        )


def _week_page(week: Week, form: DecisionForm) -> ResponseReturnValue:
    if request.method == "POST":
        open_file()
    number = request.args.get("version", type=int)
    page = read_review(current_service(), actor=me(), file=opened_file(), week=week, version=number)
    if page is None:
        abort(404)
    return render_template(
        "review/week.html", page=page, form=form, reasons=REASON_LABELS
    ), 422 if form.errors else 200


def _conflict(week: Week, form: DecisionForm) -> ResponseReturnValue:
    """Show what was decided and what the week says now: neither is lost, and there is a way on."""
    open_file()
    page = read_review(current_service(), actor=me(), file=opened_file(), week=week)
    return render_template("review/conflict.html", page=page, form=form, whole=True), 409
