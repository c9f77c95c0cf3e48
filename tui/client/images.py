"""Images: what they say about themselves."""

from __future__ import annotations

from typing import Literal

from tui.client.answers import parsed
from tui.client.call import Call, path_of
from tui.client.resource import Resource
from tui.models.image_config import ImageConfig


class Images(Resource):
    """The images of registries."""

    async def config(
        self,
        reference: str,
        *,
        project_id: str | None = None,
        registry_id: str | None = None,
        generate_ai_data: bool | None = None,
        language: Literal["de", "en"] | None = None,
    ) -> ImageConfig:
        """The configuration of the image *reference* (`GET /v2/container-image-config`).

        With the project's or the registry's credentials when one is given. Descriptions come in *language*.
        """
        query = {
            "imageReference": reference,
            "useCredentialsForProjectId": project_id,
            "useCredentialsForRegistryId": registry_id,
            "generateAiData": generate_ai_data,
        }
        path = path_of("container-image-config")
        call = Call(method="GET", path=path, query=query, causal=True, language=language)
        return parsed(await self._send(call), ImageConfig)
