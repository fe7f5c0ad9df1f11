"""A module that misbehaves in the way its first argument names; the standard library suffices it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def answer_line(person, **more):
    answer = {"schema": "xprsa.answer/1", "person": person, "module": "odd", "version": "1", "value": 50}
    return json.dumps({**answer, **more})


def nothing_after(number):
    """Answer well, then wait for ever."""

    def reply(count, person):
        if count == number:
            time.sleep(3600)
        return [answer_line(person)]

    return reply


def end_at(number, step=0):
    def reply(count, person):
        if count == number or (step and count % step == 0):
            sys.stderr.write("no more memory for « odd »\n")
            os._exit(3)
        return [answer_line(person)]

    return reply


def second_is(*lines):
    """Answer the second question with these lines instead."""
    return lambda count, person: (
        [line.replace("PERSON", person) for line in lines] if count == 2 else [answer_line(person)]
    )


def seen(count, person):
    things = {
        "names": sorted(os.environ),
        "files": [path.name for path in Path().iterdir()],
        "descriptors": [path.name for path in Path("/proc/self/fd").iterdir()],
    }
    return [answer_line(person, reasons=[json.dumps(things)])]


def child_left(count, person):
    long = str(time.time_ns())  # seconds, and a number that no other process has among its words
    subprocess.Popen(["sleep", long])
    return [answer_line(person, reasons=[long])]


def child_left_holding(count, person):
    subprocess.Popen(["sleep", "3600"])
    os._exit(1)


def greedy(count, person):
    bytearray(400 * 1024 * 1024)
    return [answer_line(person)]


def in_tens_backwards():
    kept = []

    def reply(count, person):
        kept.append(answer_line(person))
        if len(kept) < 10:
            return []
        lines, kept[:] = kept[::-1], []
        return lines

    return reply


def without_newline(count, person):
    sys.stdout.write(answer_line(person))
    sys.stdout.flush()
    os._exit(0)


def once(count, person):
    print(answer_line(person), flush=True)
    os._exit(0)


def endless(count, person):
    while True:
        sys.stdout.write("still thinking\n")


REPLIES = {
    "good": lambda count, person: [answer_line(person)],
    "hangs": nothing_after(3),
    "ends_at_1": end_at(1),
    "ends_at_1000": end_at(1000),
    "ends_always": end_at(0, step=1),
    "backwards": in_tens_backwards(),
    "twice": lambda count, person: [answer_line(person)] * 2,
    "strangers": lambda count, person: [answer_line(f"{count:064x}".replace("0", "f"))],
    "stranger_too": lambda count, person: [answer_line("f" * 64), answer_line(person)],
    "html": lambda count, person: ["<html><body>502 Bad Gateway</body></html>"],
    "html_second": second_is("<p>oops</p>"),
    "chatty": lambda count, person: ["thinking...", "[1, 2]", answer_line(person), ""],
    "long_line": second_is("x" * 2_000_000),
    "long_reason": second_is('{"person": "PERSON", "reasons": ["' + "x" * 2_000_000 + '"]}'),
    "without_newline": without_newline,
    "endless": endless,
    "once": once,
    "seen": seen,
    "child_left": child_left,
    "child_left_holding": child_left_holding,
    "greedy": greedy,
    "unicode": lambda count, person: [
        answer_line(person, reasons=["Régulier — 李娜, Олена, \u2028 \u202f !"])
    ],
    "murmurs": lambda count, person: sys.stderr.write("z" * 5000 + "\n") and [answer_line(person)],
}


def main(behaviour):
    if behaviour == "deaf":
        time.sleep(3600)
    if behaviour == "speaks_first":
        sys.stdout.write("loading\n" * 20_000)
        behaviour = "good"
    reply = REPLIES.get(behaviour) or second_is(behaviour)
    for count, line in enumerate(sys.stdin, 1):
        lines = reply(count, json.loads(line)["person"])
        sys.stdout.write("".join(f"{answer}\n" for answer in lines))
        sys.stdout.flush()


main(sys.argv[1])
