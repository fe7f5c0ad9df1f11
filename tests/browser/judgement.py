"""What a page must be in a real browser: without a violation for axe, never too wide, easy to touch."""

from playwright.sync_api import Page

from tests.browser.chromium import violations

NARROW = 320  # CSS pixels: a small phone, or 1280 px at 400 %
ZOOMED = 640  # 1280 px at 200 %
ENLARGED = 360  # CSS pixels: a phone on which somebody doubled the size of the text
TOUCH, POINTER = 44, 24  # CSS pixels: the least height under a thumb, and under a mouse
A_PHONE = 600  # CSS pixels: no wider
READ_AT = (360, 768, 1280)  # CSS pixels: a phone, a tablet, a desk

# A page is judged as on the day whose name is the longest: the day of the run decides nothing.
_LONGEST_DAY = """() => {
  const months = 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre';
  const day = new RegExp(`(?<!\\\\d)\\\\d{1,2}(er)? (${months})`, 'g');
  const hour = /(?<=à )\\d{1,2}(?=\\u00a0h\\u00a0\\d\\d)/g;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  window.asWritten = new Map();
  while (texts.nextNode()) {
    const text = texts.currentNode, longest = text.data.replace(day, '28 septembre').replace(hour, '20');
    if (longest !== text.data) window.asWritten.set(text, text.data);
    if (longest !== text.data) text.data = longest;
  }
}"""
_DAYS_AS_BEFORE = "() => window.asWritten.forEach((written, text) => { text.data = written; })"

_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map(element => `${element.tagName} « ${element.textContent.trim().slice(0, 30)} »`);
}"""

# Doubled by the browser's own setting, which every length in rem follows, or the text alone.
_DOUBLED = {
    "all that follows the text": "() => { document.documentElement.style.fontSize = '200%'; }",
    "the text alone": """() => {
      const parts = [...document.querySelectorAll('body *')];
      const sizes = parts.map((part) => parseFloat(getComputedStyle(part).fontSize));
      parts.forEach((part, number) => { part.style.fontSize = `${2 * sizes[number]}px`; });
    }""",
}
_AS_BEFORE = (
    "() => document.querySelectorAll('html, body *').forEach((part) => part.removeAttribute('style'))"
)

# A link inside a sentence is exempt; a box to tick is as high as its label; what is hidden is not touched.
_SMALL = """(least) => {
  const isTicked = element => ['checkbox', 'radio'].includes(element.type) && element.labels.length;
  const heightOf = element => Math.max(...[element, ...(isTicked(element) ? element.labels : [])]
    .map(part => part.getBoundingClientRect().height));
  const isShown = element => element.getClientRects().length
    && getComputedStyle(element).visibility === 'visible' && element.getBoundingClientRect().height > 1;
  const isInSentence = element => element.tagName === 'A' && getComputedStyle(element).display === 'inline'
    && element.parentElement.textContent.trim() !== element.textContent.trim();
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  return [...document.querySelectorAll(controls)]
    .filter(element => isShown(element) && !isInSentence(element) && heightOf(element) < least - .5)
    .map(element => `« ${(element.textContent || element.name).trim().slice(0, 30)} »`
      + ` ${heightOf(element)} px`);
}"""


# A word of ours lies on one line; an address or a fingerprint, longer or of other signs, may take several.
_CUT = """() => {
  const word = /(?<!\\S)[«(]*([\\p{L}\\u2019]{2,22})[.,;:!?»)]*(?!\\S)/gu;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange(), cut = new Set();
  while (texts.nextNode())
    for (const found of texts.currentNode.data.matchAll(word)) {
      range.setStart(texts.currentNode, found.index);
      range.setEnd(texts.currentNode, found.index + found[0].length);
      const lines = new Set([...range.getClientRects()].map(({top}) => Math.round(top)));
      if (lines.size > 1) cut.add(`« ${found[1]} » on ${lines.size} lines`);
    }
  return [...cut];
}"""


def faults(page: Page) -> list[str]:
    """Give what is wrong with the page, in words, its days at their longest; it is given back as it was."""
    size = page.viewport_size
    assert size is not None
    found = violations(page)
    page.evaluate(_LONGEST_DAY)
    least = TOUCH if size["width"] <= A_PHONE else POINTER
    found += [f"too low to touch: {fault}" for fault in page.evaluate(_SMALL, least)]
    for width in (NARROW, ZOOMED):
        page.set_viewport_size({"width": width, "height": size["height"]})
        found += [f"wider than {width} px: {fault}" for fault in page.evaluate(_OVERFLOW)]
    page.set_viewport_size({"width": ENLARGED, "height": size["height"]})
    for what, doubled in _DOUBLED.items():
        page.evaluate(doubled)
        found += [
            f"wider than {ENLARGED} px with {what} doubled: {fault}" for fault in page.evaluate(_OVERFLOW)
        ]
        page.evaluate(_AS_BEFORE)
    for width in READ_AT:
        page.set_viewport_size({"width": width, "height": size["height"]})
        found += [f"a word is cut at {width} px: {fault}" for fault in page.evaluate(_CUT)]
    page.set_viewport_size(size)
    page.evaluate(_DAYS_AS_BEFORE)
    return [f"{page.url}: {fault}" for fault in found]
