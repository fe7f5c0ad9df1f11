"""Imports of the tour: one that can be undone, with somebody of each fate, and one that is undone."""

from tests.browser.scene import Scene
from tests.people_import.test_people_file import file_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import.service import import_people
from xprsa.people_import.undoing import undo_import

_NEW = {"organisation": "Maison de l’Essai", "type_organisation": "ML", "prenom": "Léo", "nom": "Nouveau"}


def imported(scene: Scene, manager: Account, *, kept: Beneficiary, restored: Beneficiary) -> tuple[int, int]:
    """Give the numbers of the two.

    :param kept: somebody who sends a week afterwards.
    """
    first = _run(scene, manager, _NEW | {"reference": "N-1"}, _row(restored))
    undo_import(scene.service, first, territory=manager.territory, actor=manager.id)
    second = _run(scene, manager, _NEW | {"reference": "N-2"}, _row(restored), _row(kept))
    scene.sent(kept, scene.this_week, ("training", "2 h"))
    return second, first


def _run(scene: Scene, manager: Account, *rows: dict[str, str]) -> int:
    done = import_people(
        scene.service,
        territory=scene.service.territory(manager.territory),
        content=file_of(*rows),
        actor=manager.id,
        only_good=False,
    )
    assert done.number is not None
    return done.number


def _row(person: Beneficiary) -> dict[str, str]:
    account = person.account
    return {
        "organisation": person.organisation.name,
        "type_organisation": person.organisation.code.value,
        "reference": person.file_reference,
        "prenom": account.first_name,
        "nom": account.last_name,
        "meilleure_heure": "le matin",
    }
