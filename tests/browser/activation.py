"""How a module becomes active: proposed by a command, its key accepted and it confirmed on pages."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.border_world import MODULE
from tests.browser.way import Way, sound
from tests.posted import StaffPhone
from xprsa.domain.person import Account

PUBLISHED = "https://audits.example/activity-trend"
CODE = "Code à 6 chiffres de votre téléphone"


def two_managers_activate(way: Way) -> None:
    """Propose the module, refused until somebody accepts the key of its audit; then two confirm it."""
    proposal = ("modules", "activate", MODULE, "--audit", str(way.world.audited()), "--address", PUBLISHED)
    keeper, first, second = way.world.managers
    with pytest.raises(RuntimeError, match="Aucun responsable n’accepte la clé"):
        way.world.xprsa(*proposal)
    accepts_the_key(way, *keeper)
    way.world.xprsa(*proposal)
    desk = confirms(way, *first, "Confirmer ce module")
    expect(desk.get_by_text(f"Confirmé par {first[0].name}")).to_be_visible()
    desk = confirms(way, *second, "Confirmer : le module devient actif")
    sound(desk, "Actif")


def accepts_the_key(way: Way, manager: Account, phone: StaffPhone) -> None:
    desk = way.open(manager)
    desk.goto("/gestion/modules")
    desk.get_by_role("link", name="Lire, puis décider").click()
    sound(desk, "Clé d’un audit")
    desk.get_by_label(CODE).fill(phone.code(datetime.now(UTC)))
    desk.get_by_role("button", name="Accepter cette clé", exact=True).click()
    expect(desk.get_by_role("heading", name="Clé acceptée")).to_be_visible()


def confirms(way: Way, manager: Account, phone: StaffPhone, button: str) -> Page:
    """Read card and audit, answer what is to be answered, and confirm with the code of a phone."""
    desk = way.open(manager)
    desk.goto("/gestion/modules")
    sound(desk, "Modules de notation")
    desk.get_by_role("link", name="Lire, puis confirmer").click()
    sound(desk, MODULE)
    for answer in desk.get_by_label("Pourquoi c’est acceptable").all():
        answer.fill("La réponse ne sert qu’à proposer un appel.")
    desk.get_by_label(CODE).fill(phone.code(datetime.now(UTC)))
    desk.get_by_role("button", name=button).click()
    return desk
