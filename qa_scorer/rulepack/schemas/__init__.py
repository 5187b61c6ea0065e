"""One module for each TOML file of a rule pack; every `PackFile` in here is validated by `rules check`."""

from __future__ import annotations

import importlib
import pkgutil

from qa_scorer.rulepack.schema import PackFile


def all_files() -> tuple[type[PackFile], ...]:
    """The models of all pack files, by file name."""
    found: dict[str, type[PackFile]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, PackFile) and value is not PackFile:
                found[value.FILE] = value
    return tuple(found[name] for name in sorted(found))
