"""The number of a version as a form brings it back: what the person had before their eyes."""


def version_typed(text: str) -> int:
    """Read the number of a version; 0 when the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
