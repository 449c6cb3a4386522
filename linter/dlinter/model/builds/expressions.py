"""What an expression in a build argument comes to: a secret, or another value with every commit or run.

A variable of the environment that nothing in the file sets counts by its name (`${BUILD_NUMBER}` of Jenkins,
`${GIT_COMMIT}`).

Sources: docs.github.com, "Contexts reference" and "Variables reference"; docs.gitlab.com, "Predefined CI/CD
variables reference".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dlinter.model.names import is_secret_name, is_volatile_name, words_of

if TYPE_CHECKING:
    from dlinter.model.builds.nodes import Build
    from dlinter.model.builds.values import Setting, Value


# Not compiled here: a lint of Dockerfiles alone needs none of them, and `re` keeps what it compiled.
_SECRET = r"\$\{\{[^}]{0,500}\bsecrets(?:\.([A-Za-z_]\w*)|\[\s*'([^']+)'\s*\])[^}]{0,500}\}\}"
_GIVEN = r"\$\{\{\s*(?:inputs|steps\.[\w-]+\.outputs)\.([\w-]+)\s*\}\}\Z"
_TOKEN = r"\$\{\{\s*github\.token\s*\}\}"
_ENV = r"\$\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}\Z"
_SHELL = r"\$(?:\{([A-Za-z_]\w*)(?::?[-?][^}]*)?\}|([A-Za-z_]\w*))\Z"
_GITLAB_SECRETS = frozenset(
    {
        "CI_JOB_TOKEN",
        "CI_REGISTRY_PASSWORD",
        "CI_DEPLOY_PASSWORD",
        "CI_DEPENDENCY_PROXY_PASSWORD",
        "CI_REPOSITORY_URL",
        "CI_JOB_JWT",
    }
)
_PUBLIC = (
    r"(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP|STORYBOOK|NG_APP|PARCEL)_"
)
_PLAIN_ENDS = frozenset({
    "username", "user", "url", "uri", "host", "hostname", "endpoint", "org", "organization", "project",
    "account", "region", "bucket", "email",
    "name", "version", "dsn", "domain", "namespace", "registry", "repository", "repo", "image", "id", "port",
    "path", "env", "environment", "server",
    "owner", "prefix", "tag", "branch", "login", "group", "team", "workspace", "cluster", "zone", "channel",
    "origin", "slug", "site", "base",
})  # fmt: skip
_COMMIT = (
    r"\bgithub\.(?:sha|event\.(?:after|head_commit\.\w+|pull_request\.head\.sha|pull_request\.updated_at|"
    r"pull_request\.merge_commit_sha))\b"
    r"|\$\{?(?:GITHUB_SHA|CI_COMMIT_(?:SHA|SHORT_SHA|TIMESTAMP|MESSAGE|TITLE|BEFORE_SHA))\b"
    r"|\$\(\s*git\s+(?:rev-parse|describe|log|show|rev-list)\b|`\s*git\s+(?:rev-parse|describe|log|show|"
    r"rev-list)\b"
)
_RUN = (
    r"\bgithub\.(?:run_id|run_number|run_attempt|run_started_at)\b|\$\{?(?:GITHUB_RUN_(?:ID|NUMBER|ATTEMPT)|"
    r"CI_PIPELINE_I?ID|CI_JOB_ID|CI_JOB_STARTED_AT|CI_PIPELINE_CREATED_AT)\b"
    r"|\$\(\s*date\b|`\s*date\b|\$\{?(?:RANDOM|EPOCHSECONDS|SRANDOM)\b|\$\(\s*uuidgen\b|\btimestamp\(\)"
)
_OUTPUT = r"\bsteps\.[\w-]+\.outputs\.([\w-]+)"
_WHOLE_OUTPUT = r"\$\{\{\s*(steps\.[\w-]+\.outputs\.[\w-]+)\s*\}\}\Z"
_COMMIT_WORDS = frozenset({"sha", "commit", "revision", "hash", "rev"})
_TIME_WORDS = frozenset({"date", "time", "timestamp", "now", "datetime", "epoch"})
_RUN_WORDS = _TIME_WORDS | {"number", "id", "num", "no", "run", "pipeline", "job"}
"""What a variable of a run is called, where none of the commit's words is in its name too."""
_META = (
    r"\bfromJSON\(\s*steps\.[\w-]+\.outputs\.json\s*\)\.labels\['org\.opencontainers\.image\.(created|"
    r"revision)'\]"
)


def resolved(build: Build, setting: Setting) -> Value | None:
    """The value of a build argument, one reference to an environment variable of the workflow followed. A
    bare name takes the variable of that name."""
    env = build.env or {}
    if setting.value is None:
        return env.get(setting.name)
    text = setting.value.text.strip()
    match = re.match(_ENV, text) or re.match(_SHELL, text) or re.match(_WHOLE_OUTPUT, text)
    if match is not None:
        found = env.get(next(g for g in match.groups() if g is not None))
        if found is not None and found.text != text:
            return found
    return setting.value


def secret_of(build: Build, setting: Setting) -> str:
    """The name of the secret that a build argument passes on, "" when it passes none: one of the `secrets`
    context, a password of GitLab's, or a variable whose name, and the argument's, say that it is one. What is
    meant for the public (`VITE_…`) and what only stands among the secrets (`…_USERNAME`, `…_URL`) does not
    count."""
    if re.match(_PUBLIC, setting.name):
        return ""
    value = resolved(build, setting)
    text = value.text.strip() if value is not None else ""
    match = re.search(_SECRET, text)
    if match is not None:
        name = match[1] or match[2]
        return "" if _plain(name) and _plain(setting.name) else name
    if re.search(_TOKEN, text):
        return "github.token"
    given = re.match(_GIVEN, text)
    if given is not None:
        return given[1] if is_secret_name(given[1]) and is_secret_name(setting.name) else ""
    # What Bake gives a variable is only its default: the environment's value comes first.
    written = setting.value.text.strip() if build.tool == "bake" and setting.value is not None else text
    shell = re.match(_SHELL, written)
    if shell is not None:
        name = shell[1] or shell[2]
        if name in _GITLAB_SECRETS:
            return name
        return name if is_secret_name(name) and is_secret_name(setting.name) else ""
    if is_secret_name(setting.name) and (value is None or text.startswith(("$(", "`"))):
        return setting.name
    return ""


def _plain(name: str) -> bool:
    """Whether a name says that its value is none of the secret ones."""
    words = words_of(name)
    return not is_secret_name(name) and bool(words) and (words[-1] in _PLAIN_ENDS or "public" in words)


def volatile(build: Build, setting: Setting) -> str:
    """When a build argument gets another value: "commit", "run", or "" when neither is seen. The output of a
    step counts by its name (`steps.vars.outputs.sha_short`)."""
    value = resolved(build, setting)
    if value is None:
        return ""
    meta = re.search(_META, value.text)
    shell = re.match(_SHELL, value.text.strip())
    if shell is not None and is_volatile_name(shell[1] or shell[2]) and not re.search(_COMMIT, value.text):
        named = set(words_of(shell[1] or shell[2]))
        return "run" if named & _RUN_WORDS else "commit" if named & _COMMIT_WORDS else ""
    output = re.search(_OUTPUT, value.text)
    words = set(words_of(output[1])) if output is not None else set[str]()
    if re.search(_RUN, value.text) or (meta and meta[1] == "created") or words & _TIME_WORDS:
        return "run"
    return "commit" if re.search(_COMMIT, value.text) or meta or words & _COMMIT_WORDS else ""
