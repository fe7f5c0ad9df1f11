"""Every page that somebody can open, with the people and weeks that each one needs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from uuid import UUID

from flask import Flask
from werkzeug.routing import Map

from tests import builders
from tests.answers.made import kept_answer
from tests.browser.answered import answered_about
from tests.browser.asked import asked, proposed_and_active
from tests.browser.called import called
from tests.browser.counted import counted
from tests.browser.imported import imported
from tests.browser.scene import Scene
from tests.scores.written import KEY
from xprsa.accounts.codes import letters
from xprsa.accounts.contacts import service as changing
from xprsa.accounts.staff.team import Newcomer, open_access
from xprsa.answers.reading import write_own_view
from xprsa.api.tokens import TokenRequest, answering, make_token, new_handle, purposes
from xprsa.declare.answering import Said, answer
from xprsa.declare.keeping import keep_draft, withdraw_week
from xprsa.demo import cast as demo
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.identity import held_back
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.review import Verdict
from xprsa.domain.week import Week
from xprsa.duties.counting import count_duties
from xprsa.export.demands import ExportRequest
from xprsa.export.service import ask, run_waiting
from xprsa.people_import.sealed_upload import Done, seal_done
from xprsa.people_import.service import ImportCounts
from xprsa.review.service import LineChoice, decide_line
from xprsa.rules.service import publish, read_rules
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.export_runs import Format

ACCESS = Path(__file__).parents[1] / "contracts/access.txt"
NOT_PAGES = {  # answers for machines
    "own.door",
    "health.health",
    "health.writing",
    "information.theme",
    "export.schema",
    "register.document",
    "statistics.as_file",
    "export.archive",
    "api.documents",
    "api.manifest",
    "api.openapi",
    "api.run",
    "api.runs",
    "api.signature",
    "people_import.model",
    "review.caseload_as_file",
}
BY_SIGNING_IN = {"codes.type_code", "codes.who", "sign_ins.give_back", "staff.invitation"}
PUBLIC = (
    "/mes-droits",
    "/aide",
    "/accessibilite",
    "/mentions-legales",
    "/schemas/",
    "/algorithmes",
    "/charte",
    "/statistiques",
)


@dataclass(frozen=True)
class Stop:
    """A page, and who opens it (None: nobody is signed in)."""

    who: Account | None
    address: str


class Tour:
    """Every page with the people of the demonstration, and weeks in every state."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._adviser = scene.staff("adviser")

    def stops(self) -> Iterator[Stop]:
        """Give every page once, then the states that change what it shows."""
        for address in ("/connexion", "/connexion/equipe", "/connexion/lettre", "/connexion/oubli", "/demo"):
            yield Stop(None, address)
        yield Stop(None, "/connexion/oubli/envoye")
        yield Stop(None, "/connexion/oubli/lien-perdu")
        for address in PUBLIC:
            yield Stop(None, address)
        yield from self._beneficiary()
        yield from self._adviser_pages()
        yield from self._manager()
        yield from self._exporter()

    def _beneficiary(self) -> Iterator[Stop]:
        this, past = self._scene.this_week, self._scene.this_week.plus(-1)
        who = self.everything.account
        yield Stop(who, self._changing(who))
        yield Stop(who, "/mon-acces/telephone")
        yield from (Stop(who, address) for address in read_by("beneficiary", "signed-in"))
        yield Stop(who, f"/declarer/{this}")
        yield Stop(who, f"/declarer/{this}?savoir=1")
        yield Stop(who, f"/declarer/{past}")
        yield Stop(who, f"/declarer/{past}/recu")
        yield Stop(who, f"/declarer/{past}/retirer")
        yield Stop(who, f"/mes-semaines/{past}")
        for number in (self._receipt(who, past), "0" * 32):
            yield Stop(None, f"/verifier/{number}")
        for address in ("/ma-semaine", "/mon-acces", "/mes-donnees"):
            yield Stop(self.told.account, address)
        yield from self._answers()
        yield Stop(self.told.account, f"/mes-semaines/{past}")
        withdrawn = self.withdrawn.account
        yield Stop(withdrawn, "/ma-semaine")
        yield Stop(withdrawn, f"/declarer/{past}/recu")
        yield Stop(withdrawn, f"/mes-semaines/{past}")

    def _answers(self) -> Iterator[Stop]:
        """Give what modules answered: an answer, an abstention, one that is contested, one that was kept."""
        _, active = proposed_and_active(self._scene, self.named(demo.HELENE))
        who = answered_about(self._scene, active, adviser=self._adviser)
        yield Stop(who.account, "/mes-donnees")
        with self._scene.service.database.reading() as store:
            kept = store.kept_answers.about(who.id)
        for answer_ in kept:
            yield Stop(who.account, f"/mes-donnees/reponses/{answer_.asking.public_id}")

    def _changing(self, who: Account) -> str:
        """Let a change of phone wait for its codes; give the address that tells of another."""
        new = Contact(ContactKind.SMS, "+33639980002")
        changing.ask(self._scene.service, account=who, kind=new.kind, new=new, network=str(who.public_id))
        done = changing.Changed(
            new.kind, "06\u00a0…\u00a003", "06\u00a0…\u00a001", is_told=True, is_seen=True
        )
        return (
            f"/mon-acces/fait?fait={changing.seal_changed(self._scene.service.keyring, done, account=who.id)}"
        )

    def _receipt(self, who: Account, week: Week) -> str:
        with self._scene.service.database.reading() as store:
            return store.declarations.receipts_of(who.id, week)[1][0].number

    def situations(self) -> Iterator[Stop]:
        """Give what the named people of the demonstration see first."""
        for named in demo.NAMED:
            if named.role is Role.BENEFICIARY:
                for address in ("/ma-semaine", "/mes-semaines", "/mes-donnees"):
                    yield Stop(self.named(named), address)

    def _adviser_pages(self) -> Iterator[Stop]:
        past = self._scene.this_week.plus(-1)
        yield from (Stop(self.named(demo.NADIA), address) for address in read_by("adviser"))
        yield Stop(self.named(demo.NADIA), "/portefeuille?groupe=non-concernees")
        for person in (self.everything, self.withdrawn):
            yield Stop(self._adviser, f"/portefeuille/{person.account.public_id}")
            yield Stop(self._adviser, f"/portefeuille/{person.account.public_id}/{past}")
        yield from self._calls()
        nobody = self._scene.beneficiary(adviser=self._adviser)
        for person in (self.answered(), self.viewed(self.answered()), self.viewed(nobody)):
            yield Stop(self._adviser, f"/portefeuille/{person.account.public_id}/avis")
        told = f"/pour/{self.told.account.public_id}"
        for address in (told, f"{told}/notation", f"{told}/declarer/{past}", f"{told}/declarer/{past}/recu"):
            yield Stop(self._adviser, address)
        yield Stop(self._adviser, "/portefeuille")
        yield Stop(self._adviser, "/mon-acces")

    def _calls(self) -> Iterator[Stop]:
        """Give what is noted of calls: nothing, much, a correction; and what the person reads of it."""
        person = self._scene.beneficiary(adviser=self._adviser, phone="+33639980007")
        notes = f"/portefeuille/{person.account.public_id}/appels"
        yield Stop(self._adviser, notes)
        for note in called(self._scene, person, by=self._adviser):
            yield Stop(self._adviser, f"{notes}/{note}")
        yield Stop(self._adviser, notes)
        yield Stop(self._adviser, f"/portefeuille/{person.account.public_id}")
        for address in ("/mes-appels", "/ma-semaine"):
            yield Stop(person.account, address)

    def _manager(self) -> Iterator[Stop]:
        helene = self.named(demo.HELENE)
        person = self.everything
        letters.order(self._scene.service, actor=builders.actor(helene), receiver=person.account.public_id)
        contested = f"{person.account.public_id}/{self._scene.this_week.plus(-1)}"
        answer = f"{self.answered(is_contested=True).account.public_id}/reponse/{self.asking.public_id}"
        count_duties(self._scene.service)
        done = seal_done(
            self._scene.service.keyring, Done(ImportCounts(3, 0, 0, 1, 2, 1), None), account=helene.id
        )
        open_, undone = imported(
            self._scene,
            helene,
            kept=self._scene.beneficiary(adviser=self._adviser),
            restored=self._scene.beneficiary(adviser=self._adviser),
        )
        proposed, active = proposed_and_active(self._scene, helene)
        handle, first = self._token(helene), self._rules_to_come(helene)
        yield from (Stop(helene, address) for address in read_by("manager"))
        for address in (
            f"personnes/imports/{open_}", f"personnes/imports/{open_}/annuler",
            f"personnes/imports/{undone}",
            f"equipe/{self._adviser.public_id}/fermer", f"equipe/{self._adviser.public_id}/confier",
            "personnes/sans-referent/confier", f"courriers/{person.account.public_id}",
            f"contestations/{contested}", f"contestations/{answer}", "finalites/support", "pages/aide",
            f"jetons/{handle}/revoquer", f"regles/{first}/retirer", "regles/nouvelles/apercu?tacit_days=9",
            f"personnes/importees?bilan={done}",
            f"modules/{proposed}", f"modules/{active}", f"modules/cles/{KEY}",
        ):  # fmt: skip
            yield Stop(helene, f"/gestion/{address}")
        yield Stop(helene, counted(self._scene, helene))

    def _rules_to_come(self, who: Account) -> Week:
        """Let other rules begin in a few weeks; give the first of them."""
        service, week = self._scene.service, self._scene.this_week.plus(3)
        page = read_rules(service, territory=who.territory)
        rules = replace(page.in_force, valid_from=week.monday, tacit_days=10)
        if not page.to_come:  # another test walked here before
            publish(service, rules, territory=who.territory, seen=page.seen, by=who.id)
        return week

    def _token(self, who: Account) -> str:
        """Make a token that also brings answers; give its public name."""
        service, handle = self._scene.service, new_handle()
        (module,) = answering(service, territory=who.territory)
        known = purposes(service, territory=who.territory)
        purpose = next(one for one in known if one.code is module.card.purpose)
        request = TokenRequest(handle, "Le tableau de bord", purpose, 90, module.card.name)
        make_token(service, request, actor=who.id)
        return handle

    @cached_property
    def asking(self) -> ModuleAsking:
        """The program of the territory was asked, about nobody yet."""
        return asked(self._scene, self.named(demo.HELENE))

    def answered(self, *, is_contested: bool = False) -> Beneficiary:
        """Somebody of whom the program gave an answer, which they contest or not."""
        person, service = (
            self._scene.beneficiary(adviser=self._adviser, first_name="Awa"),
            self._scene.service,
        )
        kept_answer(service, self.asking, person)
        if is_contested:
            with service.database.writing() as store:
                words, now = "J’étais malade, et la semaine est comptée à zéro.", service.now()
                store.answer_contests.make(person.id, asking=self.asking.id, words=words, at=now)
        return person

    def viewed(self, person: Beneficiary) -> Beneficiary:
        """Somebody of whom their adviser wrote what they think."""
        asking, words = str(self.asking.public_id), "Il cherche, mais loin de chez lui."
        adviser = builders.actor(self._adviser)
        write_own_view(self._scene.service, actor=adviser, person=person.id, asking=asking, words=words)
        return person

    def _exporter(self) -> Iterator[Stop]:
        paul = self.named(demo.PAUL)
        yield from (Stop(paul, address) for address in read_by("exporter"))
        waiting = self._run(paul)
        run_waiting(self._scene.service)
        yield Stop(paul, f"/gestion/exports/{waiting}")
        yield Stop(paul, f"/gestion/exports/{self._run(paul)}")
        yield Stop(paul, "/gestion/exports")

    def _run(self, who: Account) -> UUID:
        past = self._scene.this_week.plus(-1)
        with self._scene.service.database.reading() as store:
            purpose = store.purposes.open_now(who.territory)[0]
        request = ExportRequest(purpose, (past, past), Format.JSONL)
        return ask(self._scene.service, actor=builders.actor(who), request=request).public_id

    def named(self, who: demo.CastName) -> Account:
        """Give somebody of the demonstration."""
        with self._scene.service.database.reading() as store:
            return next(
                shown.account for shown in demo.demo_people(store) if shown.account.name == _name(who)
            )

    @cached_property
    def everything(self) -> Beneficiary:
        """Somebody whose last week has a line in every state, and whose present week is a draft."""
        scene, week = self._scene, self._scene.this_week.plus(-1)
        person = scene.beneficiary(adviser=self._adviser, phone="0639980001", asked_since=3)
        said = builders.content(
            builders.activity("training", "4h", days=(1, 3), note="Le premier module"),
            builders.activity("job_search", "2h30"),
            builders.activity("self_employment", "3h"),
            builders.activity("workshop", "45 min"),
            builders.activity("personal_steps", "1h"),
            builders.activity("appointment", "30 min"),
            prevented=builders.could_not(4, 5, reason=PreventedReason.CHILDCARE),
        )
        scene.people.sends(person, week, said)
        lines = [activity.line for activity in said.activities]
        self._decide(person, week, lines[0], Verdict.ASKED, words="Quelle formation était-ce ?")
        self._decide(person, week, lines[1], Verdict.ADJUSTED, minutes=60, words="Une heure est notée ici.")
        self._decide(person, week, lines[2], Verdict.SET_ASIDE, words="Ce n’est pas dans le contrat.")
        self._decide(person, week, lines[3], Verdict.COUNTED)
        self._decide(person, week, lines[4], Verdict.SET_ASIDE, words="Déjà comptée la semaine d’avant.")
        contest = Said(lines[4], 1, Verdict.CONTESTED, "C’était un autre rendez-vous.", seen=1)
        answer(scene.service, actor=builders.actor(person.account), week=week, said=contest)
        typed = {"answer": ["activities"], "row": ["new1"], "kind-new1": ["training"], "time-new1": ["2h"]}
        keep_draft(scene.service, actor=builders.actor(person.account), week=scene.this_week, typed=typed)
        return person

    @cached_property
    def withdrawn(self) -> Beneficiary:
        """Somebody who corrected, then took back, last week."""
        scene, week = self._scene, self._scene.this_week.plus(-1)
        person = scene.beneficiary(adviser=self._adviser, first_name="Iris")
        scene.sent(person, week, ("training", "4h"))
        scene.sent(person, week, ("training", "5h"))
        withdraw_week(scene.service, actor=builders.actor(person.account), week=week, number=2)
        after = person.account.with_own_contact(ContactKind.SMS, "+33639980004", at=scene.service.now())
        with scene.service.database.writing() as store:
            store.accounts.change_contacts(person.account, after)
        return person

    @cached_property
    def told(self) -> Beneficiary:
        """Somebody who told last week by phone, and to whom the service gave another phone."""
        scene, week = self._scene, self._scene.this_week.plus(-1)
        person = scene.beneficiary(adviser=self._adviser, first_name="Fatou")
        said = builders.content(builders.activity("training", "4h"))
        scene.people.tells(person, week, said, to=self._adviser)
        after, now = replace(person.account, phone="+33639980005"), scene.service.now()
        given = held_back(person.account, after, at=now, by=self.named(demo.HELENE).id)
        with scene.service.database.writing() as store:
            store.accounts.change_contacts(person.account, given)
        return person

    def _decide(self, person: Beneficiary, week: Week, line: str, verdict: Verdict, **said: object) -> None:
        choice = LineChoice(line, 1, verdict, **said)  # type: ignore[arg-type] # minutes or words
        adviser = builders.actor(self._adviser)
        decide_line(self._scene.service, actor=adviser, person=person.id, week=week, choice=choice)


def invitation(scene: Scene, manager: Account) -> str:
    """Invite an adviser; give the path of the link."""
    newcomer = Newcomer("Lou", "Essai", "lou.essai@example.org", Role.ADVISER, manager.organisation)
    with scene.service.database.writing() as store:
        link = open_access(scene.service, store, newcomer=newcomer, territory=manager.territory)
    return link.removeprefix(scene.service.settings.base_url)


def read_by(*readers: str) -> list[str]:
    """Give the addresses that the reviewed list opens to these first, without those of arguments or files.

    :param readers: a role of `access.txt`, or "signed-in".
    """
    lines = (line.split() for line in ACCESS.read_text(encoding="utf-8").splitlines())
    opened = ((words[1], words[2]) for words in lines if words[:1] == ["GET"])
    return [address for address, first in opened if first in readers and not {"<", "."} & set(address)]


def endpoints(app: Flask) -> set[str]:
    """Give the endpoints that answer GET with a page."""
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return found - NOT_PAGES - {"static"}


def endpoint_of(urls: Map, address: str) -> str:
    """Give the endpoint that answers an address."""
    return str(urls.bind("localhost").match(address.split("?")[0])[0])


def _name(who: demo.CastName) -> str:
    return f"{who.first_name} {who.last_name}"
