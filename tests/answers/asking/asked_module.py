"""A module that is asked in tests: its first argument says how it behaves; it needs nothing but Python."""

import json
import sys
import time


def answer(question, **more):
    """Say the latest minutes, up to 100, as points; of one week alone, nothing."""
    said = {"schema": "xprsa.answer/1", "person": question["person"], "module": "odd", "version": "1"}
    rows = question["documents"]
    if len(rows) == 1 and not more:
        return {**said, "abstains": "Une seule semaine\u00a0: trop peu."}
    points = min(100, rows[-1]["declared_minutes"] // 10)
    return {
        **said,
        "value": points,
        "reasons": [f"{len(rows)} semaines."],
        "contributions": {"declared_minutes": points},
        **more,
    }


def hang(question):
    time.sleep(3600)


def flood(question):
    while True:
        sys.stdout.write("je réfléchis encore\n")


BEHAVIOURS = {
    "good": answer,
    "hangs": hang,
    "floods": flood,
    "nan": lambda question: answer(question, value=float("nan")),
    "off_scale": lambda question: answer(question, value=101),
    "other_module": lambda question: answer(question, module="even"),
    "about_others": lambda question: answer(question, person="f" * 64),
    "unread_field": lambda question: answer(question, contributions={"organisation": 1}),
    "html": lambda question: "<html><body>502 Bad Gateway</body></html>",
    "ten_megabytes": lambda question: answer(question, reasons=["x" * 10_000_000]),
    "odd_letters": lambda question: answer(question, reasons=["nul \0, 李娜, <b>gras</b>, \u202e inversé"]),
    "by_the_clock": lambda question: answer(question, value=time.time_ns() % 100),
    "slow": lambda question: time.sleep(0.05) or answer(question),
    "one_in_two": lambda question: answer(question) if int(question["person"], 16) % 2 else "<p>non</p>",
}


def main():
    behave = BEHAVIOURS[sys.argv[1]]
    for line in sys.stdin:
        said = behave(json.loads(line))
        sys.stdout.write(f"{said if isinstance(said, str) else json.dumps(said)}\n")
        sys.stdout.flush()


main()
