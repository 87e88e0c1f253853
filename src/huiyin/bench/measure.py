"""Times and ratios: everything in one run, one beside the other, the faster quarter of many."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(slots=True)
class Figure:
    """One line of the report: milliseconds, those of what it is compared with, and what was aimed at.

    ``most`` limits the ratio, ``limit`` the milliseconds (or the megabytes, with ``unit``).
    """

    name: str
    value: float
    bare: float | None = None
    most: float | None = None
    limit: float | None = None
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the bare one."""
        return self.value / self.bare if self.bare else None

    @property
    def missed(self) -> bool:
        """Whether an aim was missed."""
        over = self.ratio is not None and self.most is not None and self.ratio > self.most
        return over or (self.limit is not None and self.value > self.limit)


@dataclass(slots=True)
class Report:
    """The figures of a run, printed as they come."""

    say: Callable[[str], object]
    figures: list[Figure] = field(default_factory=list)

    def title(self, words: str) -> None:
        """Begin a block."""
        self.say("")
        self.say(f"{words:<52}{'value':>12}{'bare':>12}{'ratio':>9}  aim")

    def add(self, figure: Figure) -> None:
        """Print one line and keep it."""
        self.figures.append(figure)
        bare = f"{figure.bare:.3f} {figure.unit}" if figure.bare is not None else ""
        ratio = f"{figure.ratio:.1f} x" if figure.ratio is not None else ""
        aims = [
            f"<= {figure.most:g} x" if figure.most else "",
            f"< {figure.limit:g} {figure.unit}" if figure.limit else "",
        ]
        aim = ", ".join(one for one in aims if one)
        verdict = ("  MISSED" if figure.missed else "  kept") if aim else ""
        value = f"{figure.value:.3f} {figure.unit}" if figure.unit == "ms" else f"{figure.value:.1f} {figure.unit}"
        self.say(f"  {figure.name:<50}{value:>12}{bare:>12}{ratio:>9}  {aim}{verdict} {figure.note}".rstrip())


class Stopwatch:
    """Collects the times of something done again and again.

    ``usual`` is the lower quartile in milliseconds: what comes from neighbours on the machine is mostly above it.
    """

    own_time: ClassVar[bool] = False
    """Count this process's own time instead of the time that passes."""

    def __init__(self) -> None:
        self.times: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time what happens inside."""
        gc.disable()
        clock = time.process_time if self.own_time else time.perf_counter
        began = clock()
        try:
            yield
        finally:
            self.times.append((clock() - began) * 1000)
            gc.enable()

    @property
    def usual(self) -> float:
        """The lower quartile."""
        return statistics.quantiles(self.times, n=4, method="inclusive")[0] if len(self.times) > 1 else self.times[0]


def timed(act: Callable[[], object], times: int, warm: int = 1) -> float:
    """The usual milliseconds of ``act``, after doing it ``warm`` times unmeasured."""
    for _round in range(warm):
        act()
    watch = Stopwatch()
    for _round in range(times):
        with watch.running():
            act()
    return watch.usual
