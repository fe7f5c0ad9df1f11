"""Every planted module, by the name under which the lab opens it."""

from collections.abc import Mapping

_NAMES = (
    "fair_rule",
    "constant",
    "direct_bias",
    "one_value_bias",
    "proxy_bias",
    "intersection_bias",
    "values_never_met",
    "two_burdens",
    "weighs_families",
    "noisy_fair",
    "drifting",
    "memorises",
    "recognises_battery",
    "spots_date",
    "spots_minutes",
    "spots_codes",
    "spots_order",
    "abstains_for_group",
    "crashes",
    "hangs",
    "slow",
    "babbles",
    "trend",
    "cautious",
)

PLANTED: Mapping[str, str] = {name: f"python:xprsa.lab.planted.{name}:module" for name in _NAMES}
