"""The folders of the XDG base directory specification, used alike on Linux and macOS."""

from __future__ import annotations

from pathlib import Path


def config_file() -> Path:
    """The settings file: `$XDG_CONFIG_HOME/stackdeck/config.toml`."""
    from platformdirs.unix import Unix  # 8 ms, and `--version` needs no folder

    return Unix("stackdeck").user_config_path / "config.toml"


def state_dir() -> Path:
    """Where drafts, crash files, what was last known and the place one was in are: `$XDG_STATE_HOME/stackdeck`."""
    from platformdirs.unix import Unix

    return Unix("stackdeck").user_state_path


def kept_logs_dir() -> Path:
    """Where logs are kept that shall survive the program, each profile's in a folder of its own."""
    return state_dir() / "logs"


def data_dir() -> Path:
    """Where what must last is kept: `$XDG_DATA_HOME/stackdeck`."""
    from platformdirs.unix import Unix

    return Unix("stackdeck").user_data_path


def vendor_token_file() -> Path:
    """Where the vendor's CLI `mw` keeps its token."""
    return Path.home() / ".config" / "mw" / "token"


def shown(path: Path) -> str:
    """The path as people write it: `~` for the home folder."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
