"""Every planted module, by the name under which the lab opens it."""

from collections.abc import Mapping

_NAMES = (
    "fair_rule",
    "constant",
    "direct_bias",
    "one_value_bias",
    "proxy_bias",
    "intersection_bias",
    "noisy_fair",
    "drifting",
    "memorises",
    "recognises_battery",
    "abstains_for_group",
    "crashes",
    "hangs",
    "slow",
    "babbles",
)

PLANTED: Mapping[str, str] = {name: f"python:xprsa.lab.planted.{name}:module" for name in _NAMES}
