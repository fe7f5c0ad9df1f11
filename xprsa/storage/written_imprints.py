"""What an import wrote of a person, as text: JSON by the names of the fields, without blanks.

Form 1 knew nothing of contacts that wait.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from xprsa.domain.engagement import EngagementContract, Exemption
from xprsa.domain.undoing import Imprint

_FORM = 2
_READ = (1, 2)
_PLAIN = ("first_name", "last_name", "email", "phone", "address", "adviser", "language", "best_hour")
_INSTANTS = ("email_failed_at", "phone_failed_at", "email_changed_at", "phone_changed_at")
_OPENING, _GIVERS = ("email_opens_at", "phone_opens_at"), ("email_by", "phone_by")  # since form 2
_DAYS = ("departed_on", "access_opened_on", "came_on")


def written(imprint: Imprint) -> str:
    """Write an imprint in the newest form."""
    stored: dict[str, Any] = {"form": _FORM}
    stored |= {name: getattr(imprint, name) for name in _PLAIN}
    stored |= {name: _iso(getattr(imprint, name)) for name in (*_INSTANTS, *_OPENING, *_DAYS)}
    stored |= {name: getattr(imprint, name) for name in _GIVERS}
    stored["contracts"] = [
        [_iso(terms.valid_from), _iso(terms.recorded_on), terms.weekly_minutes, _iso(terms.valid_until)]
        for terms in imprint.contracts
    ]
    stored["exemptions"] = [[_iso(days.valid_from), _iso(days.valid_until)] for days in imprint.exemptions]
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def imprint_of(text: str) -> Imprint:
    """Read an imprint.

    :raises ValueError: when a newer software wrote it, in a form that this one does not know.
    """
    stored = json.loads(text)
    if stored.pop("form") not in _READ:
        raise ValueError("an imprint of a form that is not known here")
    fields = {name: stored[name] for name in _PLAIN}
    fields |= {name: _read(datetime.fromisoformat, stored[name]) for name in _INSTANTS}
    fields |= {name: _read(datetime.fromisoformat, stored.get(name)) for name in _OPENING}
    fields |= {name: stored.get(name) for name in _GIVERS}
    fields |= {name: _read(date.fromisoformat, stored[name]) for name in _DAYS}
    contracts = tuple(
        EngagementContract(
            date.fromisoformat(valid_from),
            date.fromisoformat(recorded_on),
            minutes,
            _read(date.fromisoformat, valid_until),
        )
        for valid_from, recorded_on, minutes, valid_until in stored["contracts"]
    )
    exemptions = tuple(
        Exemption(date.fromisoformat(first), date.fromisoformat(last)) for first, last in stored["exemptions"]
    )
    return Imprint(**fields, contracts=contracts, exemptions=exemptions)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _read(read: Callable[[str], Any], value: str | None) -> Any:
    return None if value is None else read(value)
