"""ECR answers that a push relies on: which layers are there, that an image is not, and what each tag names.

Follows:
- https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html
- https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImages.html (an image is listed once a tag)
- https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html (a tag goes; the last one takes
  the image with it)
- https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html (ImageNotFoundException)
"""

from __future__ import annotations

import json
from typing import Any

from . import patching

_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def install() -> None:
    """Repairs BatchCheckLayerAvailability, ListImages, BatchDeleteImage and DescribeImages."""
    from ministack.services import ecr

    patching.replace(ecr, "_batch_check_layer_availability", _knowing_layers)
    patching.replace(ecr, "_list_images", _every_tag)
    patching.replace(ecr, "_batch_delete_image", _one_tag)
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


def _every_tag(list_images: patching.Function) -> patching.Function:
    def list_every_tag(data: dict[str, Any]) -> Any:
        from ministack.services import ecr

        status, headers, body = list_images(data)
        if status != 200:
            return status, headers, body
        wanted = data.get("filter", {}).get("tagStatus")
        ids = []
        for image in ecr._images.get(data["repositoryName"], []):
            tags = image.get("imageTags", [])
            digest = {"imageDigest": image["imageDigest"]}
            if wanted != "UNTAGGED":
                ids += [{**digest, "imageTag": tag} for tag in tags]
            if wanted != "TAGGED" and not tags:
                ids.append(digest)
        return ecr.json_response({"imageIds": ids})

    return list_every_tag


def _one_tag(delete: patching.Function) -> patching.Function:
    def delete_one_tag(data: dict[str, Any]) -> Any:
        from ministack.services import ecr

        removed = []
        rest = []
        for image_id in data.get("imageIds", []):
            image = ecr._find_image(data.get("repositoryName", ""), image_id)
            tag = image_id.get("imageTag")
            if image and tag and "imageDigest" not in image_id and len(image["imageTags"]) > 1:
                image["imageTags"].remove(tag)
                removed.append({"imageDigest": image["imageDigest"], "imageTag": tag})
            else:
                rest.append(image_id)
        status, headers, body = delete({**data, "imageIds": rest})
        if status != 200:
            return status, headers, body
        answer = json.loads(body)
        return ecr.json_response({**answer, "imageIds": removed + answer["imageIds"]})

    return delete_one_tag


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
