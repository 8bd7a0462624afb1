"""What a resource needs or must not find before it is made: its code object, and a name that is free.

Follows:
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html (the object has to exist)
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html (names are unique)
"""

from __future__ import annotations

from typing import Any


def check_code(resource_type: str, props: dict[str, Any]) -> None:
    """Raises when a function's zip is not in the bucket that the template names."""
    code = props.get("Code") if resource_type == "AWS::Lambda::Function" else None
    if not isinstance(code, dict) or not code.get("S3Bucket"):
        return
    from ministack.core.responses import new_uuid
    from ministack.services import lambda_svc, s3

    if code["S3Bucket"] not in s3._buckets:
        what = "NoSuchBucket. S3 Error Message: The specified bucket does not exist"
    elif lambda_svc._fetch_code_from_s3(code["S3Bucket"], code.get("S3Key", ""), code.get("S3ObjectVersion")) is None:
        what = "NoSuchKey. S3 Error Message: The specified key does not exist."
    else:
        return
    raise ValueError(
        f'Resource handler returned message: "Error occurred while GetObject. S3 Error Code: {what} '
        f'(Service: Lambda, Status Code: 400, Request ID: {new_uuid()})" '
        f"(RequestToken: {new_uuid()}, HandlerErrorCode: InvalidRequest)"
    )


def check_name(resource_type: str, props: dict[str, Any]) -> None:
    """Raises when a resource with the wanted name exists; MiniStack would overwrite or adopt it."""
    from ministack.core.responses import new_uuid

    found = _named(resource_type, props)
    if found:
        raise ValueError(
            f"Resource handler returned message: \"Resource of type '{resource_type}' with identifier '{found}' "
            f'already exists." (RequestToken: {new_uuid()}, HandlerErrorCode: AlreadyExists)'
        )


def _named(resource_type: str, props: dict[str, Any]) -> str | None:
    from ministack.services import cloudwatch_logs, dynamodb, ecr, iam, lambda_svc, sqs

    stores: dict[str, tuple[str, Any]] = {
        "AWS::DynamoDB::GlobalTable": ("TableName", dynamodb._tables),
        "AWS::DynamoDB::Table": ("TableName", dynamodb._tables),
        "AWS::ECR::Repository": ("RepositoryName", ecr._repositories),
        "AWS::IAM::Role": ("RoleName", iam._roles),
        "AWS::Lambda::Function": ("FunctionName", lambda_svc._functions),
        "AWS::Logs::LogGroup": ("LogGroupName", cloudwatch_logs._log_groups),
        "AWS::SQS::Queue": ("QueueName", sqs._queue_name_to_url),
    }
    if resource_type not in stores:
        return None
    prop, store = stores[resource_type]
    name = props.get(prop)
    return name if isinstance(name, str) and name in store else None
