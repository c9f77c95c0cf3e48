"""Keeps the app connected to the platform of one profile at a time, and each profile's data apart."""

from __future__ import annotations

import asyncio
import gc
import os
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from tui.platform.errors import PlatformError
from tui.presentation.texts import count, plain
from tui.screens.alarms import Alarms
from tui.screens.place_keeping import PlaceKeeping
from tui.settings import Profile, ProfileKind, SettingsError, Token, paths
from tui.settings.errors import TokenError
from tui.state.changes import ChangeLog, changes_between
from tui.state.fleet import Condition, Fleet, Health
from tui.state.pins import Pins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.app import StackdeckApp
    from tui.connection import Connection
    from tui.logs.log_library import LogLibrary
    from tui.logs.store import LogStore
    from tui.models.service import Service
    from tui.state.keeping import LogKeeping
    from tui.state.last_known import LastKnown
    from tui.state.remembering import Remembering
    from tui.state.session import Session

MEBIBYTE = 1024 * 1024
LARGE = 100
"""Stacks from which on a fleet is so large that a look for cycles in it would hold the screen."""


class Opener(Protocol):
    """Opens a connection."""

    async def __call__(self, profile: Profile, *, environ: Mapping[str, str], token: Token | None) -> Connection:
        """A connection for *profile*, with *token* in place of its own. Raises `SettingsError`, `PlatformError`."""


@dataclass(kw_only=True, eq=False)
class Known:
    """What is known of one profile's platform, for as long as the program runs."""

    fleet: Fleet = field(default_factory=Fleet)
    """The newest picture there was when the profile was left."""
    changes: ChangeLog = field(default_factory=ChangeLog)
    pins: Pins = field(default_factory=Pins)
    """The services whose logs are pinned."""
    token: Token | None = None
    """The token somebody typed."""
    kept: LastKnown | None = None
    """What is known of it on disk, from the first look there on."""
    connection: Connection | None = None
    """Kept while another profile is shown: the local platform ends with the last program that holds it."""


