"""The counter of the public register, in words: what came of asking, and what people and readers did."""

from xprsa.scoring.register import ModuleUsage, RegionUsage, Told, told
from xprsa.storage.answer_counts import ModuleCounts, TerritoryCounts

FEWER = "moins de 11"


def usage_of(counts: ModuleCounts) -> ModuleUsage:
    """Write the counts of a module as they are published."""
    return ModuleUsage(
        asked=told(counts.asked),
        answers=told(counts.answers),
        abstentions=told(counts.abstentions),
        contests=told(counts.contests),
        contests_withdrawn=told(counts.withdrawn),
        contests_standing=told(counts.stands),
    )


def usage_of_region(region: str, counts: TerritoryCounts) -> RegionUsage:
    """Write the counts of a territory as they are published."""
    return RegionUsage(
        region=region,
        own_views=told(counts.views),
        own_views_changed=told(counts.changed),
        objections=told(counts.objections),
    )


def usage_in_words(usage: ModuleUsage) -> tuple[tuple[str, str], ...]:
    """Say the counts of a module, label and number."""
    return (
        ("Questions posées, une par personne à chaque fois", said(usage.asked)),
        ("Réponses", said(usage.answers)),
        ("Fois où il n’a rien dit", said(usage.abstentions)),
        ("Réponses contestées", said(usage.contests)),
        ("Contestations après lesquelles la réponse a été retirée", said(usage.contests_withdrawn)),
        ("Contestations après lesquelles la réponse est restée", said(usage.contests_standing)),
    )


def region_in_words(usage: RegionUsage) -> tuple[tuple[str, str], ...]:
    """Say the counts of a territory, label and number."""
    return (
        ("Personnes qui refusent d’être notées", said(usage.objections)),
        ("Avis de référents, écrits avant d’ouvrir une réponse", said(usage.own_views)),
        ("Avis qu’une réponse a changés", said(usage.own_views_changed)),
    )


def said(number: Told) -> str:
    """Write a number by groups of three, or that it is smaller than any that is told."""
    return FEWER if number is None else f"{number:,}".replace(",", "\u202f")
