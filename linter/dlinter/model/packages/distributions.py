"""What is known of official images: variables and users that they set, and whose distribution they are.

The facts are from docker-library's and the publishers' Dockerfiles.
"""

from __future__ import annotations

from dlinter.model.dockerfile import Stage
from dlinter.model.facts.facts import Facts
from dlinter.model.image_reference import DEFAULT_REGISTRY, parse_reference

IMAGE_ENV: tuple[tuple[str, dict[str, str]], ...] = (
    ("golang", {"GOPATH": "/go"}),
    ("rust", {"CARGO_HOME": "/usr/local/cargo"}),
    ("cargo-chef", {"CARGO_HOME": "/usr/local/cargo"}),
    ("gradle", {"GRADLE_USER_HOME": "/home/gradle/.gradle"}),
    ("composer", {"COMPOSER_HOME": "/tmp", "COMPOSER_CACHE_DIR": "/tmp/cache"}),
    ("micromamba", {"MAMBA_ROOT_PREFIX": "/opt/conda"}),
    ("ruby", {"GEM_HOME": "/usr/local/bundle"}),
    ("jruby", {"GEM_HOME": "/usr/local/bundle"}),
    ("deno", {"DENO_DIR": "/deno-dir/"}),
    ("dart", {"PUB_CACHE": "/root/.pub-cache"}),
    ("haskell", {"CABAL_DIR": "/root/.cabal"}),
)
"""What official images set, by the last part of their name. The gradle image runs as root by default, its
GRADLE_USER_HOME is set all the same."""
USERS: tuple[tuple[str, str, int], ...] = (
    ("node", "node", 1000),
    ("gradle", "gradle", 1000),
    ("scipy-notebook", "jovyan", 1000),
    ("base-notebook", "jovyan", 1000),
    ("minimal-notebook", "jovyan", 1000),
    ("ubuntu", "ubuntu", 1000),
    ("bun", "bun", 1000),
    ("deno", "deno", 1993),
    ("micromamba", "mambauser", 57439),
)
"""Users that official images have: the last part of the name, the user, the id."""
OTHER_USERS = {"node": 1000, "gradle": 1000, "jovyan": 1000, "vscode": 1000, "ubuntu": 1000, "coder": 1000}
"""Names that images of other publishers use as these do."""
_FOLDERS = (
    ("composer", "", "/app"),
    ("golang", "", "/go"),
    ("php", "apache", "/var/www/html"),
    ("php", "fpm", "/var/www/html"),
)
"""The working folder of official images: name, what stands in the tag, folder."""
_OTHERS = ("alpine", "fedora", "centos", "rockylinux", "almalinux", "oraclelinux", "ubi", "opensuse", "leap",
    "tumbleweed", "archlinux", "amazonlinux", "busybox", "scratch", "photon", "distroless",
    "wolfi")  # fmt: skip
_BARE = ("debian", "ubuntu", "alpine", "python", "golang", "rust", "ruby", "php", "fedora", "rockylinux",
    "almalinux", "amazonlinux", "busybox", "scratch", "buildpack-deps", "perl", "gcc")  # fmt: skip
"""Official images whose /etc/passwd has no user with an id of 1000 or more (but those in `USERS` and
nobody)."""


def base_image(stage: Stage, facts: Facts) -> str:
    """The image that a stage stands on in the end, as written; "" when it cannot be told."""
    seen: set[int] = set()
    while stage.base is not None and stage.index not in seen:
        seen.add(stage.index)
        stage = facts.dockerfile.stages[stage.base]
    return stage.from_.image.value if stage.from_.image else ""


def base_of(stage: Stage, facts: Facts) -> str:
    """The image that a stage stands on, its variables resolved as far as the file gives them a value. Kept:
    each user and each cache asks."""
    kept = facts.once(_bases)
    if stage.index not in kept:
        kept[stage.index] = _resolved(stage, facts)
    return kept[stage.index]


def _bases(facts: Facts) -> dict[int, str]:
    return {}


def _resolved(stage: Stage, facts: Facts) -> str:
    seen: set[int] = set()
    while stage.base is not None and stage.index not in seen:
        seen.add(stage.index)
        stage = facts.dockerfile.stages[stage.base]
    image = stage.from_.image.value if stage.from_.image else ""
    return (facts.scope.expand(image, stage.from_).value or image) if "$" in image else image


def short_name(image: str) -> str:
    """`name:tag` of an image without registry, folders and digest: what the tables are asked by."""
    without = image.partition("@")[0]
    last = without.rsplit("/", 1)[-1]
    name, _, tag = last.partition(":")
    return f"{name}:{tag}"


def image_variable(image: str, name: str) -> str | None:
    """The value an official image gives a variable; None when it is not known to set it."""
    last = short_name(image).partition(":")[0]
    for known, variables in IMAGE_ENV:
        if last == known and name in variables:
            return variables[name]
    return None


def image_folder(image: str) -> str | None:
    """The working folder that an image of the library is known to set; None where it is not."""
    reference = parse_reference(image) if "$" not in image else None
    if reference is None or reference.registry != DEFAULT_REGISTRY:
        return None
    if not reference.path.startswith("library/"):
        return None
    name, _, tag = short_name(image).partition(":")
    words = ("", *tag.split("-"))
    return next((f for known, word, f in _FOLDERS if name == known and word in words), None)


_SET_BY_IMAGES = frozenset(name for _, variables in IMAGE_ENV for name in variables)


def is_set_by_images(name: str) -> bool:
    """Whether an image with the tool is known to set a variable: others with the tool may, too."""
    return name in _SET_BY_IMAGES


def is_official(image: str) -> bool:
    """Whether an image's name is one of the library or of the tables, so that what it sets is known; a name
    that only the build tells counts as one."""
    reference = parse_reference(image) if "$" not in image else None
    last = short_name(image).partition(":")[0]
    library = (
        reference is not None
        and reference.registry == DEFAULT_REGISTRY
        and reference.path.startswith("library/")
    )
    return reference is None or library or any(last == known for known, _ in IMAGE_ENV)


def uses_docker_clean(image: str) -> bool:
    """Whether apt throws every package away after its installation: Debian's and Ubuntu's images have
    `docker-clean`, and so have those made from them. An image of another distribution has not; what is not
    known is taken for one of Debian's, where apt-get runs at all."""
    lower = image.lower()
    return "$" not in image and not any(name in lower for name in _OTHERS)


def has_no_users(image: str) -> bool:
    """Whether an image is known to have no users of its own beside root and the distribution's."""
    reference = parse_reference(image) if image and "$" not in image else None
    return reference is not None and reference.path.removeprefix("library/") in _BARE


def image_users(image: str) -> dict[str, int]:
    """Users of an official image, by name."""
    last = short_name(image).partition(":")[0]
    return {user: uid for known, user, uid in USERS if known == last and user}
