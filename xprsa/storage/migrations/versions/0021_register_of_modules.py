"""Register of modules."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table(
        "audit_secret",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("module_digest", sa.String(length=64), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_secret")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_audit_secret_secret_hash")),
    )
    op.create_table(
        "module_effect",
        sa.Column(
            "module_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("light", sa.String(length=5), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('field', 'circumstances', 'together', 'placebo')", name=op.f("ck_module_effect_kind")
        ),
        sa.CheckConstraint("light IN ('red', 'amber')", name=op.f("ck_module_effect_light")),
        sa.CheckConstraint(
            "answer IS NULL OR length(trim(answer)) > 0", name=op.f("ck_module_effect_answer")
        ),
        sa.PrimaryKeyConstraint("module_id", "number", name=op.f("pk_module_effect")),
    )
    op.create_table(
        "audit_key",
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("presented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("presented_with", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(accepted_by IS NULL) = (accepted_at IS NULL)", name=op.f("ck_audit_key_accepted")
        ),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_audit_key_ended")),
        sa.ForeignKeyConstraint(["accepted_by"], ["account.id"], name=op.f("fk_audit_key_accepted_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_audit_key_ended_by")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_audit_key_territory_id")),
        sa.PrimaryKeyConstraint("territory_id", "public_key", name=op.f("pk_audit_key")),
    )
    op.create_table(
        "registered_module",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("module_digest", sa.String(length=64), nullable=False),
        sa.Column("audit_digest", sa.String(length=64), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("rules_light", sa.String(length=5), nullable=False),
        sa.Column("chance_light", sa.String(length=5), nullable=False),
        sa.Column("holdout_light", sa.String(length=5), nullable=False),
        sa.Column("effects_owed", sa.SmallInteger(), nullable=False),
        sa.Column("report_digest", sa.String(length=64), nullable=False),
        sa.Column("report_address", sa.Text(), nullable=False),
        sa.Column("report_made_on", sa.Date(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("first_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_digest", sa.String(length=64), nullable=True),
        sa.Column("other_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('active', 'stopped')) = (second_by IS NOT NULL)",
            name=op.f("ck_registered_module_active_by_two_accounts"),
        ),
        sa.CheckConstraint(
            "(state IN ('stopped', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_registered_module_ended"),
        ),
        sa.CheckConstraint(
            "purpose IN ('support', 'statistics', 'research')", name=op.f("ck_registered_module_purpose")
        ),
        sa.CheckConstraint(
            "rules_light = 'green' AND chance_light = 'green'", name=op.f("ck_registered_module_rules_hold")
        ),
        sa.CheckConstraint(
            "holdout_light IN ('green', 'amber')", name=op.f("ck_registered_module_holdout_light")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'stopped', 'withdrawn')", name=op.f("ck_registered_module_state")
        ),
        sa.CheckConstraint(
            "(first_by IS NULL) = (first_at IS NULL)", name=op.f("ck_registered_module_first")
        ),
        sa.CheckConstraint(
            "(other_digest IS NULL) = (other_since IS NULL)", name=op.f("ck_registered_module_other")
        ),
        sa.CheckConstraint(
            "(second_by IS NULL) = (activated_on IS NULL)", name=op.f("ck_registered_module_activated_on")
        ),
        sa.CheckConstraint(
            "(second_by IS NULL) = (second_at IS NULL)", name=op.f("ck_registered_module_second")
        ),
        sa.CheckConstraint(
            "activated_on <= expires_on", name=op.f("ck_registered_module_not_past_expiry_when_activated")
        ),
        sa.CheckConstraint(
            "audit_digest = module_digest", name=op.f("ck_registered_module_audit_of_this_module")
        ),
        sa.CheckConstraint("effects_owed >= 0", name=op.f("ck_registered_module_effects_owed")),
        sa.CheckConstraint("first_by <> second_by", name=op.f("ck_registered_module_two_accounts")),
        sa.CheckConstraint(
            "proposed_on <= expires_on", name=op.f("ck_registered_module_not_past_expiry_when_proposed")
        ),
        sa.CheckConstraint("proposed_on <= activated_on", name=op.f("ck_registered_module_activated_after")),
        sa.CheckConstraint("report_made_on <= proposed_on", name=op.f("ck_registered_module_report_made_on")),
        sa.CheckConstraint(
            "second_by IS NULL OR first_by IS NOT NULL", name=op.f("ck_registered_module_first_before_second")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_registered_module_ended_by")),
        sa.ForeignKeyConstraint(["first_by"], ["account.id"], name=op.f("fk_registered_module_first_by")),
        sa.ForeignKeyConstraint(["second_by"], ["account.id"], name=op.f("fk_registered_module_second_by")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_registered_module_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_module")),
        sa.UniqueConstraint("public_id", name=op.f("uq_registered_module_public_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_registered_module_secret_hash")),
    )
    op.create_index(
        "uq_registered_module_active",
        "registered_module",
        ["territory_id", "purpose", "name"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, event, rules in TRIGGERS:
        for statement in _on_sqlite(name, event, rules) if is_sqlite else _on_postgresql(name, event, rules):
            op.execute(statement)


KEY_COUNTS = """EXISTS (
    SELECT 1 FROM audit_key WHERE audit_key.territory_id = NEW.territory_id
    AND audit_key.public_key = NEW.public_key AND accepted_at IS NOT NULL AND ended_at IS NULL
)"""
DRAWN_HERE = """EXISTS (
    SELECT 1 FROM audit_secret WHERE audit_secret.secret_hash = NEW.secret_hash
    AND audit_secret.module_digest = NEW.module_digest
    AND drawn_on <= NEW.report_made_on AND NEW.proposed_on <= holds_until
)"""
TWO_MANAGERS = """(
    SELECT count(*) FROM account WHERE account.id IN (NEW.first_by, NEW.second_by) AND role = 'manager'
    AND account.territory_id = NEW.territory_id AND disabled_at IS NULL
) = 2"""
ACCEPTED_HERE = """EXISTS (
    SELECT 1 FROM account WHERE account.id = NEW.accepted_by AND role = 'manager'
    AND account.territory_id = NEW.territory_id AND disabled_at IS NULL
)"""
ALL_ANSWERED = """(
    SELECT count(*) FROM module_effect WHERE module_id = NEW.id AND answer IS NOT NULL
) = NEW.effects_owed"""
FACTS = (
    "id", "public_id", "territory_id", "purpose", "name", "version", "source", "card", "expires_on",
    "module_digest", "audit_digest", "findings", "rules_light", "chance_light", "holdout_light", "effects_owed",
    "report_digest", "report_address", "report_made_on", "public_key", "secret_hash", "proposed_on",
)  # fmt: skip
CONFIRMED = ("first_by", "first_at", "second_by", "second_at", "activated_on")
BECOMES_ACTIVE = "OLD.state = 'proposed' AND NEW.state = 'active'"
IS_PROPOSED = "EXISTS (SELECT 1 FROM registered_module WHERE id = NEW.module_id AND state = 'proposed')"


def _kept(*columns: str) -> str:
    """Say that these columns are as they were."""
    return " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)


# What must hold, and the few words with which the database refuses otherwise.
TRIGGERS = (
    ("registered_module_begins", "INSERT ON registered_module", (
        ("NEW.state = 'proposed' AND NEW.first_by IS NULL", "begins as a proposal"),
        (KEY_COUNTS, "key not accepted"),
        (DRAWN_HERE, "secret not drawn for this module and this time"),
    )),
    ("registered_module_moves", "UPDATE ON registered_module", (
        ("OLD.state NOT IN ('stopped', 'withdrawn')", "final"),
        ("NEW.state = OLD.state OR NEW.state IN ('active', 'withdrawn') OR OLD.state = 'active'", "no such move"),
        ("NEW.state = OLD.state OR NEW.state = 'stopped' OR OLD.state = 'proposed'", "no such move"),
        (_kept(*FACTS), "what was proposed does not change"),
        *((f"OLD.{column} IS NULL OR {_kept(column)}", "confirmed once") for column in CONFIRMED),
        (f"NOT ({BECOMES_ACTIVE}) OR OLD.first_by IS NOT NULL", "one confirmation at a time"),
        (f"NOT ({BECOMES_ACTIVE}) OR {TWO_MANAGERS}", "two managers of the territory"),
        (f"NOT ({BECOMES_ACTIVE}) OR {KEY_COUNTS}", "key not accepted"),
        (f"NOT ({BECOMES_ACTIVE}) OR {ALL_ANSWERED}", "effects without an answer"),
    )),
    ("module_effect_begins", "INSERT ON module_effect", (
        ("NEW.answer IS NULL", "answered later"),
        (IS_PROPOSED, "comes with a proposal"),
    )),
    ("module_effect_answered", "UPDATE ON module_effect", (
        ("OLD.answer IS NULL", "answered once"),
        (_kept("module_id", "number", "kind", "name", "light"), "what was found does not change"),
        (IS_PROPOSED, "answered before it is active"),
    )),
    ("registered_module_stays", "DELETE ON registered_module", (("1 = 0", "nothing is taken out"),)),
    ("module_effect_stays", "DELETE ON module_effect", (("1 = 0", "nothing is taken out"),)),
    ("audit_key_begins", "INSERT ON audit_key", (
        ("NEW.ended_at IS NULL AND NEW.accepted_at IS NULL", "begins as a key that nobody accepted"),
    )),
    ("audit_key_moves", "UPDATE ON audit_key", (
        ("OLD.ended_at IS NULL", "ended for good"),
        (_kept("territory_id", "public_key", "presented_at", "presented_with"), "what came does not change"),
        (f"OLD.accepted_at IS NULL OR {_kept('accepted_by', 'accepted_at')}", "accepted once"),
        (f"NEW.accepted_by IS NULL OR OLD.accepted_at IS NOT NULL OR {ACCEPTED_HERE}", "accepted by a manager of the territory"),
    )),
    ("audit_key_stays", "DELETE ON audit_key", (("1 = 0", "nothing is taken out"),)),
)  # fmt: skip


def _on_sqlite(name: str, event: str, rules: tuple[tuple[str, str], ...]) -> list[str]:
    checks = "".join(
        f"    SELECT RAISE(ABORT, '{name}: {words}') WHERE NOT ({_plain(rule)});\n" for rule, words in rules
    )
    return [f"CREATE TRIGGER {name} BEFORE {event}\nBEGIN\n{checks}END"]


def _plain(rule: str) -> str:
    """Write a rule as older SQLite reads it."""
    return rule.replace("IS NOT DISTINCT FROM", "IS")


def _on_postgresql(name: str, event: str, rules: tuple[tuple[str, str], ...]) -> list[str]:
    checks = "".join(
        f"    IF NOT ({rule}) THEN\n"
        f"        RAISE EXCEPTION '{name}: {words}' USING ERRCODE = 'check_violation';\n    END IF;\n"
        for rule, words in rules
    )
    row = "OLD" if event.startswith("DELETE") else "NEW"
    body = f"BEGIN\n{checks}    RETURN {row};\nEND"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n{body}\n$$",
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
