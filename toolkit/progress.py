"""How far a build is: a bar on a terminal, a plain line elsewhere, nothing when asked to be quiet."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar


class Progress:
    """Counts finished shards of ``total``."""

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self.total = total
        self.done = 0
        self.loud = total > 0 and not quiet
        self.bar = self._bar() if self.loud and sys.stderr.isatty() else None

    @staticmethod
    def _bar() -> Bar:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        return Bar(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Progress:
        if self.bar:
            self.bar.start()
            self.task = self.bar.add_task("building", total=self.total)
        elif self.loud:
            print(f"building {self.total} shard(s)", file=sys.stderr)
        return self

    def step(self) -> None:
        """One more shard is done; elsewhere than on a terminal, a line at every tenth of the way."""
        self.done += 1
        if self.bar:
            self.bar.advance(self.task)
        elif self.loud and self.total >= 20 and self.done % (self.total // 10) == 0:
            print(f"built {self.done} of {self.total} shards", file=sys.stderr)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()
