"""Whether a module may be asked in a territory, now: looked at before it is, and again while it is."""

from dataclasses import dataclass
from datetime import datetime

from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.modules.registry import Module, ModuleWrong
from xprsa.running.service import Service
from xprsa.scores.installed import as_installed
from xprsa.scores.service import is_active
from xprsa.storage.asking_moves import AskingFailure
from xprsa.storage.export_reading import Period
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.storage.register_entries import ModuleState, RegisteredModule


class CannotAskModule(Exception):
    """A module that may not be asked, or not any longer.

    :ivar why: what hinders it.
    """

    def __init__(self, why: AskingFailure) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class AdmittedModule:
    """A module that may be asked.

    :ivar registered: what two managers confirmed; `installed`: what is here, and is the same.
    :ivar purpose: for which it is asked, open.
    """

    registered: RegisteredModule
    installed: Module
    purpose: TerritoryPurpose
    territory: Territory

    def period(self, weeks: tuple[Week, Week], *, as_of: datetime) -> Period:
        """Give what its documents are made for.

        :param weeks: the first and the last, both included.
        """
        return Period(
            territory=self.territory,
            purpose=self.purpose.id,
            opened_at=self.purpose.opened_at,
            first=weeks[0],
            last=weeks[1],
            as_of=as_of,
        )


def admit(
    service: Service, registered: RegisteredModule, *, known: Module | None = None, notes: bool = True
) -> AdmittedModule:
    """Look whether a module may be asked.

    :param known: what was installed a while ago: none of its code runs to look whether it still is.
    :param notes: whether managers are to read that another module is installed: the worker’s, not what a web
        server happens to find.
    :raises CannotAskModule: STOPPED, CHANGED, CLOSED or FIELDS.
    """
    territory = service.territory(registered.proposal.territory)
    with service.database.reading() as store:
        now_stands = store.registered_modules.find(registered.public_id)
        purpose = store.purposes.ever_open(territory.id).get(registered.card.purpose)
    if now_stands is None or now_stands.state is not ModuleState.ACTIVE:
        raise CannotAskModule(AskingFailure.STOPPED)
    installed = _installed(service, registered, territory, known=known, notes=notes)
    if purpose is None or not purpose.is_open or purpose.usable_card is None:
        raise CannotAskModule(AskingFailure.CLOSED)
    if not set(registered.card.fields) <= set(purpose.card.fields):
        raise CannotAskModule(AskingFailure.FIELDS)
    return AdmittedModule(registered, installed, purpose, territory)


def admit_again(service: Service, admitted: AdmittedModule, *, notes: bool = True) -> None:
    """Look again at a module that is being asked: installed, confirmed and its purpose as they were.

    :raises CannotAskModule: STOPPED, CHANGED, CLOSED or FIELDS.
    """
    again = admit(service, admitted.registered, known=admitted.installed, notes=notes)
    if again.purpose.written != admitted.purpose.written:
        raise CannotAskModule(AskingFailure.CLOSED)


def _installed(
    service: Service,
    registered: RegisteredModule,
    territory: Territory,
    *,
    known: Module | None,
    notes: bool,
) -> Module:
    try:
        installed = known if known is not None and known.is_unchanged else as_installed(registered)
    except ModuleWrong as wrong:
        raise CannotAskModule(AskingFailure.CHANGED) from wrong
    if not is_active(service, installed, territory=territory, notes=notes):
        is_same = installed.digest == registered.proposal.digest
        raise CannotAskModule(AskingFailure.STOPPED if is_same else AskingFailure.CHANGED)
    return installed
