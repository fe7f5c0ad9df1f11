"""Runs a command whose memory is never both written and run: systemd’s `MemoryDenyWriteExecute`, without it.

`python -m tests.deploy.without_writable_code COMMAND …`, in the folder `UNIT_FOLDER`.
"""

import ctypes
import os
import sys

_SET_MDWE, _REFUSE_EXEC_GAIN = (
    65,
    1,
)  # prctl(2), since Linux 6.3; an older kernel refuses, and nothing changes

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0)
    os.chdir(os.environ.pop("UNIT_FOLDER"))
    os.umask(0o077)
    os.execv(sys.argv[1], sys.argv[1:])
