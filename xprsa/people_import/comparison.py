"""What a row of a file would change, told from what we know: plain comparison, nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import uuid4

from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.domain.folding import reference_folded, typed_alike, words_folded
from xprsa.domain.identity import reaches_elsewhere
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary, Organisation
from xprsa.people_import.doubts import (
    NOTHING_SURE,
    Identities,
    RowRefused,
    Sure,
    refuse_change,
    refuse_likely_double,
    traits,
)
from xprsa.people_import.people_rows import AdviserNamed, PersonRow
from xprsa.storage.intake import Known

NOT_YET = 0  # internal id of what is not kept yet
NOTHING_SIGNED = Engagement()

_Value = TypeVar("_Value")


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What a row changes.

    :ivar before: the person as we knew them, or None when they are new.
    :ivar after: the person as the row says; organisation and adviser may not be kept yet (id 0).
    :ivar terms: contract terms to keep, or None when they are known already.
    :ivar corrects_today: whether the same terms were recorded earlier today, to be replaced.
    :ivar exemption: exemption to keep, or None; `moves_end` when one with that first day is known.
    :ivar engagement: contracts and exemptions as we knew them.
    """

    before: Beneficiary | None
    after: Beneficiary
    terms: EngagementContract | None = None
    corrects_today: bool = False
    exemption: Exemption | None = None
    moves_end: bool = False
    engagement: Engagement = NOTHING_SIGNED

    @property
    def fate(self) -> Fate:
        """Say whether the person is new, changed or unchanged."""
        if self.before is None:
            return Fate.NEW
        changed = self.after != self.before or self.terms or self.exemption
        return Fate.CHANGED if changed else Fate.UNCHANGED

    @property
    def gives_contact(self) -> bool:
        """Tell whether a code would go to a contact to which none went before."""
        return self.before is not None and reaches_elsewhere(self.before.account, self.after.account)


