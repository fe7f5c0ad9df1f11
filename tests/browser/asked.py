"""Programs of the tour: one that waits for its managers, one that two confirmed and that was asked."""

from uuid import UUID

from tests.answers.made import done_asking
from tests.browser.scene import Scene
from tests.scores.written import activate_module, write_module
from xprsa.domain.person import Account
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.register_entries import ModuleState


def proposed_and_active(scene: Scene, manager: Account) -> tuple[UUID, UUID]:
    """Give a module that waits for its managers, and one that two of them confirmed."""
    service = scene.service
    with service.database.reading() as store:
        written = store.registered_modules.of_territory(manager.territory)
    known = {module.state: module.public_id for module in written}
    if not known:
        active = write_module(service, by=manager, secret_hash="0f" * 32)
        activate_module(service, active, first=manager, second=scene.staff("manager"))
        return write_module(service, by=manager, secret_hash="1f" * 32), active
    return known[ModuleState.PROPOSED], known[ModuleState.ACTIVE]


def asked(scene: Scene, manager: Account) -> ModuleAsking:
    """Let the active module have been asked just now, of nobody yet."""
    _, active = proposed_and_active(scene, manager)
    with scene.service.database.reading() as store:
        module = store.registered_modules.find(active)
    assert module is not None
    return done_asking(scene.service, module)
