"""Puts services into the user's local platform: `python -m tests.bench.declare STACK NAME=SHELL_COMMAND …`."""

from __future__ import annotations

import asyncio
import sys

from tui.client import Client
from tui.connection import LOCAL_ORIGIN
from tui.models.declaration import DeclaredService, DeclaredStack
from tui.platform.launch import connect


async def declare(description: str, commands: dict[str, str]) -> None:
    """Makes a stack in the first project whose services run shell commands, and waits until they are there."""
    lease = await connect()
    async with Client(LOCAL_ORIGIN, lease.token, socket=lease.socket) as client:
        project = await anext(aiter(client.projects.list()))
        stack = await client.stacks.create(project.id, description)
        services = {
            name: DeclaredService(image="stackdeck/shell:1", description=name, command=("sh", "-c", command))
            for name, command in commands.items()
        }
        await client.stacks.declare(stack.id, DeclaredStack(services=services))
    await lease.leave()
    print(f"{project.description}/{description}")


if __name__ == "__main__":
    asyncio.run(declare(sys.argv[1], dict(argument.split("=", 1) for argument in sys.argv[2:])))