class Connecting:
    """Opens, keeps and changes the connection on behalf of the app."""

    def __init__(self, app: StackdeckApp, profile: Profile, *, place: str | None, opener: Opener | None = None) -> None:
        """Connect to the platform of *profile* once started; go to *place*, a reference, when it is known.

        *opener* opens connections in place of `tui.connection.open_connection`.
        """
        self._app = app
        self._opener = opener
        self.profile = profile
        self.session: Session | None = None
        """What works on the connection; None until there is one."""
        self.trouble = ""
        """Why there is no connection, empty otherwise."""
        self._logs: LogLibrary | None = None
        """The logs of all profiles, each on its profile's shelf."""
        self._keeping: LogKeeping | None = None
        """What has them on disk as well, where that is wanted."""
        self._places = PlaceKeeping(app.main, wanted=place)
        self._alarms = Alarms(app.settings.notify, write=app.tell_terminal)
        self._known: dict[str, Known] = {}
        self._remembering: Remembering | None = None
        """Writes down what is known of the platform that is shown."""
        self._connection: Connection | None = None
        self._one_at_a_time = asyncio.Lock()
        self._asking_for_token = False
        self._keeps_token = False
        """True once somebody did not want to type another token: asked again only when they ask for something."""
        self._asked = asyncio.Event()
        """Set when somebody wants everything anew, the connection too."""
        self._ends = False
        self._hung_up = False

    @property
    def known(self) -> Known:
        """What is known of the profile that is shown."""
        return self._known.setdefault(self.profile.name, Known())

    @property
    def tokens(self) -> list[Token]:
        """The tokens in use, for taking them out of what is written down."""
        open_ones = [self._connection, *(known.connection for known in self._known.values())]
        return [connection.token for connection in open_ones if connection is not None]

    def last_log(self, service: Service) -> LogStore | None:
        """What is there of the log of *service*, in memory or on disk, where nobody reads it at the moment."""
        library, keeping = self._log_keeping()
        key = f"{self.profile.name}/{service.id}"
        if keeping is None:
            return library.peek(key)
        store = library.open(key)
        self._app.run_worker(self._read_kept(keeping, service, store), group="kept logs", name="read a kept log")
        return store

    async def _read_kept(self, keeping: LogKeeping, service: Service, store: LogStore) -> None:
        from tui.state.logbook import about  # as in `_log_keeping`

        await keeping.open(self.profile.name, about(service, self._app.main.fleet), store)
        self._app.main.log_changed(store)

    def _log_keeping(self) -> tuple[LogLibrary, LogKeeping | None]:
        """The logs of all profiles, and what has them on disk where that is wanted."""
        from tui.logs.log_library import LogLibrary  # not needed by the first paint

        logs = self._app.settings.logs
        self._logs = self._logs or LogLibrary(total=logs.memory * MEBIBYTE)
        if logs.keep and self._keeping is None:
            from tui.state.keeping import LogKeeping

            root, budget = paths.kept_logs_dir(), logs.keep_size * MEBIBYTE
            self._keeping = LogKeeping(root, budget=budget, tell=self._warn)
        return self._logs, self._keeping

    def start(self) -> None:
        """Connect, in place of what there is."""
        self._app.run_worker(self._stay_connected(), group="connection", name="connection", exclusive=True)

    def again(self) -> None:
        """Ask for everything now; where there is no connection, try to open one first."""
        self._asked.set()
        self._keeps_token = False
        if self.session is not None:
            self.session.poller.refresh()
        elif self.trouble:
            self.start()

    def switch(self, profile: Profile) -> None:
        """Show the platform of another profile, at first what was last known of it."""
        main = self._app.main
        if self.session is not None and (left := len(self.session.actions.under_way)):
            told = (
                f"{count(left, 'action')} on {plain(self.profile.name)} went out and will not be followed to the end."
            )
            self._app.notify(told, severity="warning", timeout=12, markup=False)
        self._places.remember()
        self.known.fleet = self._as_left(main.fleet)
        self.session, self.trouble, self._keeps_token = None, "", False
        self.profile = profile
        main.show_other(self.known.fleet)
        self._places = PlaceKeeping(main, wanted=None)
        self._places.arrive(main.fleet)
        self._entitle()
        self.start()

    def _as_left(self, fleet: Fleet) -> Fleet:
        """What is known of the platform, for when it is shown again: as old as it is, and nothing asked since."""
        if self.session is None:
            return replace(fleet, health=Health(read_at=fleet.health.read_at))
        from tui.state.remembering import confirmed_at

        at = confirmed_at(fleet, self.session)
        return fleet.as_remembered(at or self.session.client.server_now())

    def looked_at_changes(self) -> None:
        """Somebody has seen what changed: nothing of it is new any longer."""
        self.known.changes.look()
        self._entitle()
        self._app.main.drawing.bars()

    def remember_place(self) -> None:
        """Write down where one is, as the program ends the way somebody wants it to."""
        self._places.remember()
        if self._places.has_arrived:
            self._app.main.continuing.forget()

    def keep_what_is_open(self) -> None:
        """Write down where one is and all that is open, to be offered at the next start."""
        self._places.remember()
        if self._places.has_arrived:
            stores = self._logs.on_shelf(self.profile.name) if self._logs else {}
            self._app.main.continuing.keep(stores)

    async def end(self, *, hung_up: bool) -> None:
        """Give every connection back; when the terminal is gone the local platform waits a while."""
        self._ends, self._hung_up = True, hung_up
        self._alarms.end()
        self._app.workers.cancel_group(self._app, "connection")
        async with self._one_at_a_time:
            for known in self._known.values():
                if known.connection is not None:
                    await self._leave(known.connection)
            if self._keeping is not None:
                await self._keeping.close()
            if self._remembering is not None:
                # Not where the connection ends: the end of the program cancels that more than once.
                await self._remembering.finish()

    async def _stay_connected(self) -> None:
        """Open the connection and keep everything fresh until the app ends or another one is wanted."""
        async with self._one_at_a_time:
            connections = await asyncio.to_thread(_import_connection)
            known, profile = self.known, self.profile
            await self._recall(known, profile)
            connection, known.connection = known.connection, None
            try:
                opener = self._opener or connections.open_connection
                connection = connection or await opener(profile, environ=os.environ, token=known.token)
            except (SettingsError, PlatformError) as error:
                self._tell_trouble(str(error), ask=isinstance(error, TokenError))
                return
            await self._work(connection, connections, known)

    async def _recall(self, known: Known, profile: Profile) -> None:
        """Show what was known when the program ended, once. The local platform is there or holds nothing to know."""
        if profile.kind is ProfileKind.LOCAL or known.kept is not None:
            return
        from tui.state.last_known import LastKnown  # with the models it needs, after the first paint

        known.kept = LastKnown(paths.state_dir() / "fleet", profile=profile.name, origin=profile.url or "")
        fleet = await known.kept.load()
        if fleet is not None and not self._app.main.fleet.stacks:
            self._app.main.fleet = fleet
            self._places.arrive(fleet)

    async def _work(self, connection: Connection, connections: ModuleType, known: Known) -> None:
        from tui.state.remembering import Remembering

        session = self._open_session(connection)
        remembering = Remembering(session, known.kept) if known.kept is not None else None
        self._remembering = remembering
        self._connection, self.session, self.trouble = connection, session, ""
        self._app.main.session_began(session)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(session.run())
                group.create_task(connections.keep(connection, tell=self._tell_platform, asked=self._asked))
                if remembering is not None:
                    group.create_task(remembering.run())
        finally:
            self._connection = None
            if self.session is session:
                self.session = None
            if connection.profile.kind is ProfileKind.LOCAL and not self._ends:
                known.connection = connection
            else:
                await self._leave(connection)
            if remembering is not None and not self._ends:
                await remembering.finish()

    def _open_session(self, connection: Connection) -> Session:
        from tui.state.session import Session  # neither this nor the API's models are needed by the first paint

        main = self._app.main
        library, keeping = self._log_keeping()
        session = Session(
            connection.client,
            read_only=self.profile.read_only,
            settings=self._app.settings,
            known=main.fleet,
            changed=main.action_began_or_ended,
            library=library,
            shelf=self.profile.name,
            keeping=keeping,
        )
        session.poller.subscribe(lambda fleet: self._take(session, fleet))
        session.logs.subscribe(main.log_changed)
        return session

    def _take(self, session: Session, fleet: Fleet) -> None:
        """Show a new picture, unless it is of a platform that is shown no longer."""
        if session is not self.session:
            return
        main = self._app.main
        changes = changes_between(main.fleet, fleet, now=session.client.server_now())
        broken = self.known.changes.add(changes, told=session.actions.under_way)
        if len(fleet.stacks) >= LARGE and not (main.fleet.complete and not main.fleet.remembered):
            # Each page of a large fleet that is read for the first time: nobody need ever look for cycles in it.
            gc.freeze()
        main.fleet = fleet
        self._places.arrive(fleet)
        self._alarms.tell(broken, fleet)
        self._entitle()
        if fleet.health.condition is Condition.FRESH:
            self._keeps_token = False
        elif fleet.health.condition is Condition.REFUSED and self.profile.kind is not ProfileKind.LOCAL:
            self._ask_for_token(fleet.health.message)

    def _entitle(self) -> None:
        self._alarms.entitle(self.profile.name, len(self.known.changes.broke), self._app.look)

    def _tell_platform(self, trouble: str) -> None:
        """Say that the local platform is gone for the time being, or ask it for everything once it is back."""
        self._tell_trouble(trouble, ask=False)
        if trouble:
            key = self._app.keymap.shown("program.refresh")
            self._app.notify(f"{plain(trouble)} {key} starts it again.", severity="warning", timeout=12, markup=False)
        elif self.session is not None:
            self.session.poller.refresh()

    def _warn(self, sentence: str) -> None:
        self._app.notify(plain(sentence), severity="warning", timeout=12, markup=False)

    async def _leave(self, connection: Connection) -> None:
        if self._hung_up:
            await connection.client.aclose()
        else:
            await connection.leave()

    def _tell_trouble(self, message: str, *, ask: bool) -> None:
        self.trouble = message
        self._app.main.drawing.everything()
        if ask:
            self._ask_for_token(message)

    def _ask_for_token(self, why: str) -> None:
        if self._asking_for_token or self._keeps_token:
            return
        self._asking_for_token = True
        self._app.run_worker(self._take_token(why), group="token", name="token")

    async def _take_token(self, why: str) -> None:
        from tui.screens.token import TokenScreen  # seldom needed

        token = await self._app.push_screen_wait(TokenScreen(self.profile.name, plain(why)))
        self._asking_for_token, self._keeps_token = False, token is None
        if token is not None:
            self.known.token = token
            self.start()


def _import_connection() -> ModuleType:
    """Import what talks to the platform; in a thread, so that the screen is up before that is done."""
    import tui.client.http
    import tui.connection
    import tui.state.session

    if not gc.isenabled():  # since the program began; nobody need ever look for cycles in what there is by now
        gc.freeze()
        gc.enable()
    return tui.connection
