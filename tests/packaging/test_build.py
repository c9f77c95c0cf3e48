"""What is built from the checkout: a wheel that runs by itself, and a source distribution that builds the same."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tui import __version__

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source distribution and the wheel."""
    folder = tmp_path_factory.mktemp("build")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder / "dist")],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (sdist,) = (folder / "dist").glob("*.tar.gz")
    (wheel,) = (folder / "dist").glob("*.whl")
    return sdist, wheel


def test_the_wheel_has_the_package_its_styles_and_its_command(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = wheel.namelist()
        points = wheel.read(f"stackdeck-{__version__}.dist-info/entry_points.txt").decode()
    assert {"tui/__main__.py", "tui/styles.tcss", "tui/py.typed"} <= set(names)
    assert all(name.startswith(("tui/", "stackdeck-")) for name in names)
    assert "stackdeck = tui.__main__:main" in points


def test_everything_in_the_package_is_in_the_wheel(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = set(wheel.namelist())
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "tui").rglob("*.py")}
    assert modules <= names


def test_the_source_has_what_is_needed_to_build_and_to_test(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    needed = {"pyproject.toml", "README.md", "LICENSE", "styles.tcss", "tui/__main__.py", "tests/__init__.py"}
    assert needed <= names
    assert not [name for name in names if name.startswith((".git/", ".venv", ".mypy_cache"))]


def test_the_wheel_runs_by_itself(built: tuple[Path, Path], tmp_path: Path) -> None:
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(tmp_path / "site"), str(built[1])],
        check=True,
    )
    program = "from tui.resources import styles_path\npath = styles_path(); assert path.read_text(); print(path)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(tmp_path / "site/tui/styles.tcss")


def test_the_styles_are_found_beside_the_package_in_a_checkout() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from tui.resources import styles_path; print(styles_path())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(ROOT / "styles.tcss")
