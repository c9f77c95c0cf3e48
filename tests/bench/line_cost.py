"""What the frugal driver costs in processor time, measured on frames that a real app writes."""

from __future__ import annotations

import asyncio
import time
from itertools import islice

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import DataTable, Footer, Header, Log

from tests.bench.figures import median
from tests.bench.gen_logs import lines
from tui.terminal import painter
from tui.terminal.canvas import Canvas
from tui.terminal.painter import Abilities

SIZE = (120, 40)
FRAMES = 150
ROUNDS = 2000


class Recorder(HeadlessDriver):
    """Shows nothing, but keeps what is written and what the canvas takes for it."""

    frames: list[str]
    own: list[float]
    canvas: Canvas

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        if not hasattr(self, "frames"):
            self.frames, self.own, self.canvas = [], [], new_canvas()
        self.frames.append(data)
        began = time.process_time()
        self.canvas.write(data, caused=False)
        self.canvas.update(None)
        self.own.append(time.process_time() - began)


class ThreeTablesAndALog(App[None]):
    """A screen like stackdeck's."""

    CSS = (
        "Horizontal { height: 1fr } Log { height: 1fr; border-top: solid blue } DataTable { border: round; width: 1fr }"
    )

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            for _ in range(3):
                yield DataTable()
        yield Log()
        yield Footer()

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_columns("Name", "Status", "Since", "Image")
            for number in range(30):
                table.add_row(f"service-{number}", "running", f"{number} m", "shop/web:1.4")


def new_canvas() -> Canvas:
    """An empty one for a terminal that can all."""
    canvas = Canvas(*SIZE, Abilities(repeats=True), clock=time.monotonic)
    canvas.widths.trust(measured=True)
    return canvas


def full_frame() -> tuple[float, float]:
    """Milliseconds for reading and painting a full frame, the best of many rounds: a program's first one, and a later.

    Of the first nothing is known before, of the later one only its styles: of no cell what it shows, and no row was
    read before.
    """
    frame = max(asyncio.run(_run(0)).frames, key=len)
    first = later = float("inf")
    for _ in range(ROUNDS):
        canvas = new_canvas()
        painter._shortened.cache_clear()
        first = min(first, _seconds_for(canvas, frame))
        canvas.forget()
        canvas._reader.forget_pieces()
        painter._shortened.cache_clear()
        later = min(later, _seconds_for(canvas, frame))
    return first * 1000, later * 1000


def _seconds_for(canvas: Canvas, frame: str) -> float:
    began = time.perf_counter()
    canvas.write(frame, caused=False)
    canvas.update(None)
    return time.perf_counter() - began


def share() -> tuple[float, float]:
    """Milliseconds of the median frame, while a log is followed: the driver's own, and with all that Textual does."""
    began = time.process_time()
    recorder = asyncio.run(_run(FRAMES))
    whole = (time.process_time() - began) / len(recorder.own)
    return median(recorder.own) * 1000, whole * 1000


async def _run(frames: int) -> Recorder:
    """Runs the app for so many lines, each in a frame of its own."""
    app = ThreeTablesAndALog(driver_class=Recorder)
    running = asyncio.create_task(app.run_async(size=SIZE))
    while not isinstance(driver := app._driver, Recorder) or not hasattr(driver, "frames"):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)
    for line in islice(lines(), frames):
        written = len(driver.frames)
        app.query_one(Log).write_line(line)
        while len(driver.frames) == written:
            await asyncio.sleep(0)
    app.exit()
    await running
    return driver
