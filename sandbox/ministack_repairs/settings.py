"""What `sandbox.ts` tells the process that it starts, as one JSON argument."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Settings of one sandbox.

    Paths are absolute. `port` 0 takes any free one. `ready_descriptor` is an open pipe that gets one line of JSON
    with the port; without it nothing is told. With `ends_with_parent` the end of standard input means that the
    parent is gone.
    """

    port: int
    account: str
    region: str
    state_directory: str
    temporary_directory: str
    keeps_state: bool
    sdk_directory: str
    node_by_major: dict[str, str]
    rules_file: str
    ends_with_parent: bool
    ready_descriptor: int

    @property
    def saved_state(self) -> Path:
        """Where MiniStack keeps what its services hold in memory."""
        return Path(self.state_directory) / "state"

    @property
    def saved_objects(self) -> Path:
        """Where MiniStack keeps the objects of buckets."""
        return Path(self.state_directory) / "objects"


def read_settings(text: str) -> Settings:
    """Settings from JSON; a missing or unknown key is an error of the caller."""
    given = json.loads(text)
    known = {field.name for field in fields(Settings)}
    if set(given) != known:
        raise ValueError(f"settings differ from what is known: {sorted(set(given) ^ known)}")
    return Settings(**given)
