"""Which version of this software writes what is published."""

import tomllib
from importlib.metadata import version
from pathlib import Path

_OF_A_CHECKOUT = Path(__file__).parents[2] / "pyproject.toml"  # a wheel has none beside its package


def software_version() -> str:
    """Give the version: what a checkout says of itself, else what was installed."""
    if _OF_A_CHECKOUT.is_file():
        project = tomllib.loads(_OF_A_CHECKOUT.read_text(encoding="utf-8")).get("project", {})
        if project.get("name") == "xprsa":
            return str(project["version"])
    return version("xprsa")
