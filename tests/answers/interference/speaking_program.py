"""A module that speaks with a voice, as a program: `true`, or `hostile` and a seed."""

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.answers.interference.voices import hostile, truly  # found by the line above
from xprsa.modules.received import Fault


def main() -> None:
    voices = truly if sys.argv[1] == "true" else hostile(int(sys.argv[2]))
    voice = voices("a program")
    for line in sys.stdin:
        match voice(json.loads(line)):
            case Fault.CRASHED:
                os._exit(1)
            case Fault():
                time.sleep(3600)
            case said:
                for one in said:
                    sys.stdout.write(f"{one.decode()}\n")
                sys.stdout.flush()


main()
