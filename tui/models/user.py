"""The person behind a token, and the session the token belongs to."""

from __future__ import annotations

from tui.models.base import ApiModel


class SessionStatus(ApiModel):
    """The current session; the cheapest check of a token."""

    user_id: str
    token_id: str
    is_impersonated: bool
    is_employee: bool


class Person(ApiModel):
    """A person's name."""

    first_name: str
    last_name: str


class User(ApiModel):
    """A user (`User` in the contract)."""

    user_id: str
    person: Person
    email: str | None = None
