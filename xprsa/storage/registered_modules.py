"""Where the register of modules is kept: what is proposed, active or stopped, with audit and answers."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, insert, select, update

from xprsa.scoring.audit import Kind, Light
from xprsa.scoring.purpose import Purpose
from xprsa.storage.register_entries import (
    Confirmation,
    ModuleProposal,
    ModuleState,
    OwedEffect,
    RegisteredModule,
    RuleLights,
)
from xprsa.storage.tables import AccountRow, inserted, table
from xprsa.storage.tables_scores import ModuleEffectRow, RegisteredModuleRow

_MODULE = table(RegisteredModuleRow)
_EFFECT = table(ModuleEffectRow)
_FIRST, _SECOND, _ENDED = (table(AccountRow).alias(name) for name in ("first", "second", "ended"))


class RegisteredModules:
    """Every module that was ever proposed; a move that is no longer possible moves nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(self, proposal: ModuleProposal) -> UUID:
        """Write a module down, with the effects to be answered; give its public id.

        :raises Collision: when the secret served, or the database does not hold what was demanded.
        """
        public_id = uuid4()
        made = self._connection.execute(insert(_MODULE).values(public_id=public_id, **_written(proposal)))
        key = inserted(made)
        for effect in proposal.effects:
            self._connection.execute(
                insert(_EFFECT).values(
                    module_id=key,
                    number=effect.number,
                    kind=effect.kind.value,
                    name=effect.name,
                    light=effect.light.value,
                )
            )
        return public_id

    def confirm_first(self, module: int, *, account: int, at: datetime) -> bool:
        """Write the first confirmation; False when there is one, or the module is no longer proposed."""
        return self._moved(
            module,
            ModuleState.PROPOSED,
            _MODULE.c.first_by.is_(None),
            first_by=account,
            first_at=at,
        )

    def activate(
        self, module: int, *, account: int, at: datetime, on: date, answers: Mapping[int, str]
    ) -> bool:
        """Write the answers and the second confirmation; False when the module is no longer proposed so.

        :param answers: by the number of the effect.
        :param on: the day on the territory's clock.
        :raises Collision: when another version is active, an answer is missing, or an account does not count.
        """
        for number, answer in answers.items():
            self._connection.execute(
                update(_EFFECT)
                .where(_EFFECT.c.module_id == module, _EFFECT.c.number == number)
                .values(answer=answer)
            )
        return self._moved(
            module,
            ModuleState.PROPOSED,
            _MODULE.c.first_by.is_not(None),
            state=ModuleState.ACTIVE.value,
            second_by=account,
            second_at=at,
            activated_on=on,
        )

    def end(self, module: RegisteredModule, *, account: int | None, at: datetime) -> bool:
        """Stop an active module, withdraw a proposed one; False when it is no longer as it was read."""
        match module.state:
            case ModuleState.ACTIVE:
                after = ModuleState.STOPPED
            case ModuleState.PROPOSED:
                after = ModuleState.WITHDRAWN
            case ModuleState.STOPPED | ModuleState.WITHDRAWN:
                return False
        return self._moved(module.id, module.state, state=after.value, ended_by=account, ended_at=at)

    def note_installed(self, module: int, *, other_digest: str | None, at: datetime | None) -> None:
        """Write what is installed in the place of an active module, or that it is the same again."""
        self._moved(module, ModuleState.ACTIVE, other_digest=other_digest, other_since=at)

    def find(self, public_id: UUID) -> RegisteredModule | None:
        """Give a module by its public id."""
        return next(self._read(_all().where(_MODULE.c.public_id == public_id)), None)

    def held(self, public_id: UUID) -> RegisteredModule | None:
        """Give a module by its public id; nobody else moves it until the transaction ends."""
        query = _all().where(_MODULE.c.public_id == public_id)
        return next(self._read(query.with_for_update(of=_MODULE)), None)

    def of_territory(self, territory: int) -> tuple[RegisteredModule, ...]:
        """Give all modules of a territory, the newest first."""
        return tuple(self._read(_all().where(_MODULE.c.territory_id == territory)))

    def ever_active(self) -> tuple[RegisteredModule, ...]:
        """Give all modules of this service that were active one day, the newest first."""
        return tuple(self._read(_all().where(_MODULE.c.second_by.is_not(None))))

    def active(self, name: str, purpose: Purpose, *, territory: int) -> RegisteredModule | None:
        """Give the one active version of a module."""
        query = _all().where(
            _MODULE.c.territory_id == territory,
            _MODULE.c.purpose == purpose.value,
            _MODULE.c.name == name,
            _MODULE.c.state == ModuleState.ACTIVE.value,
        )
        return next(self._read(query), None)

    def has_used(self, secret_hash: str) -> bool:
        """Tell whether an audit that was run with this secret was proposed already."""
        query = select(_MODULE.c.id).where(_MODULE.c.secret_hash == secret_hash)
        return self._connection.execute(query).first() is not None

    def _moved(self, module: int, before: ModuleState, *conditions: Any, **values: Any) -> bool:
        done = self._connection.execute(
            update(_MODULE)
            .where(_MODULE.c.id == module, _MODULE.c.state == before.value, *conditions)
            .values(**values)
        )
        return done.rowcount == 1

    def _read(self, query: Select[Any]) -> Iterator[RegisteredModule]:
        rows = self._connection.execute(query.order_by(_MODULE.c.id.desc())).all()
        effects: dict[int, list[OwedEffect]] = {row.id: [] for row in rows}
        found = select(_EFFECT).where(_EFFECT.c.module_id.in_(effects)).order_by(_EFFECT.c.number)
        for row in self._connection.execute(found) if rows else ():
            effect = OwedEffect(row.number, Kind(row.kind), row.name, Light(row.light), row.answer)
            effects[row.module_id].append(effect)
        return (_module_of(row, tuple(effects[row.id])) for row in rows)


