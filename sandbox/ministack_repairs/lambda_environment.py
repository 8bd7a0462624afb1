"""The process of a Lambda function: its Node.js, its environment, its SDK and what it logs when it cannot start.

Follows:
- runtimes and what they include: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and
  https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html (the SDK for JavaScript v3 is part of the runtime)
- variables: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
- errors while a function starts: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
"""

from __future__ import annotations

import contextvars
import logging
import os
import queue
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from . import patching
from .settings import Settings

logger = logging.getLogger("spool.lambda")

_config: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("function_config", default=None)
_start_log = threading.local()

# Changes of MiniStack's worker script: (what it is, what it becomes).
_SCRIPT_CHANGES = (
    # It reports only the message of an error thrown while the module loads; AWS logs the whole error.
    (
        """      } catch (e) {
        _realStdoutWrite(JSON.stringify({
          status: "error", error: e.message
        }) + "\\n");""",
        """      } catch (e) {
        process.stderr.write((e && e.stack || String(e)) + "\\n");
        _realStdoutWrite(JSON.stringify({
          status: "error", error: String(e && e.message || e)
        }) + "\\n");""",
    ),
    # Without a mark, MiniStack waits 50 ms after every answer for log lines that may still be on their way.
    (
        "const _realStdoutWrite = process.stdout.write.bind(process.stdout);",
        """const _answer = process.stdout.write.bind(process.stdout);
let _answers = 0;
const _realStdoutWrite = (text) => {
  _stderrWrite("\\0spool-answered " + ++_answers + "\\n");
  return _answer(text);
};""",
    ),
    # The old call puts a deprecation warning into the function's log.
    ("const parsed = url.parse(endpoint);", "const parsed = new URL(endpoint);"),
)

# The last line that a process prints to its log before each of its answers, with the number of the answer.
_ANSWERED = "\0spool-answered "

# Seconds that the log of an answer may take, MiniStack's own bound.
_LONGEST_LOG_WAIT = 0.25

# A function may keep timers or sockets open, which would keep its process alive after a crash of the sandbox.
_END_WITH_SANDBOX = '\nprocess.stdin.on("end", () => process.exit(0));\n'


