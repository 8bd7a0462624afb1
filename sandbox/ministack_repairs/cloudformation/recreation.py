"""Which change of a property replaces a resource, from AWS's own schemas instead of MiniStack's partial list.

Follows https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
and "Update requires" of each property in the template reference. A resource with a name of its own cannot be replaced
while it keeps that name, see
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html.
"""

from __future__ import annotations

from .. import patching
from ..facts import aws_types, facts_of


def install() -> None:
    """Repairs change sets and updates, which ask the same function."""
    from ministack.services.cloudformation import provisioners

    patching.replace(provisioners, "_property_recreation", _from_facts)
    named = provisioners._CUSTOM_NAME_REPLACEMENT
    for resource_type in aws_types():
        name = _own_name(resource_type)
        if name and resource_type not in named:
            named[resource_type] = {"name": name}


def _from_facts(recreation: patching.Function) -> patching.Function:
    def property_recreation(resource_type: str, name: str) -> str:
        facts = facts_of(resource_type)
        return facts.recreation(name) if facts else recreation(resource_type, name)

    return property_recreation


def _own_name(resource_type: str) -> str | None:
    """The property that names resources of this type, when a template may leave it out."""
    facts = facts_of(resource_type)
    if facts is None or len(facts.identifier) != 1:
        return None
    flags = facts.properties.get(facts.identifier[0])
    return facts.identifier[0] if flags == "R" else None
