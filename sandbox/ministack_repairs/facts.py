"""Facts of CloudFormation resource types: cfn-facts.json, written by write-cfn-facts.ts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TypeFacts:
    """What a resource type allows; a property's text holds `R`, `M` and `!` as write-cfn-facts.ts says."""

    attributes: tuple[str, ...]
    identifier: tuple[str, ...]
    properties: dict[str, str]

    def has_attribute(self, name: str) -> bool:
        """True for an attribute of the type or a path into one that is an object."""
        roots = {attribute.split(".")[0] for attribute in self.attributes}
        return name in self.attributes or name.split(".")[0] in roots

    @property
    def required(self) -> list[str]:
        """Properties without which the resource is refused."""
        return [name for name, flags in self.properties.items() if "!" in flags]

    def recreation(self, name: str) -> str:
        """`RequiresRecreation` of a change set: what a change of this property does to the resource."""
        flags = self.properties.get(name, "")
        return "Always" if "R" in flags else "Conditionally" if "M" in flags else "Never"


@cache
def _file() -> dict[str, Any]:
    with open(Path(__file__).with_name("cfn-facts.json"), encoding="utf-8") as file:
        return json.load(file)


@cache
def facts_of(resource_type: str) -> TypeFacts | None:
    """Facts of a type, `None` when only its existence or nothing is known."""
    found = _file()["resources"].get(resource_type)
    if found is None:
        return None
    return TypeFacts(tuple(found["attributes"]), tuple(found["identifier"]), found["properties"])


def is_aws_type(resource_type: str) -> bool:
    """True for a type that AWS has, described here or not."""
    parts = resource_type.split("::")
    return len(parts) == 3 and parts[0] == "AWS" and parts[2] in _file()["types"].get(parts[1], ())


def aws_types() -> list[str]:
    """Every type that AWS has."""
    return [f"AWS::{service}::{name}" for service, names in _file()["types"].items() for name in names]
