"""Brings in the answers that a program posts, as the command does from a file; waits for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from xprsa.answers.admission import CannotAskModule
from xprsa.answers.answer_lines import AnswersWrong, lines_of
from xprsa.answers.asking import AskingUnderWay
from xprsa.answers.engine import AskingTakenOver
from xprsa.answers.importing import AlreadyBrought, Bringing, bring_in
from xprsa.api.answers import BroughtAnswers, WrongLine
from xprsa.export.questions import CannotGroup
from xprsa.export.service import NotKept
from xprsa.running.kept_runs import sha256_of
from xprsa.running.machines import MachineRefused, Problem
from xprsa.running.service import Service
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import AskingFailure
from xprsa.storage.export_runs import Run
from xprsa.storage.register_entries import RegisteredModule
from xprsa.storage.tokens import MachineToken
from xprsa.web.i18n import capitalized

LARGEST_ANSWERS = 16 * 1024 * 1024  # bytes: some 30 000 people; more is for the command
COME_BACK = 30  # seconds: by twice that, an asking whose process died is given up
_WHY_NOT = {  # for a program: it cannot run our commands
    AskingFailure.STOPPED: "Ce module n’est pas actif ici, ou sa fiche a expiré.",
    AskingFailure.CHANGED: "Ce module n’est plus celui que deux responsables ont confirmé.",
    AskingFailure.CLOSED: "La finalité n’est pas ouverte ici pour ce destinataire, ou sa fiche a changé.",
    AskingFailure.FIELDS: "Ce module lit des données que la fiche de sa finalité ne nomme pas.",
    AskingFailure.SILENT: "Le module n’a donné aucune réponse valable.",
    AskingFailure.OVERTAKEN: "Une interrogation plus récente est déjà finie. Prenez un export plus récent.",
    AskingFailure.INTERRUPTED: "Ces réponses n’ont pas été gardées jusqu’au bout. Envoyez-les de nouveau.",
}
_one_at_a_time = Lock()  # of a process: the others of its threads go on answering


def bring(service: Service, token: MachineToken, run: Run, file: Path) -> tuple[BroughtAnswers, bool]:
    """Keep the answers of a module about the documents of a run; the same bytes again change nothing.

    :param token: one that was made to bring the answers of that module.
    :returns: what is kept, and whether it was not before.
    :raises MachineRefused: ANSWERS_WRONG, ANSWERED, RUN_UNFIT, MODULE_REFUSED, NOT_KEPT or BUSY.
    :raises TokenRefused: when the token was revoked meanwhile.
    """
    known = _kept_already(service, token, run, file)
    if known:
        return known, False
    module = _active(service, token)
    if _is_answered(service, module, run):
        raise MachineRefused(Problem.ANSWERED)
    with _told_to_machines():
        try:
            asking = _brought(service, module, Bringing(file, run, token))
        except AlreadyBrought:
            known = _kept_already(service, token, run, file)
            if known is None:
                raise MachineRefused(Problem.ANSWERED) from None
            return known, False
    return _told(asking, module, run, file), True


def _brought(service: Service, module: RegisteredModule, bringing: Bringing) -> ModuleAsking:
    if not _one_at_a_time.acquire(blocking=False):
        raise AskingUnderWay
    try:
        return bring_in(service, module, bringing, agree=_agree, progress=_follow)
    finally:
        _one_at_a_time.release()


def _kept_already(service: Service, token: MachineToken, run: Run, file: Path) -> BroughtAnswers | None:
    """Give what is kept of the very bytes of a file, from whatever version of the module."""
    sha256 = sha256_of(file)
    with service.database.reading() as store:
        for module in store.registered_modules.of_territory(token.territory):
            if (module.card.name, module.card.purpose) != (token.answers_of, token.code):
                continue
            asking = store.askings.brought(module.id, run.id)
            if asking and asking.brought_sha256 == sha256:
                return _told(asking, module, run, file)
    return None


def _active(service: Service, token: MachineToken) -> RegisteredModule:
    with service.database.reading() as store:
        found = store.registered_modules.active(token.answers_of or "", token.code, territory=token.territory)
    if found is None:
        raise _module_refused(AskingFailure.STOPPED)
    return found


def _is_answered(service: Service, module: RegisteredModule, run: Run) -> bool:
    with service.database.reading() as store:
        return store.askings.brought(module.id, run.id) is not None


@contextmanager
def _told_to_machines() -> Iterator[None]:
    """Tell a machine what the command tells whoever runs it."""
    try:
        yield
    except AnswersWrong as wrong:
        lines = [WrongLine(line=number, detail=capitalized(why)) for number, why in wrong.lines]
        told = {"lines": [line.model_dump() for line in lines], "more": wrong.more}
        raise MachineRefused(Problem.ANSWERS_WRONG, told=told) from wrong
    except CannotGroup as unfit:
        raise MachineRefused(Problem.RUN_UNFIT) from unfit
    except NotKept as gone:
        raise MachineRefused(Problem.NOT_KEPT) from gone
    except CannotAskModule as refused:
        raise _module_refused(refused.why) from refused
    except (AskingUnderWay, AskingTakenOver) as busy:
        raise MachineRefused(Problem.BUSY, headers={"Retry-After": str(COME_BACK)}) from busy


def _module_refused(why: AskingFailure) -> MachineRefused:
    return MachineRefused(Problem.MODULE_REFUSED, f"{_WHY_NOT[why]} Rien n’est gardé.")


def _told(asking: ModuleAsking, module: RegisteredModule, run: Run, file: Path) -> BroughtAnswers:
    return BroughtAnswers(
        asking=asking.public_id,
        module=module.card.name,
        version=module.card.version,
        run=run.public_id,
        sha256=asking.brought_sha256 or "",
        kept_at=asking.ended_at or asking.asked_at,
        lines=sum(1 for _ in lines_of(file)),
    )


def _agree(_missing: int) -> None:
    """Go on, as a pipe does: the answer says about how many people nothing came."""


def _follow(_read: int, _kept: int) -> None:
    """Show nobody how far it is."""
