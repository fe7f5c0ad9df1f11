"""Makes `2e5a4d7.tar.xz` and `form_1.json` with the software of commit 2e5a4d7 alone; see README.md.

It imports that commit, never the present one: it is a record, and stays as it was when it ran.
"""

import json
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
import time_machine
from click.testing import CliRunner
from xprsa.storage.demo import (
    AMARA,
    CHANTAL,
    DIMITRI,
    FATOU,
    HELENE,
    LUCIE,
    MOUSSA,
    NADIA,
    PAUL,
    YUSUF,
    Named,
)

from tests import builders
from tests.pages import JudgingClient
from xprsa.app import create_app
from xprsa.cli import main, open_house
from xprsa.domain.person import Account
from xprsa.domain.receipt import canonical
from xprsa.domain.week import Week
from xprsa.settings import Settings
from xprsa.verify.service import verified

ARCHIVE = Path(__file__).parent / "2e5a4d7.tar.xz"
FORM_1 = Path(__file__).parents[1] / "domain/receipts/form_1.json"
LAST, THIS = "2026-W47", "2026-W48"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
CUT_OFF = "2026-11-24T07:00:00.123456Z"
PEOPLE = """\
organisation;reference;prenom;nom;conseiller_courriel;contrat_du;contrat_au;heures_par_semaine;dispense_du;dispense_au;sorti_le
Maison des solidarités de Valbois;{yusuf};Yusuf;Karimi;camille@example.net;23/11/2026;31/01/2027;10;;;
Agence des Trois-Ponts;N-1;Noé;Exemple;;05/10/2026;31/12/2026;7h30;02/11/2026;15/11/2026;
Agence des Trois-Ponts;N-2;Inès;Exemple;;05/10/2026;;15;;;16/11/2026
"""
CODE = r"Votre code : (\d{3} \d{3})"


