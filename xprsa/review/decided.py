"""What one tap decided of a week, as an address names it: who may take it back is judged by the moves."""

from xprsa.domain.second_thought import DecisionMade

_LONGEST = 5  # digits


def write_made(made: DecisionMade) -> str:
    """Write which of the moves of a week a tap made."""
    return f"{made.first}.{made.count}"


def read_made(text: str) -> DecisionMade | None:
    """Read what `write_made` wrote; None for anything else."""
    numbers = text.split(".")
    if len(numbers) != 2 or not all(map(_is_number, numbers)):
        return None
    return DecisionMade(*map(int, numbers))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST
