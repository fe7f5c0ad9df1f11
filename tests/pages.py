"""The judging client: whatever page a test fetches, the page itself is judged too.

A page that fails here fails the test that fetched it, with every fault named. People's own words stand
in `<bdi>` or `<blockquote>` on pages: only ours are held to typography and to the list of words.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import pages_seen
from xprsa.web.forms import TOKEN_FIELD

X = "{http://www.w3.org/1999/xhtml}"
MOST_BYTES = 160_000
MOST_TITLE = 60
NOT_OUR_WORDS = frozenset({"bdi", "blockquote", "code", "pre", "kbd", "samp", "textarea", "script", "style"})
IN_LINE = frozenset("a abbr b bdi code em i kbd mark q s small span strong sub sup time".split())  # noqa: SIM905
VOICED_ATTRIBUTES = ("alt", "aria-label", "aria-description", "placeholder", "title")
UNSPOKEN = re.compile(r"\b(fraud\w*|suspici?on\w*|suspect\w*|manquement\w*|radi(?:ation|é|er)\w*|sanction\w*|"
                      r"contrôl\w*)\b", re.IGNORECASE)  # fmt: skip
PLAIN_SPEAKING = ("/mes-droits",)  # the one page that says what the law provides
TYPOGRAPHY = (
    (re.compile(r"\w'\w|'"), "a straight apostrophe instead of ’"),
    (re.compile(r'"'), "straight quotes instead of « »"),
    (re.compile(r"\.\.\."), "three dots instead of …"),
    (re.compile(r"(?<![\u202f\u00a0!?…])[;!?]"), "no no-break space before ; ! ?"),
    (re.compile(r"(?<![\u202f\u00a0\d]):(?!//)|(?<=\d):(?!\d)"), "no no-break space before :"),
    (re.compile(r"«(?![\u202f\u00a0])|(?<![\u202f\u00a0])»"), "no no-break space inside « »"),
)
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


class JudgingClient(FlaskClient):
    """Flask's test client, which refuses to give back a page below the service's standard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["HTTP_SEC_FETCH_SITE"] = (
            "same-origin"  # as browsers say of a form of the site itself
        )

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        judge_response(response)
        return response

    def press(self, page: TestResponse, button: str, **typed: str | list[str]) -> TestResponse:
        """Fill in the form that holds this button as a person would, and press it.

        :param button: its words, or the first of them.
        :param typed: by field name (`__` stands for a dash); every other field keeps what the page proposed.
        :raises LookupError: when the page has no such button.
        """
        for form in _all(_parsed(page.text)[0], "form"):
            pressed = next((found for found in _all(form, "button") if _text(found).startswith(button)), None)
            if pressed is not None:
                fields = proposed(form) | {name.replace("__", "-"): value for name, value in typed.items()}
                if pressed.get("name"):
                    fields[pressed.get("name", "")] = pressed.get("value", "")
                action = pressed.get("formaction") or form.get("action") or page.request.full_path
                if form.get("method", "get").lower() == "post":
                    return self.post(action, data=fields)
                return self.get(action, query_string=fields)
        raise LookupError(f"no button « {button} » on {page.request.path}")


def judge_response(response: TestResponse) -> None:
    """Fail when an answer is an HTML page with any fault."""
    path = response.request.path
    if response.status_code >= 500 and response.status_code != 503:
        raise AssertionError(f"{path} answered {response.status_code}")
    if response.mimetype != "text/html" or not response.data or 300 <= response.status_code < 400:
        return
    found = [*faults(response.text, path=path), *_header_faults(response)]
    found.extend(unannounced(response.text, status=response.status_code))
    if found:
        raise AssertionError(f"{path} is below standard:\n  - " + "\n  - ".join(found))
    pages_seen.keep(response.text)


def faults(page: str, *, path: str = "/") -> list[str]:
    """Give every fault of a page in words; none when it is fit to be served."""
    root, errors = _parsed(page)
    found = [f"HTML: {code} {detail or ''} at {where}" for where, code, detail in errors]
    for judge in (_outline, _ids, _labels, _forms, _in_line_code, _typography):
        found.extend(judge(root))
    if not path.startswith(PLAIN_SPEAKING):
        found.extend(f"says « {word[0]} »" for text in our_words(root) for word in UNSPOKEN.finditer(text))
    if len(page.encode()) > MOST_BYTES:
        found.append(f"weighs {len(page.encode())} bytes, more than {MOST_BYTES}")
    return found


def unannounced(page: str, *, status: int) -> Iterator[str]:
    """Yield what keeps an error from being heard at once by whoever does not see the page.

    :param status: of the answer: whatever is wrong is told by the title, and nothing else is; what is to be
        changed in a form has the focus.
    """
    root, _ = _parsed(page)
    title = next((_text(title) for title in root.iter(X + "title")), "")
    if title.startswith("Erreur : ") != (status >= 400):
        yield f"answers {status}, and its title does not tell: {title}"
    if status < 400 and any(element.get("class") == "errors" for element in root.iter()):
        yield f"answers {status}, and asks for something to be changed"
    if status != 422:
        return
    focused = [element for element in root.iter() if element.get("autofocus") is not None]
    if [element.get("class") for element in focused] != ["errors"] or not _text(focused[0]):
        yield "does not give the focus to its summary of errors"


