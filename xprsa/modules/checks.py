"""What a module must do, a check each: the sentence when it holds, and what to do otherwise."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xprsa.modules.received import Incidents, ReceivedAnswer
from xprsa.modules.samples import LIMITS
from xprsa.scoring.audit import Rule
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.rules import SAME, TERMS

_ORDINARY = ("steady", "uneven", "growing")
_WITH_GAPS = ("every_other",)  # whose card says when it abstains may do so there


@dataclass(frozen=True, slots=True)
class SampleAnswers:
    """The answers when each history was asked about three times.

    :ivar first: by the name of the history.
    :ivar again: of the same instance, from the last history to the first, under other pseudonyms.
    :ivar fresh: of another instance.
    """

    card: ModuleCard
    first: Mapping[str, ReceivedAnswer]
    again: Mapping[str, ReceivedAnswer]
    fresh: Mapping[str, ReceivedAnswer]
    incidents: Sequence[Incidents]

    @property
    def every(self) -> Iterable[ReceivedAnswer]:
        """All the answers, in the order asked."""
        return [*self.first.values(), *self.again.values(), *self.fresh.values()]

    def severity(self, name: str) -> float | None:
        """Give how bad the answer to a history is, in points, if it is one."""
        reply = self.first[name].reply
        return None if reply is None else self.card.scale.severity(reply)

    def is_same(self, first: ReceivedAnswer, second: ReceivedAnswer) -> bool:
        """Whether two answers say the same: value, grade, or that they abstain."""
        if first.reply is None or second.reply is None:
            return first.fault == second.fault
        if first.reply.abstains or second.reply.abstains:
            return bool(first.reply.abstains and second.reply.abstains)
        before, after = self.card.scale.severity(first.reply), self.card.scale.severity(second.reply)
        return abs((before or 0.0) - (after or 0.0)) <= SAME * self.card.scale.span

    def differing(self, other: Mapping[str, ReceivedAnswer]) -> list[str]:
        """Name the histories that had another answer at first."""
        return [name for name, answer in self.first.items() if not self.is_same(answer, other[name])]

    def worse(self, *pairs: tuple[str, str]) -> list[str]:
        """Name, of pairs of histories, each second one whose answer is worse than that of the first."""
        return [
            after
            for before, after in pairs
            if (was := self.severity(before)) is not None
            and (now := self.severity(after)) is not None
            and now > was + SAME * self.card.scale.span
        ]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold.

    :ivar holds: the sentence when it does.
    :ivar otherwise: what is wrong and what to do; `{}` stands for where it was seen.
    :ivar broken_at: names where it does not hold.
    :ivar rule: that it tries, if it is one of those of an audit.
    """

    holds: str
    otherwise: str
    broken_at: Callable[[SampleAnswers], Sequence[str]]
    rule: Rule | None = None

    def is_asked(self, card: ModuleCard) -> bool:
        """Tell whether it is asked of what the card says that the module measures."""
        return self.rule is None or TERMS[self.rule].is_asked(card)


def _forms(answers: SampleAnswers) -> list[str]:
    wrong = [answer for answer in answers.every if answer.fault is not None]
    return [f"{answer.fault}, {answer.excerpt or 'rien'}" for answer in wrong[:1]]


def _asked_for(card: ModuleCard) -> Sequence[str]:
    """Name the histories of which a module must say something."""
    return _ORDINARY if TERMS[Rule.CLOSED].allows_silence(card) else (*_ORDINARY, *_WITH_GAPS)


def _bold(answers: SampleAnswers) -> list[str]:
    replies = {name: answers.first[name].reply for name in ("nothing", "few")}
    return [name for name, reply in replies.items() if reply is None or not reply.abstains]


def _moved_by_gaps(answers: SampleAnswers) -> list[str]:
    """Compare a history with a gap and one without; who says so may abstain where weeks are missing."""
    gap, closed = answers.first["gap"], answers.first["closed"]
    has_abstained = gap.reply is not None and bool(gap.reply.abstains)
    if has_abstained and TERMS[Rule.CLOSED].allows_silence(answers.card):
        return []
    return [] if answers.is_same(gap, closed) else ["gap"]


def _too_much(answers: SampleAnswers) -> list[str]:
    lines = sum(
        incidents.strangers + incidents.repeated + incidents.printed_noise for incidents in answers.incidents
    )
    return [f"{lines}"] if lines else []


CHECKS = (
    Check(
        "Chaque réponse a la bonne forme, est sur l’échelle, et ne cite que les champs de la fiche.",
        "Une réponse n’est pas valable\u202f: {}. Lisez docs/modules.md.",
        _forms,
    ),
    Check(
        "Le module se prononce avec les seuls champs que sa fiche nomme.",
        "Le module ne se prononce pas sur {}. S’il lit un autre champ, nommez-le sur la fiche.",
        lambda answers: [name for name in _asked_for(answers.card) if answers.severity(name) is None],
    ),
    Check(
        "Le module s’abstient sans document, et avec moins de semaines que «\u202ffewest_weeks\u202f».",
        "Le module ne s’abstient pas avec trop peu de semaines ({}). Répondez «\u202fabstains\u202f».",
        _bold,
    ),
    Check(
        "Les mêmes documents reçoivent la même réponse, dans un autre ordre et sous un autre pseudonyme.",
        "La réponse change quand la question est posée autrement ({}). Ne lisez ni l’ordre, ni le hasard.",
        lambda answers: answers.differing(answers.again),
    ),
    Check(
        "Une autre instance du module donne les mêmes réponses.",
        "Une autre instance répond autrement ({}). Fixez les graines et l’ordre des ensembles.",
        lambda answers: answers.differing(answers.fresh),
    ),
    Check(
        "Des semaines manquantes ne changent rien.",
        "La réponse change avec des semaines manquantes ({}). N’en tirez rien\u202f: un silence ne dit rien. "
        "Si le module s’abstient alors, dites-le sur sa fiche («\u202fabstains_when\u202f»).",
        _moved_by_gaps,
        Rule.CLOSED,
    ),
    Check(
        "Une semaine non comparable n’aggrave jamais la réponse.",
        "Une semaine non comparable aggrave la réponse ({}). Laissez-la de côté.",
        lambda answers: answers.worse(("gap", "added"), ("weak", "excused")),
        Rule.EXCUSED,
    ),
    Check(
        "Plus de minutes comptées n’aggravent jamais la réponse.",
        "La réponse s’aggrave avec plus de minutes comptées ({}). Revoyez le sens de la règle.",
        lambda answers: answers.worse(("uneven", "more_once"), ("uneven", "more_always")),
        Rule.MORE,
    ),
    Check(
        "Les cas limites ont une réponse\u202f: 52 semaines, minutes extrêmes, sans cible, retraits.",
        "Des cas limites restent sans réponse valable ({}). Prévoyez les valeurs nulles et extrêmes.",
        lambda answers: [name for name in LIMITS if answers.first[name].reply is None],
    ),
    Check(
        "Une question, une réponse\u202f: rien d’autre ne sort du module.",
        "Des lignes de trop sont sorties du module ({}). Une réponse par question, le reste sur stderr.",
        _too_much,
    ),
)
