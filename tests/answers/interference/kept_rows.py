"""Every row that is kept, but for the columns that hold what came back."""

from sqlalchemy import select

from tests.answers.interference.transcript import Transcript
from xprsa.running.service import Service
from xprsa.storage.tables import Row

# What came back, and how often each kind of it did.
OWN_COLUMNS = {"kept_answer": {"answer", "fault"}, "asking": {"answers", "abstentions", "faults"}}


def note_rows(service: Service, transcript: Transcript) -> None:
    """Note the whole database, table by table: statuses, decisions, deadlines, messages, the journal."""
    with service.database.reading() as store:
        for table in Row.metadata.sorted_tables:
            columns = [column for column in table.c if column.name not in OWN_COLUMNS.get(table.name, ())]
            rows = store.connection.execute(select(*columns).order_by(*table.primary_key.columns))
            transcript.note(f"rows of {table.name}", "\n".join(map(repr, rows)))
