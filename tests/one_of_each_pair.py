"""What is tried twice is tried once in `make test`, and both ways in `make test-slow`.

On SQLite and on PostgreSQL; with a script and without. Storage is tried on both databases every time.
"""

from zlib import crc32

import pytest

_DATABASES = ("sqlite", "postgresql")
PAIRS = {"database_url": _DATABASES, "lasting_url": _DATABASES, "javascript": (True, False)}
ON_BOTH = "tests/storage/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow one of each pair: half of them on either side, the same ones every time."""
    for parameter, ways in PAIRS.items():
        pairs: dict[str, list[pytest.Item]] = {}
        for item in items:
            if _way(item, parameter) in ways and not _is_on_both(item, parameter):
                pairs.setdefault(_pair(item), []).append(item)
        for name, pair in pairs.items():
            if len(pair) > 1 and not any(item.get_closest_marker("slow") for item in pair):
                left = [item for item in pair if _way(item, parameter) != ways[crc32(name.encode()) % 2]]
                for item in left:
                    item.add_marker(pytest.mark.slow)


def _way(item: pytest.Item, parameter: str) -> object:
    """Give the way in which a test is to be tried, or None."""
    given = getattr(item, "callspec", None)
    return given.params.get(parameter) if given else None


def _is_on_both(item: pytest.Item, parameter: str) -> bool:
    return parameter != "javascript" and item.nodeid.startswith(ON_BOTH)


def _pair(item: pytest.Item) -> str:
    """Name a test without its way."""
    name, _, given = item.nodeid.partition("[")
    ways = {"sqlite", "postgresql", "with JavaScript", "without JavaScript"}
    return f"{name}[{'-'.join(part for part in given.rstrip(']').split('-') if part not in ways)}"
