"""API calls on stacks: what AWS refuses by the state of the stack, and calls that were made twice.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (ClientRequestToken,
  AlreadyExistsException)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (what each status allows)
"""

from __future__ import annotations

from typing import Any

from .. import patching
from . import exports

Params = dict[str, Any]

_STABLE = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)
_FAILED = ("CREATE_FAILED", "UPDATE_FAILED")


def install() -> None:
    """Repairs the calls that start an operation, and DescribeStacks."""
    from ministack.services.cloudformation import changesets, handlers

    patching.replace(handlers, "_create_stack", _creating)
    patching.replace(handlers, "_update_stack", _updating)
    patching.replace(handlers, "_delete_stack", _deleting)
    patching.replace(handlers, "_describe_stacks", _describing)
    patching.replace(changesets, "_create_change_set", _checking_state)


def _creating(create: patching.Function) -> patching.Function:
    def create_stack(params: Params) -> Any:
        from ministack.services import cloudformation
        from ministack.services.cloudformation import helpers

        name, token = helpers._p(params, "StackName"), helpers._p(params, "ClientRequestToken")
        existing = cloudformation._stacks.get(name)
        if existing and existing["StackStatus"] != "DELETE_COMPLETE":
            if token and existing.get("_create_token") == token:
                return _stack_id_answer("CreateStack", existing)
            return helpers._error("AlreadyExistsException", f"Stack [{name}] already exists")
        response = create(params)
        if response[0] == 200:
            _keep_deleted(existing)
            stack = cloudformation._stacks[name]
            stack["_create_token"] = token
            stack["RoleARN"] = helpers._p(params, "RoleARN")
            stack["NotificationARNs"] = helpers._extract_string_members(params, "NotificationARNs")
        return response

    return create_stack


def _updating(update: patching.Function) -> patching.Function:
    def update_stack(params: Params) -> Any:
        from ministack.services.cloudformation import handlers, helpers

        stack = handlers._resolve_stack(helpers._p(params, "StackName"))
        if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
            return update(params)
        token = helpers._p(params, "ClientRequestToken")
        if token and stack.get("_update_token") == token:
            return _stack_id_answer("UpdateStack", stack)
        status = stack["StackStatus"]
        keeps_failure = helpers._p(params, "DisableRollback", "false").lower() == "true"
        if status not in _STABLE and not (status in _FAILED and keeps_failure):
            return _not_updatable(stack)
        response = _update_as_if_stable(update, params, stack)
        if response[0] == 200:
            stack["_update_token"] = token
        return response

    return update_stack


def _update_as_if_stable(update: patching.Function, params: Params, stack: dict[str, Any]) -> Any:
    """A failed stack that was kept (DisableRollback) may be updated again to fix it; MiniStack refuses its status."""
    status = stack["StackStatus"]
    if status in _FAILED:
        stack["StackStatus"] = "UPDATE_COMPLETE"
    response = update(params)
    if response[0] != 200:
        stack["StackStatus"] = status
    return response


def _deleting(delete: patching.Function) -> patching.Function:
    def delete_stack(params: Params) -> Any:
        from ministack.services.cloudformation import handlers, helpers

        stack = handlers._resolve_stack(helpers._p(params, "StackName"))
        status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
        if stack is None or status == "DELETE_IN_PROGRESS":
            return helpers._xml(200, "DeleteStackResponse", "")
        name = stack["StackName"]
        if status.endswith("_IN_PROGRESS") and status not in ("CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"):
            return helpers._error("ValidationError", f"Stack [{name}] is in {status} state and can not be deleted")
        for export in exports.exported_by(stack) if status != "DELETE_COMPLETE" else ():
            users = exports.importers(export)
            if users:
                message = f"Export {export} cannot be deleted as it is in use by {' and '.join(users)}"
                return helpers._error("ValidationError", message)
        response = delete(params)
        if response[0] == 200 and status != "DELETE_COMPLETE":
            stack["StackStatus"] = "DELETE_IN_PROGRESS"
        return response

    return delete_stack


def _describing(describe: patching.Function) -> patching.Function:
    """Adds the notification topics and the role, which MiniStack does not keep."""

    def describe_stacks(params: Params) -> Any:
        from ministack.services.cloudformation import handlers, helpers

        status, headers, body = describe(params)
        stack = handlers._resolve_stack(helpers._p(params, "StackName")) if status == 200 else None
        if not stack:
            return status, headers, body
        topics = "".join(f"<member>{helpers._esc(arn)}</member>" for arn in stack.get("NotificationARNs", []))
        role = f"<RoleARN>{helpers._esc(stack['RoleARN'])}</RoleARN>" if stack.get("RoleARN") else ""
        added = f"<NotificationARNs>{topics}</NotificationARNs>{role}<DisableRollback>"
        return status, headers, body.decode().replace("<DisableRollback>", added, 1).encode()

    return describe_stacks


def _checking_state(create: patching.Function) -> patching.Function:
    def create_change_set(params: Params) -> Any:
        from ministack.services.cloudformation import handlers, helpers

        stack = handlers._resolve_stack(helpers._p(params, "StackName"))
        if stack and stack["StackStatus"] not in (
            *_STABLE,
            *_FAILED,
            "REVIEW_IN_PROGRESS",
            "DELETE_COMPLETE",
        ):
            return _not_updatable(stack)
        return create(params)

    return create_change_set


def _keep_deleted(stack: dict[str, Any] | None) -> None:
    """A deleted stack can be read by its id also after another one got its name."""
    from ministack.services import cloudformation

    if stack is not None:
        cloudformation._stacks[stack["StackId"]] = stack


def _not_updatable(stack: dict[str, Any]) -> Any:
    from ministack.services.cloudformation import helpers

    message = f"Stack:{stack['StackId']} is in {stack['StackStatus']} state and can not be updated."
    return helpers._error("ValidationError", message)


def _stack_id_answer(action: str, stack: dict[str, Any]) -> Any:
    from ministack.services.cloudformation import helpers

    result = f"<{action}Result><StackId>{stack['StackId']}</StackId></{action}Result>"
    return helpers._xml(200, f"{action}Response", result)
