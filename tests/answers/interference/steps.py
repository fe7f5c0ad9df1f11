"""What people, staff and the worker do in a walk: each step is drawn by its seed, never by what came back."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

from xprsa.domain.week import Week

if TYPE_CHECKING:
    from tests.answers.interference.walk import Walk

Step = Callable[["Walk", Random], None]
_WORDS = ("Elle avance bien.", "À revoir avec elle.", "<b>J’hésite</b> & je doute.", "")
FOLLOWED = {"adviser": ("anne", "binta"), "colleague": ("chloe",)}
_SPANS = (timedelta(minutes=40), timedelta(hours=5), timedelta(days=1), timedelta(days=7), timedelta(days=20))


def _person(draw: Random) -> str:
    return draw.choice(("anne", "binta", "chloe"))


def _week(walk: "Walk", draw: Random) -> Week:
    """One of the last weeks, the one that has begun among them."""
    return walk.world.this_week.plus(-draw.choice((0, 1, 1, 2, 3)))


def _sent(walk: "Walk", who: str, draw: Random) -> Week:
    """A week that somebody declared, or any of the last ones."""
    this, person = walk.world.this_week, walk.world.people[who].id
    with walk.world.service.database.reading() as store:
        sent = sorted(store.weeks.of_weeks(person, this.plus(-4), this))
    return draw.choice(sent) if sent else _week(walk, draw)


def _reader(draw: Random) -> tuple[str, str]:
    """An adviser, and somebody whom they follow; now and then somebody else, whom they may not read."""
    role = draw.choice(("adviser", "adviser", "colleague"))
    return role, draw.choice(FOLLOWED[role]) if draw.random() < 0.9 else _person(draw)


def _page_of(walk: "Walk", name: str) -> str:
    return str(walk.world.people[name].account.public_id)


def declares(walk: "Walk", draw: Random) -> None:
    """A person declares a week, or corrects it."""
    who, week = _person(draw), _week(walk, draw)
    hours = draw.choice(("0h30", "3h", "8h", "14h"))
    fields = {"kind__new1": draw.choice(("training", "language")), "time__new1": hours}
    said = {"answer": "none"} if draw.random() < 0.2 else {"answer": "activities", "row": "new1", **fields}
    base = walk.world.version(walk.world.people[who], week)
    walk.browsers.post(who, f"/declarer/{week}", key=str(uuid4()), base=str(base), **said)


def withdraws(walk: "Walk", draw: Random) -> None:
    """A person takes a week back."""
    who = _person(draw)
    walk.browsers.press_any(who, f"/declarer/{_sent(walk, who, draw)}/retirer", draw)


def refuses_scores(walk: "Walk", draw: Random) -> None:
    """A person does not want to be scored, or takes that back; or says it to staff."""
    who = _person(draw)
    if draw.random() < 0.2:
        walk.browsers.post("manager", f"/pour/{_page_of(walk, who)}/notation")
    else:
        walk.browsers.post(who, "/mes-donnees/notation", objects="n" if walk.world.objects(who) else "y")


def answers_or_contests_a_line(walk: "Walk", draw: Random) -> None:
    """A person presses anything on a week of theirs."""
    who = _person(draw)
    walk.browsers.press_any(who, f"/mes-semaines/{_sent(walk, who, draw)}", draw)


def contests_answer(walk: "Walk", draw: Random) -> None:
    """A person contests what came back, whatever it was: the latest mostly, an older one sometimes."""
    who, askings = _person(draw), walk.world.askings()
    if askings:
        asking = askings[0] if draw.random() < 0.8 else draw.choice(askings)
        path = f"/mes-donnees/reponses/{asking}/contester"
        walk.browsers.post(who, path, words=draw.choice(_WORDS))


def reads_week(walk: "Walk", draw: Random) -> None:
    """An adviser presses anything on a week of somebody: counts, asks, sets aside."""
    role, who = _reader(draw)
    walk.browsers.press_any(role, f"/portefeuille/{_page_of(walk, who)}/{_sent(walk, who, draw)}", draw)


def lists_people(walk: "Walk", draw: Random) -> None:
    """An adviser opens the list, one of its groups, searches, or counts weeks together."""
    role = draw.choice(("adviser", "colleague"))
    group = draw.choice(("", "?groupe=a-lire", "?groupe=a-appeler", "?groupe=a-jour", "?groupe=pas-recues"))
    if draw.random() < 0.3:
        found = walk.browsers.post(role, "/portefeuille", cherche=draw.choice(("essai", "an", "D-2")))
        walk.browsers.get(role, found.location)
    else:
        walk.browsers.press_any(role, f"/portefeuille{group}", draw)


def writes_view(walk: "Walk", draw: Random) -> None:
    """An adviser writes what they think, or that it is nothing yet; then reads what opens, if anything."""
    role, who = _reader(draw)
    path = f"/portefeuille/{_page_of(walk, who)}/avis"
    words, asking = draw.choice(_WORDS), next(iter(walk.world.askings()), "")
    walk.browsers.post(role, path, asking=str(asking), words=words, none="" if words else "1")
    walk.browsers.get(role, path)


def says_changed(walk: "Walk", draw: Random) -> None:
    """An adviser says whether what opened changed their view."""
    role, who = _reader(draw)
    asking = next(iter(walk.world.askings()), "")
    path = f"/portefeuille/{_page_of(walk, who)}/avis/effet"
    walk.browsers.post(role, path, asking=str(asking), changed=draw.choice(("oui", "non")))


def decides_answer(walk: "Walk", draw: Random) -> None:
    """Somebody decides of an answer that is contested; whose it is not to decide is refused."""
    role, contested = draw.choice(("adviser", "colleague", "manager", "manager")), walk.world.contested()
    if contested:
        who, asking = draw.choice(contested)
        path = f"/gestion/contestations/{_page_of(walk, who)}/reponse/{asking}"
        outcome = draw.choice(("withdrawn", "stands"))
        walk.browsers.get(role, path)
        walk.browsers.post(role, path, outcome=outcome, words=draw.choice(_WORDS))


def decides_line(walk: "Walk", draw: Random) -> None:
    """Somebody else decides of a contested line."""
    role, who = draw.choice(("adviser", "colleague", "manager")), _person(draw)
    path = f"/gestion/contestations/{_page_of(walk, who)}/{_sent(walk, who, draw)}"
    walk.browsers.press_any(role, path, draw)


def types_week(walk: "Walk", draw: Random) -> None:
    """Staff type a week that somebody told them."""
    role = draw.choice(("adviser", "colleague", "manager"))
    path = f"/pour/{_page_of(walk, _person(draw))}/declarer/{_week(walk, draw)}"
    walk.browsers.press_any(role, path, draw)


def manages(walk: "Walk", draw: Random) -> None:
    """A manager looks at what they manage."""
    for path in draw.sample(("/gestion/contestations", "/gestion/modules", "/gestion/service", "/pour"), 2):
        walk.browsers.get("manager", path)


def time_passes(walk: "Walk", draw: Random) -> None:
    """The clock goes on; the worker passes meanwhile."""
    walk.worker.lets_pass(draw.choice(_SPANS))
    walk.browsers.sign_in()


def asks_module(walk: "Walk", _: Random) -> None:
    """Somebody lets the module be asked once more, beside the worker's own."""
    walk.worker.asks()


def exports(walk: "Walk", draw: Random) -> None:
    """An exporter asks for a run, and the worker carries it out."""
    walk.worker.exports(weeks=draw.randint(1, 6))


STEPS: tuple[Step, ...] = (
    declares,
    withdraws,
    refuses_scores,
    answers_or_contests_a_line,
    contests_answer,
    reads_week,
    lists_people,
    writes_view,
    says_changed,
    decides_answer,
    decides_line,
    types_week,
    manages,
    time_passes,
    asks_module,
    exports,
)
OFTEN = (contests_answer, writes_view, says_changed, decides_answer, time_passes, declares, reads_week)


def planned(seed: int, length: int) -> list[Step]:
    """Draw the steps of a walk: the worker asks, an answer is read and another contested, then anything."""
    return [time_passes, writes_view, contests_answer, *Random(seed).choices(STEPS + OFTEN, k=length)]
