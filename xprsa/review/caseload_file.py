"""A caseload as a file: whom to reach and what waits for its adviser, column by column of a written list.

No hours and no missing week: on a desk they would be a ranking, and an empty cell a reproach.
"""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import tzinfo

from xprsa.domain.cell import harmless
from xprsa.domain.folding import words_folded
from xprsa.gateways.contacts import spoken
from xprsa.review.listing import CaseloadRow, Listing
from xprsa.web.i18n import language_name

COLUMNS: Mapping[str, Callable[[CaseloadRow], str]] = {
    "dossier": lambda row: row.person.file_reference,
    "nom": lambda row: row.person.last_name,
    "prenom": lambda row: row.person.first_name,
    "telephone": lambda row: spoken(row.person.phone) if row.person.phone else "",
    "langue": lambda row: language_name(row.person.language),
    "moment": lambda row: row.person.best_hour,
    "semaines_a_lire": lambda row: " ".join(str(status.week) for status in row.standing.to_do),
}
WAITS_SINCE = "attend_depuis"


def caseload_file(listing: Listing, *, zone: tzinfo) -> str:
    """Write everybody in a caseload, by name: CSV as a French spreadsheet opens it, safe in each cell.

    :param zone: of the clock on which `attend_depuis` is a day.
    """
    page = io.StringIO(newline="")
    page.write("\ufeff")  # by which a spreadsheet knows UTF-8
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow((*COLUMNS, WAITS_SINCE))
    for row in sorted(listing.everybody, key=_name):
        since = min(
            (status.waiting_since for status in row.standing.to_do if status.waiting_since), default=None
        )
        waits = since.astimezone(zone).date().isoformat() if since else ""
        writer.writerow([harmless(write(row)) for write in COLUMNS.values()] + [waits])
    return page.getvalue()


def _name(row: CaseloadRow) -> tuple[str, str]:
    return words_folded(row.person.last_name), words_folded(row.person.first_name)
