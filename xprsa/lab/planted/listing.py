"""Every planted module, by the name under which the lab opens it."""

from collections.abc import Mapping

_IN_FILES = {
    "blameless": ("fair_rule", "constant", "slow"),
    "biases": ("direct_bias", "one_value_bias", "proxy_bias", "intersection_bias", "abstains_for_group"),
    "unsteady": ("noisy_fair", "drifting", "memorises"),
    "recognises_battery": ("recognises_battery",),
    "failing": ("crashes", "hangs", "babbles"),
}

PLANTED: Mapping[str, str] = {
    name: f"python:xprsa.lab.planted.{file}:{name}" for file, names in _IN_FILES.items() for name in names
}
