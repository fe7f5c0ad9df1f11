"""Every specimen, by the name under which the lab opens it."""

from collections.abc import Mapping

_NAMES = (
    "suspicion",
    "employability",
    "loss_of_confidence",
    "need_of_new_energy",
    "dispersion",
    "search_dynamics",
    "triage",
)

SPECIMENS: Mapping[str, str] = {name: f"python:xprsa.lab.specimens.{name}:module" for name in _NAMES}