class Old:
    """The service of that day: its commands, its pages, and a clock that the story moves."""

    def __init__(self, folder: Path, clock: Any) -> None:
        self.folder = folder
        self._clock = clock
        os.environ |= {
            "XPRSA_DATABASE_URL": f"sqlite:///{folder / 'xprsa.sqlite'}",
            "XPRSA_KEYRING": str(folder / "keyring.json"),
            "XPRSA_BASE_URL": "http://localhost",
            "XPRSA_DEMO": "1",
        }

    def command(self, *words: str) -> str:
        """Type a command of `xprsa`; give what it prints."""
        done = CliRunner().invoke(main, words, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    def open(self) -> None:
        """Open the service, once there is a database to open."""
        self.house = open_house(Settings.read(os.environ))
        self._app = create_app(self.house)
        self._app.testing = True
        self._app.test_client_class = JudgingClient

    def at(self, hour: int, *, day: int = 23) -> None:
        """Move the clock to an hour (UTC) of a day of November 2026, and a little more."""
        self._clock.move_to(MONDAY.replace(day=day, hour=hour, microsecond=123_456))

    def browser(self) -> Any:
        """Open a browser in which nobody is signed in."""
        return self._app.test_client()

    def account(self, named: Named) -> Account:
        with self.house.database.reading() as memory:
            return memory.people.account_by_public_id(named.public_id)

    def reference(self, named: Named) -> str:
        with self.house.database.reading() as memory:
            return memory.people.by_public_id(named.public_id).file_reference

    def signed_in(self, named: Named) -> Any:
        """Open a browser in which somebody of the demonstration is signed in."""
        browser = self.browser()
        browser.set_cookie(*builders.begin_sign_in(self.house, self.account(named)))
        return browser

    def posted(self, pattern: str) -> str:
        """Let the worker send what waits; give what the last message says."""
        return re.findall(pattern, self.command("work", "--once"))[-1]


def press(browser: Any, path: str, button: str, **typed: str | list[str]) -> Any:
    """Press a button of a page that must take it."""
    answer = browser.press(browser.get(path), button, **typed)
    assert answer.status_code == 303, f"{path} « {button} »: {answer.status_code}"
    return answer


def desk(named: Named, week: str = LAST) -> str:
    return f"/portefeuille/{named.public_id}/{week}"


def live(old: Old) -> None:
    """Let the people of the demonstration do whatever leaves a trace, before and after what left."""
    old.at(8)
    old.command("demo", "--people", "200", "--weeks", "5", "--seed", "8")
    old.open()
    old.at(9)
    come_in(old)
    run_the_place(old)
    old.at(10)
    bring_people_in(old)
    old.at(11)
    export_by_the_worker(old, "jsonl")
    old.at(12)
    exchange(old)
    write_a_week(old)
    old.at(7, day=24)
    export_by_the_worker(old, "jsonl")
    weeks = f"2026-W46..{LAST}"
    to = str(old.folder / "handed-over")
    old.command(
        *("export", "--purpose", "support", "--weeks", weeks, "--format", "csv"),
        "--to",
        to,
        "--as-of",
        CUT_OFF,
    )
    old.at(8, day=24)
    go_on_after_the_cut_off(old)


def come_in(old: Old) -> None:
    """A wrong code, then the right one on a phone to remember; a draft; a text typed while signed out."""
    phone = old.browser()
    press(phone, "/connexion", "Recevoir un code", contact=old.account(AMARA).email)
    code = old.posted(CODE)
    assert phone.press(phone.get("/connexion/code"), "Continuer", code="000000").status_code == 422
    press(phone, "/connexion/code", "Continuer", code=code, remember="y")
    url = f"/declarer/{THIS}"
    press(phone, url, "Formation", answer="activities")
    press(phone, url, "Garder le brouillon", time__new1="1h30")
    form, lost = old.signed_in(DIMITRI).get(f"/declarer/{LAST}"), old.browser()
    asked = lost.press(lost.press(form, "Envoyer", answer="none"), "Me connecter")
    lost.press(asked, "Recevoir un code", contact=old.account(DIMITRI).email)
    press(lost, "/connexion/code", "Continuer", code=old.posted(CODE))


def run_the_place(old: Old) -> None:
    """The manager invites two colleagues, of whom one comes, words a page and prepares a letter."""
    manager = old.signed_in(HELENE)
    colleague = {"last_name": "Exemple", "role": "adviser", "organisation": "0"}
    for first_name in ("Sacha", "Camille"):
        email = f"{first_name.lower()}@example.net"
        press(
            manager,
            "/gestion/equipe",
            "Envoyer l’invitation",
            first_name=first_name,
            email=email,
            **colleague,
        )
    accept(old, old.posted(r"http://localhost(/\S+)"))
    press(manager, "/gestion/pages/aide", "Publier", body="Bonjour.\r\n\r\n- Appelez-nous.")
    press(manager, "/gestion/courriers", "Préparer", file_reference=old.reference(CHANTAL))


def accept(old: Old, link: str) -> None:
    """Follow an invitation to its end, with a telephone that shows codes."""
    colleague = old.browser()
    page = colleague.get(link)
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", unescape(page.text))[0].replace(" ", "")
    code = pyotp.TOTP(secret).at(old.house.now())
    answer = colleague.press(page, "Ouvrir mon accès", password="tortue cerise lampadaire", code=code)
    assert answer.status_code == 303


def bring_people_in(old: Old) -> None:
    """Two newcomers, with a contract that ends, an exemption, a departure; other terms for somebody known."""
    file = old.folder / "people.csv"
    file.write_text(PEOPLE.format(yusuf=old.reference(YUSUF)), encoding="utf-8")
    old.command("people", "import", str(file))


def export_by_the_worker(old: Old, written: str) -> None:
    exporter = old.signed_in(PAUL)
    asked = {"purpose": "support", "first": "2026-W44", "last": LAST, "written": written}
    press(exporter, "/gestion/exports", "Préparer l’export", **asked)
    old.command("work", "--once")


def exchange(old: Old) -> None:
    """Every move on a line: counted, asked, answered, adjusted, set aside, contested, decided again."""
    adviser = old.signed_in(NADIA)
    adviser.get("/portefeuille")
    press(adviser, desk(AMARA), "Compter toute la semaine")
    press(adviser, desk(LUCIE), "Envoyer la question", words="Où était l’atelier ?")
    press(old.signed_in(LUCIE), f"/mes-semaines/{LAST}", "Envoyer ma réponse", words="À la médiathèque.")
    press(adviser, desk(MOUSSA), "Compter cette durée", time="30 min", words="Le trajet n’est pas compris.")
    press(adviser, desk(CHANTAL), "Ne pas retenir", words="Déjà sur une autre ligne.")
    old.at(13)
    press(
        old.signed_in(MOUSSA),
        f"/mes-semaines/{LAST}",
        "Demander une autre lecture",
        words="Il est dans mon contrat.",
    )
    press(old.signed_in(CHANTAL), f"/mes-semaines/{LAST}", "Demander une autre lecture")
    press(
        old.signed_in(HELENE), f"/gestion/contestations/{MOUSSA.public_id}/{LAST}", "Compter cette activité"
    )
    press(old.signed_in(FATOU), f"/declarer/{LAST}/reprendre", "Reprendre ma semaine")


def write_a_week(old: Old) -> None:
    """A week with everything that a week can say, then a correction of it."""
    person, url = old.signed_in(LUCIE), f"/declarer/{THIS}"
    for kind in ("Formation", "Candidatures, recherche"):
        press(person, url, kind, answer="activities")
    *_, first, second = rows(person, url)
    typed: dict[str, str | list[str]] = {
        f"time__{first}": "2h30",
        f"day__{first}": ["1", "3"],
        f"note__{first}": "Français « écrit » 🌱",
        f"time__{second}": "45 min",
    }
    press(person, url, "Envoyer", **typed, prevented="y", prevented__day=["4", "5"], reason="childcare")
    old.at(14)
    person = old.signed_in(LUCIE)
    press(person, url, "Bénévolat")
    press(person, url, "Envoyer la correction", **{f"time__{rows(person, url)[-1]}": "1h"})


def rows(person: Any, url: str) -> list[str]:
    """Give the keys of the rows of a form, in order."""
    found: list[str] = re.findall(r'name="time-(new\d+|[0-9a-f]+)"', person.get(url).text)
    return found


def go_on_after_the_cut_off(old: Old) -> None:
    """What an export with the cut-off of that morning must not show."""
    press(old.signed_in(DIMITRI), f"/declarer/{LAST}", "Envoyer", answer="none")
    lucie = old.signed_in(LUCIE)
    longer = {f"time__{rows(lucie, f'/declarer/{LAST}')[0]}": "7h"}
    press(lucie, f"/declarer/{LAST}", "Envoyer la correction", **longer)
    adviser = old.signed_in(NADIA)
    press(adviser, desk(LUCIE), "Ne pas retenir", words="Cette activité concerne la semaine d’après.")
    press(adviser, desk(AMARA, "2026-W46"), "Envoyer la question", words="Était-ce le même jour ?")
    press(old.signed_in(AMARA), "/declarer/2026-W46/reprendre", "Reprendre ma semaine")


def given(old: Old) -> Iterator[dict[str, Any]]:
    """Every receipt as that software read it, with the bytes that it was given for."""
    first, last = Week.parse("2025-W01"), Week.parse(THIS)
    with old.house.database.reading() as memory:
        for person in memory.old_files.people_after(0, most=1000):
            public_id: UUID = memory.people.find(person).account.public_id
            for week, declaration in memory.declarations.of_weeks(person, first, last).items():
                receipts = memory.declarations.receipts_of(person, week)
                for version in declaration.versions:
                    receipt = receipts[version.number]
                    assert verified(old.house, receipt.number).holds
                    yield {
                        "number": receipt.number,
                        "person": str(public_id),
                        "week": str(week),
                        "version": receipt.version,
                        "sent_at": receipt.sent_at.isoformat(),
                        "nonce": receipt.nonce,
                        "fingerprint": receipt.fingerprint,
                        "key_id": receipt.key_id,
                        "signature": receipt.signature,
                        "canonical": canonical(version.content).decode(),
                    }


def form_1(old: Old, public_keys: dict[str, str]) -> dict[str, Any]:
    """The receipt of the week with everything, as its holder could keep it: bytes in hexadecimal."""
    with old.house.database.reading() as memory:
        person = memory.people.by_public_id(LUCIE.public_id).id
        version = memory.declarations.of_week(person, Week.parse(THIS)).versions[0]
        receipt = memory.declarations.receipts_of(person, Week.parse(THIS))[1]
    content = version.content
    return {
        "content": {
            "activities": [
                {"line": a.line, "kind": a.kind, "minutes": a.minutes, "days": a.days, "note": a.note}
                for a in content.activities
            ],
            "prevented_days": content.prevented.days,
        },
        "number": receipt.number,
        "week": str(receipt.week),
        "version": receipt.version,
        "sent_at": receipt.sent_at.isoformat(),
        "nonce": receipt.nonce,
        "canonical": canonical(content).hex(),
        "fingerprint": receipt.fingerprint,
        "statement": receipt.statement.hex(),
        "key_id": receipt.key_id,
        "signature": receipt.signature,
        "public_key": public_keys[receipt.key_id],
    }


def pack(old: Old) -> None:
    """Gather what a restored backup would hold, and what the software of that day said of it."""
    keys = json.loads(old.browser().get("/schemas/xprsa.keys.json").data)["keys"]
    lines = (json.dumps(receipt, ensure_ascii=False) for receipt in given(old))
    (old.folder / "receipts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (old.folder / "public_keys.json").write_text(json.dumps(keys, indent=1), encoding="utf-8")
    FORM_1.write_text(json.dumps(form_1(old, keys), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    old.house.database.dispose()
    with closing(sqlite3.connect(old.folder / "xprsa.sqlite")) as database:
        database.execute("VACUUM INTO ?", (str(old.folder / "old.sqlite"),))
    with tarfile.open(ARCHIVE, "w:xz", preset=9) as tar:
        for name in (
            "old.sqlite",
            "keyring.json",
            "receipts.jsonl",
            "public_keys.json",
            "exports",
            "handed-over",
        ):
            tar.add(old.folder / name, name, filter=undated)


def undated(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime = int(MONDAY.timestamp())
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory(prefix="xprsa-") as made,
        time_machine.travel(MONDAY, tick=False) as clock,
    ):
        old = Old(Path(made), clock)
        live(old)
        pack(old)
