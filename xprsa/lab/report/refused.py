"""Why a report is not written, not read or not compared."""


class ReportWrong(Exception):
    """Refused; the message says why, in one French sentence."""
