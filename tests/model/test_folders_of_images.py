"""The working folder of an official image, where no WORKDIR of the file is in force."""

from __future__ import annotations

import pytest
from tests.cache.test_parted_stages import results

from dlinter.model.packages.distributions import image_folder

FILES = {"composer.json": '{"require": {}}', "composer.lock": "{}", "src/a.php": "", "index.php": ""}
HISTORY = (("src/a.php",),) * 25


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ("composer:2", "/app"), ("docker.io/library/composer", "/app"), ("golang:1.24-alpine", "/go"),
        ("php:8.4-apache", "/var/www/html"), ("php:8.4-fpm-alpine", "/var/www/html"), ("php:8.4", None),
        ("php:8.4-cli", None), ("node:22", None), ("mine/composer:2", None), ("r.example/composer:2", None),
        ("r.example/library/composer:2", None),
        ("composer:$X", None),
    ],
)  # fmt: skip
def test_images_of_the_library_alone_are_known(image: str, folder: str | None) -> None:
    assert image_folder(image) == folder


@pytest.mark.parametrize("to", ["/app", "/app/", ".", "./"])
def test_an_install_in_the_folder_of_the_image_comes_first(to: str) -> None:
    source = f"FROM composer:2\nCOPY . {to}\nRUN composer install --no-scripts\n"
    ((_, found),) = results(source, FILES, HISTORY)
    place = to if to.endswith("/") else f"{to}/"
    assert found == (
        f"FROM composer:2\nCOPY composer.json composer.lock {place}\nRUN composer install --no-scripts\n"
        f"COPY . {to}\n"
    )


@pytest.mark.parametrize(
    ("image", "above"),
    [("me/composer:2", ""), ("composer:2", "WORKDIR $DIR\n"), ("composer:2", "WORKDIR sub\n"),
        ("composer:2", "WORKDIR /srv\n")],
)  # fmt: skip
def test_in_another_folder_the_files_are_not_there(image: str, above: str) -> None:
    source = f"FROM {image}\n{above}COPY . /app\nRUN composer install --no-scripts\n"
    assert all(found is None for _, found in results(source, FILES, HISTORY))
