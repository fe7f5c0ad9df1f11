"""A register for each test; printing a report takes seconds, so its PDF is a stand-in."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.builders import Clock, People
from tests.made_once import made_once
from tests.scores.made import Register
from xprsa.lab.report import contents
from xprsa.lab.report.signing import SigningKey
from xprsa.running.service import Service


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return SigningKey.load_or_make(made_once(tmp_path_factory, "register-key", lambda _: None) / "lab.key")


@pytest.fixture
def desk(
    service: Service,
    people: People,
    clock: Clock,
    tmp_path: Path,
    signing_key: SigningKey,
    monkeypatch: pytest.MonkeyPatch,
) -> Register:
    monkeypatch.setattr(contents, "pdf", lambda html: b"%PDF " + sha256(html).hexdigest().encode())
    return Register(service, people, clock, tmp_path, signing_key)
