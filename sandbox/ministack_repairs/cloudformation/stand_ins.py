"""Resource types that AWS has and MiniStack does not: accepted, kept with their properties, with made-up attributes.

A stand-in has a stable physical id and answers every attribute that a template reads of it, so a template with, say,
an Application Auto Scaling target can be deployed. It does nothing.
"""

from __future__ import annotations

from typing import Any

from ..facts import aws_types, facts_of

Properties = dict[str, Any]

_stand_ins: set[str] = set()


def install() -> None:
    """Registers a stand-in for every type of AWS without resource code."""
    from ministack.services.cloudformation import provisioners

    for resource_type in aws_types():
        handled = resource_type in provisioners._RESOURCE_HANDLERS
        if not handled and not resource_type.startswith("AWS::CloudFormation::"):
            register(resource_type)


def register(resource_type: str) -> None:
    """Makes stand-ins for a type from now on."""
    from ministack.services.cloudformation import provisioners

    _stand_ins.add(resource_type)
    provisioners._RESOURCE_HANDLERS.setdefault(resource_type, _handlers(resource_type))


def is_stand_in(resource_type: str) -> bool:
    """True for a type that is accepted and does nothing."""
    return resource_type in _stand_ins


def forget(resource_type: str) -> None:
    """Takes a third-party type away again."""
    from ministack.services.cloudformation import provisioners

    _stand_ins.discard(resource_type)
    provisioners._RESOURCE_HANDLERS.pop(resource_type, None)


def complete_attributes(template: Properties, logical_id: str, physical_id: str, attributes: Properties) -> Properties:
    """The attributes with a made-up value for each that the template reads and MiniStack does not give.

    Without it a template that is right for AWS could not be deployed here. A table's stream is the exception: it
    exists only when it was asked for.
    """
    from ministack.services.cloudformation import engine

    resource = template["Resources"][logical_id]
    facts = facts_of(resource["Type"])
    completed = dict(attributes or {})
    for name, attribute in engine._intrinsic_references({**template, "Parameters": {}}):
        if name != logical_id or not attribute or attribute in completed:
            continue
        known = facts is not None and facts.has_attribute(attribute) and attribute != "StreamArn"
        if known or resource["Type"] in _stand_ins:
            completed[attribute] = _made_up(physical_id, attribute)
    return completed


def _made_up(physical_id: str, attribute: str) -> str:
    from ministack.core.responses import get_account_id, get_region

    if attribute.endswith("Arn"):
        return f"arn:aws:sandbox:{get_region()}:{get_account_id()}:{physical_id}"
    return f"{physical_id}.{attribute}"


def _handlers(resource_type: str) -> dict[str, Any]:
    def create(logical_id: str, props: Properties, stack_name: str) -> tuple[str, Properties]:
        from ministack.services.cloudformation import provisioners

        facts = facts_of(resource_type)
        name = props.get(facts.identifier[0]) if facts and facts.identifier else None
        physical_id = name if isinstance(name, str) else provisioners._physical_name(stack_name, logical_id)
        return physical_id, _simple(props)

    def update(physical_id: str, old: Properties, new: Properties, stack_name: str) -> tuple[str, Properties]:
        return physical_id, _simple(new)

    def delete(physical_id: str, props: Properties) -> None:
        """Nothing was made, so nothing is left."""

    return {"create": create, "update": update, "delete": delete}


def _simple(props: Properties) -> Properties:
    return {key: value for key, value in props.items() if isinstance(value, (str, int))}
