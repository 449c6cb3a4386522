"""A key is copied into a stage that also mounts the ssh agent.

## Why
The mount is there so that no key has to be: the copied one is in a layer all the same, and everybody who gets the layer has it.

## Instead
Take the `COPY` out; `docker build --ssh default` gives the step your agent, or `--ssh default=path/to/key` the key alone.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Copy, Run
from dlinter.rule import Bad, Context, Good, Rule

_KEYS = ("id_rsa", "id_ed25519", "id_ecdsa", "id_dsa", "deploy_key", "github_key")


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    if copy.from_ is not None or context.stage is None:
        return
    source = next((s for s in copy.sources if s.token.value.rstrip("/").rpartition("/")[2].strip("\"'") in (*_KEYS, ".ssh")), None)
    if source is None:
        return
    mount = next((m for i in context.stage.instructions if isinstance(i, Run) for m in i.mounts if m.type == "ssh"), None)
    if mount is not None:
        yield Finding(
            source.token.span,
            f"the agent is mounted on line {context.facts.text.line_of(mount.flag.span.start)}: this key is not needed, and stays in a layer",
            related=(Related(mount.flag.span, "the mount"),),
        )


RULE: Rule[Copy] = Rule(
    id="key-copied-beside-ssh-mount",
    doc=__doc__,
    subject=Copy,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.5,
    examples=(
        Bad("FROM alpine/git\nCOPY «id_ed25519» /root/.ssh/\nRUN --mount=type=ssh git clone git@git.example:a/b.git\n"),
        Good("FROM alpine/git\nCOPY known_hosts /root/.ssh/\nRUN --mount=type=ssh git clone git@git.example:a/b.git\n"),
        Good("FROM alpine/git\nCOPY id_ed25519.pub /root/.ssh/\nRUN --mount=type=ssh git fetch\n"),
    ),
)
