"""What a person says of a week: lines from habits, days not possible, second thoughts."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from xprsa.demo.situation import Habit, Situation
from xprsa.domain.content import Activity, Content
from xprsa.domain.prevented import WHOLE_WEEK, Prevented, PreventedReason
from xprsa.domain.retention import PREVENTED_REASON


def usual(situation: Situation, chance: Random) -> Content:
    """Draw an ordinary week: some habits happen, some do not, none is a week of 0."""
    return Content(
        tuple(_line(habit, chance) for habit in situation.habits if chance.random() < habit.chance)
    )


def full(situation: Situation, chance: Random) -> Content:
    """Draw a week in which every habit happens, the first words of each written down."""
    return Content(
        tuple(
            replace(_line(habit, chance), note=habit.notes[0] if habit.notes else "")
            for habit in situation.habits
        )
    )


def _line(habit: Habit, chance: Random) -> Activity:
    quarters = max(1, round(habit.minutes * chance.uniform(0.75, 1.2) / 15))
    return Activity(
        line=f"{chance.getrandbits(48):012x}",
        kind=habit.kind,
        minutes=15 * quarters,
        days=habit.days if chance.random() < 0.6 else (),
        note=chance.choice(habit.notes) if habit.notes and chance.random() < 0.4 else "",
    )


def with_days_lost(content: Content, reason: PreventedReason | None, days: tuple[int, ...]) -> Content:
    """Take days away from a week: hours shrink in proportion, on quarters of an hour."""
    kept = 1 - len(days) / 7
    lines = tuple(
        replace(
            line,
            minutes=max(15, 15 * int(line.minutes * kept / 15)),
            days=tuple(day for day in line.days if day not in days),
        )
        for line in content.activities
    )
    return Content(() if days == WHOLE_WEEK else lines, Prevented(days, reason))


def some_days(chance: Random) -> tuple[int, ...]:
    """Draw the days that were not possible: the whole week three times in ten, else one to three in a row."""
    if chance.random() < 0.3:
        return WHOLE_WEEK
    first = chance.randint(1, 5)
    return tuple(range(first, min(6, first + chance.randint(1, 3))))


def reason_kept(
    situation: Situation, chance: Random, *, sent_at: datetime, now: datetime
) -> PreventedReason | None:
    """Draw a reason, or None when it would be forgotten by now."""
    reason = chance.choice(situation.reasons)
    return None if now - sent_at > timedelta(days=PREVENTED_REASON.days) else reason


def corrected(content: Content, chance: Random) -> Content:
    """Change one thing: half an hour more on a line, or a line that had been forgotten."""
    lines = content.activities
    if not lines or chance.random() < 0.3:
        forgotten = Habit("personal_steps", 60)
        return replace(content, activities=(*lines, _line(forgotten, chance)))
    which = chance.randrange(len(lines))
    longer = replace(lines[which], minutes=lines[which].minutes + 30)
    return replace(content, activities=(*lines[:which], longer, *lines[which + 1 :]))
