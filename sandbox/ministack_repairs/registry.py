"""ECR answers that a push relies on: which layers are there, and that an image is not.

Follows:
- https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html
- https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html (ImageNotFoundException)
"""

from __future__ import annotations

import json
from typing import Any

from . import patching

_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def install() -> None:
    """Repairs BatchCheckLayerAvailability and DescribeImages."""
    from ministack.services import ecr

    patching.replace(ecr, "_batch_check_layer_availability", _knowing_layers)
    patching.replace(ecr, "_describe_images", _missing_image)


def _knowing_layers(check: patching.Function) -> patching.Function:
    def batch_check_layer_availability(data: dict[str, Any]) -> Any:
        from ministack.services import ecr

        status, headers, body = check(data)
        if status != 200:
            return status, headers, body
        blobs = ecr._layer_blobs.get(data["repositoryName"]) or {}
        layers = []
        for digest in data.get("layerDigests", []):
            size = len(blobs.get(digest) or b"")
            availability = "AVAILABLE" if digest in blobs else "UNAVAILABLE"
            layers.append(
                {
                    "layerDigest": digest,
                    "layerAvailability": availability,
                    "layerSize": size,
                    "mediaType": _LAYER,
                }
            )
        return ecr.json_response({"layers": layers, "failures": []})

    return batch_check_layer_availability


def _missing_image(describe: patching.Function) -> patching.Function:
    def describe_images(data: dict[str, Any]) -> Any:
        from ministack.services import ecr

        status, headers, body = describe(data)
        if status != 200 or not data.get("imageIds") or json.loads(body)["imageDetails"]:
            return status, headers, body
        image = data["imageIds"][0]
        digest, tag = image.get("imageDigest", "null"), image.get("imageTag", "null")
        return ecr.error_response_json(
            "ImageNotFoundException",
            f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist within the "
            f"repository with name '{data['repositoryName']}' in the registry with id '{ecr._registry_id()}'",
            400,
        )

    return describe_images
