"""Starts MiniStack with the repairs, serves it on one port of this machine, and ends it without leaving anything."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from .moved_address import rewrite_saved_address
from .rules import Rules
from .settings import Settings, read_settings

_HOST = "127.0.0.1"

# Requests under way get this long to end once the sandbox is told to stop, in seconds; clients that keep their
# connections open use it up.
_GRACE = 0.3


def main(arguments: list[str]) -> int:
    """Runs a sandbox until it is told to stop; gives the exit code."""
    settings = read_settings(arguments[1])
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
    try:
        listening = _listen(settings.port)
    except OSError as error:
        return _refuse(settings, f"port {settings.port} is taken: {error.strerror}", "port-taken")
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context(_state_lock(settings))
        if lock is None:
            return _refuse(settings, "another sandbox keeps its data in the same folder", "state-in-use")
        port = listening.getsockname()[1]
        _set_environment(settings, port)
        rewrite_saved_address(Path(settings.state_directory), settings.saved_state, f"{_HOST}:{port}")
        try:
            _serve(settings, listening, port)
        finally:
            _clean_up(settings)
    return 0


def _listen(port: int) -> socket.socket:
    """Takes the port before anything else, so that a free port stays ours."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((_HOST, port))
    listening.listen(256)
    return listening


@contextlib.contextmanager
def _state_lock(settings: Settings) -> Iterator[IO[str] | None]:
    """Holds the folder of the data; gives `None` when another process holds it."""
    for folder in (settings.saved_state, settings.saved_objects):
        folder.mkdir(parents=True, exist_ok=True)
    with open(Path(settings.state_directory) / "lock", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file


def _set_environment(settings: Settings, port: int) -> None:
    """MiniStack reads its settings from the environment while it is imported."""
    os.environ.update(
        GATEWAY_PORT=str(port),
        BIND_HOST=_HOST,
        MINISTACK_HOST=_HOST,
        MINISTACK_ACCOUNT_ID=settings.account,
        MINISTACK_REGION=settings.region,
        AWS_SECRET_ACCESS_KEY="sandbox",
        LAMBDA_EXECUTOR="local",
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        PERSIST_STATE="1" if settings.keeps_state else "0",
        S3_PERSIST="1" if settings.keeps_state else "0",
        STATE_DIR=str(settings.saved_state),
        S3_DATA_DIR=str(settings.saved_objects),
        TMPDIR=settings.temporary_directory,
    )


def _serve(settings: Settings, listening: socket.socket, port: int) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack import app

    _repair(settings, port)
    config = Config()
    config.bind = [f"fd://{listening.fileno()}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = _GRACE
    config.loglevel = "WARNING"
    asyncio.run(_until_told(settings, port, lambda told: serve(app.app, config, shutdown_trigger=told)))
    listening.detach()


def _repair(settings: Settings, port: int) -> None:
    from . import addresses, cloudformation, lambda_api, lambda_environment, lambda_workers, registry, removals, tables

    cloudformation.install(Rules(settings.rules_file))
    tables.install()
    removals.install()
    registry.install()
    lambda_api.install()
    lambda_environment.install(settings)
    lambda_workers.install()
    addresses.install(f"http://{_HOST}:{port}")


async def _until_told(settings: Settings, port: int, serve: Callable[[Callable[[], object]], object]) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    if settings.ends_with_parent:
        _watch_parent(lambda: loop.call_soon_threadsafe(told.set))
    _tell(settings, {"port": port})
    await serve(told.wait)  # type: ignore[misc]


def _watch_parent(gone: Callable[[], object]) -> None:
    """Standard input is a pipe that the parent keeps open: when it ends, the parent is gone, however it died."""

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        gone()

    threading.Thread(target=watch, daemon=True).start()


def _tell(settings: Settings, fact: dict[str, object]) -> None:
    if settings.ready_descriptor:
        with (
            contextlib.suppress(OSError),
            os.fdopen(settings.ready_descriptor, "w", encoding="utf-8") as pipe,
        ):
            pipe.write(f"{json.dumps(fact)}\n")


def _refuse(settings: Settings, message: str, code: str) -> int:
    _tell(settings, {"error": message, "code": code})
    logging.error(message)
    return 1


def _clean_up(settings: Settings) -> None:
    """Ends function processes and what they started, then removes temporary files."""
    from ministack.core import lambda_runtime

    with contextlib.suppress(Exception):
        lambda_runtime.reset()
    if os.getpgid(0) == os.getpid():
        # This process leads its group, so nobody but its own children gets the signal.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)
        time.sleep(0.05)
    shutil.rmtree(settings.temporary_directory, ignore_errors=True)
    if not settings.keeps_state:
        shutil.rmtree(settings.state_directory, ignore_errors=True)
