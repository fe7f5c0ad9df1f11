"""The keys by which this project signs its own audits, published with the code and at `/schemas/`."""

import json
from functools import cache
from pathlib import Path

AUDIT_KEYS_FILE = "xprsa.audit-keys.json"
_FILE = Path(__file__).with_name("audit_keys.json")


def audit_keys() -> str:
    """Give the file as it is published: each key in hexadecimal, since when it signs, and what."""
    return _FILE.read_text(encoding="utf-8")


@cache
def is_ours(public_key: str) -> bool:
    """Tell whether this project signs by a key, in hexadecimal."""
    return any(public_key.lower() == key["public_key"] for key in json.loads(audit_keys())["keys"])
