"""One key after the other, also when they all arrive at once.

Textual hands a key to the widget that has the focus at that moment, and what the key does happens some queues later. Of
keys that arrive together, as they do over a slow line, the second would still go where the first was meant, and text
typed for a filter would run commands. Here a key waits until the one before has had its effect.

A key that nobody on its way from the widget with the focus to the app would do anything with goes to the app's bindings
at once: through the queues of all of them it takes as long as to do what it means.

The escape key and the one behind it may arrive as one, see `tui.terminal.received`: they are taken apart again.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

if TYPE_CHECKING:
    from textual._queue import Queue
    from textual.dom import DOMNode
    from textual.message_pump import MessagePump

PATIENCE = 0.25
"""Seconds between looks at whether there is still somebody to wait for: a widget that is gone gives no answer."""
EFFECT = 0.1
"""Seconds after a key in which what changes on the screen is taken for its effect."""
LONGEST = 2.0
"""Seconds after which the next key goes on in any case."""
LEADER = "meta+"
"""What stands before the name of a key that came with an escape byte in front of it."""
_CHARACTERS = {"enter": "\r", "tab": "\t"}
_FULL_NAMES = {short: full for full, short in KEY_NAME_REPLACEMENTS.items()}
"""What Textual knows a character by whose key has a shorter name."""


@lru_cache(maxsize=1024)
def _passes_on(kind: type[DOMNode], key: str) -> bool:
    """Whether widgets of a class have nothing of their own that takes that key."""
    handlers = {f"{prefix}{name}" for name in events.Key(key, None).name_aliases for prefix in ("key_", "_key_")}
    for each in kind.__mro__:
        own = vars(each)
        takes_all = each is not Widget and not {"on_key", "_on_key"}.isdisjoint(own)
        if takes_all or events.Key in own.get("_decorated_handlers", ()) or not handlers.isdisjoint(own):
            return False
    return True


def _is_at_rest(node: MessagePump) -> bool:
    """Whether nothing is under way for it or being done by it."""
    queue: Queue[Message | None] = node._message_queue  # noqa: SLF001 -- nothing public says whether it has something to do
    return queue.empty() and bool(vars(queue.ready_event)["_waiters"])


class Passed(Message):
    """Goes the way a key goes, right behind it; when it is back at the app, the key has had its effect."""


class OneKeyAtATime(App[None]):
    """An app whose keys and pastes have their effect in the order in which they came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._held: deque[events.Key | events.Paste] = deque()
        self._under_way: Passed | None = None
        self._waits_for: MessagePump | None = None
        self._waits_since = 0.0
        self._give_up: Timer | None = None
        self.keyed_at = 0.0
        """When the last key came, on the monotonic clock."""
        self._handed_on_at = 0.0

    @property
    def has_just_done_a_key(self) -> bool:
        """Whether somebody looks for the effect of a key; of keys that come together only that of the last is shown."""
        return not self._held and monotonic() - self._handed_on_at < EFFECT

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another one is under way."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self.keyed_at = monotonic()
        if self._under_way is not None:
            self._held.append(event)
        else:
            await self._hand_on(event)

    async def on_passed(self, message: Passed) -> None:
        """Hand the next key on once the one before has had its effect."""
        message.stop()
        if message is self._under_way:
            await self._go_on()

    async def _hand_on(self, event: events.Key | events.Paste) -> None:
        if not self.screen_stack:
            return  # The app is ending: there is nobody any more whom a key could be meant for.
        if isinstance(event, events.Key) and event.key.startswith(LEADER):
            event = self._taken_apart(event.key.removeprefix(LEADER))
        self._handed_on_at = monotonic()
        target = self.focused or self.screen
        if isinstance(event, events.Key) and self._is_for_nobody_else(event, target):
            if not await self._check_bindings(event.key, priority=True):
                await self._on_key(event)
            return
        await super().on_event(event)
        if event.is_forwarded:
            self._under_way = Passed()
            self._waits_for, self._waits_since = target, monotonic()
            self._give_up = self.set_interval(PATIENCE, self._see_whether_gone)
            target.post_message(self._under_way)

    async def _on_key(self, event: events.Key) -> None:
        """In place of Textual's own, which looks for a method named after a key that is not bound."""
        event.prevent_default()
        if not await self._check_bindings(event.key):
            self.tell_unbound(event.key)

    def tell_unbound(self, key: str) -> None:
        """Nobody does anything with *key* where the focus is."""

    def _is_for_nobody_else(self, event: events.Key, target: Widget) -> bool:
        """Whether a key would come back from *target* with nothing done, and nothing is to be done before it."""
        if not self.app_focus or self.screen.maximized is not None or not target.check_message_enabled(event):
            return False
        return all(
            node is self or (_passes_on(type(node), event.key) and _is_at_rest(node))
            for node in target.ancestors_with_self
        )

    def _taken_apart(self, key: str) -> events.Key:
        """What to hand on of escape and *key*, with the key to follow; alt and *key* where that is bound."""
        if f"alt+{key}" in self.screen.active_bindings:
            return events.Key(f"alt+{key}", None)
        character = _CHARACTERS.get(key) or key_to_character(_FULL_NAMES.get(key, key))
        self._held.appendleft(events.Key(key, character))
        return events.Key("escape", "\x1b")

    async def _see_whether_gone(self) -> None:
        """Go on when nobody will answer any more."""
        gone = self._waits_for is None or not self._waits_for.is_running
        if gone or monotonic() - self._waits_since > LONGEST:
            await self._go_on()

    async def _go_on(self) -> None:
        self._under_way = self._waits_for = None
        if self._give_up is not None:
            self._give_up.stop()
        while self._held and self._under_way is None:
            await self._hand_on(self._held.popleft())
