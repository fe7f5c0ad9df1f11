"""What the request in hand is given to work with."""

from typing import cast

from flask import current_app

from xprsa.running.service import Service


def current_service() -> Service:
    """Give the service of the running application."""
    return cast(Service, current_app.extensions["xprsa"])
