INSERT INTO person_audit (person_id, id, at, actor_id, event, week, detail)
VALUES (2, 1, '2026-11-24 10:00:00+00:00', 1, 'week_sent', 2968, 'abcdefgh');

INSERT INTO service_audit (id, at, actor_id, event, detail)
VALUES (1, '2026-11-24 10:00:00+00:00', 1, 'listed', '');

INSERT INTO keyring_mark (use, mark)
VALUES ('abababababababababababababababab', 'abababababababababababababababababababababababababababababababab');

INSERT INTO territory (id, code, name, zone, service_name, service_phone, theme, is_fictitious, statistics_opened_at)
VALUES (1, '99', 'Val-d’Essai', 'Europe/Paris', 'abcdefgh', '01 99 00 12 34', '{}', TRUE, '2026-11-24 10:00:00+00:00');

INSERT INTO statistics (territory_id, week, document, published_at)
VALUES (1, 2968, '{}', '2026-11-24 10:00:00+00:00');

INSERT INTO throttle (key, weight, last_at)
VALUES ('abababababababababababababababababababababababababababababababab', 1, '2026-11-24 10:00:00+00:00');

INSERT INTO organisation (id, territory_id, code, name, name_key, shares_key)
VALUES (1, 1, 'ML', 'Mission locale', 'mission locale', FALSE);

INSERT INTO purpose (id, territory_id, code, card, opened_at, closed_at)
VALUES (1, 1, 'support', '{}', '2026-11-24 10:00:00+00:00', '2026-11-24 11:00:00+00:00');

INSERT INTO territory_rules (id, territory_id, valid_from, recorded_at, open_weeks, tacit_days, silent_weeks, catalogue)
VALUES (1, 1, '2026-01-05', '2026-11-24 10:00:00+00:00', 8, 14, 2, '[]');

INSERT INTO account (id, public_id, role, territory_id, organisation_id, first_name, last_name, email, phone, address, email_failed_at, phone_failed_at, created_at, disabled_at, single_keys)
VALUES (1, '00000000000040008000000000000001', 'adviser', 1, 1, 'Camille', 'Essai', 'camille@example.org', '+33639980001', 'abcdefgh', NULL, NULL, '2026-11-24 10:00:00+00:00', NULL, FALSE);

