"""A word that nobody can break never widens a phone, and a receipt is one sheet of paper."""

import re

from playwright.sync_api import Page

from tests.browser.scene import Scene
from tests.builders import activity, actor, content
from xprsa.domain.content import MOST_LINES, MOST_WORDS, Activity
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.week import Week
from xprsa.review import service as reviewing
from xprsa.review.service import LineChoice

ADDRESS = "https://www.francetravail.example/" + "offre-et-candidature" * 20
PAGES = ("/ma-semaine", "/mes-semaines", "/mes-semaines/{week}", "/declarer/{week}/recu", "/declarer/{week}")
MORE_PAGES = ("/declarer/{week}/retirer", "/mes-donnees", "/declarer/{week}?savoir=1")
STAFF_PAGES = ("/portefeuille", "/portefeuille/{person}", "/portefeuille/{person}/{week}")


def hostile(scene: Scene, adviser: Account) -> tuple[Beneficiary, Week]:
    """Make a person whose name, hour, words and reasons are each one long word."""
    week = scene.this_week.plus(-1)
    person = scene.beneficiary(
        adviser=adviser, first_name="Anne" * 12, last_name="Lefebvre" * 8, best_hour=ADDRESS[:80]
    )
    line = activity("training", "2h", note=ADDRESS[:MOST_WORDS])
    scene.people.sends(person, week, content(line))
    choice = LineChoice(line.line, 1, Verdict.ASKED, None, ADDRESS)
    reviewing.decide_line(scene.service, actor=actor(adviser), person=person.id, week=week, choice=choice)
    return person, week


def stays_within(page: Page, address: str) -> None:
    page.goto(address)
    widest = page.evaluate("document.documentElement.scrollWidth")
    assert widest <= 360, f"{address} is {widest} px wide"


def test_a_word_that_nobody_can_break_never_widens_a_page(scene: Scene) -> None:
    adviser = scene.staff("adviser", last_name="Montgolfier" * 6)
    person, week = hostile(scene, adviser)
    for pages, account in (((*PAGES, *MORE_PAGES), person.account), (STAFF_PAGES, adviser)):
        phone = scene.phone(account)
        for address in pages:
            stays_within(phone, address.format(week=week, person=person.account.public_id))


def printed_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True)))


def printed_receipt(scene: Scene, *lines: Activity) -> int:
    """Send last week and count the sheets of its receipt."""
    person, week = scene.beneficiary(), scene.this_week.plus(-1)
    scene.people.sends(person, week, content(*lines))
    screen = scene.screen(person.account)
    screen.goto(f"/declarer/{week}/recu")
    return printed_pages(screen)


def test_the_receipt_of_an_ordinary_week_is_one_sheet(scene: Scene) -> None:
    week = (
        activity("training", "6h", days=(1, 2)),
        activity("job_search", "2h30"),
        activity("workshop", "1h"),
    )
    assert printed_receipt(scene, *week) == 1


def test_the_receipt_of_the_longest_week_goes_on_over_as_few_sheets_as_its_words_need(scene: Scene) -> None:
    longest = [
        activity("training", "1h", days=(1, 2, 3), note="w " * (MOST_WORDS // 2)) for _ in range(MOST_LINES)
    ]
    assert 1 < printed_receipt(scene, *longest) <= 8
