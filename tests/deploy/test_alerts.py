"""Ten alerts: each rings when it must and not before, by the bounds of the code, and says what to do."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.deploy.alerts import FILE, OF_PROMETHEUS, Alert, alerts, followed, page_of, promtool
from tests.source import ROOT
from xprsa.domain.vital_sign import BOUNDS, MOST_FAILURES, SLOWEST_PAGES, VitalSign
from xprsa.monitoring.figures import METRICS, figures
from xprsa.running.service import Service
from xprsa.web.health import WriteProbe

COUNTED = {"xprsa_requests_total", "xprsa_request_seconds_bucket"}  # tests/monitoring/test_two_workers.py
UNRUNG = {
    VitalSign.TEXTS: "nobody is without anything: the managers' page and `check` say it",
    VitalSign.FAST_READING: "a mail tells the managers, who know whom to ask",
}
ALERTS = pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)

# Series while all is well, then when something is wrong, every minute for three hours; labels of the alert.
Series = dict[str, str]
STEADY = "x180"
NEVER = "1e300"  # the tool reads no infinity
WELL_AND_WRONG: dict[str, list[tuple[Series, Series, dict[str, str]]]] = {
    "XprsaPagesAway": [
        ({'up{job="xprsa"}': "1"}, {'up{job="xprsa"}': "0"}, {"job": "xprsa"}),
        *(
            (
                {f'xprsa_database_able{{to="{to}"}}': "1"},
                {f'xprsa_database_able{{to="{to}"}}': "0"},
                {"to": to},
            )
            for to in ("read", "write")
        ),
    ],
    "XprsaServerErrors": [
        (
            {'xprsa_requests_total{status="2xx"}': "0+1000", 'xprsa_requests_total{status="5xx"}': "0+9"},
            {'xprsa_requests_total{status="2xx"}': "0+980", 'xprsa_requests_total{status="5xx"}': "0+20"},
            {},
        ),
        (  # waiting is no fault of ours
            {'xprsa_requests_total{status="2xx"}': "0+900", 'xprsa_requests_total{status="429"}': "0+100"},
            {'xprsa_requests_total{status="5xx"}': "0+1"},
            {},
        ),
    ],
    "XprsaSlowPages": [
        (
            {
                'xprsa_request_seconds_bucket{le="1.0"}': "0+96",
                'xprsa_request_seconds_bucket{le="+Inf"}': "0+100",
            },
            {
                'xprsa_request_seconds_bucket{le="2.0"}': "0+94",
                'xprsa_request_seconds_bucket{le="+Inf"}': "0+100",
            },
            {},
        )
    ],
    "XprsaWorkerSilent": [
        (
            {"xprsa_worker_heartbeat_age_seconds": "299"},
            {"xprsa_worker_heartbeat_age_seconds": "300"},
            {},
        ),
        (  # it never beat
            {"xprsa_worker_heartbeat_age_seconds": "0"},
            {"xprsa_worker_heartbeat_age_seconds": NEVER},
            {},
        ),
    ],
    "XprsaMessagesWait": [
        (
            {f'xprsa_queue_oldest_seconds{{queue="{queue}"}}': str(most - 1)},
            {f'xprsa_queue_oldest_seconds{{queue="{queue}"}}': str(most)},
            {"queue": queue},
        )
        for queue, most in (("codes", 120), ("notices", 3600))
    ],
    "XprsaCodesNearlySpent": [
        (
            {f'xprsa_codes_spent_share{{budget="{budget}"}}': "0.79"},
            {f'xprsa_codes_spent_share{{budget="{budget}"}}': "0.8"},
            {"budget": budget},
        )
        for budget in ("codes", "sms")
    ],
    "XprsaClockHeld": [({"xprsa_clock_held": "0"}, {"xprsa_clock_held": "1"}, {})],
    "XprsaBackupOld": [
        ({"xprsa_backup_age_seconds": "172799"}, {"xprsa_backup_age_seconds": "172800"}, {}),
        ({"up": "1"}, {"xprsa_backup_age_seconds": NEVER}, {}),  # where no folder is set, nothing rings
    ],
    "XprsaDiskFull": [
        ({"xprsa_disk_free_bytes": "524288001"}, {"xprsa_disk_free_bytes": "524288000"}, {}),
    ],
    "XprsaJournalUnsealed": [
        (
            {"xprsa_journal_oldest_unsealed_seconds": "172799"},
            {"xprsa_journal_oldest_unsealed_seconds": "172800"},
            {},
        )
    ],
}


def test_prometheus_reads_the_ten() -> None:
    assert "10 rules found" in promtool("check", "rules", FILE)
    assert {alert.name for alert in alerts()} == set(WELL_AND_WRONG)


@ALERTS
def test_it_rings_when_something_is_wrong_and_not_before(alert: Alert, tmp_path: Path) -> None:
    tries = []
    for well, wrong, labels in WELL_AND_WRONG[alert.name]:
        rung = {
            "exp_labels": alert.labels | labels,
            "exp_annotations": {name: followed(said, labels) for name, said in alert.annotations.items()},
        }
        tries += [_tried(alert, well, []), _tried(alert, wrong, [rung])]
    file = tmp_path / "tries.yml"
    file.write_text(json.dumps({"rule_files": [str(FILE)], "evaluation_interval": "1m", "tests": tries}))
    assert "SUCCESS" in promtool("test", "rules", file)


def _tried(alert: Alert, series: Series, rung: list[object]) -> dict[str, object]:
    return {
        "interval": "1m",
        "input_series": [
            {"series": name, "values": value + STEADY if "+" in value else f"{value}{STEADY}"}
            for name, value in series.items()
        ],
        "alert_rule_test": [{"eval_time": "170m", "alertname": alert.name, "exp_alerts": rung}],
    }


@ALERTS
def test_it_looks_at_figures_that_are_told(alert: Alert) -> None:
    assert alert.metrics
    assert alert.metrics <= set(METRICS) | COUNTED | OF_PROMETHEUS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bounds_are_those_of_the_managers_page(service: Service, tmp_path: Path) -> None:
    watched = replace(service, settings=replace(service.settings, backups=tmp_path))
    rung = [comparison for alert in alerts() for comparison in alert.comparisons()]
    for figure in figures(watched, WriteProbe()):
        held = [
            comparison
            for comparison in rung
            if comparison.metric == figure.metric and comparison.labels.items() <= figure.labels.items()
        ]
        if figure.sign is None or figure.sign in UNRUNG:
            assert not held, f"{figure.metric} rings, and no sign of the code says from where on"
            continue
        bounds = BOUNDS[figure.sign]
        found = [(comparison.sign, comparison.bound) for comparison in held]
        assert found == [("<=" if bounds.falls else ">=", bounds.look)], figure.metric


def test_bounds_of_the_pages_are_those_of_the_code() -> None:
    ends = {
        alert.name: float(alert.expression.rpartition(">= ")[2])
        for alert in alerts()
        if "rate(" in alert.expression
    }
    assert ends == {"XprsaServerErrors": MOST_FAILURES, "XprsaSlowPages": SLOWEST_PAGES}


@ALERTS
def test_it_says_what_people_miss_what_to_do_first_and_where_to_read_on(alert: Alert) -> None:
    pages = page_of(alert)
    assert pages
    assert not [page for page in pages if not page.exists()]
    summary, description = alert.annotations["summary"], alert.annotations["description"]
    assert summary.endswith(".")
    longest = max(re.split(r"(?<=[.!?\u00a0:;]) ", description), key=lambda said: len(said.split()))
    assert len(longest.split()) <= 20, longest
    for said in (summary, description):
        assert not re.search(r" [:;!?%»]|« ", said), "a no-break space is missing"


@ALERTS
def test_a_heading_that_it_names_is_on_its_page(alert: Alert) -> None:
    for heading in re.findall(r"Page\u00a0: .*«\u00a0(.*?)\u00a0»", alert.annotations["description"]):
        assert any(f"## {heading}\n" in page.read_text(encoding="utf-8") for page in page_of(alert)), heading


def test_prometheus_reads_what_the_page_writes_for_it(tmp_path: Path) -> None:
    page = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"prometheus\.yml <<END\n(.*?)^END$", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "token").write_text("x")
    file = tmp_path / "prometheus.yml"
    file.write_text(
        written.replace("$PORT", "8000")
        .replace("/etc/prometheus/xprsa-alerts.yml", str(FILE))
        .replace("/etc/prometheus/xprsa-token", str(tmp_path / "token"))
    )
    assert "10 rules found" in promtool("check", "config", file)
    assert 'job="xprsa"' in FILE.read_text(encoding="utf-8")
    assert "job_name: xprsa\n" in written
