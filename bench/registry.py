"""The list of benchmarks, and what they report."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import NamedTuple

BENCHMARKS = {}


class Benchmark(NamedTuple):
    """One module's measurement and the size at which its bars hold."""

    name: str
    size: int
    rows: str  # what the size counts
    measure: Callable

    @property
    def about(self):
        return self.measure.__doc__.partition("\n")[0].rstrip(".")


class Figure(NamedTuple):
    """One measured number; without a bar it only informs."""

    what: str
    size: int
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def is_kept(self):
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )


def benchmark(name, *, size, rows):
    """Register a function as the benchmark ``name``; its docstring tells what it is."""

    def register(measure):
        BENCHMARKS[name] = Benchmark(name, size, rows, measure)
        return measure

    return register


def load_all():
    """Import every module of this folder, so that all benchmarks are known."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        if module.name != "__main__":
            importlib.import_module(f"{__package__}.{module.name}")
    return dict(sorted(BENCHMARKS.items()))
