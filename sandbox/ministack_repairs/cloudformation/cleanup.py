"""The end of a successful create or update: outputs, then the delete of what is no longer part of the stack.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
  (UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "ongoing removal of old resources")
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html ("Resource removed from stack but
  not deleted": a delete that fails then does not fail the update, and leaves the resource outside the stack)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from ..rules import Rules
from . import exports
from .deployment import Deployment, Resource

logger = logging.getLogger("spool.cloudformation")


async def finish(
    deployment: Deployment, outputs: list[dict[str, Any]], exported: exports.Exports, rules: Rules
) -> None:
    """Publishes the outputs, removes old resources and ends the operation."""
    stack = deployment.stack
    stack["_template"], stack["_resolved_params"] = deployment.template, deployment.parameters
    stack["_conditions"] = deployment.conditions
    removed = _no_longer_wanted(deployment)
    for name in removed:
        deployment.resources.pop(name, None)
    exports.publish(deployment, outputs, exported)
    left = []
    if deployment.is_update:
        deployment.status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        for name, record, queued in reversed(deployment.replaced):
            policy = _policy(deployment, deployment.template, name, "UpdateReplacePolicy")
            if not await _remove(deployment, name, record, policy, queued, rules):
                left.append(name)
        for name in removed:
            record = deployment.before["_resources"][name]
            policy = _policy(deployment, deployment.before["_template"], name, "DeletionPolicy")
            if not await _remove(deployment, name, record, policy, [], rules):
                left.append(name)
    reason = "Update successful. One or more resources could not be deleted." if left else ""
    deployment.status(f"{deployment.verb}_COMPLETE", reason)


def _no_longer_wanted(deployment: Deployment) -> list[str]:
    """Resources that the update takes away, dependents first."""
    from ministack.services.cloudformation import engine

    gone = set(deployment.before.get("_resources", {})) - set(deployment.wanted)
    definitions = (deployment.before.get("_template") or {}).get("Resources", {})
    order = engine._topological_sort(definitions, deployment.before.get("_conditions", {})) if definitions else []
    return [name for name in reversed(order) if name in gone] + sorted(gone - set(order))


def _policy(deployment: Deployment, template: dict[str, Any], name: str, attribute: str) -> str:
    from ministack.services.cloudformation import stacks

    before = attribute == "DeletionPolicy"
    return str(
        stacks._resource_policy(
            template.get("Resources", {}).get(name),
            attribute,
            deployment.resources,
            deployment.before.get("_resolved_params", {}) if before else deployment.parameters,
            deployment.before.get("_conditions", {}) if before else deployment.conditions,
            template.get("Mappings", {}),
            deployment.name,
            deployment.stack_id,
        )
    )


async def _remove(
    deployment: Deployment, name: str, record: Resource, policy: str, queued: list[Any], rules: Rules
) -> bool:
    """Deletes one old resource; false when that failed, which leaves the resource outside the stack."""
    from ministack.core.concurrency import run_reentrant
    from ministack.services.cloudformation import provisioners, stacks

    resource_type, physical_id = record["ResourceType"], record["PhysicalResourceId"]
    if policy in provisioners._RETAINING_POLICIES:
        deployment.event(name, resource_type, "DELETE_SKIPPED", "", physical_id)
        return True
    deployment.event(name, resource_type, "DELETE_IN_PROGRESS", "", physical_id)
    call = (resource_type, physical_id, record.get("Properties", {}), deployment.name, name)
    try:
        if policy == "Snapshot":
            provisioners._snapshot_resource(resource_type, physical_id, record.get("Properties", {}))
        # A type that replaces under the same physical id queues the delete of the old record itself.
        for delete, args, named in queued:
            delete(*args, **named)
        if queued:
            await asyncio.sleep(rules.delay_seconds(resource_type))
        elif stacks._runs_on_worker_thread(resource_type):
            await run_reentrant(stacks._delete_resource, *call)
        else:
            stacks._delete_resource(*call)
    except Exception as error:
        logger.warning("the old %s of stack %s is left: %s", name, deployment.name, error)
        deployment.event(name, resource_type, "DELETE_FAILED", str(error), physical_id)
        return False
    deployment.event(name, resource_type, "DELETE_COMPLETE", "", physical_id)
    return True
