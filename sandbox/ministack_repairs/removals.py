"""Deletes that AWS refuses: a bucket that holds objects, a repository that holds images, a protected table.

Follows:
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html ("You can only
  delete empty buckets")
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html (deletion protection)
"""

from __future__ import annotations

import re
from typing import Any

from . import patching


def install() -> None:
    """Repairs the deletes of buckets and tables by CloudFormation."""
    from ministack.services.cloudformation import provisioners

    patching.replace(provisioners, "_s3_delete", lambda old: _delete_bucket)
    patching.replace(provisioners, "_ddb_delete", _unless_protected)


def _delete_bucket(physical_id: str, props: dict[str, Any]) -> None:
    """Deletes through S3's own call, which refuses a bucket with objects or versions and also removes what was
    saved of it."""
    from ministack.services import s3

    if physical_id not in s3._buckets:
        return
    status, _, body = s3._delete_bucket(physical_id)
    if status >= 400:
        text = body.decode() if isinstance(body, bytes) else str(body)
        message = re.search(r"<Message>([^<]*)</Message>", text)
        reason = message.group(1) if message else text
        raise ValueError(f"{reason} (Service: S3, Status Code: {status})")


def _unless_protected(delete: patching.Function) -> patching.Function:
    def delete_table(physical_id: str, props: dict[str, Any]) -> None:
        from ministack.services import dynamodb

        table = dynamodb._tables.get(physical_id)
        if table is not None and str(table.get("DeletionProtectionEnabled", False)).lower() == "true":
            raise ValueError(
                f"Resource cannot be deleted as it is currently protected against deletion. "
                f"Disable deletion protection first. (Service: DynamoDb, Status Code: 400, Table: {physical_id})"
            )
        delete(physical_id, props)

    return delete_table
