"""A mail server that takes a moment for each mail, and counts how often each one arrived."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port

TAKES = 0.2  # seconds: time enough for a database to go while a mail leaves


@dataclass
class MailSink:
    """What arrived.

    :ivar codes: how often each code arrived at each address.
    :ivar meanwhile: what happens while a mail is taken.
    """

    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    meanwhile: Callable[[], None] = lambda: None
    url: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # as it is called
        await asyncio.sleep(TAKES)
        self.meanwhile()
        text = message_from_bytes(envelope.content, policy=default).get_content()
        found = re.search(r"\b(\d{3}) ?(\d{3})\b", text)
        self.codes[envelope.rcpt_tos[0], found[1] + found[2] if found else text] += 1
        return "250 OK"


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """Take mail in clear until the end."""
    sink = MailSink()
    server = Controller(sink, hostname="127.0.0.1", port=free_port())
    server.start()
    sink.url = f"smtp://127.0.0.1:{server.port}?from=service@example.org&starttls=0"
    try:
        yield sink
    finally:
        server.stop()
