"""The script of a week reads durations as the server does, and makes them quick to type with a thumb."""

import json
import random
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from xprsa.declare.proposing import total
from xprsa.declare.typed import TypedRow, TypedWeek
from xprsa.domain.duration import hours_and_minutes

CASES = json.loads((Path(__file__).parents[1] / "domain/durations.json").read_text(encoding="utf-8"))
PIECES = (
    *"0123456789", *"0123456789", "٣", "۵", "２", " ", "\N{NO-BREAK SPACE}", ",", ".", "٫", ":", "h", "H",
    " h ", " heures ", " min", "'", "’", "-", "½", "1/2", "3/4", " et ", "demi", "demie", "demi-heure",
    " quart", " quarts d’heure", "deux", "trente", "quatre-vingt", "dix", "vingt et un", "une heure", "zéro",
    ". ", "²",
)  # fmt: skip
_TOTALS = """(texts) => {
  const [input, output] = ['.time input', '[data-total]'].map((selector) => document.querySelector(selector));
  return texts.map((text) => {
    input.value = text;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    return output.textContent;
  });
}"""


def opened(scene: Scene, *, javascript: bool = True) -> Page:
    """Open the present week of a person who had a training and a workshop the week before."""
    person = scene.beneficiary()
    scene.sent(person, scene.this_week.plus(-1), ("training", "4h"), ("workshop", "1h"))
    phone = scene.phone(person.account, javascript=javascript)
    phone.goto(f"/declarer/{scene.this_week}")
    return phone


def generated(how_many: int) -> list[str]:
    """Make texts that look like durations, the same each time."""
    made = random.Random(9)
    return ["".join(made.choices(PIECES, k=made.randint(1, 5))) for _ in range(how_many)]


def shown_by_the_server(text: str) -> str:
    minutes = total(TypedWeek(rows=(TypedRow("new1", "training", text),)))
    return "À préciser" if minutes is None else hours_and_minutes(minutes)


def test_the_script_reads_every_text_as_the_server_does(scene: Scene) -> None:
    phone = opened(scene)
    texts = [text for cases in CASES.values() for text in cases] + generated(3_000)
    read = dict(zip(texts, phone.evaluate(_TOTALS, texts), strict=True))
    wrong = {text: shown for text, shown in read.items() if shown != shown_by_the_server(text)}
    assert not wrong
    assert len(set(read.values())) > 100


def test_a_number_that_may_be_two_durations_is_asked_once_it_is_left(scene: Scene, javascript: bool) -> None:
    phone = opened(scene, javascript=javascript)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("90")
    phone.get_by_role("textbox", name="Atelier").fill("1h")
    if not javascript:
        phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.locator("[data-total]")).to_have_text("À préciser")
    assert not faults(phone)
    phone.get_by_role("button", name="90 minutes").tap()
    expect(box).to_have_value("1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    expect(phone.get_by_role("button", name="90 heures")).to_have_count(0)
    expect(phone.locator("[data-total]")).to_have_text("2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")


def test_the_enter_key_goes_to_the_next_field_and_sends_nothing(scene: Scene) -> None:
    phone = opened(scene)
    box, next_box = (phone.get_by_role("textbox", name=name) for name in ("Formation", "Atelier"))
    assert box.get_attribute("enterkeyhint") == "next"
    box.fill("3h")
    box.press("Enter")
    expect(next_box).to_be_focused()
    next_box.press("Enter")
    expect(next_box).not_to_be_focused()
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value("3h")
    assert phone.url.endswith(f"/declarer/{scene.this_week}")


def test_the_enter_key_without_a_script_keeps_what_is_typed_and_sends_nothing(scene: Scene) -> None:
    phone = opened(scene, javascript=False)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("3h")
    with phone.expect_navigation():
        box.press("Enter")
    expect(phone.get_by_text("Brouillon, pas encore envoyé")).to_be_visible()
    expect(box).to_have_value("3h")


def test_ten_hours_are_one_button_held_and_a_tap_is_a_quarter_of_an_hour(scene: Scene) -> None:
    phone = opened(scene)
    box = phone.get_by_role("textbox", name="Formation")
    more = phone.get_by_role("button", name="15 minutes de plus, Formation")
    more.click()
    expect(box).to_have_value("15\N{NO-BREAK SPACE}min")
    more.hover()
    phone.mouse.down()
    expect(box).to_have_value(re.compile("^1[0-9]\N{NO-BREAK SPACE}h"), timeout=6_000)
    phone.mouse.up()
    held = box.input_value()
    phone.wait_for_timeout(600)
    assert box.input_value() == held
    more.focus()
    phone.keyboard.press("Enter")
    assert box.input_value() != held


def test_last_week_is_copied_over_nothing_without_a_question(scene: Scene, javascript: bool) -> None:
    phone = opened(scene, javascript=javascript)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("3h15")
    phone.get_by_role("button", name="Copier la semaine dernière").tap()
    expect(phone.get_by_role("heading", name="Copier la semaine dernière")).to_be_visible()
    expect(box).to_have_value("3h15")
    assert not faults(phone)
    phone.get_by_role("button", name="Ajouter ce qui manque").tap()
    expect(phone.get_by_role("textbox", name="Atelier")).to_have_value("1\N{NO-BREAK SPACE}h")
    expect(box).to_have_value("3h15")


def test_the_first_tap_on_send_asks_what_a_number_means(scene: Scene) -> None:
    phone = opened(scene)
    box, send = phone.get_by_role("textbox", name="Formation"), phone.get_by_role("button", name="Envoyer")
    for press in (tap, click):
        box.tap()
        box.press_sequentially("90")
        bring_to_the_top(phone, ".activity")  # the bar lies in its place: what comes above it would move it
        with phone.expect_navigation():
            press(phone, send)
        expect(phone).to_have_title("Erreur\N{NO-BREAK SPACE}: Ma semaine")
        expect(phone.get_by_role("alert").first).to_be_focused()
        expect(phone.get_by_role("alert").first).to_contain_text("90 minutes ou 90 heures")
        expect(box).to_have_value("90")
        phone.get_by_role("link", name="90 minutes ou 90 heures").tap()
        expect(phone.get_by_role("button", name="90 minutes")).to_be_in_viewport()
        box.fill("")


def test_a_duration_that_is_clear_again_is_no_error_any_more(scene: Scene) -> None:
    phone = opened(scene)
    box, other = (phone.get_by_role("textbox", name=name) for name in ("Formation", "Atelier"))
    box.fill("90")
    other.fill("beaucoup")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.locator(".error")).to_have_count(2)
    phone.get_by_role("button", name="90 minutes").tap()
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(phone.locator(".error")).to_have_count(1)
    expect(phone.locator(".errors a")).to_have_count(1)
    expect(phone).to_have_title("Erreur\N{NO-BREAK SPACE}: Ma semaine")
    other.fill("1h")
    other.blur()
    expect(phone.locator(".error, .errors, [aria-invalid]")).to_have_count(0)
    expect(phone).to_have_title("Ma semaine")
    assert not faults(phone)


def bring_to_the_top(phone: Page, selector: str) -> None:
    phone.evaluate("where => document.querySelector(where).scrollIntoView({behavior: 'instant'})", selector)


def middle_of(button: Locator) -> tuple[float, float]:
    box = button.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 4


def tap(phone: Page, button: Locator) -> None:
    phone.touchscreen.tap(*middle_of(button))


def click(phone: Page, button: Locator) -> None:
    """Press with a mouse, as long as people do."""
    phone.mouse.move(*middle_of(button))
    phone.mouse.down()
    phone.wait_for_timeout(100)
    phone.mouse.up()
