"""What a page must be in a real browser: without a violation for axe, never too wide, easy to touch."""

from playwright.sync_api import Page

from tests.browser.chromium import violations

NARROW = 320  # CSS pixels: a small phone, or 1280 px at 400 %
ZOOMED = 640  # 1280 px at 200 %
TOUCH, POINTER = 44, 24  # CSS pixels: the least height under a thumb, and under a mouse
A_PHONE = 600  # CSS pixels: no wider

_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll('body *')].filter(one => !one.closest('.scroll'))
    .filter(one => one.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map(one => `${one.tagName} « ${one.textContent.trim().slice(0, 30)} »`);
}"""

# A link inside a sentence is exempt; a box to tick is as high as its label; what is hidden is not touched.
_SMALL = """(least) => {
  const isTicked = one => ['checkbox', 'radio'].includes(one.type) && one.labels.length;
  const heightOf = one => Math.max(...[one, ...(isTicked(one) ? one.labels : [])]
    .map(part => part.getBoundingClientRect().height));
  const isShown = one => one.getClientRects().length && getComputedStyle(one).visibility === 'visible'
    && one.getBoundingClientRect().height > 1;
  const isInSentence = one => one.tagName === 'A' && getComputedStyle(one).display === 'inline'
    && one.parentElement.textContent.trim() !== one.textContent.trim();
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  return [...document.querySelectorAll(controls)]
    .filter(one => isShown(one) && !isInSentence(one) && heightOf(one) < least - .5)
    .map(one => `« ${(one.textContent || one.name).trim().slice(0, 30)} » ${heightOf(one)} px`);
}"""


def faults(page: Page) -> list[str]:
    """Give what is wrong with the page as it stands, in words; the screen is given back as it was."""
    size = page.viewport_size
    assert size is not None
    found = violations(page)
    least = TOUCH if size["width"] <= A_PHONE else POINTER
    found += [f"too low to touch: {one}" for one in page.evaluate(_SMALL, least)]
    for width in (NARROW, ZOOMED):
        page.set_viewport_size({"width": width, "height": size["height"]})
        found += [f"wider than {width} px: {one}" for one in page.evaluate(_OVERFLOW)]
    page.set_viewport_size(size)
    return [f"{page.url}: {one}" for one in found]
