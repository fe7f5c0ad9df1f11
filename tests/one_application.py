"""The application, put together once a process: each test gives it a service of its own to work with."""

from typing import TYPE_CHECKING

from tests.pages import JudgingClient

if TYPE_CHECKING:
    from flask import Flask

    from xprsa.running.service import Service

_MADE: dict[tuple[object, ...], "Flask"] = {}


def application(service: "Service") -> "Flask":
    """Give the application to a test; what it holds by itself must suit the service of the next one too."""
    from xprsa.app import create_app  # imported late: tests of the domain need no web

    settings = service.settings
    shape = (settings.demo, settings.is_https, settings.trusted_proxies)  # what it is put together by
    if shape not in _MADE:
        _MADE[shape] = create_app(service)
        _MADE[shape].testing = True
        _MADE[shape].test_client_class = JudgingClient
    _MADE[shape].extensions["xprsa"] = service
    return _MADE[shape]
