"""The bodies the API takes, as the contract shapes them; a field that was not sent is not among `model_fields_set`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import from_json
from starlette.requests import Request as HttpRequest

from tui.platform.api.errors import Invalid, Problem, problems_of

MAX_TEXT = 800
"""Characters in the value of a variable and in an element of a command."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]
Argument = Annotated[str, StringConstraints(max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]
Policy = Literal["no", "always", "on-failure", "unless-stopped"]


class Body(BaseModel):
    """A body, or a part of one; what the contract does not name is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


class LimitsBody(Body):
    """Upper bounds of a service."""

    cpus: str | None = None
    memory: str | None = None


class ResourcesBody(Body):
    """Resources of a service."""

    limits: LimitsBody = LimitsBody()


class DeployBody(Body):
    """How a service is deployed."""

    resources: ResourcesBody = ResourcesBody()


class ServiceBody(Body):
    """A service in PATCH, where a body without any field deletes it, and in PUT."""

    # An unknown field must not make a body look empty.
    model_config = ConfigDict(extra="allow")

    image: Line = ""
    description: Title = ""
    command: tuple[Argument, ...] = ()
    entrypoint: tuple[Argument, ...] = ()
    environment: dict[str, Argument] = {}
    envs: dict[str, Argument] = {}
    """The old name of `environment`."""
    ports: tuple[Line, ...] = ()
    volumes: tuple[Line, ...] = ()
    restart_policy: Policy = "unless-stopped"
    deploy: DeployBody = DeployBody()


class VolumeBody(Body):
    """A volume; in PATCH a body without any field detaches it."""

    model_config = ConfigDict(extra="allow")

    name: Line = ""


class ScheduleBody(Body):
    """When a stack is pulled and recreated."""

    cron: Line
    timezone: Line = "UTC"


class DeclareBody(Body):
    """PUT of a stack: all its services and volumes."""

    services: dict[str, ServiceBody] = {}
    volumes: dict[str, VolumeBody] = {}


class PatchBody(Body):
    """PATCH of a stack: what is to change."""

    description: Title = ""
    services: dict[str, ServiceBody] = {}
    volumes: dict[str, VolumeBody] = {}
    update_schedule: ScheduleBody | None = None


class AnswerBody(Body):
    """The answer to one question of a template."""

    name: str
    value: str


class TemplateBody(Body):
    """Which template a stack is made from."""

    template_id: str
    user_inputs: tuple[AnswerBody, ...] = ()


class ComponentBody(Body):
    """POST of a template into a stack."""

    template_config: TemplateBody


class CreateBody(Body):
    """POST of a stack."""

    description: Title
    template_config: TemplateBody | None = None


Wanted = TypeVar("Wanted", bound=Body)


async def read_body(
    request: HttpRequest, kind: type[Wanted], *, empty: Wanted | None = None, field: str = ""
) -> Wanted:
    """The request's body as *kind*; *empty* for no body at all, where there may be none.

    A body that is a bare list is taken for the *field* of that name.

    Raises:
        Invalid: It is not JSON, or not of this shape.
    """
    content = await request.body()
    if not content and empty is not None:
        return empty
    try:
        return kind.model_validate({field: from_json(content)}) if field else kind.model_validate_json(content)
    except ValidationError as error:
        problems = problems_of(error)
        if problems[0].type == "json_invalid":
            problems = [Problem("body", problems[0].message, "json_invalid")]
        raise Invalid(problems) from error
    except ValueError as error:
        raise Invalid([Problem("body", f"Invalid JSON: {error}", "json_invalid")]) from error
