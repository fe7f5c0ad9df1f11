"""A program reads the runs of its purpose, resumes where it stopped, and is told what did not change."""

import json
from collections.abc import Callable
from hashlib import sha256
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.api.conftest import Border, address_of, kind_of, lines_of
from tests.builders import Clock
from xprsa.api.answers import ManifestForm, RunFacts, RunList, SignatureForm
from xprsa.api.service import RUNS_AT_ONCE
from xprsa.domain.machine_token import NOTED_EVERY
from xprsa.running.kept_runs import kept_at
from xprsa.scoring.document import SummaryDocument
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Failure, Format


def test_the_runs_are_listed_the_last_one_first_and_page_by_page(border: Border, clock: Clock) -> None:
    made = []
    for _ in range(RUNS_AT_ONCE + 3):
        clock.advance(minutes=1)
        made.append(border.run().public_id)
    program = border.program()
    first = RunList.model_validate_json(program.get().data)
    rest = RunList.model_validate_json(program.get(f"runs?after={first.next}").data)
    assert [run.run for run in (*first.runs, *rest.runs)] == made[::-1]
    assert len(first.runs) == RUNS_AT_ONCE
    assert rest.next is None


def test_a_run_is_told_as_its_manifest_tells_it(border: Border, weeks_of: Callable[[int], None]) -> None:
    weeks_of(3)
    run, program = border.run(), border.program()
    facts = RunFacts.model_validate_json(program.get(address_of(run)).data)
    manifest = json.loads((kept_at(border.service, run) / "manifest.json").read_bytes())
    assert facts == RunList.model_validate_json(program.get().data).runs[0]
    assert (facts.name, facts.rows, facts.department) == (manifest["run"], 3, "99")
    assert facts.documents is not None
    assert facts.documents.model_dump() in manifest["files"]
    assert facts.manifest_sha256 == run.manifest
    assert facts.pseudonyms is not None
    assert facts.pseudonyms.model_dump(mode="json") == manifest["pseudonyms"]


def test_a_run_that_tells_what_is_new_alone_says_since_which(
    border: Border, weeks_of: Callable[[int], None], clock: Clock
) -> None:
    weeks_of(1)
    first = border.run()
    clock.advance(hours=1)
    second = border.run(since=first)
    program = border.program()
    whole, part = (program.get(address_of(run)).get_json() for run in (first, second))
    assert (whole["since"], part["since"]) == (None, whole["name"])


def test_the_documents_are_those_that_left_byte_for_byte(
    border: Border, weeks_of: Callable[[int], None]
) -> None:
    weeks_of(4)
    run = border.run()
    answer = border.program().get(f"{address_of(run)}/documents")
    kept = (kept_at(border.service, run) / "documents.jsonl").read_bytes()
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/x-ndjson", kept)
    assert answer.headers["ETag"] == f'"{sha256(kept).hexdigest()}"'
    assert answer.content_length == len(kept)
    for line in lines_of(answer):
        SummaryDocument.model_validate_json(line)


def test_whoever_stopped_after_some_lines_gets_the_others(
    border: Border, weeks_of: Callable[[int], None]
) -> None:
    weeks_of(5)
    run, program = border.run(), border.program()
    whole = lines_of(program.get(f"{address_of(run)}/documents"))
    for had in range(6):
        answer = program.get(f"{address_of(run)}/documents?after={had}")
        assert lines_of(answer) == whole[had:]
        assert answer.content_length == len(answer.data)


@pytest.mark.parametrize(
    ("after", "status"),
    [("6", 404), ("9" * 12, 404), *((typed, 400) for typed in ("-1", "1.5", "x", "", "٣", "9" * 13))],
)
def test_a_place_that_is_none_is_said_and_nothing_is_given(
    border: Border, weeks_of: Callable[[int], None], after: str, status: int
) -> None:
    weeks_of(5)
    run = border.run()
    answer = border.program().get(f"{address_of(run)}/documents?after={after}")
    assert answer.status_code == status
    assert kind_of(answer) == f"urn:xprsa:problem:{'cursor' if status == 404 else 'bad-request'}"
    assert border.noted("export_fetched") == []


@pytest.mark.parametrize("rest", ["documents", "manifest", "manifest/signature"])
def test_what_a_program_has_already_is_not_given_again(
    border: Border, weeks_of: Callable[[int], None], rest: str
) -> None:
    weeks_of(1)
    run, program = border.run(), border.program()
    tag = program.get(f"{address_of(run)}/{rest}", method="HEAD").headers["ETag"]
    assert not tag.startswith("W/")
    again = program.get(f"{address_of(run)}/{rest}", If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert program.get(f"{address_of(run)}/{rest}", If_None_Match='"another"').status_code == 200


def test_a_part_has_a_tag_of_its_own(border: Border, weeks_of: Callable[[int], None]) -> None:
    weeks_of(2)
    run, program = border.run(), border.program()
    path = f"{address_of(run)}/documents"
    tags = {program.get(f"{path}?after={had}", method="HEAD").headers["ETag"] for had in range(3)}
    assert len(tags) == 3


def test_the_manifest_and_its_signature_verify_with_the_published_keys(border: Border) -> None:
    run, program = border.run(), border.program()
    manifest = program.get(f"{address_of(run)}/manifest", Accept_Encoding="br")
    signed = program.get(f"{address_of(run)}/manifest/signature").data
    signature = SignatureForm.model_validate_json(signed)
    keys = program.ask("/schemas/xprsa.keys.json").get_json()["keys"]
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[signature.key]))
    public.verify(bytes.fromhex(signature.signature), manifest.data)
    assert ManifestForm.model_validate_json(manifest.data).rows == 0
    assert manifest.headers["ETag"] == f'"{run.manifest}"'


