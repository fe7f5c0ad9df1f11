"""Holds what a receipt shows against what was signed: the text around the codes can be changed."""

import re
from collections.abc import Iterator
from typing import Any

from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.week import Week
from xprsa.verify.receipt_text import ReceiptText
from xprsa.web.i18n import grouped, week_dated

_SHOWN = re.compile(r"\bNuméro ((?:[0-9a-f] ?){32})(.*?)Pour vérifier ce reçu", re.ASCII)
_WEEK = re.compile(r"\bSemaine (du .{5,40}? \d{4})\b", re.ASCII)
_DURATION = re.compile(r"\d+ h(?: \d\d(?!\d))?|\d+ min", re.ASCII)


def differences(text: str, receipt: ReceiptText) -> tuple[str, ...] | None:
    """Say what a reader sees that was not signed: number, week and durations; None when nothing can be read.

    Names, labels and words are left to who reads: a territory words its activities, and a name is not signed.

    :param text: without tags.
    :param receipt: verified already.
    """
    joined = " ".join(text.split())
    shown = _SHOWN.search(joined)
    if shown is None:
        return None
    return tuple(_differences(joined[: shown.start()], shown, receipt))


def _differences(head: str, shown: re.Match[str], receipt: ReceiptText) -> Iterator[str]:
    number, week = "".join(shown[1].split()), _WEEK.search(head)
    if number != receipt.told["receipt"]:
        yield _instead("le numéro", grouped(number), grouped(receipt.told["receipt"]))
    signed_week = week_dated(Week.parse(receipt.told["week"]))
    if week and week[1] != " ".join(signed_week.split()):
        yield _instead("la semaine", week[1], signed_week)
    if receipt.has_content:
        said = receipt.said
        found, signed = _durations(shown[2], said), _signed(said)
        if found != signed:
            yield _instead("les durées", ", ".join(found), ", ".join(signed))


def _durations(body: str, said: dict[str, Any]) -> list[str]:
    """Give the durations that the text shows: the total, then each line; what a note says is no duration."""
    for line in said["activities"]:
        body = body.replace(f"« {' '.join(line.get('note', '').split())} »", " ", 1)
    return _DURATION.findall(body)


def _signed(said: dict[str, Any]) -> list[str]:
    minutes = [line["minutes"] for line in said["activities"]]
    if not minutes and said["prevented"] is not None:
        return []
    each = [sum(minutes), *minutes]
    return [" ".join(hours_and_minutes(one).split()) for one in each]


def _instead(what: str, found: str, signed: str) -> str:
    return (
        f"{what}\u00a0: le texte montre «\u00a0{found or 'rien'}\u00a0», ce qui est signé dit"
        f" «\u00a0{signed or 'rien'}\u00a0»"
    )
