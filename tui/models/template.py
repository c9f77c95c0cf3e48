"""A template that a stack can be made from."""

from __future__ import annotations

from tui.models.base import ApiModel, OpenEnum


class TemplateType(OpenEnum):
    """Whether a template is a whole stack or a part of one."""

    COMPONENT = "component"
    STANDALONE = "standalone"


class TranslatedString(ApiModel):
    """A text in the platform's two languages."""

    de: str
    en: str


class UserInput(ApiModel):
    """A question a template asks before it is used."""

    name: str
    required: bool
    label: TranslatedString | None = None
    default_value: str | None = None
    data_source: str | None = None
    validation_schema: str | None = None
    """A JSON schema as text."""


class UserInputAnswer(ApiModel):
    """The answer to one question of a template."""

    name: str
    value: str


class Template(ApiModel):
    """A template (`Template` in the contract)."""

    id: str
    name: TranslatedString
    tagline: TranslatedString
    description: TranslatedString
    developer: str
    type: TemplateType
    version: str
    categories: tuple[str, ...] = ()
    icon_url: str
    user_inputs: tuple[UserInput, ...] = ()
