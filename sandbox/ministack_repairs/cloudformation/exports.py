"""Outputs and exports of a stack.

Follows https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html: an export name is
unique in an account and region, and an export in use can neither change nor go.
"""

from __future__ import annotations

from typing import Any

from .deployment import Deployment

Exports = dict[str, dict[str, str]]


def resolve_outputs(deployment: Deployment) -> tuple[list[dict[str, Any]], Exports]:
    """Outputs and exports of the template; raises ValueError with the reason when one is not possible."""
    from ministack.services import cloudformation
    from ministack.services.cloudformation import stacks

    wanted = deployment.wanted
    outputs, exports = stacks._resolve_stack_outputs(
        deployment.template.get("Outputs") or {},
        deployment.conditions,
        {name: record for name, record in deployment.resources.items() if name in wanted},
        deployment.parameters,
        deployment.template.get("Mappings", {}),
        deployment.name,
        deployment.stack_id,
    )
    for name in exports:
        owner = cloudformation._exports.get(name, {}).get("StackId", deployment.stack_id)
        if owner != deployment.stack_id:
            raise ValueError(
                f"Export with name {name} is already exported by stack {owner.split('/')[1]}. Rename or delete the "
                "conflicting export."
            )
    for name, value in exported_by(deployment.stack).items():
        users = importers(name)
        if users and exports.get(name, {}).get("Value") != value:
            done = "updated" if name in exports else "deleted"
            raise ValueError(f"Export {name} cannot be {done} as it is in use by {' and '.join(users)}")
    return outputs, exports


def publish(deployment: Deployment, outputs: list[dict[str, Any]], exports: Exports) -> None:
    """Makes the outputs visible and the exports importable; those that are no longer made go."""
    from ministack.services import cloudformation

    for name in exported_by(deployment.stack):
        cloudformation._exports.pop(name, None)
    for name, export in exports.items():
        cloudformation._exports[name] = export
    deployment.stack["Outputs"] = outputs


def exported_by(stack: dict[str, Any]) -> dict[str, str]:
    """Names and values that a stack exports now."""
    outputs = stack.get("Outputs", [])
    return {output["ExportName"]: output["OutputValue"] for output in outputs if output.get("ExportName")}


def importers(export: str) -> list[str]:
    """Names of the stacks that import `export`."""
    from ministack.services import cloudformation
    from ministack.services.cloudformation import handlers

    return [
        stack["StackName"]
        for stack in cloudformation._stacks.values()
        if stack["StackStatus"] != "DELETE_COMPLETE"
        and export in handlers._imported_export_names(stack, stack["StackName"])
    ]
