"""The database's schema and the steps that bring an older one up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from uuid import uuid4

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE clock (event INTEGER NOT NULL);
    INSERT INTO clock VALUES (0);
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE servers (
        id TEXT PRIMARY KEY, short_id TEXT NOT NULL UNIQUE, description TEXT NOT NULL, created_at TEXT NOT NULL
    );
    CREATE TABLE projects (
        id TEXT PRIMARY KEY, short_id TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
        server_id TEXT NOT NULL REFERENCES servers (id), created_at TEXT NOT NULL
    );
    CREATE TABLE stacks (
        id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), description TEXT NOT NULL,
        prefix TEXT NOT NULL, update_schedule TEXT, template_id TEXT
    );
    CREATE TABLE services (
        id TEXT PRIMARY KEY, short_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        stack_id TEXT NOT NULL REFERENCES stacks (id) ON DELETE CASCADE, project_id TEXT NOT NULL,
        description TEXT NOT NULL, pending TEXT NOT NULL, deployed TEXT NOT NULL,
        created INTEGER NOT NULL, wanted INTEGER NOT NULL,
        status TEXT NOT NULL, status_set_at TEXT NOT NULL, message TEXT NOT NULL, template_id TEXT,
        UNIQUE (stack_id, name)
    );
    CREATE TABLE volumes (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, former TEXT NOT NULL,
        stack_id TEXT NOT NULL REFERENCES stacks (id) ON DELETE CASCADE,
        attached INTEGER NOT NULL, size_bytes INTEGER NOT NULL, size_set_at TEXT NOT NULL,
        UNIQUE (stack_id, name)
    );
    """,
    """
    CREATE TABLE registries (
        id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
        uri TEXT NOT NULL, description TEXT NOT NULL, credentials TEXT, valid INTEGER NOT NULL,
        UNIQUE (project_id, uri)
    );
    INSERT INTO registries
        SELECT new_id(), projects.id, preset.column1, preset.column2, NULL, 0 FROM projects CROSS JOIN (VALUES
            ('index.docker.io', 'Docker Hub'),
            ('registry.gitlab.com', 'GitLab Container Registry'),
            ('ghcr.io', 'GitHub Container Registry')
        ) AS preset ORDER BY projects.rowid;
    """,
    """
    CREATE TABLE ingresses (
        id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
        hostname TEXT NOT NULL, hostname_ascii TEXT NOT NULL UNIQUE, is_default INTEGER NOT NULL,
        paths TEXT NOT NULL, verified INTEGER NOT NULL, txt_record TEXT NOT NULL, dns_errors TEXT NOT NULL
    );
    INSERT INTO ingresses
        SELECT new_id(), id, short_id || '.localhost', short_id || '.localhost', 1,
            '[{"path": "/", "target": {"use_default_page": true}}]', 1, '', '[]' FROM projects ORDER BY rowid;
    """,
)
"""Each step takes the schema from its index to the next version; steps are only ever appended."""


class NewerSchemaError(Exception):
    """The database was written by a newer version of this program."""


def migrate(connection: sqlite3.Connection, steps: Sequence[str] = MIGRATIONS) -> None:
    """Bring the schema up to date, each of the *steps* with its version number in one transaction.

    Raises:
        NewerSchemaError: The database's version is one this program does not know.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(steps):
        raise NewerSchemaError(
            f"The platform's data is of version {version}, this program knows {len(steps)}: update it."
        )
    connection.create_function("new_id", 0, lambda: str(uuid4()))
    for number, step in enumerate(steps[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;")
