"""Texts that nobody should be able to turn against a page, a database or a spreadsheet."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

from tests.source import templates

X = "{http://www.w3.org/1999/xhtml}"
RUN = "pwned()"  # a function that the test's browser offers to every page
SCRIPTS = (
    f"<script>{RUN}</script>",
    f"</bdi></blockquote></textarea></title><script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<input autofocus onfocus={RUN}>",
    f'" autofocus onfocus="{RUN}',
    f"' autofocus onfocus='{RUN}",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{RUN}></iframe>",
    f"<a href=javascript:{RUN}>ici</a>",
    f"[ici](javascript:{RUN})",
    f"[ici](JaVaScRiPt&#58;{RUN})",
    f"javascript:{RUN}",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<!--><script>{RUN}</script-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\x3cscript\\x3e{RUN}\\x3c/script\\x3e",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "<base href=https://example.org/>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<style>*{display:none}</style>",
    "<form action=https://example.org/><button>Envoyer</button></form>",
    "{{ 7 * 191 }}",
    "{% include '/etc/passwd' %}",
    "${7*191} #{7*191} <%= 7*191 %>",
)
UNICODE = (
    "\u202egnorw ot tfel\u202c",
    "\u2066\u2067\u2068 isolates left open",
    "zero\u200bwidth\u200c\u200d\ufeff\u2060",
    "a\u0300" * 60,
    "Z̸̡̢͓̳̜̪̟̳̠̻̖͐̂̍̋ͅa̵l̷g̶o̸",
    "👩‍👩‍👧‍👦 🏳️‍🌈 \U0001f1eb\U0001f1f7",
    "\U000e0041\U000e0042 tags nobody sees",
    "\ufdfd" * 30,
    "日本語 العربية עברית हिन्दी",
    "ﬁ ＝1＋1 ＜script＞",
    "İıŞş ß ẞ",
    "\u2028 \u2029 \u0085",
    "\ufffe\uffff\ufdd0",
)
CONTROLS = (
    "NUL \x00 inside",
    "\x00",
    "\x01\x02\x08\x0b\x0c\x1b[31m\x7f",
    "line\r\nX-Injected: 1\r\n\r\n<p>",
    "line\nSet-Cookie: injected=1",
    "tab\tvertical\x0btab",
)
DATABASE = (
    "'; DROP TABLE account; --",
    "' OR '1'='1",
    '" OR ""="',
    "%' ESCAPE '\\",
    "_%_%_%",
    "1; SELECT pg_sleep(9)",
    "\\'; --",
    "%s %(name)s :name ?",
    "NULL",
    "9" * 60,
    "-1",
    "1e309",
    "NaN",
)
SPREADSHEET = ("=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1+1", " =cmd|' /C calc'!A0", "＝1+1", "\u200b=1")
HOSTILE = (*SCRIPTS, *UNICODE, *CONTROLS, *DATABASE, *SPREADSHEET)

_ADDED = {"html", "head", "body", "tbody", "h3", "p", "ul", "li", "svg", "g", "path"}  # markup, codes to scan
_LINKS = ("href", "src", "action", "formaction", "data", "srcdoc")


@cache
def our_elements() -> frozenset[str]:
    """Give the names of the elements that our own templates write, with what a parser adds."""
    written = {
        name.lower() for page in templates().values() for name in re.findall(r"<([a-z][a-z0-9]*)", page)
    }
    return frozenset(written | _ADDED)


def unescaped(page: str) -> list[str]:
    """Name whatever of a page our templates would never write: somebody's text became markup."""
    root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(page)
    return [fault for element in root.iter() if isinstance(element.tag, str) for fault in _faults(element)]


def _faults(element: Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name not in our_elements():
        yield f"an element <{name}>"
    if name == "script" and (
        not element.get("src", "").startswith("/static/") or "".join(element.itertext())
    ):
        yield f"a script: {''.join(element.itertext())!r}"
    if name in ("style", "base") or (name == "meta" and element.get("http-equiv")):
        yield f"an element <{name}>"
    for attribute, value in element.attrib.items():
        if (name, attribute, element.get("class")) == ("div", "autofocus", "errors"):
            continue  # our own: what is to be changed has the focus
        if str(attribute).startswith("on") or attribute in ("style", "srcdoc", "autofocus"):
            yield f"an attribute {attribute}={value!r} of <{name}>"
        if attribute in _LINKS and not _is_harmless(str(value)):
            yield f"a link {attribute}={value!r} of <{name}>"
    if name == "form" and urlsplit(element.get("action", "")).netloc:
        yield f"a form to {element.get('action')!r}"


def _is_harmless(link: str) -> bool:
    """Tell whether following a link runs nothing, however a browser reads it."""
    bare = "".join(char for char in link if char > " ").lower()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", bare)
    return scheme is None or scheme[1] in ("http", "https", "mailto", "tel")
