"""Full provenance is attached to an image whose build arguments carry a secret.

## Why
With `mode=max` BuildKit writes every build argument, with its value, into the provenance attestation, which
is pushed with the image: whoever can pull the image can read the secret with `docker buildx imagetools
inspect --format '{{ json .Provenance }}'`, even when no layer holds it.

## Instead
Pass the secret as a secret mount. Until then: `provenance: mode=min`. docker/build-push-action and
docker/bake-action also upload a record of the build, which holds every build argument, as an artifact of the
workflow: `DOCKER_BUILD_RECORD_UPLOAD: false` in the step's `env` keeps it back.

## When to ignore it
The argument has the name of a secret and holds none, such as a public key or a token for a sandbox that
everybody may use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Finding, Related, Severity
from dlinter.model.builds import Build
from dlinter.model.builds.expressions import secret_of
from dlinter.model.builds.records import told_of_record
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.builds.values import Setting
    from dlinter.model.text import Span


def check(build: Build, context: Context) -> Iterator[Finding]:
    span = _full(build)
    if span is None:
        return
    leaking = [a for a in build.args if _secret(build, a, context)]
    if not leaking:
        return
    names = ", ".join(f"`{a.name}`" for a in leaking[:3]) + (
        f" and {len(leaking) - 3} more" if len(leaking) > 3 else ""
    )
    yield Finding(
        span,
        f"the provenance holds the value of {names} in plain text and is pushed with the image: use a secret "
        "mount, or `mode=min` until then"
        + told_of_record(build),
        related=tuple(Related(a.span, "passed here") for a in leaking[:10]),
    )


def _full(build: Build) -> Span | None:
    """Where `mode=max` is asked for."""
    if build.provenance is not None and "mode=max" in build.provenance.text.replace(" ", ""):
        return build.provenance.span
    for entry in build.attests:
        if entry.type == "provenance" and (entry.get("mode") or "").lower() == "max":
            return entry.span
    return None


def _secret(build: Build, argument: Setting, context: Context) -> bool:
    if secret_of(build, argument):
        return True
    if argument.value is None or argument.value.dynamic:
        return False
    return any(not c.sieved for c in context.builds.candidates_in(argument.value.span))


_PATH = ".github/workflows/build.yml"


def _action(provenance: str, argument: str) -> str:
    return (
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
        "docker/build-push-action@v6\n        with:\n"
        f"          push: true\n          {provenance}\n          build-args: {argument}\n"
    )


RULE = Rule(
    id="provenance-max-with-secret-args",
    doc=__doc__,
    since="0.1.0",
    subject=Build,
    check=check,
    severity=Severity.ERROR,
    security_severity=7.5,
    examples=(
        Bad(
            _action("provenance: «mode=max»", "NPM_TOKEN=${{ secrets.NPM_TOKEN }}"), path=_PATH,
            better=_action("provenance: mode=max\n          secrets: npm_token=${{ secrets.NPM_TOKEN }}",
                "NODE_ENV=production"),
        ),
        Bad(_action("attests: «type=provenance,mode=max»", "NPM_TOKEN=${{ secrets.NPM_TOKEN }}"), path=_PATH),
        Bad("build:\n  script:\n    - docker buildx build --provenance=«mode=max» --build-arg "
            "TOKEN=$CI_JOB_TOKEN --push .\n", path=".gitlab-ci.yml"),
        Good(_action("provenance: mode=min", "NPM_TOKEN=${{ secrets.NPM_TOKEN }}"), path=_PATH),
        Good(_action("provenance: mode=max", "VERSION=1.2"), path=_PATH),
        Good(_action("provenance: mode=max\n          secrets: npm=${{ secrets.NPM_TOKEN }}",
            "NODE_ENV=production"), path=_PATH),
    ),
)  # fmt: skip
