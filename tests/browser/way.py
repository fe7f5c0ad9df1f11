"""The screens of a journey: one for everybody, all of one width, with scripts or all without."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.border_world import BorderWorld
from tests.browser.judgement import faults
from tests.browser.scene import Scene
from xprsa.domain.person import Account


@dataclass
class Way:
    """The territory, and the screens on which everybody reads."""

    world: BorderWorld
    scene: Scene
    screen: dict[str, Any]

    def open(self, account: Account | None = None) -> Page:
        """Open a browser of their own."""
        return self.scene.screen(account, **self.screen)

    @property
    def file(self) -> str:
        """The public number of the person."""
        return str(self.world.person.account.public_id)

    @property
    def own_view(self) -> str:
        return f"/portefeuille/{self.file}/avis"


def sound(page: Page, title: str) -> None:
    """Wait for a page by its title, and judge it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    assert not faults(page)
