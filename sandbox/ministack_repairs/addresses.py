"""Addresses that any HTTP client on this machine can call.

MiniStack gives an HTTP API a host name below `localhost` and a function URL its name on AWS; neither resolves here.
Both also answer below a path of the sandbox, so that path is what `ApiEndpoint` and `FunctionUrl` hold. On AWS they
are https://{api}.execute-api.{region}.amazonaws.com and https://{url}.lambda-url.{region}.on.aws/, see
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html and
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html.
"""

from __future__ import annotations

import json
from typing import Any

from . import patching


def install(endpoint: str) -> None:
    """Repairs the addresses of HTTP APIs and function URLs, and CORS given in a template."""
    from ministack import app
    from ministack.services import apigateway, lambda_svc
    from ministack.services.cloudformation import provisioners

    patching.replace(provisioners, "_apigw_v2_api_create", lambda create: _addressed_by_path(create, endpoint))
    patching.replace(provisioners, "_apigw_v2_api_update", _with_api_keys)
    patching.replace(apigateway, "_create_api", lambda create: _created_by_api(create, endpoint))
    patching.replace(app, "_resolve_stage_and_path", _finding_named_stage)
    patching.replace(lambda_svc, "_create_function_url_config", lambda create: _function_url(create, endpoint))
    patching.replace(lambda_svc, "_function_url_id", lambda old: _id_of_path_url(old, endpoint))


def _api_address(endpoint: str, api_id: str) -> str:
    return f"{endpoint}/_aws/execute-api/{api_id}/$default"


def _api_keys(props: dict[str, Any]) -> dict[str, Any]:
    """The properties with CORS in the API's spelling, which is the one that answers to preflight requests read."""
    cors = props.get("CorsConfiguration")
    if not isinstance(cors, dict):
        return props
    return {**props, "CorsConfiguration": {key[:1].lower() + key[1:]: value for key, value in cors.items()}}


def _addressed_by_path(create: patching.Function, endpoint: str) -> patching.Function:
    def create_api(logical_id: str, props: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        from ministack.core.responses import get_account_id, get_region
        from ministack.services import apigateway

        api_id, attributes = create(logical_id, _api_keys(props), stack_name)
        apigateway._apis[api_id]["apiEndpoint"] = _api_address(endpoint, api_id)
        return api_id, {
            **attributes,
            "ApiEndpoint": _api_address(endpoint, api_id),
            "ExecuteApiArn": f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{api_id}",
        }

    return create_api


def _with_api_keys(update: patching.Function) -> patching.Function:
    def update_api(
        physical_id: str,
        old: dict[str, Any],
        new: dict[str, Any],
        stack_name: str,
        logical_id: str | None = None,
    ) -> Any:
        return update(physical_id, _api_keys(old), _api_keys(new), stack_name, logical_id)

    return update_api


def _created_by_api(create: patching.Function, endpoint: str) -> patching.Function:
    def create_api(data: dict[str, Any]) -> Any:
        from ministack.services import apigateway

        status, headers, body = create(data)
        if status != 201:
            return status, headers, body
        api = apigateway._apis[json.loads(body)["apiId"]]
        api["apiEndpoint"] = _api_address(endpoint, api["apiId"])
        return apigateway._apigw_response(api, 201)

    return create_api


def _finding_named_stage(resolve: patching.Function) -> patching.Function:
    """`…/$default/prod/orders` is stage `prod` when the API has it, as `/prod/orders` is on AWS, see
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html."""

    def resolve_stage_and_path(api_id: str, stage: str, path: str) -> tuple[str, str]:
        from ministack.services import apigateway

        if stage == "$default":
            first, _, rest = path.lstrip("/").partition("/")
            if first and first in apigateway.stages_for_api(api_id):
                return first, f"/{rest}"
            return stage, path
        return resolve(api_id, stage, path)

    return resolve_stage_and_path


def _function_url(create: patching.Function, endpoint: str) -> patching.Function:
    def create_function_url(func_name: str, data: dict[str, Any], qualifier: str | None) -> Any:
        from ministack.core.responses import json_response
        from ministack.services import lambda_svc

        status, headers, body = create(func_name, data, qualifier)
        if status != 201:
            return status, headers, body
        config = lambda_svc._function_urls[lambda_svc._url_config_key(func_name, qualifier)]
        url_id = config["FunctionUrl"].split("://", 1)[1].split(".", 1)[0]
        config["FunctionUrl"] = f"{endpoint}/_aws/lambda-url/{url_id}/"
        return json_response(config, status=201)

    return create_function_url


def _id_of_path_url(url_id: patching.Function, endpoint: str) -> patching.Function:
    prefix = f"{endpoint}/_aws/lambda-url/"

    def function_url_id(url: str) -> str:
        return url.removeprefix(prefix).rstrip("/") if url.startswith(prefix) else url_id(url)

    return function_url_id