def test_a_run_taken_is_one_line_of_the_journal_however_it_is_taken(
    border: Border, clock: Clock, weeks_of: Callable[[int], None]
) -> None:
    weeks_of(3)
    run, program = border.run(), border.program()
    path = f"{address_of(run)}/documents"
    program.get(path, method="HEAD")
    assert border.noted("export_fetched") == []
    for had in (2, 0, 1):  # whoever begins in the middle takes it too
        program.get(f"{path}?after={had}")
    line = f"{program.token.split('_')[1]} {run.public_id}"
    assert border.noted("export_fetched") == [line]
    tag = program.get(path).headers["ETag"]
    clock.advance(days=NOTED_EVERY.days)
    assert program.get(path, If_None_Match=tag).status_code == 304
    assert border.noted("export_fetched") == [line]
    program.get(path)
    assert border.noted("export_fetched") == [line, line]


def test_nothing_is_given_when_who_takes_it_cannot_be_written(
    border: Border, weeks_of: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from xprsa.storage.database import DatabaseReadOnly
    from xprsa.storage.tokens import Tokens

    weeks_of(1)
    run, program = border.run(), border.program()

    def refused(*_: object, **__: object) -> bool:
        raise DatabaseReadOnly

    monkeypatch.setattr(Tokens, "takes", refused)
    answer = program.get(f"{address_of(run)}/documents")
    assert (answer.status_code, kind_of(answer)) == (503, "urn:xprsa:problem:away")
    assert answer.headers["Retry-After"] == "30"


def test_a_run_in_another_format_has_no_json_lines(border: Border) -> None:
    run, program = border.run(written=Format.CSV), border.program()
    answer = program.get(f"{address_of(run)}/documents")
    assert (answer.status_code, kind_of(answer)) == (409, "urn:xprsa:problem:not-json-lines")
    assert program.get(f"{address_of(run)}/manifest").status_code == 200


@pytest.mark.parametrize("damage", ["manifest.json", "documents.jsonl"])
def test_a_run_that_is_kept_no_more_as_it_left_is_gone(
    border: Border, weeks_of: Callable[[int], None], damage: str
) -> None:
    weeks_of(1)
    run, program = border.run(), border.program()
    (kept_at(border.service, run) / damage).write_bytes(b"{}")
    answer = program.get(f"{address_of(run)}/documents")
    assert (answer.status_code, kind_of(answer)) == (410, "urn:xprsa:problem:not-kept")
    assert RunFacts.model_validate_json(program.get(address_of(run)).data).documents is None


def test_what_is_not_there_is_not_there(border: Border) -> None:
    program = border.program()
    for path in (address_of(uuid4()), f"{address_of(uuid4())}/documents", "runs/x", f"runs?after={uuid4()}"):
        answer = program.get(path)
        assert answer.status_code == 404
        assert kind_of(answer) == f"urn:xprsa:problem:{'cursor' if '?' in path else 'not-found'}"


def test_a_run_that_did_not_leave_is_not_there(border: Border) -> None:
    left = border.run()
    with border.service.database.writing() as store:
        waits = store.exports.ask(
            left.purpose,
            weeks=(left.first, left.last),
            written=Format.JSONL,
            as_of=border.service.now(),
            at=border.service.now(),
        )
    program = border.program()
    assert kind_of(program.get(address_of(waits))) == "urn:xprsa:problem:not-found"
    assert len(RunList.model_validate_json(program.get().data).runs) == 1
    with border.service.database.writing() as store:
        store.exports.fail(waits, why=Failure.OVERTAKEN, at=border.service.now())
    assert kind_of(program.get(address_of(waits))) == "urn:xprsa:problem:not-found"
    assert len(RunList.model_validate_json(program.get().data).runs) == 1


def test_what_left_for_somebody_else_under_the_same_purpose_is_not_there(border: Border) -> None:
    border.open(Purpose.SUPPORT, recipient="Le bureau d’avant")
    theirs, before = border.run(), border.program()
    border.open(Purpose.SUPPORT, recipient="Le bureau d’après")
    ours, after = border.run(), border.program()
    for program, read, hidden in ((before, theirs, ours), (after, ours, theirs)):
        assert [run.run for run in RunList.model_validate_json(program.get().data).runs] == [read.public_id]
        assert program.get(f"{address_of(read)}/documents").status_code == 200
        for rest in ("", "/documents", "/manifest", "/manifest/signature"):
            assert kind_of(program.get(address_of(hidden) + rest)) == "urn:xprsa:problem:not-found"
        assert kind_of(program.get(f"runs?after={hidden.public_id}")) == "urn:xprsa:problem:cursor"
