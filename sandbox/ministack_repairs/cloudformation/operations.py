"""Delays and faults for updates sent back and for deletes, and the words of a rollback.

MiniStack's own rollback and stack delete stay; what they call for each resource is wrapped. An operation with a delay
runs on a thread of its own, so that the server answers meanwhile and the state in between can be seen.

Follows https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from .. import patching
from ..rules import Rules


def install(rules: Rules) -> None:
    """Repairs rollbacks and deletes of stacks."""
    from ministack.services.cloudformation import stacks

    patching.replace(stacks, "_runs_on_worker_thread", lambda old: _with_delays(old, rules))
    # Only what the stack operations call changes: a handler's own calls of the same functions are not operations.
    stacks._delete_resource = _obeying_rules(stacks._delete_resource, rules)
    stacks._revert_update = _reverting(stacks._revert_update, rules)
    patching.replace(stacks, "_roll_back_operation", _with_reason)


def _with_delays(runs_on_thread: patching.Function, rules: Rules) -> patching.Function:
    def runs_on_worker_thread(resource_type: str) -> bool:
        return rules.delay_seconds(resource_type) > 0 or runs_on_thread(resource_type)

    return runs_on_worker_thread


def _obeying_rules(delete: patching.Function, rules: Rules) -> patching.Function:
    def delete_resource(
        resource_type: str,
        physical_id: str,
        props: dict[str, Any],
        stack_name: str = "",
        logical_id: str = "",
    ) -> None:
        seconds = rules.delay_seconds(resource_type)
        if seconds:
            time.sleep(seconds)
        message = rules.fault(stack_name, logical_id, resource_type, "delete")
        if message is not None:
            raise RuntimeError(message)
        delete(resource_type, physical_id, props, stack_name, logical_id)

    return delete_resource


def _reverting(revert: patching.Function, rules: Rules) -> patching.Function:
    async def revert_update(
        stack_id: str, stack_name: str, logical_id: str, resource_type: str, physical_id: str, *rest: Any
    ) -> None:
        from ministack.services.cloudformation import stacks

        await asyncio.sleep(rules.delay_seconds(resource_type))
        message = rules.fault(stack_name, logical_id, resource_type, "rollback")
        if message is None:
            await revert(stack_id, stack_name, logical_id, resource_type, physical_id, *rest)
            return
        event = (stack_id, stack_name, logical_id, resource_type)
        stacks._add_event(*event, "UPDATE_IN_PROGRESS", physical_id=physical_id)
        stacks._add_event(*event, "UPDATE_FAILED", message, physical_id)
        raise RuntimeError(message)

    return revert_update


def _with_reason(roll_back: patching.Function) -> patching.Function:
    """The rollback of a create names the resources that failed."""

    async def roll_back_operation(
        stack_name: str,
        stack_id: str,
        stack: dict[str, Any],
        operation: dict[str, Any],
        reason_override: str = "",
    ) -> None:
        reason = reason_override or operation.get("reason", "")
        if reason and not operation.get("is_update"):
            reason = f"{reason}Rollback requested by user."
        await roll_back(stack_name, stack_id, stack, operation, reason)

    return roll_back_operation
