"""The floor of B1: a Flask application with one view that says « ok »."""

from flask import Flask


def application() -> Flask:
    """Make it in a worker of the server."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "ok")
    return app
