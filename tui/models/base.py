"""What all models share: frozen, camelCase on the wire, tolerant of what is new."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Instant = Annotated[datetime, AfterValidator(_with_zone)]
"""A moment that always has a zone, so that any two can be compared; UTC when an answer names none."""


class ApiModel(BaseModel):
    """A value of the API: immutable, and a field this version does not know is ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


class OpenEnum(StrEnum):
    """An enumeration that takes a value it does not know instead of failing.

    The unknown value compares equal to its text and is not listed among the members.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member
