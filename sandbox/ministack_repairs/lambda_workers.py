"""Which process of a function answers, and when one ends.

When the code of a function changes, MiniStack ends all of its processes, those too that are about to answer, and each
invocation that fails so ends those of the new code. An invocation that had read the old code just before starts its
process just after, and that one would answer for as long as it is warm.

Follows https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (an invocation that runs is not
cut off by an update, and the next one runs the new code).
"""

from __future__ import annotations

import threading
from typing import Any

from . import patching

# The process that the invocation of this thread has leased.
_mine = threading.local()


def install() -> None:
    """Repairs the pool of function processes."""
    from ministack.core import lambda_runtime

    kill = patching.original(lambda_runtime, "kill_workers")
    patching.replace(lambda_runtime, "kill_workers", _sparing_busy)
    patching.replace(lambda_runtime, "acquire_worker", _with_current_code)
    patching.replace(lambda_runtime, "release_worker", lambda old: _ending_retired(old, kill))


def _sparing_busy(kill: patching.Function) -> patching.Function:
    """Ends what is idle, and what the caller itself has leased, at once; the others after their answer."""
    from ministack.core import lambda_runtime

    def kill_workers(workers: list[Any]) -> None:
        mine = getattr(_mine, "worker", None)
        with lambda_runtime._lock:
            busy = [worker for worker in workers if worker is not None and worker.in_use and worker is not mine]
            for worker in busy:
                worker._spool_is_retired = True
        kill([worker for worker in workers if worker not in busy])

    return kill_workers


def _with_current_code(acquire: patching.Function) -> patching.Function:
    """Takes no process that runs other code than the function has now."""
    from ministack.core import lambda_runtime

    def acquire_worker(name: str, config: dict[str, Any], code: bytes, *args: Any, **options: Any) -> Any:
        qualifier = args[0] if args else options.get("qualifier", "$LATEST")
        with lambda_runtime._lock:
            pool = lambda_runtime._workers.get(lambda_runtime._worker_key(name, config, qualifier), [])
            stale = [worker for worker in pool if worker.code_zip is not code and worker.code_zip != code]
            for worker in stale:
                pool.remove(worker)
        lambda_runtime.kill_workers(stale)
        worker, reason = acquire(name, config, code, *args, **options)
        _mine.worker = worker
        return worker, reason

    return acquire_worker


def _ending_retired(release: patching.Function, kill: patching.Function) -> patching.Function:
    def release_worker(worker: Any) -> None:
        release(worker)
        _mine.worker = None
        if getattr(worker, "_spool_is_retired", False):
            kill([worker])

    return release_worker
