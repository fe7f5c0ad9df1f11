"""Whether the service answers, and whether it can keep: for the machines that watch it, without a detail."""

from threading import Lock
from time import monotonic

from flask import Blueprint, current_app
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from xprsa.running.service import Service
from xprsa.storage.database import DatabaseAway
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("health", __name__)

EVERY = 5.0  # seconds between two writes, of a process
_OK = "ok", 200, {"Content-Type": "text/plain; charset=utf-8"}


class WriteProbe:
    """Whether something could be written lately: tried at most once in `EVERY`, however many ask."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._tried: float | None = None
        self._away: type[DatabaseAway] | None = None

    def ask(self, service: Service) -> None:
        """Try, unless somebody did lately, or is about to: their answer serves.

        :raises DatabaseAway: when nothing could be written.
        """
        if self._is_due() and self._turn.acquire(blocking=self._tried is None):
            try:
                self._try_once(service)
            finally:
                self._turn.release()
        if self._away is not None:
            raise self._away

    def _is_due(self) -> bool:
        return self._tried is None or monotonic() - self._tried >= EVERY

    def _try_once(self, service: Service) -> None:
        if not self._is_due():  # whoever held the turn did
            return
        try:
            service.database.check_writing(at=service.now())
        except DatabaseAway as away:
            self._away = type(away)
        else:
            self._away = None
        self._tried = monotonic()


@blueprint.record_once
def begin(state: BlueprintSetupState) -> None:
    """Give the application what it remembers of its last write."""
    state.app.extensions["xprsa.write_probe"] = WriteProbe()


@blueprint.route("/sante")
@open_to_all
def health() -> ResponseReturnValue:
    """Answer 200 when the database can be read; the handler of `DatabaseAway` answers 503 otherwise."""
    current_service().database.check()
    return _OK


@blueprint.route("/sante/ecrire")
@open_to_all
def writing() -> ResponseReturnValue:
    """Answer 200 when something could be written, and was taken back; 503 otherwise, as above."""
    current_app.extensions["xprsa.write_probe"].ask(current_service())
    return _OK
