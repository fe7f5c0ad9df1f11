"""The whole assembly of the application, on one screen."""

from typing import cast

from flask import Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix

from xprsa.accounts.codes import views as codes
from xprsa.accounts.contacts import views as contacts
from xprsa.accounts.contacts import waiting_views as waiting
from xprsa.accounts.sign_ins import login
from xprsa.accounts.sign_ins import views as sign_ins
from xprsa.accounts.staff import handing_views as handing
from xprsa.accounts.staff import team_views
from xprsa.accounts.staff import views as staff
from xprsa.answers import contest_views as answer_contests
from xprsa.answers import person_views as own_answers
from xprsa.answers import posting_views as posting
from xprsa.answers import reading_views as own_view
from xprsa.api import token_views as tokens
from xprsa.api import views as api
from xprsa.declare import entry_views as week_entry
from xprsa.declare import kept_views as kept_weeks
from xprsa.declare import note_views as own_notes
from xprsa.declare import objection_views as objections
from xprsa.declare import own_views as own_weeks
from xprsa.declare import views as declare
from xprsa.duties import views as duties
from xprsa.export import purpose_views as purposes
from xprsa.export import views as export
from xprsa.information import charter_views as charter
from xprsa.information import views as information
from xprsa.monitoring import scraping
from xprsa.monitoring import views as monitoring
from xprsa.people_import import undo_views as imports
from xprsa.people_import import views as people_import
from xprsa.review import contest_views as contests
from xprsa.review import note_views as notes
from xprsa.review import together_views as together
from xprsa.review import views as review
from xprsa.rules import views as rules
from xprsa.running.service import Service
from xprsa.scores import register_views as register
from xprsa.scores import views as modules
from xprsa.statistics import views as statistics
from xprsa.verify import views as verify
from xprsa.web import (
    access,
    answers,
    current,
    errors,
    files,
    health,
    i18n,
    moves,
    noted,
    parts,
    problems,
    requests,
    sentences,
)
from xprsa.web.forms import hidden_token
from xprsa.web.who import visitor

PAGES = (
    codes,
    sign_ins,
    staff,
    contacts,
    waiting,
    team_views,
    handing,
    declare,
    week_entry,
    kept_weeks,
    own_weeks,
    own_notes,
    objections,
    own_answers,
    review,
    together,
    contests,
    notes,
    own_view,
    answer_contests,
    people_import,
    imports,
    export,
    purposes,
    tokens,
    api,
    posting,
    modules,
    register,
    information,
    rules,
    statistics,
    duties,
    charter,
    verify,
    monitoring,
    health,
)
LARGEST_BODY = 64 * 1024  # bytes; a page that needs more says so itself


def create_app(service: Service) -> Flask:
    """Put the application together."""
    app = Flask("xprsa", template_folder=str(files.folder("templates")), static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY)
    app.extensions["xprsa"] = service
    app.url_map.converters.update(week=requests.WeekConverter, purpose=requests.PurposeConverter)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    scraping.attach(app)  # first: what it counts is what the others made of an answer
    login.attach(app)
    answers.attach(app, https=service.settings.is_https)
    for part in (current, requests, access, errors, problems, i18n, sentences, moves, noted):
        part.attach(app)
    files.serve_static(app, https=service.settings.is_https)
    parts.attach(app)
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    if service.settings.demo:
        from xprsa.demo import views as demo  # imported late: without a demonstration nothing fictitious is

        app.register_blueprint(demo.blueprint)
    access.refuse_unmarked(app)
    app.jinja_env.globals["demo"] = service.settings.demo
    _dress_pages(app)
    proxies = service.settings.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    return app


def _dress_pages(app: Flask) -> None:
    """Give every template what the layout shows."""

    def csrf() -> str:
        """Write the token of the forms of a page; nothing when signed out: the origin alone is checked."""
        if "hidden_token" not in g:
            signed_in = visitor()
            keyring = current.current_service().keyring
            g.hidden_token = hidden_token(keyring, signed_in.sign_in) if signed_in else ""
        return cast(str, g.hidden_token)

    app.jinja_env.globals["csrf"] = csrf

    @app.context_processor
    def layout() -> dict[str, object]:
        signed_in = visitor()
        return {"me": signed_in and signed_in.account, "territory": g.get("territory")}
