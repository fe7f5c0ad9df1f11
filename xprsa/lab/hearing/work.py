"""The work folder of a run: its plan and the decks already heard, so that an interrupted run goes on."""

from pathlib import Path

from xprsa.lab.battery.deck import Source
from xprsa.lab.hearing.outcomes import DAMAGED, DeckResult
from xprsa.lab.hearing.plan import RunPlan

_PLAN = "plan.json"
_MODULE = "module.txt"


class WorkWrong(Exception):
    """A work folder that cannot go on; the message says what to do."""


class Work:
    """A folder that holds what was heard so far.

    :ivar plan: the one given, or the one that the folder began with.
    :ivar seconds_before: that hearing took of which the result was kept from before.
    """

    def __init__(self, folder: Path, plan: RunPlan, *, module: str) -> None:
        """Begin a folder, or go on with one that the same module, seed and size began.

        :param module: digest of the module and of the world of people.
        :raises WorkWrong: when the folder belongs to another run.
        """
        self.folder, self.seconds_before = folder, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / _PLAN
        if kept.exists():
            self.plan = self._continued(kept, plan, module)
            return
        self.plan = plan
        (folder / _MODULE).write_text(module, encoding="utf-8")
        hidden = kept.with_suffix(".part")
        hidden.write_text(plan.text(), encoding="utf-8")
        hidden.rename(kept)

    def _continued(self, kept: Path, plan: RunPlan, module: str) -> RunPlan:
        try:
            begun = RunPlan.read(kept.read_text(encoding="utf-8"))
            by = (self.folder / _MODULE).read_text(encoding="utf-8")
        except (OSError, ValueError, TypeError, KeyError) as damaged:
            raise WorkWrong(f"Le dossier {self.folder} est abîmé. Effacez-le, puis recommencez.") from damaged
        if by != module or not begun.asks_like(plan):
            raise WorkWrong(
                f"Le dossier {self.folder} appartient à un autre essai (autre module, graine ou taille). "
                "Effacez-le, ou choisissez un autre dossier de rapport."
            )
        return begun

    def result(self, source: Source, number: int) -> DeckResult | None:
        """Give what a deck brought, or None when it must be asked (again)."""
        path = self._path(source, number)
        if not path.exists():
            return None
        try:
            kept = DeckResult.kept(path)
        except DAMAGED:
            path.unlink()
            return None
        self.seconds_before += kept.seconds
        return kept

    def keep(self, source: Source, number: int, result: DeckResult) -> None:
        """Keep what a deck brought."""
        result.keep(self._path(source, number))

    def clear(self) -> None:
        """Forget the run: its findings are written."""
        for path in self.folder.iterdir():
            path.unlink()
        self.folder.rmdir()

    def _path(self, source: Source, number: int) -> Path:
        return self.folder / f"{source.value}-{number:05d}.npz"
