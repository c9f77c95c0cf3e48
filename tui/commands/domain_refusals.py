"""Why a command on domains can't be done right now, each a sentence that says what to do instead."""

from __future__ import annotations

from tui.commands.command import Context
from tui.commands.refusals import READ_ONLY

NO_DOMAIN = "No domain is highlighted."


def connects_domain(context: Context) -> str | None:
    """Anybody may who may change something."""
    return READ_ONLY if context.read_only else None


def opens_domain(context: Context) -> str | None:
    """Its name must make an address."""
    if context.domain is None or context.path is None:
        return NO_DOMAIN
    from tui.state.domains import address_of  # the API's models, which the first paint does not wait for

    if address_of(context.domain, context.path.path) is None:
        return f"{context.domain.hostname} is no name that an address can be made of."
    return None


def changes_domain(context: Context) -> str | None:
    """One must be highlighted, may be changed, and nothing else is being done to it."""
    if context.domain is None:
        return NO_DOMAIN
    if context.read_only:
        return READ_ONLY
    if context.under_way is not None:
        return f"{context.domain.hostname} is in work already ({context.under_way}). Wait until that is done."
    return None


def verifies_domain(context: Context) -> str | None:
    """What is verified needs no other look."""
    if reason := changes_domain(context):
        return reason
    if context.domain is not None and context.domain.ownership.verified:
        return f"The ownership of {context.domain.hostname} is verified."
    return None


def requests_certificate(context: Context) -> str | None:
    """What has a certificate needs no other one."""
    if reason := changes_domain(context):
        return reason
    if context.domain is not None and (context.domain.tls.certificate_id or context.domain.tls.is_created):
        return f"{context.domain.hostname} has a certificate."
    return None


def removes_path(context: Context) -> str | None:
    """Every domain keeps its root."""
    if reason := changes_domain(context):
        return reason
    if context.path is None or context.path.path == "/":
        return "The path / always exists. e lets it lead elsewhere, x removes the domain."
    return None


def removes_domain(context: Context) -> str | None:
    """The project keeps its own one."""
    if reason := changes_domain(context):
        return reason
    if context.domain is not None and context.domain.is_default:
        return f"{context.domain.hostname} is the project's own domain, which stays as long as the project."
    return None
