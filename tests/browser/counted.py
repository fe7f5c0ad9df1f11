"""Statistics of the tour: a week of which everything may be told, in the territory and by organisation."""

from collections import Counter

from tests.browser.scene import Scene
from xprsa.domain.person import Account
from xprsa.domain.statistic import WeekFact
from xprsa.statistics.publishing import WeekCount

_MANY = 40  # people, of each fact: each split is told


def counted(scene: Scene, manager: Account) -> str:
    """Tell a week of the manager's territory; give the path of its page."""
    service = scene.service
    territory, week = service.territory(manager.territory), scene.this_week.plus(-12)
    everybody = Counter(dict.fromkeys(WeekFact, _MANY))
    names = ("Mission locale de l’Essai", "Conseil départemental du Val-d’Essai, service insertion")
    made = WeekCount(everybody, dict.fromkeys(names, everybody))
    document = made.document(territory, week, on=service.today(territory), draw=lambda _: 0)
    with service.database.writing() as store:
        if store.statistics.of_week(territory.id, week) is None:  # another test walked here before
            store.statistics.publish(territory.id, week, document, at=service.now())
    return f"/statistiques/{territory.code}/{week}"
