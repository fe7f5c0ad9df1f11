"""What pages and services do is tried on one database each in `make test`, and on both in `make test-slow`.

Storage, faults, contracts, old databases and what deletes are tried on both every time.
"""

from zlib import crc32

import pytest

KINDS = ("sqlite", "postgresql")
ON_BOTH = (
    "tests/storage/",
    "tests/faults/",
    "tests/contracts/",
    "tests/old/",
    "tests/people_import/test_undo.py",
    "tests/accounts/test_changing_a_contact.py",
    "tests/commands/test_clock_guard.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow one of each pair: half of them on either database, the same ones every time."""
    paired = [item for item in items if _kind(item) and not item.nodeid.startswith(ON_BOTH)]
    chosen_by_hand = {_pair(item) for item in paired if item.get_closest_marker("slow")}
    for item in paired:
        pair = _pair(item)
        if pair not in chosen_by_hand and _kind(item) != KINDS[crc32(pair.encode()) % 2]:
            item.add_marker(pytest.mark.slow)


def _kind(item: pytest.Item) -> str:
    """Give the database that a test asks for by parameter, or ""."""
    given = getattr(item, "callspec", None)
    return str(given.params.get("database_url", "")) if given else ""


def _pair(item: pytest.Item) -> str:
    """Name a test without its database."""
    return item.nodeid.replace(_kind(item), "")
