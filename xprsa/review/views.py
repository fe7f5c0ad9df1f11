"""The pages of an adviser: the caseload, a person, a week to read and decide of."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.caseload import STATUS_WEEKS
from xprsa.domain.permission import Permission
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import DecisionMade
from xprsa.domain.week import Week
from xprsa.review import service
from xprsa.review.caseload_file import caseload_file
from xprsa.review.decided import read_made, write_made
from xprsa.review.filtering import ListFilter
from xprsa.review.forms import DecisionForm
from xprsa.review.forward import next_waiting, week_named
from xprsa.review.listing import read_listing
from xprsa.review.person_reading import read_person
from xprsa.review.reading import read_review
from xprsa.review.searching import keep_search, words_sought, words_typed
from xprsa.review.undoing import undo
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.requests import week_asked
from xprsa.web.strip import draw
from xprsa.web.who import me, open_file, opened_file, searches_here, sign_in_here, subject

blueprint = Blueprint("review", __name__)

_CONFLICTS = {
    Reason.STALE_VERSION,
    Reason.NOT_SENT,
    Reason.LINE_GONE,
    Reason.SAID_SINCE,
    Reason.ANOTHER_READER,
}


@blueprint.get("/portefeuille")
@requires(Permission.LIST_CASELOAD)
def caseload() -> ResponseReturnValue:
    """Everybody the adviser follows, in groups, oldest waiting first; a name sought is never an address."""
    shown = ListFilter.of(request.args)
    words = _words_sought(shown)
    if words is None:
        shown = replace(shown, search=None)
    service.note_listing(current_service(), actor=me())
    listing = read_listing(current_service(), actor=me(), group=shown.group, search=words or "")
    return render_template(
        "review/caseload.html",
        listing=listing,
        shown=shown,
        search=words,
        is_over="lu" in request.args and set(listing.waiting) <= {week_named(request.args["lu"])},
    )


@blueprint.post("/portefeuille")
@requires(Permission.LIST_CASELOAD)
def search() -> ResponseReturnValue:
    """Look for somebody, whatever their group: the words stay with the sign-in, the address says their id."""
    words = words_typed(request.form.get("cherche", ""))
    found = keep_search(current_service(), sign_in=sign_in_here(), words=words) if words else None
    shown = replace(ListFilter.of(request.args).only(None), search=found)
    return redirect(url_for(".caseload", **shown.query), 303)


def _words_sought(shown: ListFilter) -> str | None:
    return words_sought(
        current_service(), sign_in=sign_in_here(), searches=searches_here(), search=shown.search
    )


@blueprint.get("/portefeuille/suivante")
@requires(Permission.LIST_CASELOAD)
def next_week() -> ResponseReturnValue:
    """Lead to the next week that waits in the same list, or back to the list: nothing is shown on the way."""
    shown, left = ListFilter.of(request.args), request.args.get("apres", "")
    words = _words_sought(shown)
    if words is None:
        return redirect(url_for(".caseload", **shown.query), 303)  # which says that they are kept no more
    listing = read_listing(current_service(), actor=me(), group=shown.group, search=words)
    found = next_waiting(listing, after=week_named(left))
    if found is None:
        return redirect(url_for(".caseload", **shown.query, lu=left), 303)
    return redirect(url_for(".week", person=found[0], week=found[1], **shown.query), 303)


@blueprint.get("/portefeuille/personnes.csv")
@requires(Permission.LIST_CASELOAD)
def caseload_as_file() -> ResponseReturnValue:
    """Give the list as a file; everybody in it may read that it was taken."""
    service.note_listing(current_service(), actor=me(), as_file=True)
    zone = current_service().territory(me().territory).zone
    listing = read_listing(current_service(), actor=me())
    answer = Response(caseload_file(listing, zone=zone), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="portefeuille.csv"'
    return answer


@blueprint.post("/portefeuille/touches")
@requires(Permission.LIST_CASELOAD)
def choose_keys() -> ResponseReturnValue:
    """Let single keys do something, or nothing, from now on; go on where the choice was made."""
    service.choose_keys(current_service(), actor=me(), single=request.form.get("touches") == "oui")
    shown, here = ListFilter.of(request.args), week_named(request.args.get("ici", ""))
    back = url_for(".week", person=here[0], week=here[1], **shown.query, _anchor="touches") if here else None
    return redirect(back or url_for(".caseload", **shown.query, _anchor="touches"), 303)


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
        shown=ListFilter.of(request.args),
    )


@blueprint.route("/portefeuille/<uuid:person>/<week:week>", methods=["GET", "POST"])
@requires(Permission.REVIEW_WEEK, about=PersonInPath)
def week(person: UUID, week: Week) -> ResponseReturnValue:
    """Read a week, count it, ask about a line."""
    form = DecisionForm(request.form)
    if request.method == "POST" and not form.is_reading and form.validate():
        try:
            made = _decide(week, form)
        except RuleBroken as broken:
            if broken.reason in _CONFLICTS:
                return _conflict(week, form)
            if not form.explain(broken):
                raise
        else:
            anchor = f"line-{form.line.data}" if form.line.data else None
            query = ListFilter.of(request.args).query
            if made.count:
                query["fait"] = write_made(made)
            return redirect(url_for(".week", person=person, week=week, **query, _anchor=anchor), 303)
    return _week_page(week, form)


@blueprint.post("/portefeuille/<uuid:person>/<week:week>/annuler")
@requires(Permission.REVIEW_WEEK, about=PersonInPath)
def undo_decision(person: UUID, week: Week) -> ResponseReturnValue:
    """Take back what was just decided of a week."""
    made = read_made(request.form.get("fait", ""))
    if made is None:
        raise RuleBroken(Reason.NOTHING_TO_UNDO)
    undo(current_service(), actor=me(), person=subject().person, week=week, made=made)
    return redirect(url_for(".week", person=person, week=week, **ListFilter.of(request.args).query), 303)


def _decide(week: Week, form: DecisionForm) -> DecisionMade:
    if form.is_whole_week:
        return service.count_week(
            current_service(),
            actor=me(),
            person=subject().person,
            week=week,
            version=form.version_read,
            seen=form.moves_seen,
            closes_questions=form.closes_questions,
        )
    return service.decide_line(
        current_service(), actor=me(), person=subject().person, week=week, choice=form.choice
    )


def _week_page(week: Week, form: DecisionForm) -> ResponseReturnValue:
    if request.method == "POST":
        open_file()
    number = request.args.get("version", type=int)
    page = read_review(current_service(), actor=me(), file=opened_file(), week=week, version=number)
    if page is None:
        abort(404)
    done = request.args.get("fait", "")
    made = read_made(done)
    return render_template(
        "review/week.html",
        page=page,
        form=form,
        reasons=REASON_LABELS,
        shown=ListFilter.of(request.args),
        just_made=page.just_made(made) if made else (),
        made=done,
    ), 422 if form.errors else 200


def _conflict(week: Week, form: DecisionForm) -> ResponseReturnValue:
    """Show what was decided and what the week says now: neither is lost, and there is a way on."""
    open_file()
    page = read_review(current_service(), actor=me(), file=opened_file(), week=week)
    shown = ListFilter.of(request.args)
    return render_template("review/conflict.html", page=page, form=form, whole=True, shown=shown), 409
