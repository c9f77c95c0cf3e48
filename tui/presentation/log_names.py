"""What the logs of services are called where several are shown: no two alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.state.fleet import Fleet


def log_names(services: Sequence[Service], fleet: Fleet) -> list[str]:
    """Each service's name; where two are alike with their stack's in front, then their project's, then their ids."""
    ways = [
        [plain(service.service_name) for service in services],
        [plain(f"{fleet.stack_name(each.stack_id)}/{each.service_name}") for each in services],
        [plain(f"{fleet.project_name(each.project_id)}/{each.service_name}") for each in services],
        [plain(f"{each.service_name} {each.short_id}") for each in services],
    ]
    names = ways[0]
    for way in ways[1:]:
        alike = Counter(names)
        names = [other if alike[name] > 1 else name for name, other in zip(names, way, strict=True)]
    return names
