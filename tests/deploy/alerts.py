"""The alerts of `deploy/alerts.yml`, as they are written."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.source import ROOT

FILE = ROOT / "deploy/alerts.yml"
OF_PROMETHEUS = {"up"}  # what it says itself of whom it asks
_METRIC = r"(?P<metric>xprsa_\w+)(?:\{(?P<labels>[^}]*)\})?"
_COMPARED = re.compile(rf"{_METRIC} (?P<sign>[<>]=) (?P<bound>[\d.]+)")


@dataclass(frozen=True)
class Comparison:
    """A figure held against a bound; of labels, those that the alert names."""

    metric: str
    labels: dict[str, str]
    sign: str
    bound: float


@dataclass(frozen=True)
class Alert:
    """One alert."""

    name: str
    expression: str
    labels: dict[str, str]
    annotations: dict[str, str]

    @property
    def metrics(self) -> set[str]:
        """Every metric that it looks at."""
        return set(re.findall(r"\b(xprsa_\w+|up)\b", self.expression.replace('"xprsa"', "")))

    def comparisons(self) -> Iterator[Comparison]:
        """Yield the figures that it holds against a bound each."""
        for found in _COMPARED.finditer(self.expression):
            labels = dict(re.findall(r'(\w+)="([^"]*)"', found["labels"] or ""))
            yield Comparison(found["metric"], labels, found["sign"], float(found["bound"]))


def alerts() -> list[Alert]:
    """Read them."""
    (group,) = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]
    return [
        Alert(rule["alert"], rule["expr"], rule["labels"], rule["annotations"]) for rule in group["rules"]
    ]


def promtool(*words: Any) -> str:
    """Let Prometheus' own tool judge; give what it says.

    :raises AssertionError: when it finds something wrong.
    """
    here = ROOT / ".cache/promtool"
    tool = str(here) if here.exists() else shutil.which("promtool")
    assert tool, "promtool is missing: run scripts/test-needs"
    done = subprocess.run([tool, *map(str, words)], capture_output=True, text=True, timeout=60)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def followed(template: str, labels: dict[str, str]) -> str:
    """Write what an annotation says once labels stand in it."""
    return re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda found: labels.get(found[1], ""), template)


def page_of(alert: Alert) -> list[Path]:
    """Give the pages that an alert sends its reader to."""
    named = alert.annotations["description"].partition("Page\u00a0: ")[2]
    return [ROOT / path for path in re.findall(r"docs/[\w./-]+\.md|\.env\.example", named)]
