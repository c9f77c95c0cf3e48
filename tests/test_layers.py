"""The layers of the package: what imports what, and what is not loaded before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent


def test_every_layer_imports_only_what_is_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that are loaded after *statement* in a fresh interpreter."""
    program = f"{statement}\nimport sys; print(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines()[-1].split())


def test_a_version_needs_nothing_but_the_interpreter() -> None:
    loaded = loaded_by("import tui.__main__; tui.__main__.main(['--version'])")
    assert loaded.isdisjoint({"argparse", "asyncio", "dataclasses", "httpx", "pydantic", "textual"})


def test_the_help_needs_no_library() -> None:
    loaded = loaded_by("import tui.__main__; tui.__main__.main(['--help'])")
    assert loaded.isdisjoint({"fastapi", "httpx", "platformdirs", "pydantic", "rich", "textual", "uvicorn"})


@pytest.mark.parametrize(
    "arguments", [["ls", "services"], ["logs", "web"], ["stop", "web"], ["wait", "web"], ["doctor"]]
)
def test_a_plain_command_loads_neither_the_app_nor_the_server(arguments: list[str]) -> None:
    statement = (
        "import os, tui.__main__\n"
        "os.environ.update(STACKDECK_TOKEN='secret', XDG_CONFIG_HOME='/nonexistent')\n"
        f"tui.__main__.main(['--url', 'http://127.0.0.1:9', *{arguments!r}])"
    )
    assert loaded_by(statement).isdisjoint({"fastapi", "textual", "tree_sitter", "uvicorn"})


@pytest.mark.parametrize(
    "layer",
    ["cli.parser", "presentation", "connection", "state", "definitions", "logs", "client", "models", "settings"],
)
def test_a_layer_without_a_screen_loads_no_textual(layer: str) -> None:
    assert "textual" not in loaded_by(f"import tui.{layer}")


def test_the_first_frame_waits_for_nothing_that_only_the_data_needs() -> None:
    loaded = loaded_by("import tui.app")
    assert "textual" in loaded
    assert loaded.isdisjoint({"fastapi", "httpcore", "pydantic", "ruamel", "sqlite3", "tree_sitter", "zoneinfo"})
