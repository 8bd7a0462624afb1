"""Creates or updates one resource of a stack, with the events of AWS.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html ("Resource creation
  Initiated", and a resource that did not change has no event)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html (stack policies)
"""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Callable
from typing import Any

from ..rules import Rules
from . import existing, stack_policy, template_checks
from .deployment import Deployment, Resource
from .stand_ins import complete_attributes

_REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."

# Reasons that CloudFormation gives itself; every other comes from the handler of the resource type.
_OWN_REASONS = (
    "Resource handler",
    "Properties validation",
    "Received response",
    "CloudFormation cannot",
    "Action denied",
    "Template error",
    "Requested attribute",
    "No export named",
)


class StepError(Exception):
    """The resource failed; the event is recorded."""


class ResourceStep:
    """One resource on its way to what the template says."""

    def __init__(self, deployment: Deployment, logical_id: str, rules: Rules) -> None:
        self.deployment = deployment
        self.logical_id = logical_id
        self.rules = rules
        self.definition = deployment.template["Resources"][logical_id]
        self.type: str = self.definition["Type"]
        before = deployment.previous(logical_id)
        self.before = before if before and before["ResourceType"] == self.type else None
        self.verb = "UPDATE" if self.before else "CREATE"
        self.attempt: tuple[Any, ...] | None = None
        self.is_waiting = True
        """True until the resource is touched; till then the step can be cancelled without a trace."""

    async def run(self) -> None:
        """Brings the resource to its wanted state; raises StepError when that failed."""
        try:
            props, dynamic = self._properties()
            change = self._tagged(props)
            if self.before and self._tagged_before() == change:
                self._complete_unchanged()
                return
            record = await self._apply(props, change)
        except asyncio.CancelledError:
            what = "update" if self.before else "creation"
            self._event(f"{self.verb}_FAILED", f"Resource {what} cancelled", self._physical_id_before())
            raise
        except Exception as error:
            self._event(f"{self.verb}_FAILED", _reason(error), self._physical_id_before())
            raise StepError(self.logical_id) from error
        if dynamic:
            record["_dynamic"] = dynamic
        self.deployment.resources[self.logical_id] = record
        self.deployment.done.append(self.logical_id)
        self._event(f"{self.verb}_COMPLETE", "", record["PhysicalResourceId"])

    def rollback_fact(self) -> tuple[Any, ...] | None:
        """What MiniStack's rollback wants to know of a failed update."""
        if self.before is None:
            return None
        attempt = self.attempt or (None, None, None)
        return (self.logical_id, self.type, self._physical_id_before(), *attempt)

    def _properties(self) -> tuple[dict[str, Any], dict[str, Any]]:
        from ministack.services.cloudformation import engine

        deployment = self.deployment
        resolved = deployment.resolve(copy.deepcopy(self.definition.get("Properties") or {}))
        props = {name: value for name, value in resolved.items() if value is not engine._NO_VALUE}
        then = deployment.before.get("_template") or {}
        unchanged_stack = then == deployment.template and deployment.before.get("_resolved_params") == (
            deployment.parameters
        )
        return engine._resolve_dynamic_references(
            props,
            (self.before or {}).get("_dynamic"),
            reuse_ssm=unchanged_stack,
            reuse_secrets=then.get("Resources", {}).get(self.logical_id) == self.definition,
        )

    def _complete_unchanged(self) -> None:
        """A new template may read an attribute that nothing read before."""
        record = self.deployment.resources[self.logical_id]
        record["Attributes"] = complete_attributes(
            self.deployment.template, self.logical_id, record["PhysicalResourceId"], record["Attributes"]
        )

    async def _apply(self, props: dict[str, Any], change: dict[str, Any]) -> Resource:
        from ministack.services.cloudformation import provisioners

        replaces = self._replaces(change)
        self._check_policy(replaces)
        self._event(f"{self.verb}_IN_PROGRESS", _REPLACING if replaces else "", self._physical_id_before())
        template_checks.check_properties(self.type, self.logical_id, props)
        existing.check_code(self.type, props)
        await asyncio.sleep(self.rules.delay_seconds(self.type))
        message = self.rules.fault(
            self.deployment.name, self.logical_id, self.type, "update" if self.before else "create"
        )
        if message is not None:
            raise RuntimeError(message)
        if self.before is None:
            existing.check_name(self.type, props)
            made, seed = await self._call(self._provision, change)
        else:
            if not replaces:
                self.attempt = (change, self._tagged_before(), self.before.get("Attributes", {}))
            made, seed = await self._call(self._update, change)
        physical_id, attributes = made
        if self.before is None or physical_id != self._physical_id_before():
            self._event(f"{self.verb}_IN_PROGRESS", "Resource creation Initiated", physical_id)
        attributes = complete_attributes(self.deployment.template, self.logical_id, physical_id, attributes)
        record = {
            "PhysicalResourceId": physical_id,
            "ResourceType": self.type,
            "ResourceStatus": f"{self.verb}_COMPLETE",
            "LogicalResourceId": self.logical_id,
            "Properties": props,
            "Attributes": attributes,
            "Timestamp": provisioners.now_iso(),
        }
        return {**record, "_name_seed": seed} if seed else record

    async def _call(self, function: Callable[..., Any], change: dict[str, Any]) -> Any:
        """Runs MiniStack's resource code: on a thread of its own where it may call back into the server."""
        from ministack.core.concurrency import run_reentrant
        from ministack.services.cloudformation import stacks

        self.is_waiting = False
        if stacks._runs_on_worker_thread(self.type):
            return await run_reentrant(function, change)
        return function(change)

    def _provision(self, change: dict[str, Any]) -> Any:
        from ministack.services.cloudformation import stacks

        previous = self.deployment.previous(self.logical_id)
        if previous is not None:
            self.deployment.replaced.append((self.logical_id, previous, []))
        return stacks._provision_keeping_seed(self.type, self.logical_id, change, self.deployment.name)

    def _update(self, change: dict[str, Any]) -> Any:
        from ministack.services.cloudformation import provisioners, stacks

        before = self.before or {}
        queued: list[Any] = []
        retains = self._replace_policy() in provisioners._RETAINING_POLICIES
        tokens = (
            (provisioners._RETAIN_REPLACED, provisioners._RETAIN_REPLACED.set(retains)),
            (
                provisioners._DEFERRED_PREDECESSOR_DELETES,
                provisioners._DEFERRED_PREDECESSOR_DELETES.set(queued),
            ),
            (provisioners._NAME_SEED, provisioners._NAME_SEED.set(before.get("_name_seed", ""))),
        )
        try:
            made, seed = stacks._update_keeping_seed(
                self.type,
                before["PhysicalResourceId"],
                self._tagged_before(),
                change,
                self.deployment.name,
                self.logical_id,
                before.get("Attributes", {}),
            )
        finally:
            for variable, token in tokens:
                variable.reset(token)
        if made[0] != before["PhysicalResourceId"] or queued:
            self.deployment.replaced.append((self.logical_id, before, queued))
        return made, seed

    def _replaces(self, change: dict[str, Any]) -> bool:
        """Whether the change makes a new physical resource; raises when that is refused."""
        from ministack.services.cloudformation import provisioners

        if self.before is None:
            return False
        then = self._tagged_before()
        refused = provisioners._custom_named_replacement_error(self.type, then, change, self._physical_id_before())
        if refused:
            raise ValueError(refused)
        return bool(provisioners._replacing_change(self.type, then, change))

    def _check_policy(self, replaces: bool) -> None:
        if self.before is None:
            return
        action = "Update:Replace" if replaces else "Update:Modify"
        denied = stack_policy.denial(self.deployment.stack, self.logical_id, self.type, action)
        if denied:
            raise ValueError(denied)

    def _replace_policy(self) -> str:
        return str(self.deployment.resolve(copy.deepcopy(self.definition.get("UpdateReplacePolicy", "Delete"))))

    def _tagged(self, props: dict[str, Any]) -> dict[str, Any]:
        return self._with_tags(props, self.deployment.tags_now())

    def _tagged_before(self) -> dict[str, Any]:
        return self._with_tags((self.before or {}).get("Properties", {}), self.deployment.tags_then())

    def _with_tags(self, props: dict[str, Any], tags: list[Any]) -> dict[str, Any]:
        from ministack.services.cloudformation import provisioners

        deployment = self.deployment
        return provisioners._with_stack_tags(
            self.type, props, tags, deployment.name, deployment.stack_id, self.logical_id
        )

    def _physical_id_before(self) -> str:
        return (self.before or {}).get("PhysicalResourceId", "")

    def _event(self, status: str, reason: str = "", physical_id: str = "") -> None:
        self.deployment.event(self.logical_id, self.type, status, reason, physical_id)


def _reason(error: Exception) -> str:
    from ministack.core.responses import new_uuid

    message = str(error)
    missing_export = re.fullmatch(r"Export '(.*)' not found", message)
    if missing_export:
        return f"No export named {missing_export.group(1)} found."
    if message.startswith(_OWN_REASONS):
        return message
    code = "HandlerErrorCode: GeneralServiceException"
    return f'Resource handler returned message: "{message}" (RequestToken: {new_uuid()}, {code})'
