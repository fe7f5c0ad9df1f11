"""The store of one connection: every collection, by its name."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection

from xprsa.storage.accounts import Accounts
from xprsa.storage.alike import Alike
from xprsa.storage.answer_contests import AnswerContests
from xprsa.storage.answer_counts import AnswerCounts
from xprsa.storage.asked_people import AskedPeople
from xprsa.storage.askings import Askings
from xprsa.storage.audit import AuditTrail
from xprsa.storage.audit_credentials import AuditKeys, AuditSecrets
from xprsa.storage.caseloads import Caseloads
from xprsa.storage.code_spending import CodeSpending
from xprsa.storage.contact_changes import ContactChanges
from xprsa.storage.contact_notes import ContactNotes
from xprsa.storage.contests import Contests
from xprsa.storage.contracts import Contracts
from xprsa.storage.decisions import Decisions
from xprsa.storage.declarations import Declarations
from xprsa.storage.departures import Departures
from xprsa.storage.drafts import Drafts
from xprsa.storage.duties import Duties
from xprsa.storage.erased_documents import ErasedDocuments
from xprsa.storage.erasing import Erasing
from xprsa.storage.exports import Exports
from xprsa.storage.files import Files
from xprsa.storage.followings import Followings
from xprsa.storage.holdings import Holdings
from xprsa.storage.imports import Imports
from xprsa.storage.incoming_answers import IncomingAnswers
from xprsa.storage.intake import Intake
from xprsa.storage.invitations import Invitations
from xprsa.storage.journal_seals import JournalSeals
from xprsa.storage.kept_answers import KeptAnswers
from xprsa.storage.kept_texts import KeptTexts
from xprsa.storage.keyring_marks import KeyringMarks
from xprsa.storage.left_runs import LeftRuns
from xprsa.storage.messages import Messages
from xprsa.storage.named_documents import NamedDocuments
from xprsa.storage.old_files import OldFiles
from xprsa.storage.old_rows import OldRows
from xprsa.storage.organisations import Organisations
from xprsa.storage.own_views import OwnViews
from xprsa.storage.page_texts import PageTexts
from xprsa.storage.people import People
from xprsa.storage.purposes import Purposes
from xprsa.storage.read_weeks import ReadWeeks
from xprsa.storage.reading_paces import ReadingPaces
from xprsa.storage.registered_modules import RegisteredModules
from xprsa.storage.remembered_phones import RememberedPhones
from xprsa.storage.rollups import Rollups
from xprsa.storage.sealer import Sealer
from xprsa.storage.searches import Searches
from xprsa.storage.sign_in_codes import SignInCodes
from xprsa.storage.sign_ins import SignIns
from xprsa.storage.staff_secrets import StaffSecrets
from xprsa.storage.standing import StaffStanding
from xprsa.storage.statistics import Statistics
from xprsa.storage.taking_back import TakingBack
from xprsa.storage.territories import Territories
from xprsa.storage.throttles import Throttles
from xprsa.storage.tokens import Tokens
from xprsa.storage.traces import TraceBook
from xprsa.storage.worker_marks import WorkerMarks

Collection = TypeVar("Collection")


def _of(collection: Callable[[Connection], Collection]) -> cached_property[Collection]:
    """Open a collection once it is asked for."""
    return cached_property(lambda store: collection(store.connection))


def _sealed(collection: Callable[[Connection, Sealer], Collection]) -> cached_property[Collection]:
    """Open one of which some fields are sealed."""
    return cached_property(lambda store: collection(store.connection, store.sealer))


class Store:
    """One attribute a collection; all share the connection, and its transaction when it writes."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self.connection = connection
        self.sealer = sealer

    accounts = _of(Accounts)
    answer_contests = _sealed(AnswerContests)
    answer_counts = _of(AnswerCounts)
    asked_people = _of(AskedPeople)
    askings = _of(Askings)
    audit = _of(AuditTrail)
    audit_keys = _of(AuditKeys)
    audit_secrets = _of(AuditSecrets)
    caseloads = _sealed(Caseloads)
    code_spending = _of(CodeSpending)
    contact_changes = _sealed(ContactChanges)
    contact_notes = _sealed(ContactNotes)
    contests = _sealed(Contests)
    contracts = _of(Contracts)
    decisions = _of(Decisions)
    declarations = _sealed(Declarations)
    departures = _of(Departures)
    drafts = _sealed(Drafts)
    duties = _of(Duties)
    erased_documents = _of(ErasedDocuments)
    erasing = _of(Erasing)
    exports = _sealed(Exports)
    files = _sealed(Files)
    followings = _of(Followings)
    holdings = _sealed(Holdings)
    imports = _sealed(Imports)
    incoming_answers = _of(IncomingAnswers)
    intake = _of(Intake)
    invitations = _of(Invitations)
    journal_seals = _of(JournalSeals)
    kept_answers = _sealed(KeptAnswers)
    kept_texts = _of(KeptTexts)
    keyring_marks = _of(KeyringMarks)
    left_runs = _of(LeftRuns)
    messages = _sealed(Messages)
    named_documents = _of(NamedDocuments)
    old_files = _of(OldFiles)
    old_rows = _of(OldRows)
    organisations = _of(Organisations)
    alike = _of(Alike)
    own_views = _sealed(OwnViews)
    page_texts = _of(PageTexts)
    people = _of(People)
    purposes = _of(Purposes)
    reading_paces = _of(ReadingPaces)
    registered_modules = _of(RegisteredModules)
    remembered_phones = _of(RememberedPhones)
    rollups = _of(Rollups)
    searches = _sealed(Searches)
    sign_in_codes = _sealed(SignInCodes)
    sign_ins = _of(SignIns)
    statistics = _sealed(Statistics)
    staff_secrets = _sealed(StaffSecrets)
    standing = _of(StaffStanding)
    taking_back = _of(TakingBack)
    territories = _of(Territories)
    throttles = _of(Throttles)
    tokens = _of(Tokens)
    traces = _of(TraceBook)
    weeks = _sealed(ReadWeeks)
    worker_marks = _of(WorkerMarks)
