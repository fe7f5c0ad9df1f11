"""A copy of all that is kept of a person, for whoever asks what is held about them (GDPR, article 15)."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from xprsa import durable
from xprsa.domain.person import Beneficiary
from xprsa.domain.retention import AUDIT, TOLD, RetentionPeriod
from xprsa.running.sealed_form import open_form
from xprsa.running.service import Service
from xprsa.storage.audit import ListOpened
from xprsa.storage.departures import Departure
from xprsa.storage.held_access import KEPT_TEXT
from xprsa.storage.holdings import HeldTable

FORM = "xprsa.access/1"
ELSEWHERE = {
    "les exports déjà partis": "sous pseudonyme ; « Ce qui est parti » en dit le contenu, champ par champ",
    "les codes demandés à un contact": "un jour au plus, sans nom : ils ouvrent",
    "les messages pour un contact": "jusqu’à leur départ, puis vidés",
    "le décompte des essais": "sept jours, par empreintes : rien n’y mène à quelqu’un",
    "les sauvegardes": "les mêmes choses, telles qu’elles étaient ce jour-là, scellées",
}


def access_copy(service: Service, person: Beneficiary, path: Path) -> None:
    """Write all that is kept of a person into a new file as JSON, and note in the journal that it was given.

    Every column of every table is told, or named with why not: see `storage/held_tables.py`.

    :raises OSError: when the file is there, or cannot be written: nothing is noted then.
    """
    now = service.now()
    with service.database.writing() as store:
        held = store.holdings.of(person.id)
        left = store.departures.about(person.id)
        opened = store.audit.listings_of(
            store.followings.of_person(person.id), since=now - timedelta(days=AUDIT.days)
        )
        store.audit.note(at=now, actor=None, event="access_given", person=person.id)
        said = {
            "forme": FORM,
            "fait le": now.isoformat(),
            "personne": f"{person.account.name}, dossier {person.file_reference}",
            "gardé": [_table(service, person, table) for table in held],
            "parti, à qui": [_departure(departure) for departure in left],
            "combien de temps": [_period(period) for period in TOLD],
            "listes où vous étiez, ouvertes": [_listing(listing) for listing in opened],
            "gardé ailleurs, et pas ici": ELSEWHERE,
        }
        durable.write_new(path.absolute(), (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode())


def _table(service: Service, person: Beneficiary, held: HeldTable) -> Mapping[str, Any]:
    return {
        "quoi": held.what,
        "table": held.name,
        "lignes": [_with_kept_text(service, person, row) for row in held.rows],
        "pas donné": held.withheld,
    }


def _with_kept_text(service: Service, person: Beneficiary, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open what was typed after a sign-in ended: it is sealed as a whole, for its author."""
    if not row.get(KEPT_TEXT):
        return row
    form = open_form(service.keyring, row[KEPT_TEXT], account=person.id)
    return {**row, KEPT_TEXT: form.fields if form else None}


def _departure(departure: Departure) -> Mapping[str, str]:
    return {
        "Semaine": str(departure.week),
        "Pour": departure.purpose.terms.serves,
        "À": departure.recipient,
        "Le": departure.at.isoformat(),
        "Numéro du document": departure.document.document,
    }


def _period(period: RetentionPeriod) -> Mapping[str, Any]:
    return {"Quoi": period.what, "Jours": period.days, "Après": period.since, "Pourquoi": period.source}


def _listing(listing: ListOpened) -> Mapping[str, str]:
    way = "dans un fichier" if listing.as_file else "à l’écran"
    return {"Le": listing.at.isoformat(), "Par": listing.by, "Comment": way}
