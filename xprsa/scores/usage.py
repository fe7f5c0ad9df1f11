"""The counter of the public register, in words: what came of asking, and what people and readers did."""

from xprsa.scoring.register import ModuleUsage, RegionUsage, Told, told, told_parts
from xprsa.storage.answer_counts import ModuleCounts, TerritoryCounts

FEWER = "moins de 11"
NOT_PUBLISHED = "non publié"  # a part of a total: it may be any number


def usage_of(counts: ModuleCounts) -> ModuleUsage:
    """Write the counts of a module as they are published."""
    answers, abstentions = told_parts(counts.asked, counts.answers, counts.abstentions)
    withdrawn, standing = told_parts(counts.contests, counts.withdrawn, counts.stands)
    return ModuleUsage(
        asked=told(counts.asked),
        answers=answers,
        abstentions=abstentions,
        contests=told(counts.contests),
        contests_withdrawn=withdrawn,
        contests_standing=standing,
    )


def usage_of_region(region: str, counts: TerritoryCounts) -> RegionUsage:
    """Write the counts of a territory as they are published."""
    (changed,) = told_parts(counts.views, counts.changed)
    return RegionUsage(
        region=region,
        own_views=told(counts.views),
        own_views_changed=changed,
        objections=told(counts.objections),
    )


def usage_in_words(usage: ModuleUsage) -> tuple[tuple[str, str], ...]:
    """Say the counts of a module, label and number."""
    return (
        ("Questions posées, une par personne à chaque fois", said(usage.asked)),
        ("Réponses", said(usage.answers, NOT_PUBLISHED)),
        ("Fois où il n’a rien dit", said(usage.abstentions, NOT_PUBLISHED)),
        ("Réponses contestées", said(usage.contests)),
        (
            "Contestations après lesquelles la réponse a été retirée",
            said(usage.contests_withdrawn, NOT_PUBLISHED),
        ),
        (
            "Contestations après lesquelles la réponse est restée",
            said(usage.contests_standing, NOT_PUBLISHED),
        ),
    )


def region_in_words(usage: RegionUsage) -> tuple[tuple[str, str], ...]:
    """Say the counts of a territory, label and number."""
    return (
        ("Personnes qui refusent d’être notées", said(usage.objections)),
        ("Avis de référents, écrits avant d’ouvrir une réponse", said(usage.own_views)),
        ("Avis qu’une réponse a changés", said(usage.own_views_changed, NOT_PUBLISHED)),
    )


def said(number: Told, untold: str = FEWER) -> str:
    """Write a number by groups of three, or why it is not told."""
    return untold if number is None else f"{number:,}".replace(",", "\u202f")
