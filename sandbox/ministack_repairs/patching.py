"""Puts a repaired function in the place of MiniStack's own.

MiniStack imports functions by name and keeps them in tables (API actions, resource types), so replacing the
attribute of one module is not enough: every reference in every module has to change. A repair whose place is gone
fails loudly, because MiniStack is pinned and a silent miss would bring the old behaviour back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

Function = Callable[..., Any]


class RepairError(RuntimeError):
    """MiniStack is not the version that the repairs were written for."""


def original(module: ModuleType, name: str) -> Function:
    """The function `name` of a MiniStack module, as it is now."""
    found = getattr(module, name, None)
    if not callable(found):
        raise RepairError(f"{module.__name__} has no function {name}")
    return found


def replace(module: ModuleType, name: str, make: Callable[[Function], Function]) -> None:
    """Replaces a function everywhere by `make(the function as it was)`."""
    old = original(module, name)
    new = make(old)
    for other in _ministack_modules():
        _replace_in(vars(other), old, new)


def _ministack_modules() -> list[ModuleType]:
    return [m for n, m in list(sys.modules.items()) if n.split(".")[0] == "ministack" and m is not None]


def _replace_in(names: dict[str, Any], old: Function, new: Function) -> None:
    for key, value in list(names.items()):
        if value is old:
            names[key] = new
        elif type(value) is dict and not key.startswith("__"):
            _replace_in_table(value, old, new)


def _replace_in_table(table: dict[Any, Any], old: Function, new: Function) -> None:
    for key, value in list(table.items()):
        if value is old:
            table[key] = new
        elif type(value) is dict:
            for inner, function in list(value.items()):
                if function is old:
                    value[inner] = new
