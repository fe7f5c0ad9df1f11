"""Carries an asking out: asks range by range, keeps each with how far it is, lets all appear at once."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from xprsa.answers.admission import AdmittedModule, CannotAskModule, admit_again
from xprsa.answers.notices import tell_all_asked
from xprsa.answers.questioning import AskedRange, Questioner
from xprsa.running.machines import refuse_ended
from xprsa.running.service import Service
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import AskingFailure
from xprsa.storage.database import DatabaseAway
from xprsa.storage.register_entries import ModuleState
from xprsa.storage.store import Store
from xprsa.storage.tokens import MachineToken

BEAT_EVERY = 10.0  # seconds
ENOUGH_FAULTS = 100  # without a single answer: the module is broken

AskingProgress = Callable[[int, int], None]  # people read, people asked about


class AskingTakenOver(Exception):
    """An asking that another process goes on with: this one stops without a trace."""


class AskingWaits(Exception):
    """Questions that somebody else has yet to answer: the asking goes on once they have."""


class AskingPaused(Exception):
    """Raised by whoever follows an asking, to stop it for now."""


class AskedModule:
    """An asking while it is carried out, by whoever holds the claim to it."""

    def __init__(
        self, service: Service, admitted: AdmittedModule, asking: ModuleAsking, *, claim: str
    ) -> None:
        self._service = service
        self._admitted = admitted
        self._asking = asking
        self._claim = claim
        self._beaten = time.monotonic()
        self._heard = Counter({"good": asking.answers + asking.abstentions, "faults": asking.faults})

    def carry_out(self, progress: AskingProgress) -> ModuleAsking:
        """Ask about everybody after the last person who was dealt with, and let all appear.

        :raises CannotAskModule: when the module may not be asked any longer; nothing of it is kept.
        :raises AskingWaits: when somebody else has yet to answer.
        :raises AskingTakenOver: when another process goes on with it.
        :raises DatabaseAway: when the database stops to answer; the asking goes on later.
        """
        with self.settled():
            self._ask(progress)
            return self.end()

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Note that the asking came to nothing when it may not go on; leave it to others when it stops."""
        try:
            yield
        except CannotAskModule as refused:
            fail(self._service, self._asking, claim=self._claim, why=refused.why)
            raise
        except BaseException:
            with suppress(DatabaseAway), self._service.database.writing() as store:
                store.askings.release(self._asking, claim=self._claim)
            raise

    def _ask(self, progress: AskingProgress) -> None:
        questioner = Questioner(
            self._service,
            self._admitted,
            self._admitted.period((self._asking.first, self._asking.last), as_of=self._asking.as_of),
            str(self._asking.public_id),
            self._pulse,
        )
        read, asked_about, waits = 0, self._asking.people, False
        for asked in questioner.ranges(self._asking.after):
            waits = waits or asked.waits  # the questions about the others are written too
            if not waits:
                admit_again(self._service, self._admitted)
                self.keep(asked)
                self._refuse_silence()
            read, asked_about = read + asked.read, asked_about + len(asked.answers)
            progress(read, asked_about)
        if waits:
            raise AskingWaits

    def _refuse_silence(self) -> None:
        """Ask no further when many faults came back and not one answer: it would be long."""
        if not self._heard["good"] and self._heard["faults"] >= ENOUGH_FAULTS:
            raise CannotAskModule(AskingFailure.SILENT)

    def keep(self, asked: AskedRange) -> None:
        """Keep what came back about those who are still there and do not object.

        :raises AskingTakenOver: when another process goes on with the asking.
        """
        with self._service.database.writing() as store:
            may = store.incoming_answers.who_may_be_kept(
                self._admitted.purpose.id, [one.person for one in asked.answers]
            )
            kept = [one for one in asked.answers if one.person in may]
            if not store.incoming_answers.keep(
                self._asking, kept, claim=self._claim, at=self._service.now(), after=asked.last
            ):
                raise AskingTakenOver
        self._heard.update("faults" if one.fault else "good" for one in kept)

    def end(self, token: MachineToken | None = None) -> ModuleAsking:
        """Let people and staff read what came back, in the same instant; whoever was asked about is told.

        :param token: of the machine that brought it; None where no machine did.
        :raises CannotAskModule: when the module may not be asked any longer.
        :raises AskingTakenOver: when another process goes on with the asking.
        :raises TokenRefused: when the token opens nothing any more.
        """
        with self._service.database.writing() as store:
            now = self._service.now()
            self._refuse_if_moved(store)
            store.incoming_answers.leave_out_objecting(self._asking, purpose=self._admitted.purpose.id)
            if not store.purposes.still_stands(self._admitted.purpose):
                raise CannotAskModule(AskingFailure.CLOSED)
            done = store.askings.end(self._asking, claim=self._claim, at=now)
            if done is None:
                raise AskingTakenOver
            tell_all_asked(store, done.id, at=now)
            store.audit.note(at=now, actor=None, event="asking_done", detail=str(done.public_id))
            if token:  # last: nobody revokes it from here on until the transaction ends
                refuse_ended(self._service, store, token)
        return done

    def _refuse_if_moved(self, store: Store) -> None:
        """Refuse to show what a module answered that was stopped; nobody stops it until it appears."""
        module = store.registered_modules.held(self._admitted.registered.public_id)
        if module is None or module.state is not ModuleState.ACTIVE:
            raise CannotAskModule(AskingFailure.STOPPED)
        newest = store.askings.newest_cut_off(module.id)
        if newest is not None and newest > self._asking.as_of:
            raise CannotAskModule(AskingFailure.OVERTAKEN)

    def _pulse(self) -> None:
        """Show now and then that the asking lives, or stop when it is somebody else's by now."""
        if time.monotonic() - self._beaten < BEAT_EVERY:
            return
        with self._service.database.writing() as store:
            if not store.askings.beat(self._asking, claim=self._claim, at=self._service.now()):
                raise AskingTakenOver
        self._beaten = time.monotonic()


def fail(service: Service, asking: ModuleAsking, *, claim: str, why: AskingFailure) -> None:
    """Note why an asking came to nothing, unless it is somebody else's by now."""
    with service.database.writing() as store:
        if store.askings.is_held(asking, claim=claim):
            note_failure(store, asking, why=why, at=service.now())


def note_failure(store: Store, asking: ModuleAsking, *, why: AskingFailure, at: datetime) -> None:
    """Note why an asking came to nothing, there and in the journal."""
    store.askings.fail(asking, why=why, at=at)
    store.audit.note(at=at, actor=None, event="asking_failed", detail=f"{asking.public_id} {why}")
