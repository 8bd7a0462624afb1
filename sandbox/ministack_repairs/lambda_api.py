"""Lambda's API: an update refuses another one, and what a template says of a function is kept.

Follows:
- https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html (an update in progress blocks the next)
- https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html (ResourceConflictException)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from __future__ import annotations

import contextvars
from typing import Any

from . import patching

_by_cloudformation: contextvars.ContextVar[bool] = contextvars.ContextVar("by_cloudformation", default=False)

# Template properties that MiniStack's create leaves out, by the name under which the API shows them.
_SHOWN_AS = {
    "DeadLetterConfig": "DeadLetterConfig",
    "FileSystemConfigs": "FileSystemConfigs",
    "KmsKeyArn": "KMSKeyArn",
}


def install() -> None:
    """Repairs Lambda's update calls and the create of a function from a template."""
    from ministack.services import lambda_svc
    from ministack.services.cloudformation import provisioners

    patching.replace(lambda_svc, "_update_code", _refusing_overlap)
    patching.replace(lambda_svc, "_update_config", _refusing_overlap)
    patching.replace(provisioners, "_lambda_create", _with_every_property)
    patching.replace(provisioners, "_lambda_update", _waiting_for_update)


def _refusing_overlap(update: patching.Function) -> patching.Function:
    def update_unless_updating(name: str, data: dict[str, Any]) -> Any:
        from ministack.core.responses import error_response_json
        from ministack.services import lambda_svc

        function = lambda_svc._functions.get(name)
        updating = function is not None and function["config"].get("LastUpdateStatus") == "InProgress"
        if updating and not _by_cloudformation.get():
            arn = function["config"]["FunctionArn"]
            message = f"The operation cannot be performed at this time. An update is in progress for resource: {arn}"
            return error_response_json("ResourceConflictException", message, 409)
        return update(name, data)

    return update_unless_updating


def _with_every_property(create: patching.Function) -> patching.Function:
    def create_function(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        result = create(logical_id, props, stack_name)
        _keep_properties(result[0], props)
        return result

    return create_function


def _waiting_for_update(update: patching.Function) -> patching.Function:
    """CloudFormation is done with a function when Lambda is done with it."""

    def update_function(
        physical_id: str,
        old: dict[str, Any],
        new: dict[str, Any],
        stack_name: str,
        logical_id: str | None = None,
    ) -> Any:
        from ministack.services import lambda_svc

        token = _by_cloudformation.set(True)
        try:
            result = update(physical_id, old, new, stack_name, logical_id)
        finally:
            _by_cloudformation.reset(token)
        _keep_properties(result[0], new)
        lambda_svc._functions[result[0]]["config"].update(
            State="Active", StateReason="", StateReasonCode="", LastUpdateStatus="Successful"
        )
        return result

    return update_function


def _keep_properties(name: str, props: dict[str, Any]) -> None:
    from ministack.services import lambda_svc

    function = lambda_svc._functions[name]
    config = function["config"]
    for prop, shown in _SHOWN_AS.items():
        if props.get(prop):
            config[shown] = props[prop]
        else:
            config.pop(shown, None)
    network = props.get("VpcConfig") or {}
    config["VpcConfig"] = {
        "SubnetIds": network.get("SubnetIds", []),
        "SecurityGroupIds": network.get("SecurityGroupIds", []),
        "VpcId": "vpc-sandbox" if network else "",
    }
    reserved = props.get("ReservedConcurrentExecutions")
    function["concurrency"] = None if reserved is None else int(reserved)
