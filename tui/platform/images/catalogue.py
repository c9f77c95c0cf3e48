"""The images the local platform can run, and what each says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from types import MappingProxyType

from tui.models.image_config import ImageConfig, ImagePort, ImageVariable, ImageVolume

REGISTRIES = ("docker.io/", "index.docker.io/")
"""What may stand before the name of an image of the Docker Hub."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleImage:
    """One image: a program of this package, or for `stackdeck/shell` whatever is declared."""

    name: str
    """Without a tag, for example `stackdeck/web`."""
    summary: str
    program: str | None
    """The module in `tui.platform.images`; None when only the declared command is run."""
    variables: Sequence[ImageVariable] = ()
    ports: Sequence[str] = ()
    volumes: Sequence[str] = ()
    listens: bool = False
    """Whether it counts as running only once its first port answers."""


def known_images() -> Mapping[str, SampleImage]:
    """Every image by its name."""
    return _images()


def find_image(reference: str) -> SampleImage | None:
    """The image that *reference* names, whatever its tag or digest; None when this platform has no such image."""
    return known_images().get(image_name(reference))


def image_name(reference: str) -> str:
    """The name in an image reference, without the Docker Hub's host, tag and digest."""
    name = reference.partition("@")[0]
    for registry in REGISTRIES:
        name = name.removeprefix(registry)
    head, slash, last = name.rpartition("/")
    return head + slash + last.partition(":")[0]


def image_digest(reference: str) -> str:
    """A digest for this tag of the image: another tag is another digest."""
    return f"sha256:{sha256(reference.encode()).hexdigest()}"


def image_config(reference: str) -> ImageConfig | None:
    """What the API tells about an image; None for an image that is not known."""
    image = find_image(reference)
    if image is None:
        return None
    return ImageConfig(
        digest=image_digest(reference),
        user="root",
        user_id=0,
        is_user_root=True,
        entrypoint=(image.program,) if image.program else None,
        env=tuple(image.variables),
        exposed_ports=tuple(ImagePort(port=port) for port in image.ports),
        volumes=tuple(ImageVolume(volume=volume) for volume in image.volumes),
    )


def _variable(key: str, value: str, description: str) -> ImageVariable:
    return ImageVariable(key=key, value=value, description=description)


@cache
def _images() -> Mapping[str, SampleImage]:
    images = (
        SampleImage(
            name="stackdeck/web",
            summary="an HTTP server with an access log, /health, /slow and /error",
            program="web",
            ports=("8080/tcp",),
            listens=True,
            variables=(
                _variable("LATENCY", "0", "Milliseconds by which each answer is held back"),
                _variable("ERROR_PERCENT", "0", "How many of a hundred requests fail with 500"),
            ),
        ),
        SampleImage(
            name="stackdeck/worker",
            summary="works through jobs, calls WEB_URL for each, now and then fails with a traceback",
            program="worker",
            variables=(
                _variable("INTERVAL", "2", "Seconds between jobs"),
                _variable("WEB_URL", "", "What to call for each job, for example http://web:8080/"),
                _variable("FAIL_EVERY", "15", "Which job fails, counted from the last failure; 0 for none"),
            ),
        ),
        SampleImage(
            name="stackdeck/ticker",
            summary="one line each interval",
            program="ticker",
            variables=(
                _variable("INTERVAL", "1", "Seconds between lines"),
                _variable("MESSAGE", "tick", "What each line says"),
            ),
        ),
        SampleImage(
            name="stackdeck/flaky",
            summary="crashes with a traceback some seconds after its start",
            program="flaky",
            variables=(
                _variable("CRASH_AFTER", "6", "Seconds until the crash"),
                _variable("EXIT_CODE", "1", "With which code it exits"),
                _variable("DATABASE_HOST", "10.0.0.7:5432", "What it fails to connect to"),
            ),
        ),
        SampleImage(
            name="stackdeck/flood",
            summary="writes many lines a second",
            program="flood",
            variables=(
                _variable("RATE", "100", "Lines a second; 0 for as many as are taken"),
                _variable("LINE_LENGTH", "80", "Characters in a line"),
            ),
        ),
        SampleImage(
            name="stackdeck/jsonlog",
            summary="writes its log as one JSON object a line",
            program="jsonlog",
            variables=(_variable("INTERVAL", "1", "Seconds between lines"),),
        ),
        SampleImage(
            name="stackdeck/mailer",
            summary="pretends to deliver mails, with a coloured log",
            program="mailer",
            variables=(_variable("INTERVAL", "3", "Seconds between mails"),),
        ),
        SampleImage(
            name="stackdeck/shell",
            summary="runs the declared command on this machine",
            program=None,
        ),
    )
    return MappingProxyType({image.name: image for image in images})