@lru_cache(maxsize=4)
def _parsed(page: str) -> tuple[Element, list[Any]]:
    """Read a page once for whoever looks at it, which takes long; give what is wrong with its HTML too."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    return parser.parse(page), parser.errors


def _header_faults(response: TestResponse) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy and "default-src 'self'" not in policy:
        yield "has no Content-Security-Policy that is shut by default"
    if "unsafe" in policy:
        yield "has a Content-Security-Policy that allows in-line code"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "lets browsers guess its type (X-Content-Type-Options)"
    if not response.headers.get("Referrer-Policy"):
        yield "has no Referrer-Policy"


def _all(root: Element, *tags: str) -> Iterator[Element]:
    wanted = {X + tag for tag in tags}
    return (element for element in root.iter() if element.tag in wanted)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _outline(root: Element) -> Iterator[str]:
    headings = [_text(heading) for heading in _all(root, "h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"has {len(headings)} h1 with text instead of one"
    levels = [int(heading.tag[-1]) for heading in _all(root, "h1", "h2", "h3", "h4", "h5", "h6")]
    if any(after > before + 1 for before, after in itertools.pairwise(levels)):
        yield f"skips a level of headings: {levels}"
    titles = [_text(title) for title in root.iter(X + "title")]
    if len(titles) != 1 or not titles[0]:
        yield "has no title"
    elif len(titles[0]) > MOST_TITLE or re.search(r"@|\d{5}", titles[0]):
        yield f"has a title that is long or says who it is about: {titles[0]}"
    if not root.get("lang"):
        yield "does not say its language (html lang)"
    if len(list(_all(root, "main"))) != 1:
        yield "has no single main landmark"
    first = next(_all(root, "a"), None)
    if first is None or not first.get("href", "").startswith("#"):
        yield "does not begin with a skip link"


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    yield from (f"uses the id {name!r} {times} times" for name, times in ids.items() if times > 1)
    for element in root.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"points from {attribute} to an id that is not there: {name!r}"
        link = element.get("href") or ""
        if element.tag == X + "a" and len(link) > 1 and link.startswith("#") and link[1:] not in ids:
            yield f"links to an anchor that is not there: {link}"


def _labels(root: Element) -> Iterator[str]:
    spoken_for = {label.get("for") for label in _all(root, "label") if _text(label)}
    wrapped = {field for label in _all(root, "label") if _text(label) for field in label.iter()}
    for field in _all(root, "input", "select", "textarea"):
        if field.get("type") in ("hidden", "submit", "button"):
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not (named or field in wrapped or field.get("id") in spoken_for):
            yield f"has a field without a label: {field.get('name')!r}"
    for element in _all(root, "button", "a", "legend", "summary", "th", "option", "figcaption", "caption"):
        if not (_text(element) or element.get("aria-label") or element.get("value") == ""):
            yield f"has an empty {element.tag.removeprefix(X)}"
    for picture in _all(root, "img"):
        if picture.get("alt") is None:
            yield f"has a picture without alternative text: {picture.get('src')!r}"


def _forms(root: Element) -> Iterator[str]:
    posted = [form for form in _all(root, "form") if form.get("method", "get").lower() == "post"]
    with_token = [form for form in posted if _value(form, TOKEN_FIELD)]
    if with_token and len(with_token) != len(posted):
        yield "has a form with {{ csrf() }} and another without"
    for form in _all(root, "form"):
        if not list(_all(form, "button")):
            yield f"has a form that nothing sends: {form.get('action')!r}"


def _value(form: Element, name: str) -> str:
    return next((field.get("value", "") for field in _all(form, "input") if field.get("name") == name), "")


def proposed(form: Element) -> dict[str, str | list[str]]:
    """Give the fields of a form with the values that a page proposes, as a browser sends them."""
    fields: dict[str, str | list[str]] = {}
    for field in _all(form, "input", "textarea", "select"):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.get("disabled") is not None or kind in ("submit", "button", "file"):
            continue
        if kind in ("radio", "checkbox") and field.get("checked") is None:
            continue
        value = field.get("value", "on" if kind == "checkbox" else "")
        if field.tag == X + "textarea":
            value = "".join(field.itertext()).removeprefix("\n")
        if field.tag == X + "select":
            options = list(_all(field, "option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0])
            value = chosen.get("value", _text(chosen))
        if name in fields:
            before = fields[name]
            fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            fields[name] = value
    return fields


def _in_line_code(root: Element) -> Iterator[str]:
    if list(_all(root, "style")):
        yield "has in-line style"
    for script in _all(root, "script"):
        if not script.get("src") or _text(script):
            yield "has an in-line script"
    for element in root.iter():
        for name, value in element.attrib.items():
            if str(name) == "style" or str(name).startswith("on"):
                yield f"has the in-line attribute {name}={value!r}"
            if str(value).lower().lstrip().startswith("javascript:"):
                yield f"has a script as an address: {value!r}"


def _typography(root: Element) -> Iterator[str]:
    for text in our_words(root):
        plain = ADDRESS.sub("x", text)
        for pattern, fault in TYPOGRAPHY:
            for found in pattern.finditer(plain):
                around = plain[max(0, found.start() - 20) : found.end() + 12].strip()
                yield f"has {fault}: {around!r}"


def our_words(root: Element) -> Iterator[str]:
    """Yield every visible or voiced text of ours, a block at a time."""
    for element in root.iter():
        for name in VOICED_ATTRIBUTES:
            if element.get(name):
                yield str(element.get(name))
    for part in (root.find(X + "head/" + X + "title"), root.find(X + "body")):
        if part is not None:
            yield from (block for block in "".join(_flow(part)).split("\n\n") if block.strip())


def _flow(element: Element) -> Iterator[str]:
    name = str(element.tag).removeprefix(X)
    block = "" if name in IN_LINE else "\n\n"
    yield block
    if name in NOT_OUR_WORDS:
        yield "x"
    else:
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                yield from _flow(child)
            yield child.tail or ""
    yield block
