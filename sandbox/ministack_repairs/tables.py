"""DynamoDB tables made from a template: attributes, time to live and point-in-time recovery, and global tables that
keep their items through updates.

A global table with one replica is an ordinary table, which is what MiniStack makes of it; settings that AWS keeps
per replica are read from the replica of the stack's region.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
"""

from __future__ import annotations

from typing import Any

from . import patching

Properties = dict[str, Any]


def install() -> None:
    """Repairs tables and global tables."""
    from ministack.services.cloudformation import provisioners

    patching.replace(provisioners, "_ddb_create", _with_settings)
    patching.replace(provisioners, "_ddb_update", _updating_settings)
    patching.replace(provisioners, "_ddb_attrs", _with_table_id)
    patching.replace(provisioners, "_ddb_global_table_create", _creating_global)
    patching.replace(provisioners, "_ddb_global_table_update", lambda old: _update_global)


def _with_settings(create: patching.Function) -> patching.Function:
    def create_table(logical_id: str, props: Properties, stack_name: str) -> tuple[str, Properties]:
        from ministack.services import dynamodb
        from ministack.services.cloudformation import provisioners

        name, _ = create(logical_id, props, stack_name)
        _apply_settings(name, {}, props)
        return name, provisioners._ddb_attrs(dynamodb._tables[name])

    return create_table


def _updating_settings(update: patching.Function) -> patching.Function:
    def update_table(
        physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str | None = None
    ) -> tuple[str, Properties]:
        result = update(physical_id, old, new, stack_name, logical_id)
        if result[0] == physical_id:
            _apply_settings(physical_id, old, new)
        return result

    return update_table


def _with_table_id(attributes: patching.Function) -> patching.Function:
    def table_attributes(table: Properties) -> Properties:
        return {**attributes(table), "TableId": table["TableId"]}

    return table_attributes


def _apply_settings(name: str, old: Properties, new: Properties) -> None:
    """Time to live and recovery are calls of their own in DynamoDB's API."""
    from ministack.services import dynamodb

    if old.get("TimeToLiveSpecification") != new.get("TimeToLiveSpecification"):
        before = old.get("TimeToLiveSpecification") or {}
        spec = new.get("TimeToLiveSpecification") or {"Enabled": False}
        attribute = spec.get("AttributeName") or before.get("AttributeName")
        enabled = str(spec.get("Enabled", True)).lower() == "true"
        if attribute:
            _call(
                dynamodb._update_ttl,
                name,
                "TimeToLiveSpecification",
                AttributeName=attribute,
                Enabled=enabled,
            )
    if old.get("PointInTimeRecoverySpecification") != new.get("PointInTimeRecoverySpecification"):
        spec = new.get("PointInTimeRecoverySpecification") or {}
        enabled = str(spec.get("PointInTimeRecoveryEnabled", False)).lower() == "true"
        _call(
            dynamodb._update_continuous_backups,
            name,
            "PointInTimeRecoverySpecification",
            PointInTimeRecoveryEnabled=enabled,
        )


def _call(action: patching.Function, table: str, member: str, **spec: Any) -> None:
    status, _, body = action({"TableName": table, member: spec})
    if status >= 400:
        raise ValueError(f"AWS::DynamoDB::Table: {body!r}")


def _creating_global(create: patching.Function) -> patching.Function:
    def create_global_table(logical_id: str, props: Properties, stack_name: str) -> tuple[str, Properties]:
        return create(logical_id, {**props, **_replica_settings(props)}, stack_name)

    return create_global_table


def _update_global(physical_id: str, old: Properties, new: Properties, stack_name: str) -> tuple[str, Properties]:
    """Updates in place through the table's own update. MiniStack's lacks the logical id, so a table without a name
    of its own would get another name and lose its items."""
    from ministack.services.cloudformation import provisioners

    return provisioners._ddb_update(physical_id, _as_table(physical_id, old), _as_table(physical_id, new), stack_name)


_ONLY_GLOBAL = (
    "Replicas",
    "MultiRegionConsistency",
    "GlobalTableWitnesses",
    "GlobalTableSourceArn",
    "WarmThroughput",
    "WriteOnDemandThroughputSettings",
    "ReadOnDemandThroughputSettings",
    "WriteProvisionedThroughputSettings",
    "ReadProvisionedThroughputSettings",
)


def _as_table(name: str, props: Properties) -> Properties:
    table = {key: value for key, value in props.items() if key not in _ONLY_GLOBAL}
    return {**table, **_replica_settings(props), "TableName": name}


def _replica_settings(props: Properties) -> Properties:
    from ministack.core.responses import get_region

    replicas = [replica for replica in props.get("Replicas") or [] if isinstance(replica, dict)]
    here = next((replica for replica in replicas if replica.get("Region") == get_region()), None) or {}
    kept = ("PointInTimeRecoverySpecification", "DeletionProtectionEnabled", "Tags")
    return {key: here[key] for key in kept if key in here}
