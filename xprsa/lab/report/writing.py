"""Writing a report: pages, findings, manifest and signature, all together or not at all."""

from datetime import date
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from xprsa.lab.people.world import World
from xprsa.lab.report import timed, whole_folder
from xprsa.lab.report.contents import pages
from xprsa.lab.report.manifest import TIMING, manifest_of
from xprsa.lab.report.refused import ReportWrong
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.timed import Timed
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import CARD, FILE, FINDINGS, SIGNATURE, Manifest
from xprsa.scoring.module import ModuleCard

ANSWERS = "answers.csv.gz"


def write_report(
    audit: AuditFindings,
    directory: Path,
    *,
    card: ModuleCard,
    world: World,
    key: SigningKey,
    made_on: date,
    timing: Timed | None,
    answers: bytes | None = None,
    replaces: bool = False,
) -> Path:
    """Write a report into a folder.

    :param answers: every answer, as `Answers.written` gives them, to be kept beside the findings.
    :param replaces: whether a finished report that is there may be replaced, as a whole.
    :raises ReportWrong: when the folder holds something else, or card or people are not those of the audit.
    """
    refuse_other_folder(directory, replaces=replaces)
    _refuse_strangers(audit, card, world)
    files = {
        **pages(audit, card, world=world, made_on=made_on),
        FINDINGS: audit.model_dump_json(by_alias=True, indent=2).encode() + b"\n",
        CARD: card.model_dump_json(by_alias=True, indent=2).encode() + b"\n",
        TIMING: timed.written(timing),
    }
    if answers is not None:
        files[ANSWERS] = answers
    made_by = {name: version(name) for name in ("babel", "weasyprint")}
    software = {"xprsa": audit.plan.lab_version, **made_by}
    manifest = manifest_of(files, audit, made_on=made_on, software=software).written()
    files |= {FILE: manifest, SIGNATURE: key.signed(manifest)}
    return whole_folder.write_folder(files, directory, known_by=FILE, replaces=replaces)


def refuse_other_folder(directory: Path, *, replaces: bool) -> None:
    """Refuse a folder that a report may not replace, before an audit takes its time.

    :raises ReportWrong: when something else than a report is there, or a finished one that is to stay.
    """
    whole_folder.refuse_other_folder(directory, known_by=FILE, replaces=replaces)


def described(directory: Path) -> str | None:
    """Tell in French which finished report a folder holds; None where it holds none."""
    if not whole_folder.is_finished(directory, known_by=FILE):
        return None
    try:
        module = AuditFindings.model_validate_json((directory / FINDINGS).read_bytes()).module
        made_on = Manifest.model_validate_json((directory / FILE).read_bytes()).made_on
    except (OSError, ValidationError):
        return f"« {directory} » : un rapport que ce laboratoire ne sait pas lire"
    return f"« {directory} » : {module.name} {module.version}, du {made_on}"


def _refuse_strangers(audit: AuditFindings, card: ModuleCard, world: World) -> None:
    if (card.name, card.version) != (audit.module.name, audit.module.version):
        raise ReportWrong("La fiche n’est pas celle du module qui a été testé.")
    if world.digest != audit.plan.world:
        raise ReportWrong("Les personnes ne sont pas celles sur qui le module a été testé.")