def _written(proposal: ModuleProposal) -> dict[str, Any]:
    return {
        "territory_id": proposal.territory,
        "state": ModuleState.PROPOSED.value,
        "purpose": proposal.card.purpose.value,
        "name": proposal.card.name,
        "version": proposal.card.version,
        "source": proposal.source,
        "card": proposal.written_card,
        "expires_on": proposal.card.expires_on,
        "module_digest": proposal.digest,
        "audit_digest": proposal.findings.module.digest,
        "findings": proposal.written_findings,
        "rules_light": proposal.lights.rules.value,
        "chance_light": proposal.lights.chance.value,
        "holdout_light": proposal.lights.holdout.value,
        "effects_owed": len(proposal.effects),
        "report_digest": proposal.report_digest,
        "report_address": proposal.report_address,
        "report_made_on": proposal.report_made_on,
        "public_key": proposal.public_key,
        "secret_hash": proposal.secret_hash,
        "proposed_on": proposal.proposed_on,
    }


def _all() -> Select[Any]:
    """Give every row, with the names of who moved it."""
    names = (
        column.label(f"{who.name}_{column.name}")
        for who in (_FIRST, _SECOND, _ENDED)
        for column in (who.c.first_name, who.c.last_name)
    )
    joined = _MODULE.outerjoin(_FIRST, _MODULE.c.first_by == _FIRST.c.id)
    joined = joined.outerjoin(_SECOND, _MODULE.c.second_by == _SECOND.c.id)
    joined = joined.outerjoin(_ENDED, _MODULE.c.ended_by == _ENDED.c.id)
    return select(_MODULE, *names).select_from(joined)


def _module_of(row: Any, effects: tuple[OwedEffect, ...]) -> RegisteredModule:
    proposal = ModuleProposal(
        territory=row.territory_id,
        source=row.source,
        digest=row.module_digest,
        written_card=row.card,
        written_findings=row.findings,
        report_digest=row.report_digest,
        report_address=row.report_address,
        report_made_on=row.report_made_on,
        public_key=row.public_key,
        secret_hash=row.secret_hash,
        proposed_on=row.proposed_on,
        lights=RuleLights(Light(row.rules_light), Light(row.chance_light), Light(row.holdout_light)),
        effects=effects,
    )
    first = Confirmation(row.first_by, _name(row, "first"), row.first_at) if row.first_by else None
    second = Confirmation(row.second_by, _name(row, "second"), row.second_at) if row.second_by else None
    return RegisteredModule(
        id=row.id,
        public_id=row.public_id,
        state=ModuleState(row.state),
        proposal=proposal,
        first=first,
        second=second,
        activated_on=row.activated_on,
        ended_at=row.ended_at,
        ended_by=_name(row, "ended") if row.ended_by else None,
        other_digest=row.other_digest,
        other_since=row.other_since,
    )


def _name(row: Any, who: str) -> str:
    return f"{getattr(row, f'{who}_first_name')} {getattr(row, f'{who}_last_name')}"
