"""One audit as one language tells it: names, amounts and the sentences on how large an effect is."""

from dataclasses import dataclass
from functools import cached_property

from xprsa.lab.people.world import World
from xprsa.lab.report.words import Sentence, Theirs, Words
from xprsa.scoring.audit import AuditFindings, Effect, Estimate, Kind, Light, Story

_TOGETHER = " + "
_IN_ONE_LIFE = 2  # times the smallest move that matters: what matters in one life among all
_FEW, _MANY = 100, 1000  # people, in a natural frequency


@dataclass(frozen=True)
class ReportContext:
    """What every page needs to speak of an audit."""

    audit: AuditFindings
    world: World
    words: Words

    @cached_property
    def unit(self) -> str:
        """What the scale counts: points, or grades."""
        return "points" if self.audit.module.grades is None else "grades"

    @property
    def in_unit(self) -> str:
        """The unit as a caption says it."""
        return self.words.plain(f"gaps.{self.unit}")

    @cached_property
    def digits(self) -> int:
        """Decimals that a move on this scale needs."""
        span = self.audit.module.scale_points
        return 1 if span >= 20 else 2 if span >= 1 else 4

    def amount(self, value: float) -> str:
        """Write how large a move is, without its sign."""
        return self.words.amount(self.unit, abs(value), digits=self.digits)

    def label(self, name: str) -> str:
        """Give the label of an attribute, or of two together."""
        return _TOGETHER.join(
            self.world.attribute(attribute).label.in_language(self.words.language)
            for attribute in name.split(_TOGETHER)
        )

    def value_label(self, attribute: str, value: str) -> str:
        """Give the label of one value of an attribute."""
        return self.world.attribute(attribute).values[value].label.in_language(self.words.language)

    def compared(self, effect: Effect) -> str | None:
        """Tell which values are compared with which; None for two attributes together."""
        if effect.kind is Kind.TOGETHER:
            return None
        attribute = self.world.attribute(effect.name)
        focal = [self.value_label(effect.name, name) for name in attribute.value_names[1:]]
        either = self.words.plain("effects.or").join(focal)
        reference = self.value_label(effect.name, attribute.reference)
        return self.words.plain("effects.compared", focal=either, reference=reference)

    def verdict(self, effect: Effect) -> str:
        """Tell in one sentence what an effect comes to."""
        return self.words.plain(f"verdict.{effect.kind}.{effect.light}")

    def sizes(self, effect: Effect) -> tuple[Sentence, ...]:
        """Tell how large an effect is: the move, the threshold, and abstentions where they matter."""
        sentences = []
        if effect.answered:
            sentences.append(self._move(effect.shift.mean))
            sentences.append(self._frequency(effect.flip.net, "flips"))
        if one_part := self._one_part(effect):
            sentences.append(one_part)
        if abs(effect.abstention.value) >= self.audit.power.smallest_net or not effect.answered:
            sentences.append(self._frequency(effect.abstention, "silent"))
        return tuple(sentences)

    def _one_part(self, effect: Effect) -> Sentence | None:
        """Tell of the life, or the value, in which an effect is surest, where the mean over all hides it."""
        local, smallest = effect.local, self.audit.power.smallest_shift
        if local is None or effect.light is not Light.RED or abs(effect.shift.mean.value) >= smallest:
            return None
        if abs(local.mean.value) < (smallest if local.value else _IN_ONE_LIFE * smallest):
            return None
        part, way = "value" if local.value else "local", "worse" if local.mean.value > 0 else "better"
        first = self.words.sentence(
            f"size.{part}_{way}", name=Theirs(self.part(effect)), amount=self.amount(local.mean.value)
        )
        return first + self._between(local.mean, digits=self.digits)

    def part(self, effect: Effect) -> str:
        """Name the part in which an effect is surest: a first name, or the label of a value; or nothing."""
        local = effect.local
        if local is None:
            return ""
        if local.archetype is not None:
            return self.first_name(local.archetype)
        return self.value_label(effect.name, local.value or "")

    def first_name(self, archetype: str) -> str:
        """Give the first name of a life: the first word of its story."""
        story = self.world.archetype(archetype).story.in_language(self.words.language)
        return story.split(maxsplit=1)[0].rstrip(",.")

    def _frequency(self, share: Estimate, prefix: str) -> Sentence:
        """Tell a share as people out of a hundred, or of a thousand where a hundred is too coarse."""
        of = _FEW if _is_told_by(share, _FEW) else _MANY
        people = Estimate(
            value=share.value * of,
            low=None if share.low is None else share.low * of,
            high=None if share.high is None else share.high * of,
        )
        shown = self.words.number(abs(people.value), digits=0)
        way = _way(people.value, shown)
        first = self.words.sentence(f"size.{prefix}_{way}", count=shown, of=self.words.number(of, digits=0))
        return first + self._between(people, digits=0)

    def _move(self, mean: Estimate) -> Sentence:
        shown = self.words.number(abs(mean.value), digits=self.digits)
        first = self.words.sentence(f"size.{_way(mean.value, shown)}", amount=self.amount(mean.value))
        return first + self._between(mean, digits=self.digits)

    def _between(self, estimate: Estimate, *, digits: int) -> Sentence:
        if estimate.low is None or estimate.high is None:
            return self.words.sentence("size.no_interval")
        low, high = sorted((estimate.low, estimate.high), key=abs)
        key = "size.across" if estimate.low < 0 < estimate.high else "size.between"
        shown = {
            "low": self.words.number(abs(low), digits=digits),
            "high": self.words.number(abs(high), digits=digits),
        }
        return self.words.sentence(key, **shown)

    def moved(self, story: Story) -> Sentence | None:
        """Tell how far apart the answers to two lives are; None where one of them had none."""
        if story.before.severity is None or story.after.severity is None:
            return None
        gap = story.after.severity - story.before.severity
        way = _way(gap, self.words.number(abs(gap), digits=self.digits))
        return self.words.sentence(f"stories.{way}", amount=self.amount(gap))

    def names(self, light: Light) -> list[str]:
        """Name the attributes, each once, whose worst effect has this light; controls and pairs left out."""
        lights: dict[str, set[Light]] = {}
        for effect in self.audit.effects:
            if effect.kind in (Kind.CIRCUMSTANCES, Kind.DIRECT):
                lights.setdefault(effect.name, set()).add(effect.light)
        return [self.label(name) for name, seen in lights.items() if worst(seen) is light]


def worst(lights: set[Light]) -> Light:
    """Give the light that weighs most."""
    return next(light for light in Light if light in lights)


def by_size(effects: tuple[Effect, ...]) -> list[Effect]:
    """Put effects in order: red ones first, then by how far they moved the answer."""
    return sorted(
        effects,
        key=lambda effect: (
            effect.light is not Light.RED,
            -abs(effect.shift.mean.value),
            effect.kind,
            effect.name,
        ),
    )


def _way(value: float, shown: str) -> str:
    """Tell which way a move goes; neither when what is shown of it is 0."""
    return "none" if shown == "0" else "worse" if value > 0 else "better"


def _is_told_by(share: Estimate, of: int) -> bool:
    low, high = share.low or 0.0, share.high or 0.0
    return abs(share.value) * of >= 1 and (high - low) * of >= 1
