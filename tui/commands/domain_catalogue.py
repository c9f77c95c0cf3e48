"""The actions on the domains of a project, in the order in which the help shows them."""

from __future__ import annotations

from tui.commands import domain_refusals, refusals
from tui.commands.command import LISTS, Command, Group, Place

_HERE = frozenset({Place.DOMAINS})

PROJECT_DOMAINS = Command(
    id="project.domains",
    keys=("o",),
    label="domains",
    title="Show domains of the project",
    help="List the project's domains, their paths and what keeps them from working; at a service its own first.",
    group=Group.PROJECT,
    where=LISTS | {Place.LOG},
    footer=5,
    refusal=refusals.needs_project,
)
"""The way to them."""

DOMAIN_COMMANDS: tuple[Command, ...] = (
    Command(
        id="domain.open",
        keys=("o",),
        label="open",
        title="Open domain in the browser",
        help="In the domains: open the highlighted one in the browser; where there is none, show and copy its address.",
        group=Group.PROJECT,
        where=_HERE,
        footer=1,
        refusal=domain_refusals.opens_domain,
    ),
    Command(
        id="domain.copy",
        keys=("y",),
        label="copy",
        title="Copy address of the domain",
        help="In the domains: copy the address of the highlighted one.",
        group=Group.PROJECT,
        where=_HERE,
        refusal=domain_refusals.opens_domain,
    ),
    Command(
        id="domain.connect",
        keys=("n",),
        label="connect",
        title="Connect a domain to a service",
        help="In the domains: connect another one to a port that a service declares.",
        group=Group.PROJECT,
        where=_HERE,
        footer=2,
        refusal=domain_refusals.connects_domain,
    ),
    Command(
        id="domain.target",
        keys=("e",),
        label="target",
        title="Change where the path leads",
        help="In the domains: let the highlighted path lead to another port, an address or the default page.",
        group=Group.PROJECT,
        where=_HERE,
        footer=3,
        refusal=domain_refusals.changes_domain,
    ),
    Command(
        id="domain.add_path",
        keys=("plus",),
        label="add path",
        title="Add a path to the domain",
        help="In the domains: let another path of the highlighted one lead somewhere.",
        group=Group.PROJECT,
        where=_HERE,
        refusal=domain_refusals.changes_domain,
    ),
    Command(
        id="domain.remove_path",
        keys=("minus",),
        label="remove path",
        title="Remove the path",
        help="In the domains: remove the highlighted path; asks first.",
        group=Group.PROJECT,
        where=_HERE,
        refusal=domain_refusals.removes_path,
    ),
    Command(
        id="domain.verify",
        keys=("V",),
        label="verify",
        title="Verify ownership of the domain",
        help="In the domains: have the platform look for the TXT record now; the details show it.",
        group=Group.PROJECT,
        where=_HERE,
        footer=5,
        refusal=domain_refusals.verifies_domain,
    ),
    Command(
        id="domain.certificate",
        keys=("t",),
        label="certificate",
        title="Request a certificate for the domain",
        help="In the domains: have the platform request a certificate now.",
        group=Group.PROJECT,
        where=_HERE,
        refusal=domain_refusals.requests_certificate,
    ),
    Command(
        id="domain.remove",
        keys=("x",),
        label="remove",
        title="Remove domain",
        help="In the domains: disconnect the highlighted one with all its paths; asks first.",
        group=Group.PROJECT,
        where=_HERE,
        footer=6,
        refusal=domain_refusals.removes_domain,
    ),
)
