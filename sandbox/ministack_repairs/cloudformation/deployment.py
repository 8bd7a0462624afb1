"""The state of one create or update of a stack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Template = dict[str, Any]
Resource = dict[str, Any]

STACK = "AWS::CloudFormation::Stack"


@dataclass
class Deployment:
    """One create or update: what is wanted, what was there before, and what happened so far.

    `before` holds the stack as MiniStack saves it for a rollback; it is empty for a create.
    """

    stack: dict[str, Any]
    template: Template
    parameters: dict[str, Any]
    before: dict[str, Any]
    is_update: bool
    disable_rollback: bool
    retain_except_on_create: bool
    conditions: dict[str, bool]

    done: list[str] = field(default_factory=list)
    """Logical ids that were created or changed, in the order in which they were done."""
    failed: list[str] = field(default_factory=list)
    failed_update: tuple[Any, ...] | None = None
    """What MiniStack's rollback wants to know of the first resource whose update failed."""
    replaced: list[tuple[str, Resource, list[Any]]] = field(default_factory=list)
    """Logical id and record of every predecessor, and the deletes that its handler queued."""

    @property
    def name(self) -> str:
        return self.stack["StackName"]

    @property
    def stack_id(self) -> str:
        return self.stack["StackId"]

    @property
    def resources(self) -> dict[str, Resource]:
        """Records of the resources that are there, as the API lists them."""
        return self.stack.setdefault("_resources", {})

    @property
    def verb(self) -> str:
        return "UPDATE" if self.is_update else "CREATE"

    @property
    def wanted(self) -> dict[str, Any]:
        """Resource definitions of the template whose condition holds."""
        return {
            logical_id: definition
            for logical_id, definition in self.template["Resources"].items()
            if self.conditions.get(definition.get("Condition", ""), True)
        }

    def previous(self, logical_id: str) -> Resource | None:
        """The record of the resource before this update."""
        return self.before.get("_resources", {}).get(logical_id)

    def resolve(self, value: Any) -> Any:
        """The value with its intrinsic functions evaluated."""
        from ministack.services.cloudformation import engine

        mappings = self.template.get("Mappings", {})
        return engine._resolve_refs(
            value, self.resources, self.parameters, self.conditions, mappings, self.name, self.stack_id
        )

    def event(self, logical_id: str, resource_type: str, status: str, reason: str = "", physical_id: str = "") -> None:
        """Records an event of a resource."""
        from ministack.services.cloudformation import stacks

        stacks._add_event(self.stack_id, self.name, logical_id, resource_type, status, reason, physical_id)

    def status(self, status: str, reason: str = "") -> None:
        """Sets the status of the stack and records it as an event."""
        self.stack["StackStatus"], self.stack["StackStatusReason"] = status, reason
        self.event(self.name, STACK, status, reason, self.stack_id)

    def tags_then(self) -> list[Any]:
        """Stack tags before this update."""
        return self.before.get("Tags") or []

    def tags_now(self) -> list[Any]:
        """Stack tags that resources get."""
        return self.stack.get("Tags") or []