def install(settings: Settings) -> None:
    """Repairs the start of function processes."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    _link_sdk(settings)
    nodes = _Nodes(settings.node_by_major)
    patching.replace(lambda_runtime, "_detect_runtime_binary", lambda old: _choosing_node(old, nodes))
    _patch_spawn(lambda_runtime.Worker)
    _patch_log(lambda_runtime.Worker)
    lambda_runtime.subprocess = _FunctionProcesses(settings)
    patching.replace(lambda_svc, "_execute_function_warm", _logging_failed_start)


class _Nodes:
    """Node.js programs by major version."""

    def __init__(self, by_major: dict[str, str]) -> None:
        self._by_major = {int(major): path for major, path in by_major.items()}
        self._told: set[int] = set()

    def for_runtime(self, runtime: str) -> str:
        """The program for `nodejs24.x` and the like: of that version, else the nearest newer, else any."""
        wanted = int(runtime.removeprefix("nodejs").split(".")[0] or 0)
        if wanted in self._by_major:
            return self._by_major[wanted]
        if not self._by_major:
            return shutil.which("node") or "node"
        newer = [major for major in sorted(self._by_major) if major > wanted]
        chosen = newer[0] if newer else max(self._by_major)
        if wanted not in self._told:
            self._told.add(wanted)
            logger.warning("functions of runtime %s run on Node.js %d: no other is at hand", runtime, chosen)
        return self._by_major[chosen]


def _choosing_node(detect: patching.Function, nodes: _Nodes) -> patching.Function:
    def detect_runtime_binary(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        if binary != "node":
            return binary, script
        return nodes.for_runtime(runtime), _changed(script) + _END_WITH_SANDBOX

    return detect_runtime_binary


def _changed(script: str) -> str:
    for old, new in _SCRIPT_CHANGES:
        if old not in script:
            raise patching.RepairError("the worker script of Node.js functions has changed")
        script = script.replace(old, new)
    return script


def _link_sdk(settings: Settings) -> None:
    """Puts the AWS SDK where `import` and `require` of every function's code look last.

    A function's code lies in a folder of the temporary directory, and Node.js looks for packages in the
    `node_modules` of every folder above. What is in the zip or in a layer comes first, as on AWS.
    """
    link = Path(settings.temporary_directory) / "node_modules"
    if settings.sdk_directory and not link.exists():
        link.symlink_to(Path(settings.sdk_directory) / "node_modules", target_is_directory=True)


def _patch_spawn(worker: type[Any]) -> None:
    """Makes the function's configuration known to the start of its process, and keeps what it printed when that
    failed."""
    spawn = worker._spawn

    def spawn_with_config(self: Any) -> None:
        token = _config.set(self.config)
        self._spool_answers = 0
        try:
            spawn(self)
            self._spool_answers = 1
        except RuntimeError:
            _start_log.text = self._drain_stderr_bounded()
            raise
        finally:
            _config.reset(token)

    worker._spawn = spawn_with_config


def _patch_log(worker: type[Any]) -> None:
    """Reads what a process has logged up to its answer: all of it, and without waiting for more."""
    bounded, rest = worker._drain_stderr_bounded, worker._drain_stderr

    def drain_until_answered(self: Any, *args: Any, **options: Any) -> str:
        if not str(self.config.get("Runtime", "")).startswith("nodejs"):
            return bounded(self, *args, **options)
        self._spool_answers = getattr(self, "_spool_answers", 0) + 1
        lines: list[str] = []
        end = time.monotonic() + _LONGEST_LOG_WAIT
        while (left := end - time.monotonic()) > 0:
            try:
                line = self._stderr_queue.get(timeout=left)
            except queue.Empty:
                break
            if not line.startswith(_ANSWERED):
                lines.append(line)
            elif int(line.removeprefix(_ANSWERED)) >= self._spool_answers:
                break
        return "\n".join(lines)

    def drain_without_marks(self: Any) -> str:
        return "\n".join(line for line in rest(self).split("\n") if not line.startswith(_ANSWERED))

    worker._drain_stderr_bounded = drain_until_answered
    worker._drain_stderr = drain_without_marks


def _logging_failed_start(execute: patching.Function) -> patching.Function:
    """A function that throws while it loads fails with that message, and its log says so."""

    def execute_function_warm(func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        _start_log.text = ""
        result = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict) and body.get("errorType") == "RuntimeError":
            message = str(body.get("errorMessage", "")).removeprefix("Worker init failed: ")
            result["body"] = {"errorType": "Error", "errorMessage": message}
            result["log"] = "\n".join(filter(None, [result.get("log"), _start_log.text or message]))
        return result

    return execute_function_warm


class _FunctionProcesses:
    """Stands for the `subprocess` module where MiniStack starts function processes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: list[str], **options: Any) -> subprocess.Popen[Any]:  # noqa: N802
        """Starts a function with the variables that Lambda gives it, and none of this process."""
        given = options.get("env") or {}
        own = {name: value for name, value in given.items() if os.environ.get(name) != value}
        options["env"] = {**self._runtime_variables(command[0]), **own}
        return subprocess.Popen(command, **options)

    def _runtime_variables(self, binary: str) -> dict[str, str]:
        config = _config.get() or {}
        log_group = (config.get("LoggingConfig") or {}).get("LogGroup")
        return {
            "PATH": f"{Path(binary).parent}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "TMPDIR": self._settings.temporary_directory,
            "AWS_SECRET_ACCESS_KEY": os.environ.get("AWS_SECRET_ACCESS_KEY", "sandbox"),
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime', '')}",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": log_group or f"/aws/lambda/{config.get('FunctionName', '')}",
            # Lambda keeps its runtime warm; here the SDK's compiled code is kept, a third of a function's start.
            "NODE_COMPILE_CACHE": str(Path(self._settings.sdk_directory or self._settings.temporary_directory) / ".compile-cache"),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
