"""A browser that trusts one certificate, and keeps its cookies."""

import ssl
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.deploy.recipe import SITE, Machine
from tests.faults.crowd import Answer
from tests.faults.slow import Door


@dataclass
class Browser:
    """Somebody who goes through the proxy of a machine."""

    machine: Machine
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def door(self) -> Door:
        """Where it knocks."""
        certificate = self.machine.root / "etc/xprsa/tls/fullchain.pem"
        return Door(SITE, self.machine.https, ssl.create_default_context(cafile=str(certificate)))

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """Ask for a page, or send a form."""
        door = self.door
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Sec-Fetch-Site": "same-origin", "Connection": "close", "Host": SITE} | sent
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if form is None else urlencode(form)
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPSConnection(SITE, door.port, timeout=20)) as line:
            line.sock = door.open()
            line.request("GET" if body is None else "POST", path, body, sent)
            heard = line.getresponse()
            for name, value in heard.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
            together = {name.lower(): ", ".join(heard.headers.get_all(name, [])) for name in heard.headers}
            return Answer(heard.status, together, heard.read().decode(errors="replace"))
