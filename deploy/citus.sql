-- Spreads the tables of XP RSA over a Citus cluster: psql --file deploy/citus.sql, on the coordinator, after
-- `xprsa migrate` (an empty database, or one that already serves). Run again, it changes nothing.
-- docs/scale.md says when it is worth it; tests/contracts/test_distributable.py holds these lists to the schema.
\set ON_ERROR_STOP on

BEGIN;

-- Tables that point to one on every node are made and filled over one connection a node.
SET LOCAL citus.multi_shard_modify_mode TO 'sequential';

DO $$
DECLARE
    place text;
BEGIN
    -- On every node, whole: small, read with everything, written seldom. Parents first.
    FOREACH place IN ARRAY ARRAY[
        'territory', 'territory_rules', 'organisation', 'account', 'beneficiary', 'purpose', 'export_run',
        'people_import', 'asking'
    ] LOOP
        IF NOT EXISTS (
            SELECT FROM pg_dist_partition
            WHERE logicalrelid = place::regclass AND partmethod = 'n' AND repmodel = 't'
        ) THEN
            PERFORM create_reference_table(place);
        END IF;
    END LOOP;

    -- By person, all rows of one person on one node: a week is sent, read and reviewed on one machine.
    FOREACH place IN ARRAY ARRAY[
        'week_head', 'declaration_version', 'line_decision', 'draft', 'rollup', 'contract', 'exemption',
        'assignment', 'published_document', 'person_audit', 'imported_person',
        'kept_answer', 'own_view', 'answer_contest', 'named_document', 'contact_note'
    ] LOOP
        IF NOT EXISTS (
            SELECT FROM pg_dist_partition WHERE logicalrelid = place::regclass AND partmethod = 'h'
        ) THEN
            PERFORM create_distributed_table(
                place, 'person_id',
                colocate_with => CASE place WHEN 'week_head' THEN 'none' ELSE 'week_head' END
            );
        END IF;
    END LOOP;
END
$$;

-- On the coordinator alone, as they are: service_audit, sign_in, sign_in_code, contact_change, remembered_phone,
-- invitation, staff_secret, message, throttle, code_spend, reading_pace, page_text, keyring_mark, worker_heartbeat,
-- deletion_notice, journal_seal, erased_document, machine_token,
-- audit_secret, audit_key, registered_module, module_effect, statistics,
-- duty.

-- The same for whoever connects from now on: an import and an export write to both kinds in one transaction.
SELECT format('ALTER DATABASE %I SET citus.multi_shard_modify_mode TO ''sequential''', current_database()) \gexec

COMMIT;
