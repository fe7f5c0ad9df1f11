"""Writing a report: pages, findings, manifest and signature, all together or not at all."""

from datetime import date
from importlib.metadata import version
from pathlib import Path

from xprsa.lab.people.world import World
from xprsa.lab.report import timed, whole_folder
from xprsa.lab.report.contents import pages
from xprsa.lab.report.manifest import FILE, SIGNATURE, TIMING, manifest_of
from xprsa.lab.report.refused import ReportWrong
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.timed import Timed
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.module import ModuleCard

FINDINGS, CARD = "findings.json", "card.json"


def write_report(
    audit: AuditFindings,
    directory: Path,
    *,
    card: ModuleCard,
    world: World,
    key: SigningKey,
    made_on: date,
    timing: Timed | None,
) -> Path:
    """Write a report into a folder, which it replaces as a whole when it held one before.

    :raises ReportWrong: when the folder holds something else, or card or people are not those of the audit.
    """
    refuse_other_folder(directory)
    _refuse_strangers(audit, card, world)
    files = {
        **pages(audit, card, world=world, made_on=made_on),
        FINDINGS: audit.model_dump_json(by_alias=True, indent=2).encode() + b"\n",
        CARD: card.model_dump_json(by_alias=True, indent=2).encode() + b"\n",
        TIMING: timed.written(timing),
    }
    made_by = {name: version(name) for name in ("babel", "weasyprint")}
    software = {"xprsa": audit.plan.lab_version, **made_by}
    manifest = manifest_of(files, audit, made_on=made_on, software=software).written()
    files |= {FILE: manifest, SIGNATURE: key.signed(manifest)}
    return whole_folder.write_folder(files, directory, known_by=FILE)


def refuse_other_folder(directory: Path) -> None:
    """Refuse a folder that a report may not replace, before an audit takes its time.

    :raises ReportWrong: when something else than a report is there.
    """
    whole_folder.refuse_other_folder(directory, known_by=FILE)


def _refuse_strangers(audit: AuditFindings, card: ModuleCard, world: World) -> None:
    if (card.name, card.version) != (audit.module.name, audit.module.version):
        raise ReportWrong("La fiche n’est pas celle du module qui a été testé.")
    if world.digest != audit.plan.world:
        raise ReportWrong("Les personnes ne sont pas celles sur qui le module a été testé.")