INSERT INTO account (id, public_id, role, territory_id, organisation_id, first_name, last_name, email, phone, address, email_failed_at, phone_failed_at, email_changed_at, phone_changed_at, email_opens_at, phone_opens_at, email_by, phone_by, created_at, disabled_at)
VALUES (2, '00000000000040008000000000000002', 'beneficiary', 1, 1, 'Camille', 'Essai', 'camille@example.org', '+33639980001', 'abcdefgh', NULL, NULL, NULL, '2026-11-24 10:00:00+00:00', '2026-11-25 10:00:00+00:00', NULL, 1, NULL, '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO beneficiary (account_id, organisation_id, file_reference, reference_key, shares_key, adviser_id, language, best_hour, objects_since, departed_on, access_opened_on, came_on)
VALUES (2, 1, 'D-00002', 'd00002', FALSE, 1, 'fr', 'abcdefgh', NULL, NULL, '2026-11-24', NULL);

INSERT INTO export_run (id, public_id, purpose_id, first_week, last_week, format, state, as_of, asked_by, asked_at, ended_at, directory, claim, beat_at, people, documents, previous_id, manifest, card, failure, erased)
VALUES (1, '10000000000040008000000000000001', 1, 2968, 2968, 'jsonl', 'done', '2026-11-24 10:00:00+00:00', 1, '2026-11-24 10:00:00+00:00', NULL, 'abcdefgh', 'abababababababababababababababab', '2026-11-24 10:00:00+00:00', 1, 1, NULL, 'abababababababababababababababababababababababababababababababab', '{}', 'abababababababababababababababab', 7);

INSERT INTO export_run (id, public_id, purpose_id, first_week, last_week, format, dialect, since_id, state, as_of, asked_by, asked_at, ended_at, directory, claim, beat_at, people, documents, previous_id, manifest, card, failure, erased)
VALUES (2, '20000000000040008000000000000002', 1, 2968, 2968, 'csv', 'excel-fr', 1, 'failed', '2026-11-24 10:00:00+00:00', 1, '2026-11-24 10:00:00+00:00', NULL, NULL, NULL, NULL, 1, 1, 1, NULL, '{}', 'too_unique', 0);

INSERT INTO contact_change (account_id, public_id, kind, after, after_hash, before, before_hash, expires_at, tries)
VALUES (2, '10000000000040008000000000000001', 'sms', 'abcdefgh', 'abababababababababababababababababababababababababababababababab', NULL, NULL, '2026-11-24 10:15:00+00:00', 1);

INSERT INTO invitation (id, token_hash, account_id, created_at, expires_at, used_at)
VALUES (1, 'abababababababababababababababababababababababababababababababab', 1, '2026-11-24 10:00:00+00:00', '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO message (id, channel, account_id, payload, created_at, next_try_at, urgent, tries, sent_at)
VALUES (1, 'mail', 1, 'abcdefgh', '2026-11-24 10:00:00+00:00', '2026-11-24 10:00:00+00:00', FALSE, 1, '2026-11-24 10:00:00+00:00');

INSERT INTO page_text (territory_id, page, body, changed_at, changed_by)
VALUES (1, 'aide', 'abcdefgh', '2026-11-24 10:00:00+00:00', 1);

INSERT INTO remembered_phone (id, public_id, secret_hash, account_id, created_at, used_at, revoked_at)
VALUES (1, '10000000000040008000000000000001', 'abababababababababababababababababababababababababababababababab', 1, '2026-11-24 10:00:00+00:00', '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO sign_in (id, public_id, secret_hash, account_id, started_at, seen_at, network, kept, searches, ended_at)
VALUES (1, '10000000000040008000000000000001', 'abababababababababababababababababababababababababababababababab', 1, '2026-11-24 10:00:00+00:00', '2026-11-24 10:00:00+00:00', 'abababababababababababababababababababababababababababababababab', 'abcdefgh', 'abcdefgh', NULL);

INSERT INTO sign_in_code (id, public_id, contact, account_id, code_hash, code, shared_by, carried, created_at, expires_at, tries, weighed, proven_at, used_at)
VALUES (1, '10000000000040008000000000000001', 'abcdefgh', NULL, '', 'abcdefgh', 'abababababababababababababababababababababababababababababababab', 'abcdefgh', '2026-11-24 10:00:00+00:00', '2026-11-24 10:00:00+00:00', 1, 1, '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO staff_secret (account_id, password_hash, totp_secret, totp_step, changed_at)
VALUES (1, 'abcdefgh', 'abcdefgh', 1, '2026-11-24 10:00:00+00:00');

INSERT INTO assignment (id, person_id, adviser_id, since)
VALUES (1, 2, 1, '2026-11-24 10:00:00+00:00');

INSERT INTO contract (person_id, valid_from, valid_until, recorded_on, weekly_minutes)
VALUES (2, '2026-01-05', NULL, '2026-01-05', 900);

INSERT INTO declaration_version (person_id, week, number, sent_at, withdrawn_at, channel, entered_by, rules_id, target_minutes, lines, declared_minutes, work_minutes, search_minutes, project_minutes, access_minutes, other_minutes, prevented_days, prevented_reason, idempotency_key, body_mac, receipt, nonce, fingerprint, key_id, signature)
VALUES (2, 2968, 1, '2026-11-24 10:00:00+00:00', NULL, 'web', 1, 1, 1, '[["a1","training",150,[1],""]]', 150, 0, 0, 150, 0, 0, 0, NULL, '10000000000040008000000000000001', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababab', 'abababababababababababababababab', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababab', 'abababababababababababababababababababababababababababababababab');

INSERT INTO declaration_version (person_id, week, number, sent_at, withdrawn_at, confirmed_at, channel, entered_by, rules_id, target_minutes, lines, declared_minutes, work_minutes, search_minutes, project_minutes, access_minutes, other_minutes, prevented_days, prevented_reason, idempotency_key, body_mac, receipt, nonce, fingerprint, key_id, signature)
VALUES (2, 2967, 1, '2026-11-24 10:00:00+00:00', NULL, '2026-11-24 11:00:00+00:00', 'phone', 1, 1, 1, '[]', 0, 0, 0, 0, 0, 0, 0, NULL, '30000000000040008000000000000003', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababab', 'abababababababababababababababab', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababab', 'abababababababababababababababab');

INSERT INTO draft (person_id, week, fields, saved_at)
VALUES (2, 2968, '{}', '2026-11-24 10:00:00+00:00');

INSERT INTO draft (person_id, week, fields, saved_at, idempotency_key)
VALUES (2, 2969, '{}', '2026-11-24 10:00:00+00:00', '20000000000040008000000000000002');

INSERT INTO exemption (person_id, valid_from, valid_until, recorded_on)
VALUES (2, '2026-01-05', '2026-11-23', '2026-01-05');

INSERT INTO line_decision (id, person_id, week, line, version, verdict, minutes, words, by_id, at, undone_at)
VALUES (1, 2, 2968, 'abababababababababababababababababab', 1, 'asked', NULL, 'À quelle adresse ?', 1, '2026-11-24 10:00:00+00:00', NULL),
       (2, 2, 2968, 'abababababababababababababababababab', 1, 'counted', NULL, '', 1, '2026-11-24 10:05:00+00:00', '2026-11-24 10:09:00+00:00');

INSERT INTO published_document (purpose_id, person_id, week, revision, run_id, document, supersedes, fields)
VALUES (1, 2, 2968, 1, 1, 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababababababababababababababababababab', '{}');

INSERT INTO rollup (person_id, slot_0, slot_1, slot_2, slot_3, slot_4, slot_5, slot_6, slot_7, slot_8, slot_9, slot_10, slot_11)
VALUES (2, 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh');

INSERT INTO week_head (person_id, week, version)
VALUES (2, 2968, 1);

INSERT INTO people_import (id, territory_id, at, actor_id, added, changed, brought, undone_at, undone_by)
VALUES (1, 1, '2026-11-24 10:00:00+00:00', 1, 0, 1, '{"organisations":[],"advisers":[]}', NULL, NULL);

INSERT INTO imported_person (person_id, import_id, was, became, kept)
VALUES (2, 1, 'sealed', 'sealed', NULL);

INSERT INTO worker_heartbeat (id, passed_at, beat_at, settled)
VALUES (1, '2026-11-24 10:00:00+00:00', '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO deletion_notice (code, before, due_at, rows)
VALUES ('drafts', '2026-09-22 10:00:00+00:00', '2026-11-26 10:00:00+00:00', 3);

INSERT INTO code_spend (hour, channel, codes)
VALUES ('2026-11-24 10:00:00+00:00', 'sms', 3);

INSERT INTO journal_seal (number, since, until, lines, root, chain, leaves)
VALUES (1, '2026-11-24 10:00:00+00:00', '2026-11-24 11:00:00+00:00', 1, 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababab');

INSERT INTO erased_document (purpose_id, document, recipient, person, week, organisation, run_id)
VALUES (1, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', 'abcdefgh', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', 2967, 'ML', NULL);

INSERT INTO reading_pace (account_id, minute, in_minute, hour, in_hour, told, told_at)
VALUES (1, '2026-11-24 10:00:00+00:00', 3, '2026-11-24 10:00:00+00:00', 12, 'usual', NULL);

INSERT INTO machine_token (id, handle, token_hash, label, purpose_id, recipient, answers_of, made_by, made_at, expires_at, revoked_at, used_at, minute, in_minute, noted_run_id, noted_at)
VALUES (1, 'abababab01', 'abababababababababababababababababababababababababababababababab', 'abcdefgh', 1, 'abcdefgh', 'effort', 1, '2026-11-24 10:00:00+00:00', '2027-02-22 10:00:00+00:00', NULL, '2026-11-24 11:00:00+00:00', '2026-11-24 11:00:00+00:00', 2, 1, '2026-11-24 11:00:00+00:00');

INSERT INTO account (id, public_id, role, territory_id, organisation_id, first_name, last_name, email, phone, address, email_failed_at, phone_failed_at, created_at, disabled_at)
VALUES (3, '00000000000040008000000000000003', 'manager', 1, 1, 'Camille', 'Essai', 'camille3@example.org', NULL, NULL, NULL, NULL, '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO account (id, public_id, role, territory_id, organisation_id, first_name, last_name, email, phone, address, email_failed_at, phone_failed_at, created_at, disabled_at)
VALUES (4, '00000000000040008000000000000004', 'manager', 1, 1, 'Dominique', 'Essai', 'camille4@example.org', NULL, NULL, NULL, NULL, '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO audit_secret (id, secret_hash, module_digest, drawn_on, holds_until)
VALUES (1, 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababababababababababababababababababab', '2026-11-24', '2026-12-24');

INSERT INTO audit_key (territory_id, public_key, presented_at, presented_with, accepted_by, accepted_at, ended_by, ended_at)
VALUES (1, 'abababababababababababababababababababababababababababababababab', '2026-11-24 10:00:00+00:00', 'effort 1.0', NULL, NULL, NULL, NULL);

UPDATE audit_key SET accepted_by = 3, accepted_at = '2026-11-24 10:00:00+00:00';

INSERT INTO registered_module (id, public_id, territory_id, state, purpose, name, version, source, card, expires_on, module_digest, audit_digest, findings, rules_light, chance_light, holdout_light, effects_owed, report_digest, report_address, report_made_on, public_key, secret_hash, proposed_on)
VALUES (1, '10000000000040008000000000000001', 1, 'proposed', 'support', 'effort', '1.0', 'effort', '{}', '2099-12-31', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababababababababababababababababababab', '{}', 'green', 'green', 'amber', 1, 'abababababababababababababababababababababababababababababababab', 'https://audits.example/effort', '2026-11-24', 'abababababababababababababababababababababababababababababababab', 'abababababababababababababababababababababababababababababababab', '2026-11-24');

INSERT INTO module_effect (module_id, number, kind, name, light, answer)
VALUES (1, 1, 'circumstances', 'health', 'amber', NULL);

UPDATE registered_module SET first_by = 3, first_at = '2026-11-24 10:00:00+00:00';

UPDATE module_effect SET answer = 'abcdefgh';

UPDATE registered_module SET state = 'active', second_by = 4, second_at = '2026-11-24 11:00:00+00:00', activated_on = '2026-11-24';

INSERT INTO asking (id, public_id, territory_id, module_id, first_week, last_week, as_of, state, planned_week, export_run_id, asked_at, ended_at, claim, beat_at, after, people, answers, abstentions, faults, failure)
VALUES (1, '20000000000040008000000000000001', 1, 1, 2960, 2967, '2026-11-24 10:00:00+00:00', 'done', 2968, NULL, '2026-11-24 10:00:00+00:00', '2026-11-24 10:05:00+00:00', NULL, '2026-11-24 10:05:00+00:00', 2, 1, 1, 0, 0, NULL);

INSERT INTO asking (id, public_id, territory_id, module_id, first_week, last_week, as_of, state, planned_week, export_run_id, brought_sha256, asked_at, ended_at, claim, beat_at, after, people, answers, abstentions, faults, failure)
VALUES (2, '20000000000040008000000000000003', 1, 1, 2968, 2968, '2026-11-24 10:00:00+00:00', 'done', NULL, 1, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '2026-11-24 10:00:00+00:00', '2026-11-24 10:05:00+00:00', NULL, NULL, 0, 0, 0, 0, 0, NULL);

INSERT INTO kept_answer (person_id, asking_id, pseudonym, question, answer, fault, at)
VALUES (2, 1, 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '{}', '{}', NULL, '2026-11-24 10:01:00+00:00');

INSERT INTO own_view (person_id, asking_id, account_id, written_at, words, changed, changed_at)
VALUES (2, 1, 1, '2026-11-24 11:00:00+00:00', NULL, NULL, NULL);

INSERT INTO answer_contest (person_id, asking_id, words, contested_at, decided_by, decided_at, outcome, reasons)
VALUES (2, 1, 'sealed', '2026-11-24 12:00:00+00:00', NULL, NULL, NULL, NULL);

INSERT INTO named_document (person_id, week, revision, message, replaces, recipient, fields, left_at, arrived_at)
VALUES (2, 2967, 1, 'abababababababababababababababab', NULL, 'abcdefgh', '{}', '2026-11-24 10:00:00+00:00', NULL);

INSERT INTO contact_note (person_id, id, note, noted_at, number, at, by_id, outcome, words, is_hidden, phone, appointment, is_cancelled, again_from, superseded_at, undone_at, tell_from, told_at)
VALUES (2, 1, '30000000000040008000000000000001', '2026-11-24 10:00:00+00:00', 1, '2026-11-24 10:00:00+00:00', 1, 'reached', 'sealed', false, '+33639980001', '2026-12-03T10:00', false, '2026-12-10', NULL, NULL, '2026-11-24 10:10:00+00:00', NULL);

INSERT INTO duty (organisation_id, counted_on, people, answered, median_days, oldest_days, promised, kept)
VALUES (1, '2026-11-24', 40, 30, 3, 9, 12, 11);
