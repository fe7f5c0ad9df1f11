"""What the worker asks by itself: each active module once a week, and whatever was left behind."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from xprsa.answers.admission import CannotAskModule
from xprsa.answers.asking import AskingUnderWay, ask_module, go_on
from xprsa.answers.engine import AskingPaused, AskingProgress, AskingTakenOver, AskingWaits
from xprsa.domain.week import Week
from xprsa.export.claims import SILENT_AFTER
from xprsa.gateways.keyring import KeyMissing
from xprsa.running.clock_guard import doubt_of
from xprsa.running.service import Service
from xprsa.scoring.module import MOST_WEEKS
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import ModuleTurn
from xprsa.storage.database import Collision

TRY_EVERY = timedelta(minutes=10)  # a module that cannot be asked now


@dataclass
class PlannedAskings:
    """The askings of the worker; when nothing is due, to look costs one statement.

    A clock that is in doubt asks nothing: it would ask about the wrong weeks.
    """

    service: Service
    progress: AskingProgress
    _tried: dict[UUID, datetime] = field(default_factory=dict)  # by module: when it could not be asked

    def done(self) -> int:
        """Ask each module whose turn it is; give how many askings ended.

        :raises DatabaseAway: when the database stops to answer; the asking goes on later.
        """
        with self.service.database.reading() as store:
            turns = store.askings.turns(silent_since=self.service.now() - SILENT_AFTER)
        due = [turn for turn in turns if self._is_due(turn)]
        if not due or doubt_of(self.service):
            return 0
        return sum(self._asked(turn) for turn in due)

    def _is_due(self, turn: ModuleTurn) -> bool:
        tried = self._tried.get(turn.module)
        if tried is not None and timedelta() <= self.service.now() - tried < TRY_EVERY:
            return False
        return turn.is_left or turn.planned is None or turn.planned < self._this_week(turn)

    def _this_week(self, turn: ModuleTurn) -> Week:
        return self.service.this_week(self.service.territory(turn.territory))

    def _asked(self, turn: ModuleTurn) -> bool:
        """Ask one module; tell whether the asking ended, else it is tried again later."""
        try:
            with suppress(AskingUnderWay, AskingTakenOver, AskingWaits, AskingPaused, Collision):
                if self._ask(turn) is not None:
                    return True
        except CannotAskModule as refused:
            structlog.get_logger().warning("module_not_asked", module=str(turn.module), why=refused.why)
        except (KeyMissing, OSError) as wrong:  # codes leave all the same
            why = type(wrong).__name__
            structlog.get_logger().error("module_not_asked", module=str(turn.module), why=why)
        self._tried[turn.module] = self.service.now()
        return False

    def _ask(self, turn: ModuleTurn) -> ModuleAsking | None:
        with self.service.database.reading() as store:
            module = store.registered_modules.find(turn.module)
        if module is None:
            return None
        if turn.is_left:
            return go_on(self.service, module, progress=self.progress)
        week = self._this_week(turn)
        return ask_module(
            self.service,
            module,
            weeks=(week.plus(-MOST_WEEKS), week.plus(-1)),
            progress=self.progress,
            planned_week=week,
        )
