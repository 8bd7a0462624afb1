"""CloudFormation as AWS documents it, on top of MiniStack's resource code.

MiniStack keeps the resources, the change sets and the reads. Replaced is how a stack is created and updated: in
parallel by dependency, with the events of AWS and only for what changed, with delays and faults that a test asks for,
and after checks that AWS makes before it accepts a template.
"""

from __future__ import annotations

from ..rules import Rules
from . import actions, deploy, events, operations, recreation, stand_ins, template_checks, type_registry


def install(rules: Rules) -> None:
    """Repairs CloudFormation. Importing it here also moves its slow first call to the start of the sandbox."""
    stand_ins.install()
    recreation.install()
    template_checks.install()
    events.install()
    operations.install(rules)
    deploy.install(rules)
    actions.install()
    type_registry.install()
