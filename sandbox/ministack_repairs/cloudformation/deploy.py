"""Creates and updates stacks: resources in parallel by dependency, then outputs, then the cleanup.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/updating.stacks.walkthrough.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (stack status codes)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from .. import patching
from ..rules import Rules
from . import cleanup, exports
from .deployment import Deployment, Template
from .resource_step import ResourceStep, StepError

logger = logging.getLogger("spool.cloudformation")


def install(rules: Rules) -> None:
    """Puts this way to create and update stacks in the place of MiniStack's."""
    from ministack.services.cloudformation import stacks

    patching.replace(stacks, "_deploy_stack_async", lambda old: _deploying(old, rules))


def _deploying(stock: patching.Function, rules: Rules) -> patching.Function:
    async def deploy_stack(
        stack_name: str,
        stack_id: str,
        template: Template,
        param_values: dict[str, Any],
        disable_rollback: bool,
        tags: list[Any],
        is_update: bool = False,
        previous_stack: dict[str, Any] | None = None,
        retain_except_on_create: bool = False,
        imports: dict[str, Any] | None = None,
    ) -> None:
        from ministack.services import cloudformation
        from ministack.services.cloudformation import engine

        if imports:
            await stock(
                stack_name,
                stack_id,
                template,
                param_values,
                disable_rollback,
                tags,
                is_update,
                previous_stack,
                retain_except_on_create,
                imports,
            )
            return
        deployment = Deployment(
            stack=cloudformation._stacks[stack_name],
            template=template,
            parameters=param_values,
            before=(previous_stack or {}) if is_update else {},
            is_update=is_update,
            disable_rollback=disable_rollback,
            retain_except_on_create=retain_except_on_create,
            conditions=engine._evaluate_conditions(template, param_values),
        )
        try:
            await _run(deployment, rules)
        except Exception:
            logger.exception("the operation on stack %s crashed", stack_name)
            deployment.status(f"{deployment.verb}_FAILED", "Internal Failure")

    return deploy_stack


async def _run(deployment: Deployment, rules: Rules) -> None:
    deployment.stack.pop("_failed_operation", None)
    deployment.stack.pop("_cancel_requested", None)
    if _refused_before_deployment(deployment):
        return
    reason = await _run_resources(deployment, rules)
    if reason is None:
        try:
            outputs, exported = exports.resolve_outputs(deployment)
        except ValueError as error:
            reason = str(error)
        else:
            await cleanup.finish(deployment, outputs, exported, rules)
            return
    await _fail(deployment, reason)


def _refused_before_deployment(deployment: Deployment) -> bool:
    """MiniStack's own early validation: names of buckets that are taken, values outside their enum."""
    from ministack.services.cloudformation import stacks

    if deployment.stack.get("_disable_validation"):
        return False
    return bool(
        stacks._fail_property_validation(
            deployment.stack,
            deployment.stack_id,
            deployment.name,
            deployment.template["Resources"],
            list(deployment.wanted),
            deployment.parameters,
            deployment.conditions,
            deployment.template.get("Mappings", {}),
            deployment.disable_rollback,
            previous_stack=deployment.before if deployment.is_update else None,
        )
    )


async def _run_resources(deployment: Deployment, rules: Rules) -> str | None:
    """Runs every resource as soon as what it depends on is done. Gives the reason when that failed."""
    from ministack.services.cloudformation import engine

    wanted = deployment.wanted
    waiting = {name: engine._extract_deps(definition, set(wanted)) - {name} for name, definition in wanted.items()}
    running: dict[asyncio.Task[None], ResourceStep] = {}
    cancelled = False
    while waiting or running:
        cancelled = cancelled or bool(deployment.stack.pop("_cancel_requested", False))
        stopping = cancelled or bool(deployment.failed)
        if not stopping:
            unfinished = {step.logical_id for step in running.values()} | set(waiting)
            for name in [n for n, needs in waiting.items() if not needs & unfinished]:
                del waiting[name]
                step = ResourceStep(deployment, name, rules)
                running[asyncio.create_task(step.run())] = step
        if not running:
            break
        # The pause lets a CancelUpdateStack call be noticed while resources are at work.
        done, _ = await asyncio.wait(running, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            _record(deployment, running.pop(task), task)
        if deployment.failed:
            _cancel_waiting(running)
    return _reason(deployment, cancelled)


def _record(deployment: Deployment, step: ResourceStep, task: asyncio.Task[None]) -> None:
    if task.cancelled() or task.exception() is not None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, StepError):
            raise error
        deployment.failed.append(step.logical_id)
        if deployment.failed_update is None:
            deployment.failed_update = step.rollback_fact()


def _cancel_waiting(running: dict[asyncio.Task[None], ResourceStep]) -> None:
    """After a failure AWS also ends what it is still waiting for, as "Resource creation cancelled"."""
    for task, step in running.items():
        if step.is_waiting:
            task.cancel()


def _reason(deployment: Deployment, cancelled: bool) -> str | None:
    if deployment.failed:
        updated = [name for name in deployment.failed if deployment.previous(name)]
        created = [name for name in deployment.failed if not deployment.previous(name)]
        said = (("create", created), ("update", updated))
        return "".join(f"The following resource(s) failed to {verb}: [{', '.join(n)}]. " for verb, n in said if n)
    return "Update cancelled by user" if cancelled else None


async def _fail(deployment: Deployment, reason: str) -> None:
    """Rolls back, or keeps what is there for RollbackStack when the rollback is disabled."""
    from ministack.services.cloudformation import stacks

    operation = stacks._failed_operation(
        deployment.is_update,
        deployment.before if deployment.is_update else None,
        deployment.done,
        deployment.failed_update,
        deployment.failed[0] if deployment.failed else None,
        [name for name, _, _ in deployment.replaced],
        False,
        deployment.template,
        deployment.parameters,
        deployment.retain_except_on_create,
        deployment.tags_now(),
        deployment.tags_then(),
    )
    if deployment.disable_rollback:
        deployment.stack["_failed_operation"] = operation
        deployment.status(f"{deployment.verb}_FAILED", reason)
        return
    await stacks._roll_back_operation(
        deployment.name, deployment.stack_id, deployment.stack, {**operation, "reason": reason}
    )
