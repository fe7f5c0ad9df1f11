"""Every planted module, by the name under which the lab opens it."""

from collections.abc import Mapping

_IN_FILES = {
    "blameless": ("fair_rule", "constant", "slow", "trend", "cautious"),
    "biases": (
        *("direct_bias", "one_value_bias", "proxy_bias", "intersection_bias", "values_never_met"),
        *("two_burdens", "weighs_families", "abstains_for_group"),
    ),
    "unsteady": ("noisy_fair", "drifting", "memorises"),
    "recognises_battery": ("recognises_battery",),
    "spotting": ("spots_date", "spots_minutes", "spots_order", "spots_codes"),
    "failing": ("crashes", "hangs", "babbles"),
}

PLANTED: Mapping[str, str] = {
    name: f"python:xprsa.lab.planted.{file}:{name}" for file, names in _IN_FILES.items() for name in names
}
