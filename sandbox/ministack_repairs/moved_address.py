"""Keeps saved state usable when the sandbox starts on another port.

API addresses, queue URLs and the environment of functions hold the address of the sandbox as text. On AWS an address
of an API or queue never changes; here it is rewritten in the saved files before they are read.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

logger = logging.getLogger("spool.address")


def rewrite_saved_address(state_directory: Path, saved_state: Path, address: str) -> None:
    """Puts `address` (host:port) in the place of the one that the state was saved with, and remembers it."""
    remembered = state_directory / "address"
    before = remembered.read_text(encoding="utf-8").strip() if remembered.exists() else address
    if before != address:
        logger.info("saved addresses move from %s to %s", before, address)
        old = re.compile(rf"{re.escape(before)}(?!\d)")
        for file in sorted(saved_state.rglob("*.json")):
            text = file.read_text(encoding="utf-8")
            if before in text:
                file.write_text(old.sub(address, text), encoding="utf-8")
    remembered.write_text(f"{address}\n", encoding="utf-8")
