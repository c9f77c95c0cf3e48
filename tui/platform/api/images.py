"""What an image says about itself; this platform knows its sample images."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from tui.platform.api.context import json_answer
from tui.platform.api.errors import NotFound
from tui.platform.api.routes import Routes
from tui.platform.images.catalogue import image_config, known_images

Reference = Annotated[str, Query(alias="imageReference", min_length=1, max_length=512)]
OfProject = Annotated[UUID | None, Query(alias="useCredentialsForProjectId")]
OfRegistry = Annotated[UUID | None, Query(alias="useCredentialsForRegistryId")]
AiData = Annotated[bool, Query(alias="generateAiData")]


def add_image_routes(routes: Routes) -> None:
    """Add the routes."""
    routes.add("GET", "/v2/container-image-config", get_image_config)


async def get_image_config(
    reference: Reference, project: OfProject = None, registry: OfRegistry = None, ai_data: AiData = False
) -> Response:
    """Show the configuration of an image. Credentials and generated texts make no difference to sample images."""
    config = image_config(reference)
    if config is None:
        raise NotFound(f"There is no image {reference}; there are {', '.join(sorted(known_images()))}.")
    return json_answer(config.model_dump_json(by_alias=True, exclude_none=True).encode())
