"""Statements of the product, caught at its driver: whichever way its code gives them, they pass there."""

import os
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import Any
from unittest import mock

import psycopg
from flask import Flask

from benchmarks.place import Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as psycopg received it."""

    text: str
    values: Mapping[str, Any]


class Catcher:
    """The product in this process, asked for pages so that their statements are seen."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @cached_property
    def _product(self) -> Flask:
        with mock.patch.dict(os.environ, self._place.environment, clear=True):
            from xprsa.cli import application  # what the server asks of its worker

            return application()

    def page(self, path: str, *, cookie: str) -> tuple[str, list[Statement]]:
        """Ask for a page; give it with its statements."""
        return self._asked("GET", path, cookie=cookie)

    def sent(self, path: str, fields: list[tuple[str, str]], *, cookie: str) -> list[Statement]:
        """Send a form; give its statements."""
        return self._asked("POST", path, cookie=cookie, data=_grouped(fields))[1]

    def _asked(self, method: str, path: str, *, cookie: str, **more: Any) -> tuple[str, list[Statement]]:
        headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        seen: list[Statement] = []
        execute = psycopg.Cursor.execute

        def noted(cursor: Any, query: Any, values: Any = None, **options: Any) -> Any:
            seen.append(Statement(str(query), values or {}))
            return execute(cursor, query, values, **options)

        with mock.patch.object(psycopg.Cursor, "execute", noted), redirect_stdout(StringIO()):
            answer = self._product.test_client(use_cookies=False).open(
                path, method=method, headers=headers, **more
            )
        if answer.status_code not in (200, 303):
            raise RuntimeError(f"{method} {path} answered {answer.status_code}")
        return answer.text, seen


def _grouped(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: [value for other, value in fields if other == name] for name, _ in fields}
