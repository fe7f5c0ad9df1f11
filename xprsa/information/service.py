"""Reads and words the pages of information; dresses the pages in the organisation's colour."""

from collections.abc import Sequence
from datetime import datetime

from xprsa.domain.permission import Actor
from xprsa.domain.retention import TOLD, RetentionPeriod
from xprsa.domain.territory import Rules, Territory, Theme
from xprsa.information.pages import InformationPage, starting_text
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.database import Collision
from xprsa.storage.page_texts import PageText
from xprsa.storage.store import Store

_DEPART = "Des résumés de semaines peuvent partir, sous un numéro, pour {serves}."
_NO_DEPARTURE = "Aucun résumé de semaine ne part aujourd’hui."
_ARTICLES = ("Le ", "La ", "Les ", "L’")


class TextChanged(Exception):
    """Somebody else changed the page, or the look of all, since it was read; nothing was written."""


def own_text(service: Service, territory: Territory, page: InformationPage) -> PageText | None:
    """Give the page as the territory words it, or None while the starting text serves."""
    with service.database.reading() as store:
        return store.page_texts.of(territory.id, page)


def facts(service: Service, territory: Territory | None, *, text: str) -> dict[str, str]:
    """Give what the words in braces of a text stand for in a territory, or without any that can be told."""
    rules = territory.rules_of(service.this_week(territory)) if territory else Rules()
    return {
        "territoire": territory.name if territory else "Le territoire",
        "contact": _contact(territory) if territory else "[votre service](/aide)",
        "jours": str(rules.tacit_days),
        "semaines": str(rules.open_weeks),
        "resumes": _departing(service, territory) if "{resumes}" in text else "",
        "conservation": "\n".join(
            f"- {period.what} : {_kept_for(period)} après {period.since} ({period.source})" for period in TOLD
        ),
    }


def _departing(service: Service, territory: Territory | None) -> str:
    """Say what summaries of weeks may leave for: every purpose that is open."""
    if territory is None:
        return _DEPART.format(serves="ce que le territoire a ouvert")
    with service.database.reading() as store:
        opened = {purpose.code for purpose in store.purposes.open_now(territory.id)}
    serves = _enumerated([purpose.terms.serves for purpose in Purpose if purpose in opened])
    return _DEPART.format(serves=serves) if serves else _NO_DEPARTURE


def _enumerated(words: Sequence[str]) -> str:
    """Write `a`, `a et b`, `a, b et c`; nothing for nothing."""
    *others, last = words or [""]
    return f"{', '.join(others)} et {last}" if others else last


def _kept_for(period: RetentionPeriod) -> str:
    """Write the days of a period, and those in which what goes is announced to the service."""
    notice, days = period.notice_hours // 24, f"{period.days} jour{'s' if period.days > 1 else ''}"
    return f"{days}, et {notice} de plus au plus," if notice else days


def _contact(territory: Territory) -> str:
    """Write the service and its phone as they read inside a sentence."""
    name, phone = territory.service_name or "le service", territory.service_phone
    if name.startswith(_ARTICLES):
        name = name[0].lower() + name[1:]
    return f"{name}, [{phone}](tel:{phone.replace(' ', '')})" if phone else name


def rewrite(
    service: Service, *, actor: Actor, page: InformationPage, body: str, read: datetime | None
) -> None:
    """Keep the territory's own text; an empty one brings the starting text back.

    :param read: when the text on the writer's screen was written; None for the starting text.
    :raises TextChanged: when it is no longer the text that serves.
    """
    try:
        with service.database.writing() as store:
            if not _written(store, actor=actor, page=page, body=body, read=read, at=service.now()):
                raise TextChanged
            store.audit.note(at=service.now(), actor=actor.account, event="page_worded", detail=page)
    except Collision:
        raise TextChanged from None


def _written(
    store: Store, *, actor: Actor, page: InformationPage, body: str, read: datetime | None, at: datetime
) -> bool:
    texts, where, by = store.page_texts, actor.territory, actor.account
    if read is None:
        if body:
            texts.add(territory=where, page=page, body=body, by=by, at=at)
        return True
    if not body:
        return texts.forget(territory=where, page=page, read=read)
    return texts.change(territory=where, page=page, body=body, by=by, at=at, read=read)


def text_now(service: Service, territory: Territory, page: InformationPage) -> str:
    """Give the words that serve now, marks and braces included."""
    own = own_text(service, territory, page)
    return own.body if own else starting_text(page)


def dress(service: Service, *, actor: Actor, theme: Theme, seen: Theme) -> None:
    """Change the name, colour and short mark at the top of the territory's pages.

    :param seen: how they looked when the form was made.
    :raises TextChanged: when they no longer look so.
    """
    service.forget_territories()  # whatever the outcome, the next page shows what stands
    with service.database.writing() as store:
        if not store.territories.dress(actor.territory, theme, seen=seen):
            raise TextChanged
        store.audit.note(at=service.now(), actor=actor.account, event="theme_changed")
    service.forget_territories()
