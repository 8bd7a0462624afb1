"""The registry of third-party resource types, in memory: registered or activated types become stand-ins.

The code of a type's handlers is not run. Follows
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-register.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/registry-public.html.
"""

from __future__ import annotations

import re
from typing import Any

from ..facts import is_aws_type
from . import stand_ins

Params = dict[str, Any]
Type = dict[str, Any]

_NAME = re.compile(r"[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?")


def install() -> None:
    """Adds the calls of the registry, which MiniStack does not have."""
    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services.cloudformation import handlers

    registry = _Registry(AccountRegionScopedDict(), AccountRegionScopedDict())
    handlers._ACTION_HANDLERS.update(
        RegisterType=registry.register,
        DescribeTypeRegistration=registry.describe_registration,
        ActivateType=registry.activate,
        DeactivateType=registry.remove,
        DeregisterType=registry.remove,
        SetTypeConfiguration=registry.set_configuration,
        BatchDescribeTypeConfigurations=registry.describe_configurations,
        DescribeType=registry.describe,
        ListTypes=registry.list,
    )


class _Registry:
    """Types by name and registrations by token, per account and region."""

    def __init__(self, types: Any, registrations: Any) -> None:
        self._types = types
        self._registrations = registrations

    def register(self, params: Params) -> Any:
        from ministack.core.responses import new_uuid

        name = _param(params, "TypeName")
        if not _NAME.fullmatch(name):
            message = f"1 validation error detected: Value '{name}' at 'typeName' failed to satisfy constraint"
            return _error("ValidationError", message)
        version = self._types.get(name, {"version": 0})["version"] + 1
        self._add(name, {"version": version, "public": False})
        token = new_uuid()
        self._registrations[token] = {"name": name, "version": version}
        return _answer("RegisterType", f"<RegistrationToken>{token}</RegistrationToken>")

    def describe_registration(self, params: Params) -> Any:
        registration = self._registrations.get(_param(params, "RegistrationToken"))
        if registration is None:
            return _error("CFNRegistryException", "The registration token does not exist")
        arn = _arn(registration["name"])
        version = f"{arn}/{registration['version']:08d}"
        inner = f"<ProgressStatus>COMPLETE</ProgressStatus><TypeArn>{arn}</TypeArn>"
        return _answer("DescribeTypeRegistration", f"{inner}<TypeVersionArn>{version}</TypeVersionArn>")

    def activate(self, params: Params) -> Any:
        name = _param(params, "TypeNameAlias") or _type_name(params, "PublicTypeArn")
        self._add(name, {"version": 1, "public": True})
        return _answer("ActivateType", f"<Arn>{_arn(name)}</Arn>")

    def remove(self, params: Params) -> Any:
        name = _type_name(params, "Arn")
        if name not in self._types:
            return _not_found(name)
        self._types.pop(name)
        stand_ins.forget(name)
        return _answer(_param(params, "Action"), "")

    def set_configuration(self, params: Params) -> Any:
        name = _type_name(params, "TypeArn")
        if name not in self._types:
            return _not_found(name)
        self._types[name]["configuration"] = _param(params, "Configuration")
        return _answer("SetTypeConfiguration", f"<ConfigurationArn>{_arn(name)}/default</ConfigurationArn>")

    def describe_configurations(self, params: Params) -> Any:
        from ministack.services.cloudformation import helpers

        found, errors, index = "", "", 1
        while name := _type_name(params, "TypeArn", f"TypeConfigurationIdentifiers.member.{index}."):
            index += 1
            if name not in self._types:
                message = f"The type {name} does not exist"
                errors += f"<member><ErrorCode>TypeNotFoundException</ErrorCode><ErrorMessage>{message}</ErrorMessage>"
                errors += "</member>"
                continue
            arn, configuration = _arn(name), self._types[name].get("configuration")
            found += f"<member><Arn>{arn}/default</Arn><Alias>default</Alias><TypeArn>{arn}</TypeArn>"
            found += f"<TypeName>{name}</TypeName>"
            if configuration:
                found += f"<Configuration>{helpers._esc(configuration)}</Configuration>"
            found += "</member>"
        inner = f"<Errors>{errors}</Errors><TypeConfigurations>{found}</TypeConfigurations>"
        return _answer("BatchDescribeTypeConfigurations", inner)

    def describe(self, params: Params) -> Any:
        name = _type_name(params, "Arn")
        found = self._types.get(name)
        if found is None and not is_aws_type(name):
            return _not_found(name)
        return _answer("DescribeType", _type_members(name, found) + "<DeprecatedStatus>LIVE</DeprecatedStatus>")

    def list(self, params: Params) -> Any:
        prefix = _param(params, "Filters.TypeNamePrefix")
        wanted = [(name, found) for name, found in self._types.items() if name.startswith(prefix)]
        members = "".join(f"<member>{_type_members(name, found)}</member>" for name, found in wanted)
        return _answer("ListTypes", f"<TypeSummaries>{members}</TypeSummaries>")

    def _add(self, name: str, found: Type) -> None:
        self._types[name] = {**self._types.get(name, {}), **found}
        stand_ins.register(name)


def _type_members(name: str, found: Type | None) -> str:
    visibility = "PUBLIC" if found is None or found["public"] else "PRIVATE"
    # Nothing is made of a stand-in, which is what this word of CloudFormation says of a type.
    provisioning = "NON_PROVISIONABLE" if stand_ins.is_stand_in(name) else "FULLY_MUTABLE"
    arn, version = _arn(name), f"{(found or {'version': 1})['version']:08d}"
    return (
        f"<Arn>{arn}</Arn><TypeArn>{arn}</TypeArn><Type>RESOURCE</Type><TypeName>{name}</TypeName>"
        f"<DefaultVersionId>{version}</DefaultVersionId><Visibility>{visibility}</Visibility>"
        f"<IsActivated>{str(found is not None).lower()}</IsActivated>"
        f"<ProvisioningType>{provisioning}</ProvisioningType>"
    )


def _param(params: Params, name: str) -> str:
    from ministack.services.cloudformation import helpers

    return str(helpers._p(params, name))


def _type_name(params: Params, arn_param: str, prefix: str = "") -> str:
    """The type that a call names, by name or by ARN."""
    arn = _param(params, prefix + arn_param)
    return _param(params, f"{prefix}TypeName") or arn.split("/")[-1].replace("-", "::")


def _arn(name: str) -> str:
    from ministack.core.responses import get_account_id, get_region

    return f"arn:aws:cloudformation:{get_region()}:{get_account_id()}:type/resource/{name.replace('::', '-')}"


def _answer(action: str, inner: str) -> Any:
    from ministack.services.cloudformation import helpers

    return helpers._xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>")


def _error(code: str, message: str, status: int = 400) -> Any:
    from ministack.services.cloudformation import helpers

    return helpers._error(code, message, status)


def _not_found(name: str) -> Any:
    return _error("TypeNotFoundException", f"The type {name} does not exist", 404)
