"""The store of one transaction: every collection, by its name."""

from sqlalchemy import Connection

from xprsa.storage.accounts import Accounts
from xprsa.storage.audit import Audit
from xprsa.storage.caseloads import Caseloads
from xprsa.storage.contests import Contests
from xprsa.storage.contracts import Contracts
from xprsa.storage.decisions import Decisions
from xprsa.storage.declarations import Declarations
from xprsa.storage.drafts import Drafts
from xprsa.storage.exports import Exports
from xprsa.storage.files import Files
from xprsa.storage.intake import Intake
from xprsa.storage.invitations import Invitations
from xprsa.storage.keyring_marks import KeyringMarks
from xprsa.storage.messages import Messages
from xprsa.storage.old_files import OldFiles
from xprsa.storage.organisations import Organisations
from xprsa.storage.page_texts import PageTexts
from xprsa.storage.people import People
from xprsa.storage.purposes import Purposes
from xprsa.storage.remembered_phones import RememberedPhones
from xprsa.storage.rollups import Rollups
from xprsa.storage.sealer import Sealer
from xprsa.storage.sign_in_codes import SignInCodes
from xprsa.storage.sign_ins import SignIns
from xprsa.storage.staff_secrets import StaffSecrets
from xprsa.storage.territories import Territories
from xprsa.storage.throttles import Throttles


class Store:
    """One attribute a collection; all share the transaction."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self.connection = connection
        self.accounts = Accounts(connection)
        self.audit = Audit(connection)
        self.caseloads = Caseloads(connection, sealer)
        self.contests = Contests(connection, sealer)
        self.contracts = Contracts(connection)
        self.decisions = Decisions(connection)
        self.declarations = Declarations(connection, sealer)
        self.drafts = Drafts(connection, sealer)
        self.exports = Exports(connection, sealer)
        self.files = Files(connection)
        self.intake = Intake(connection)
        self.invitations = Invitations(connection)
        self.keyring_marks = KeyringMarks(connection)
        self.messages = Messages(connection, sealer)
        self.old_files = OldFiles(connection)
        self.organisations = Organisations(connection)
        self.page_texts = PageTexts(connection)
        self.people = People(connection)
        self.purposes = Purposes(connection)
        self.remembered_phones = RememberedPhones(connection)
        self.rollups = Rollups(connection)
        self.sign_in_codes = SignInCodes(connection, sealer)
        self.sign_ins = SignIns(connection)
        self.staff_secrets = StaffSecrets(connection, sealer)
        self.territories = Territories(connection)
        self.throttles = Throttles(connection)
