"""The clock: the one place that asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present instant, in UTC."""
    return datetime.now(UTC)
