"""A service is plain Python: what people do can be done without a web server."""

import subprocess
import sys

import pytest

from tests.source import ROOT

SERVICES = sorted(
    str(path.relative_to(ROOT)).removesuffix(".py").replace("/", ".")
    for path in (ROOT / "xprsa").rglob("*.py")
    if path.name == "service.py" or path.parent.name in ("domain", "running", "storage", "gateways")
)
_BLOCKED = "import sys; sys.modules.update(dict.fromkeys(('flask', 'flask_login', 'werkzeug', 'wtforms')))"


def test_every_service_can_be_imported_where_there_is_no_flask() -> None:
    imports = "; ".join(f"import {name}" for name in SERVICES)
    done = _python(f"{_BLOCKED}; {imports}")
    assert done.returncode == 0, f"a service needs the web to be imported:\n{done.stderr}"


@pytest.mark.parametrize("stranger", ["xprsa.web.access", "xprsa.declare.forms"])
def test_what_needs_flask_or_its_forms_is_found_out(stranger: str) -> None:
    assert _python(f"{_BLOCKED}; import {stranger}").returncode != 0


def _python(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
