"""Where templates and static files are: inside the installed package, or beside it in a checkout."""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from xprsa.web.answers import headers_of_all

_PACKAGE = Path(__file__).parent.parent
_YEAR = 365 * 24 * 3600


def folder(name: str) -> Path:
    """Give the folder `templates` or `static`."""
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def serve_static(app: Flask, *, https: bool) -> None:
    """Serve the static files compressed once, under addresses that change with their content."""
    root, versions = _compressed(folder("static"))
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so
        app.wsgi_app,
        root=root,
        prefix="static/",
        max_age=_YEAR,
        allow_all_origins=False,
        add_headers_function=partial(_dress, headers_of_all(https=https)),
    )

    def asset(name: str) -> str:
        """Give the address of a static file."""
        return f"/static/{name}?v={versions[name]}"

    app.jinja_env.globals["asset"] = asset


def _dress(dress: Mapping[str, str], headers: Headers, _path: str, _url: str) -> None:
    for name, value in dress.items():
        headers[name] = value


@cache
def _compressed(source: Path) -> tuple[str, dict[str, str]]:
    """Copy the files beside their compressed forms, once a process; give the folder and their digests."""
    ready = tempfile.mkdtemp(prefix="xprsa-static-")
    atexit.register(shutil.rmtree, ready, ignore_errors=True)
    versions, compress = {}, Compressor(quiet=True)
    for path in sorted(source.iterdir()):
        versions[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for _ in compress.compress(str(shutil.copy(path, ready))):
            pass
    return ready, versions
