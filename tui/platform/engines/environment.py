"""What a service's process is started with: its arguments and its environment, nothing inherited."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from tui.platform import images
from tui.platform.engines.base import CannotRunError, Place
from tui.platform.images.catalogue import SampleImage, find_image, known_images
from tui.platform.runtime import ServiceSpec

MARKER = "STACKDECK_RUN"
"""The variable by which a process is known as ours; its value is new for each run."""


def image_of(spec: ServiceSpec) -> SampleImage:
    """The image of *spec*. Raises CannotRunError for one this platform does not have."""
    image = find_image(spec.image)
    if image is None:
        names = ", ".join(sorted(known_images()))
        raise CannotRunError(f"no such image `{spec.image}`: this platform runs {names}")
    return image


def arguments(spec: ServiceSpec, image: SampleImage) -> list[str]:
    """Program and arguments as containers combine them: the declared entrypoint, else the image's, then the command.

    An absent or empty list stands for the image's own. Raises CannotRunError when that leaves nothing to run.
    """
    entrypoint = list(spec.entrypoint or ())
    if not entrypoint and image.program is not None:
        runner = str(Path(images.__file__).with_name("__main__.py"))
        # Isolated and without site-packages: nothing of this environment is in it, and it starts in 20 ms with 10 MB.
        entrypoint = [sys.executable, "-I", "-S", runner, image.program]
    whole = entrypoint + list(spec.command or ())
    if not whole:
        raise CannotRunError(f"`{spec.image}` runs the declared `command`, and none is declared")
    if not all(map(_can_be_passed, whole)):
        raise CannotRunError("the command contains characters that no program can be given")
    return whole


def environment(spec: ServiceSpec, image: SampleImage, place: Place, *, marker: str) -> dict[str, str]:
    """The variables of a service: PATH and LANG, the image's, those declared, and where its ports and volumes are."""
    given = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "HOME": str(place.home),
        "HOSTNAME": spec.name,
    }
    given |= {variable.key: variable.value for variable in image.variables if variable.value}
    given |= spec.environment
    given |= _port_variables(spec.environment, place)
    given |= {_name("VOLUME", mount): str(folder) for folder, mount in spec.volumes}
    given |= {
        "STACKDECK_IMAGE": spec.image,
        "STACKDECK_SERVICE": spec.service_id,
        "STACKDECK_HOSTS": str(place.hosts),
        MARKER: marker,
    }
    return {key: value for key, value in given.items() if _can_be_set(key, value)}


def _port_variables(declared: Mapping[str, str], place: Place) -> dict[str, str]:
    """`PORT_<number>` for each port, and `PORT` for the first.

    A declared PORT that names one of the ports is translated, as the network of a container would do it; any other
    stays as it is.
    """
    variables = {
        f"PORT_{port.number}" + ("" if port.protocol == "tcp" else f"_{port.protocol.upper()}"): str(port.host)
        for port in place.ports
    }
    hosts = {str(port.number): str(port.host) for port in reversed(place.ports)}
    if "PORT" not in declared and place.ports:
        variables["PORT"] = str(place.ports[0].host)
    elif declared.get("PORT") in hosts:
        variables["PORT"] = hosts[declared["PORT"]]
    return variables


def _name(prefix: str, path: str) -> str:
    """A variable's name made of a path: `/var/lib/data` gives `VOLUME_VAR_LIB_DATA`."""
    return f"{prefix}_{re.sub(r'[^A-Za-z0-9]+', '_', path).strip('_').upper()}"


def _can_be_set(key: str, value: str) -> bool:
    return bool(key) and "=" not in key and _can_be_passed(key + value)


def _can_be_passed(text: str) -> bool:
    """Whether the system takes *text*: no NUL, and no half of a character pair, which JSON can hold."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False
