"""Stack policies: which updates of which resources are allowed.

Follows https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html: a policy denies
everything that it does not allow, and a Deny wins over an Allow.
"""

from __future__ import annotations

import fnmatch
import json
from typing import Any

Statement = dict[str, Any]


def denial(stack: dict[str, Any], logical_id: str, resource_type: str, action: str) -> str | None:
    """The reason why the stack's policy forbids `action` (such as `Update:Replace`) on a resource, if it does."""
    text = stack.get("_stack_policy")
    if not text:
        return None
    statements = json.loads(text).get("Statement", [])
    matching = [s for s in statements if _matches(s, logical_id, resource_type, action)]
    if any(s.get("Effect") == "Deny" for s in matching):
        return f"Action denied by stack policy: Statement does not allow [{action}] for resource [{logical_id}]"
    if not matching:
        return f"Action denied by stack policy: no statement allows [{action}] for resource [{logical_id}]"
    return None


def _matches(statement: Statement, logical_id: str, resource_type: str, action: str) -> bool:
    named = f"LogicalResourceId/{logical_id}"
    return (
        any(fnmatch.fnmatchcase(action, pattern) for pattern in _list(statement.get("Action")))
        and any(fnmatch.fnmatchcase(named, pattern) for pattern in _list(statement.get("Resource")))
        and _types_match(statement.get("Condition") or {}, resource_type)
    )


def _types_match(condition: dict[str, Any], resource_type: str) -> bool:
    exact = _list((condition.get("StringEquals") or {}).get("ResourceType"))
    like = _list((condition.get("StringLike") or {}).get("ResourceType"))
    if not exact and not like:
        return True
    return resource_type in exact or any(fnmatch.fnmatchcase(resource_type, pattern) for pattern in like)


def _list(value: Any) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
