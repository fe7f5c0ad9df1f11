"""How long each thing is kept, and why."""

from tests.source import ROOT
from xprsa.domain import retention
from xprsa.domain.retention import BACKUPS, TOLD, RetentionPeriod
from xprsa.domain.territory import Rules


def test_every_period_is_on_the_list_that_people_read() -> None:
    named = [value for value in vars(retention).values() if isinstance(value, RetentionPeriod)]
    assert sorted(named, key=lambda period: period.what) == sorted(TOLD, key=lambda period: period.what)


def test_every_period_says_what_is_kept_since_when_and_by_whose_choice() -> None:
    for period in TOLD:
        assert period.days > 0
        assert period.what
        assert period.since
        assert period.source
    assert len({period.what for period in TOLD}) == len(TOLD)


def test_the_reason_is_forgotten_after_three_months_long_before_the_week_itself() -> None:
    assert retention.PREVENTED_REASON.days == 92
    assert retention.PREVENTED_REASON.days < retention.DECLARATIONS.days


def test_the_journal_is_kept_no_longer_than_a_year() -> None:
    assert 183 <= retention.AUDIT.days <= 366


def test_a_draft_lives_at_least_as_long_as_its_week_stays_open() -> None:
    assert retention.DRAFTS.days >= Rules().open_weeks * 7


def test_backups_are_kept_as_long_as_people_are_told() -> None:
    unit = (ROOT / "deploy/systemd/xprsa-backup.service").read_text(encoding="utf-8")
    assert f"xprsa backup --keep {BACKUPS.days}\n" in unit
    timer = (ROOT / "deploy/systemd/xprsa-backup.timer").read_text(encoding="utf-8")
    assert "OnCalendar=*-*-* " in timer, "one each day"
