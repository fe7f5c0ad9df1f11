"""Kinds of activity and their families, as each territory words them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class ActivityFamily(StrEnum):
    """The five families that leave in a published document."""

    WORK = "work"
    SEARCH = "search"
    PROJECT = "project"
    ACCESS = "access"
    OTHER = "other"


FAMILY_LABELS = {
    ActivityFamily.WORK: "Travail",
    ActivityFamily.SEARCH: "Recherche d’emploi",
    ActivityFamily.PROJECT: "Projet et compétences",
    ActivityFamily.ACCESS: "Démarches personnelles",
    ActivityFamily.OTHER: "Autres actions de mon contrat",
}


class Counts(StrEnum):
    """What the territory says of a kind: it counts, it does not, or ask."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """One kind that a person can choose.

    :ivar code: stable; never reused for another meaning.
    :ivar hint: examples in a few words, or "".
    :ivar offered: False once withdrawn: still read in old weeks, no longer accepted.
    """

    code: str
    label: str
    family: ActivityFamily
    hint: str = ""
    counts: Counts = Counts.YES
    offered: bool = True


@dataclass(frozen=True)
class Catalogue:
    """The kinds in force in a territory from some date on."""

    kinds: tuple[ActivityKind, ...]

    def find(self, code: str) -> ActivityKind | None:
        """Give the kind with this code, or None."""
        return self._by_code.get(code)

    @cached_property
    def offered(self) -> tuple[ActivityKind, ...]:
        """The kinds that can be chosen now."""
        return tuple(kind for kind in self.kinds if kind.offered)

    def __hash__(self) -> int:
        """Give the same number each time, counted once: parts of pages are kept by catalogue."""
        return self._hash

    @cached_property
    def _by_code(self) -> dict[str, ActivityKind]:
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def _hash(self) -> int:
        return hash(self.kinds)


def _kind(code: str, label: str, family: ActivityFamily, hint: str = "") -> ActivityKind:
    return ActivityKind(code=code, label=label, family=family, hint=hint)


# No closed official list exists: France Travail names four open families.
STARTING_CATALOGUE = Catalogue(
    (
        _kind("job_search", "Candidatures, recherche", ActivityFamily.SEARCH, "Offres, lettres, appels"),
        _kind("interview", "Entretien, salon, job dating", ActivityFamily.SEARCH),
        _kind("training", "Formation", ActivityFamily.PROJECT),
        _kind("workshop", "Atelier", ActivityFamily.PROJECT),
        _kind("immersion", "Immersion, stage", ActivityFamily.PROJECT),
        _kind("project", "Bilan, définir mon projet", ActivityFamily.PROJECT),
        _kind("language", "Français, savoirs de base", ActivityFamily.PROJECT),
        _kind("paid_work", "Travail salarié", ActivityFamily.WORK),
        _kind(
            "self_employment",
            "Activité indépendante",
            ActivityFamily.WORK,
            "Création d’entreprise, exploitation agricole",
        ),
        _kind(
            "personal_steps",
            "Démarches personnelles",
            ActivityFamily.ACCESS,
            "Droits, santé, logement, garde d’enfants",
        ),
        _kind("volunteering", "Bénévolat", ActivityFamily.OTHER),
        _kind("mobility", "Permis, mobilité", ActivityFamily.OTHER),
        _kind("caring", "Aide à un proche", ActivityFamily.OTHER),
        _kind("appointment", "Rendez-vous avec mon référent", ActivityFamily.OTHER),
        _kind("other", "Autre", ActivityFamily.OTHER),
    )
)