@dataclass
class Register:
    """What is known of the organisations, staff and people that a file names.

    Grows as rows are compared, so that two rows which name the same new organisation share it.

    :ivar organisations: by name, and by compared name: the older first where several are alike.
    :ivar staff: by e-mail, of every territory.
    :ivar people: by internal id of the organisation and compared file reference.
    :ivar met: lines that named somebody, by whom they named.
    :ivar sure: rows whose doubt somebody looked at.
    :ivar doubles: people who may be known under another reference, by organisation and what is shared.
    """

    territory: int
    today: date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    staff: dict[str, Account] = field(default_factory=dict)
    people: Mapping[tuple[int, str], tuple[Known, ...]] = field(default_factory=dict)
    met: dict[tuple[str, str], int] = field(default_factory=dict)
    sure: Sure = NOTHING_SURE
    doubles: dict[tuple[int, str], Beneficiary] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)

    def change(self, row: PersonRow) -> PersonChange:
        """Tell what a row changes.

        :raises RowRefused: when it contradicts what is known, or names somebody who cannot be added.
        """
        organisation = self._organisation(row)
        known = self._known(row, organisation)
        self._refuse_twice(row, known)
        adviser = self._adviser(row.adviser, organisation) if row.adviser else None
        change = self._revision(row, known, adviser) if known else self._arrival(row, organisation, adviser)
        self._refuse_doubtful(change, sure=row.line in self.sure.lines)
        self.add_organisation(organisation)
        if adviser and adviser.email:
            self.staff[adviser.email] = adviser
        return change

    def add_organisation(self, organisation: Organisation) -> None:
        """Know an organisation by its name, and by its compared name unless an older one is alike."""
        self.organisations[organisation.name] = organisation
        self.organisations.setdefault(words_folded(organisation.name), organisation)

    def named(self, organisation: str) -> Organisation | None:
        """Give the organisation that a row names, however it writes it."""
        return self.organisations.get(organisation) or self.organisations.get(words_folded(organisation))

    def _known(self, row: PersonRow, organisation: Organisation) -> Known | None:
        """Give whom a row names; of several references that are alike, the one written so."""
        found = self.people.get((organisation.id, reference_folded(row.reference)), ())
        exact = [known for known in found if known.person.file_reference == row.reference]
        if not exact and len(found) > 1:
            alike = ", ".join(known.person.file_reference for known in found)
            raise RowRefused(
                "reference", f"Plusieurs dossiers se ressemblent\u00a0: {alike}. Écrivez l’un d’eux."
            )
        return next(iter(exact or found), None)

    def _refuse_twice(self, row: PersonRow, known: Known | None) -> None:
        reference = known.person.file_reference if known else reference_folded(row.reference)
        line = self.met.setdefault((words_folded(row.organisation), reference), row.line)
        if line != row.line:
            raise RowRefused(
                "reference", f"Cette référence figure déjà à la ligne {line}. Gardez une seule ligne."
            )

    def may_be(self, people: Iterable[Beneficiary]) -> None:
        """Know people whom a newcomer may turn out to be."""
        for person in people:
            for trait in traits(person):
                self.doubles.setdefault((person.organisation.id, trait), person)

    def _refuse_doubtful(self, change: PersonChange, *, sure: bool) -> None:
        after, place = change.after, change.after.organisation.id
        if change.before is not None:
            self.identities.count(change.before.account, after.account)
        if change.before is not None and not sure:
            refuse_change(change.before, after)
        if change.before is None and not sure:
            refuse_likely_double(after, [self.doubles.get((place, trait)) for trait in traits(after)])
        self.may_be([after])

    def _organisation(self, row: PersonRow) -> Organisation:
        known = self.named(row.organisation)
        code = row.organisation_code
        if known is None:
            if code is None:
                raise RowRefused("type_organisation", "Cet organisme est nouveau. Indiquez son type.")
            return Organisation(id=NOT_YET, code=code, name=row.organisation)
        if code is not None and code is not known.code:
            raise RowRefused(
                "type_organisation", f"Cet organisme est déjà connu avec le type {known.code}. Vérifiez-le."
            )
        return known

    def _adviser(self, named: AdviserNamed, organisation: Organisation) -> Account:
        known = self.staff.get(named.email)
        if known is None:
            return self._new_adviser(named, organisation)
        if known.territory != self.territory:
            sentence = "Ce courriel a un compte dans un autre territoire. Indiquez-en un autre."
        elif known.role is not Role.ADVISER:
            sentence = "Ce courriel est celui d’un compte qui n’est pas conseiller. Indiquez-en un autre."
        elif known.disabled_at is not None:
            sentence = "Le compte de ce conseiller est fermé. Indiquez un autre conseiller."
        else:
            return known
        raise RowRefused("conseiller_courriel", sentence)

    def _new_adviser(self, named: AdviserNamed, organisation: Organisation) -> Account:
        if not named.first_name:
            raise RowRefused("conseiller_prenom", "Ce conseiller est nouveau. Indiquez son prénom.")
        if not named.last_name:
            raise RowRefused("conseiller_nom", "Ce conseiller est nouveau. Indiquez son nom.")
        return Account(
            id=NOT_YET,
            public_id=uuid4(),
            role=Role.ADVISER,
            territory=self.territory,
            organisation=organisation.id,
            first_name=named.first_name,
            last_name=named.last_name,
            email=named.email,
        )

    def _arrival(self, row: PersonRow, organisation: Organisation, adviser: Account | None) -> PersonChange:
        account = Account(
            id=NOT_YET,
            public_id=uuid4(),
            role=Role.BENEFICIARY,
            territory=self.territory,
            organisation=organisation.id,
            first_name=row.first_name,
            last_name=row.last_name,
            email=row.email,
            phone=row.phone,
            address=row.address,
        )
        person = Beneficiary(
            account=account,
            organisation=organisation,
            file_reference=row.reference,
            adviser=adviser,
            language=row.language or "fr",
            best_hour=row.best_hour or "",
            departed_on=row.departed_on,
        )
        return self._with_engagement(PersonChange(before=None, after=person), row, NOTHING_SIGNED)

    def _revision(self, row: PersonRow, known: Known, adviser: Account | None) -> PersonChange:
        person = known.person
        named = replace(
            person.account,
            first_name=_as_kept(row.first_name, person.account.first_name),
            last_name=_as_kept(row.last_name, person.account.last_name),
        )
        account = named.with_contacts(
            email=_chosen(row, "courriel", row.email, person.account.email),
            phone=_chosen(row, "telephone", row.phone, person.account.phone),
            address=_chosen(row, "adresse", row.address, person.account.address),
        )
        after = replace(
            person,
            account=account,
            adviser=_chosen(row, "conseiller_courriel", adviser, person.adviser),
            language=row.language or person.language,
            best_hour=_chosen(row, "meilleure_heure", row.best_hour, person.best_hour) or "",
            departed_on=_chosen(row, "sorti_le", row.departed_on, person.departed_on),
        )
        return self._with_engagement(PersonChange(before=person, after=after), row, known.engagement)

    def _with_engagement(self, change: PersonChange, row: PersonRow, engagement: Engagement) -> PersonChange:
        exemption = _exemption(row, engagement)
        return replace(
            with_terms(change, self._stated(row), engagement),
            after=change.after.with_access(self.today),
            exemption=exemption,
            moves_end=exemption is not None
            and any(known.valid_from == exemption.valid_from for known in engagement.exemptions),
        )

    def _stated(self, row: PersonRow) -> EngagementContract | None:
        if row.terms is None:
            return None
        said = row.terms
        return EngagementContract(said.valid_from, self.today, said.weekly_minutes, said.valid_until)


def with_terms(
    change: PersonChange, stated: EngagementContract | None, engagement: Engagement
) -> PersonChange:
    """Tell what signed terms change, as they are recorded today; nothing when they are known."""
    terms = stated if stated and not engagement.knows(stated) else None
    corrects_today = terms is not None and engagement.corrects(terms)
    return replace(change, terms=terms, corrects_today=corrects_today, engagement=engagement)


def _exemption(row: PersonRow, engagement: Engagement) -> Exemption | None:
    return None if row.exemption is None or row.exemption in engagement.exemptions else row.exemption


def _chosen(row: PersonRow, column: str, written: _Value | None, kept: _Value | None) -> _Value | None:
    """Give what the row says of a field: a new value, nothing (« effacer »), or what it was."""
    if column in row.erased:
        return None
    if isinstance(written, str) and isinstance(kept, str) and typed_alike(written, kept):
        return kept
    return kept if written is None else written


def _as_kept(written: str, kept: str) -> str:
    return kept if typed_alike(written, kept) else written
