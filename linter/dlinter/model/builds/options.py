"""The options of `docker build`, `docker buildx build`, `podman build` and `depot build` that take a value
(docs.docker.com/reference/cli/docker/buildx/build, podman-build(1), depot.dev/docs/cli/reference)."""

from __future__ import annotations

VALUED = frozenset({
    "add-host", "allow", "annotation", "attest", "build-arg", "build-context", "builder", "cache-from",
    "cache-to", "call",
    "cgroup-parent", "cgroupns", "cpu-period", "cpu-quota", "cpu-shares", "cpuset-cpus", "cpuset-mems",
    "file", "iidfile", "isolation",
    "label", "memory", "memory-swap", "metadata-file", "network", "no-cache-filter", "output", "platform",
    "policy", "progress",
    "provenance", "secret", "security-opt", "shm-size", "ssh", "sbom", "tag", "target", "ulimit",
    "arch", "authfile", "creds", "cert-dir", "compress-level", "cw", "device", "dns", "env", "format",
    "from", "hooks-dir", "ignorefile",
    "layer-label", "logfile", "manifest", "os", "os-feature", "os-version", "retry", "retry-delay",
    "runtime", "runtime-flag",
    "sign-by", "timestamp", "unsetenv", "userns", "variant", "volume", "annotations", "jobs", "cache-ttl",
    "decryption-key", "unsetlabel",
    "project", "token", "build-platform", "save-tag", "set", "var", "print",
})  # fmt: skip
"""Long options that take a value, without `--`."""
OPTIONAL = frozenset({"provenance", "sbom", "print", "pull"})
"""Long options that take a value only as `--name=value`."""
COMPOSE = frozenset({
    "-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory", "--ansi",
    "--parallel", "--progress",
})  # fmt: skip
"""Options of `docker compose` that take a value and stand before the subcommand
(docs.docker.com/reference/cli/docker/compose)."""
KANIKO = frozenset({
    "context", "dockerfile", "destination", "build-arg", "target", "cache-repo", "cache-dir",
    "context-sub-path", "digest-file", "label", "registry-mirror", "snapshot-mode",
    "snapshotMode", "verbosity", "tar-path", "tarPath", "customPlatform", "custom-platform", "git",
    "kaniko-dir", "registry-certificate", "cache-ttl",
})  # fmt: skip
"""Options of kaniko's executor that take a value (README of kaniko, "Additional Flags")."""
KANIKO_SHORT = {"c": "context", "f": "dockerfile", "d": "destination", "v": "verbosity"}
SHORT = {"f": "file", "t": "tag", "o": "output", "c": "cpu-shares", "m": "memory", "v": "volume", "e": "env"}
"""One-letter options that take a value; every other one is a switch."""
GLOBAL = frozenset({"-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--tlscacert",
    "--tlscert", "--tlskey", "--builder"})
"""Options of `docker` itself that take a value and stand before the subcommand."""
