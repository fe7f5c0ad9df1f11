"""Something to write into that hands on what it was given: a file made while it is being sent."""

import io


class Passage(io.RawIOBase):
    """Holds what was written until somebody takes it away; nobody can seek in it."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()
        self._passed = 0

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, data: object) -> int:
        """Hold some bytes."""
        block = bytes(data)  # type: ignore[call-overload] # whatever has the shape of bytes
        self._held += block
        self._passed += len(block)
        return len(block)

    def tell(self) -> int:
        """Give how many bytes were written."""
        return self._passed

    def taken(self) -> bytes:
        """Give what is held, and hold nothing any more."""
        held = bytes(self._held)
        self._held.clear()
        return held
