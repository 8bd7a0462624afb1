"""Delays and faults that a test asks for.

The rules file is JSON and is read again whenever it changes:

    {
      "delay": {"default": 0.5, "AWS::Lambda::Function": 2},
      "faults": [{"stack": "regex", "logical": "regex", "type": "regex", "op": "create", "message": "…", "times": 1}]
    }

A delay is in seconds and holds for creating, updating and deleting a resource of that type. A fault makes the
operation `op` (`create`, `update`, `delete` or `rollback`, which is sending an update back) of a matching resource
fail with `message`; left out, a pattern matches everything and `times` is unlimited. Patterns match whole names.
"""

from __future__ import annotations

import json
import logging
import os
import re
from typing import Any

logger = logging.getLogger("spool.rules")


class Rules:
    """The rules of one file; an empty path means no rules."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._read_at = 0
        self._rules: dict[str, Any] = {}

    def delay_seconds(self, resource_type: str) -> float:
        """How long an operation on a resource of this type takes."""
        delays = self._current().get("delay", {})
        return float(delays.get(resource_type, delays.get("default", 0)))

    def fault(self, stack: str, logical_id: str, resource_type: str, operation: str) -> str | None:
        """The message that this operation has to fail with, if any; counts down `times`."""
        wanted = {"stack": stack, "logical": logical_id, "type": resource_type, "op": operation}
        for fault in self._current().get("faults", []):
            if any(not re.fullmatch(fault.get(key, ".*"), value) for key, value in wanted.items()):
                continue
            if "times" in fault:
                if fault["times"] <= 0:
                    continue
                fault["times"] -= 1
            return str(fault.get("message", "Injected failure"))
        return None

    def _current(self) -> dict[str, Any]:
        if not self._path:
            return {}
        try:
            changed_at = os.stat(self._path).st_mtime_ns
            if changed_at != self._read_at:
                with open(self._path, encoding="utf-8") as file:
                    self._rules = json.load(file)
                self._read_at = changed_at
        except FileNotFoundError:
            self._rules, self._read_at = {}, 0
        except (OSError, ValueError) as error:
            logger.warning("rules file %s is not read: %s", self._path, error)
        return self._rules
