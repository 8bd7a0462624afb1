"""What CloudFormation refuses before it starts, and what fails a resource before it is made.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html (sections)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html (logical ids)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html (unresolved and circular
  dependencies)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (capabilities)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

from __future__ import annotations

import copy
import re
from typing import Any
from urllib.parse import urlparse

from .. import patching
from ..facts import TypeFacts, facts_of

Template = dict[str, Any]

_SECTIONS = {
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Resources",
    "Outputs",
    "Hooks",
}
_RESOURCE_ATTRIBUTES = {
    "Type",
    "Properties",
    "DependsOn",
    "Condition",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "CreationPolicy",
    "UpdatePolicy",
    "Version",
}
_PSEUDO_PARAMETERS = {
    f"AWS::{name}"
    for name in (
        "AccountId",
        "NotificationARNs",
        "NoValue",
        "Partition",
        "Region",
        "StackId",
        "StackName",
        "URLSuffix",
    )
}


def install() -> None:
    """Adds the checks to the calls that take a template."""
    from ministack.services.cloudformation import engine, handlers, helpers

    patching.replace(engine, "validate_template_support", _strictly)
    patching.replace(engine, "_evaluate_conditions", _with_pseudo_parameters)
    patching.replace(handlers, "_capabilities_enforced", lambda old: lambda: True)
    patching.replace(helpers, "_resolve_document", _any_bucket_url)


def check_properties(resource_type: str, logical_id: str, props: dict[str, Any]) -> None:
    """Raises for a property that the type does not have, and for a required one that is missing."""
    facts = facts_of(resource_type)
    if facts is None or resource_type.startswith("AWS::CloudFormation::"):
        return
    said = f"Properties validation failed for resource {logical_id} with message: "
    for name in props:
        if name not in facts.properties:
            raise ValueError(f"{said}#: extraneous key [{name}] is not permitted")
    for name in facts.required:
        if name not in props:
            raise ValueError(f"{said}#: required key [{name}] not found")


def _strictly(validate: patching.Function) -> patching.Function:
    def validate_template(template: Template, conditions: dict[str, bool], params: Any = None) -> None:
        _check_sections(template)
        for logical_id, resource in template["Resources"].items():
            _check_resource(template, logical_id, resource)
        validate(template, conditions, params=params)
        if not template.get("Transform"):
            _check_references(template)
            _check_cycles(template)

    return validate_template


def _check_sections(template: Template) -> None:
    if not template.get("Resources"):
        raise ValueError("Template format error: At least one Resources member must be defined.")
    unknown = sorted(set(template) - _SECTIONS)
    if unknown:
        raise ValueError(f"Invalid template property or properties [{', '.join(unknown)}]")


def _check_resource(template: Template, logical_id: str, resource: Any) -> None:
    if logical_id.startswith("Fn::ForEach"):
        return
    if not isinstance(resource, dict) or not resource.get("Type"):
        raise ValueError(
            f"Template format error: [/Resources/{logical_id}] Every Resources member must contain a Type."
        )
    if not re.fullmatch(r"[A-Za-z0-9]+", logical_id):
        raise ValueError(f"Template format error: Resource name {logical_id} is non alphanumeric.")
    unknown = sorted(set(resource) - _RESOURCE_ATTRIBUTES)
    if unknown:
        raise ValueError(f"Invalid template resource property '{unknown[0]}'")
    depends_on = resource.get("DependsOn", [])
    missing = [name for name in _as_list(depends_on) if name not in template["Resources"]]
    if missing:
        raise _unresolved(missing, "Resources")
    condition = resource.get("Condition")
    if condition and condition not in (template.get("Conditions") or {}):
        raise ValueError(
            f"Template format error: Unresolved condition dependency {condition} in the Resources block of the template"
        )


def _check_references(template: Template) -> None:
    from ministack.services.cloudformation import engine

    resources = template["Resources"]
    known = {*resources, *(template.get("Parameters") or {}), *_PSEUDO_PARAMETERS}
    for block in ("Resources", "Outputs"):
        references = list(engine._intrinsic_references(template.get(block) or {}))
        missing = sorted({name for name, _ in references if name not in known})
        if missing:
            raise _unresolved(missing, block)
        for name, attribute in references:
            facts = _attribute_facts(resources[name]["Type"]) if attribute and name in resources else None
            if facts and facts.attributes and not facts.has_attribute(attribute or ""):
                raise ValueError(
                    f"Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt"
                )


def _attribute_facts(resource_type: str) -> TypeFacts | None:
    """Facts of a type whose attributes are its own; those of custom resources and nested stacks are the user's."""
    return None if resource_type.startswith("AWS::CloudFormation::") else facts_of(resource_type)


def _check_cycles(template: Template) -> None:
    from ministack.services.cloudformation import engine

    try:
        engine._topological_sort(template["Resources"], {})
    except ValueError as error:
        names = str(error).split(": ")[-1]
        raise ValueError(f"Circular dependency between resources: [{names}]") from None


def _unresolved(names: list[str], block: str) -> ValueError:
    return ValueError(
        f"Template format error: Unresolved resource dependencies [{', '.join(names)}] in the {block} block of the "
        "template"
    )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with_pseudo_parameters(evaluate: patching.Function) -> patching.Function:
    """Conditions may refer to the region, the account and the like, and read mappings by them."""

    def evaluate_conditions(template: Template, params: dict[str, Any]) -> dict[str, bool]:
        from ministack.core.responses import get_account_id, get_region

        pseudo = {
            "AWS::Region": get_region(),
            "AWS::AccountId": get_account_id(),
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
        }
        conditions = _resolved(copy.deepcopy(template.get("Conditions") or {}), template, params, pseudo)
        return evaluate({**template, "Conditions": conditions}, params)

    return evaluate_conditions


def _resolved(node: Any, template: Template, params: dict[str, Any], pseudo: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_resolved(item, template, params, pseudo) for item in node]
    if not isinstance(node, dict):
        return node
    if len(node) == 1 and node.get("Ref") in pseudo:
        return pseudo[node["Ref"]]
    if len(node) == 1 and "Fn::FindInMap" in node:
        path = _resolved(node["Fn::FindInMap"], template, params, pseudo)[:3]
        keys = [params[key["Ref"]]["Value"] if isinstance(key, dict) else key for key in path]
        return template["Mappings"][keys[0]][keys[1]][keys[2]]
    return {key: _resolved(value, template, params, pseudo) for key, value in node.items()}


def _any_bucket_url(resolve: patching.Function) -> patching.Function:
    """An object's address may name the bucket in the host, as all current S3 addresses do, or in the path; see
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html."""

    def resolve_document(params: dict[str, Any], body_key: str, url_key: str, label: str) -> Any:
        from ministack.services.cloudformation import helpers

        url = urlparse(helpers._p(params, url_key))
        bucket, found, _ = url.netloc.partition(".s3")
        if found and bucket and not helpers._p(params, body_key):
            path_style = url._replace(netloc="s3.amazonaws.com", path=f"/{bucket}{url.path}").geturl()
            return resolve({**params, url_key: [path_style]}, body_key, url_key, label)
        return resolve(params, body_key, url_key, label)

    return resolve_document
