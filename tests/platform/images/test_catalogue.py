"""What the images say about themselves."""

from __future__ import annotations

from importlib import import_module

import pytest

from tui.platform.images.catalogue import image_config, image_digest, image_name, known_images


def test_every_image_has_its_program() -> None:
    for image in known_images().values():
        if image.program is not None:
            assert callable(import_module(f"tui.platform.images.{image.program}").main)


def test_an_image_tells_its_ports_and_variables() -> None:
    config = image_config("stackdeck/web:1.4.2")

    assert config is not None
    assert [port.port for port in config.exposed_ports] == ["8080/tcp"]
    assert {variable.key for variable in config.env} == {"LATENCY", "ERROR_PERCENT"}


def test_an_unknown_image_tells_nothing() -> None:
    assert image_config("nginx:1") is None


def test_another_tag_is_another_digest() -> None:
    assert image_digest("stackdeck/web:1") != image_digest("stackdeck/web:2")


@pytest.mark.parametrize("reference", ["a/b", "a/b:1", "docker.io/a/b:1", "a/b@sha256:1", "a/b:1@sha256:1"])
def test_the_name_in_a_reference(reference: str) -> None:
    assert image_name(reference) == "a/b"
