"""What is tried twice is tried once in `make test`, and both ways in `make test-slow`.

On SQLite and on PostgreSQL; with a script and without. Storage is tried on both databases every time.
"""

from zlib import crc32

import pytest

PAIRS = {"database_url": ("sqlite", "postgresql"), "javascript": (True, False)}
ON_BOTH = "tests/storage/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow one of each pair: half of them on either side, the same ones every time."""
    for parameter, ways in PAIRS.items():
        paired = [
            item for item in items if _way(item, parameter) in ways and not _is_on_both(item, parameter)
        ]
        chosen_by_hand = {_pair(item) for item in paired if item.get_closest_marker("slow")}
        for item in paired:
            pair = _pair(item)
            if pair not in chosen_by_hand and _way(item, parameter) != ways[crc32(pair.encode()) % 2]:
                item.add_marker(pytest.mark.slow)


def _way(item: pytest.Item, parameter: str) -> object:
    """Give the way in which a test is to be tried, or None."""
    given = getattr(item, "callspec", None)
    return given.params.get(parameter) if given else None


def _is_on_both(item: pytest.Item, parameter: str) -> bool:
    return parameter == "database_url" and item.nodeid.startswith(ON_BOTH)


def _pair(item: pytest.Item) -> str:
    """Name a test without its way."""
    name, _, given = item.nodeid.partition("[")
    ways = {"sqlite", "postgresql", "with JavaScript", "without JavaScript"}
    return f"{name}[{'-'.join(part for part in given.rstrip(']').split('-') if part not in ways)}"
