"""Hostile inputs by kind and size: what is small to send and might be long to read.

Each function gives about `size` bytes of one kind. `DOCKERFILES`, `WORKFLOWS`, `COMPOSE` and `BAKE` hold them
by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable

Make = Callable[[int], str]
HEAD = "FROM debian:12\n"


def repeated(unit: str, size: int) -> str:
    return unit * max(1, size // len(unit))


def numbered(unit: str, size: int) -> str:
    """A unit over and over, with another number in place of each `@`."""
    return "".join(
        unit.replace("@", str(i)) for i in range(max(1, size // (len(unit) + 4 * unit.count("@"))))
    )


def run(script: str) -> str:
    return f"{HEAD}RUN {script}\n"


def nested(opens: str, inner: str, closes: str, size: int) -> str:
    depth = max(1, size // (len(opens) + len(closes)))
    return run(opens * depth + inner + closes * depth)


def lines(unit: str, head: str = HEAD, tail: str = "") -> Make:
    return lambda size: head + numbered(unit, size) + tail


def line_of(unit: str, first: str = "echo", tail: str = "") -> Make:
    return lambda size: run(first + numbered(unit, size) + tail)


def deep(opens: str, inner: str, closes: str) -> Make:
    return lambda size: nested(opens, inner, closes, size)


def doubling(word: str) -> Make:
    """Twenty doublings already make a megabyte: more of them than any limit allows."""
    return lambda size: HEAD + f"{word} A=aaaaaaaa\n" + f"{word} A=$A$A\n" * min(size // 12, 4000)


def chain(size: int) -> str:
    count = size // 22
    return HEAD[:-1] + " AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(count))


def chain_with(body: str) -> Make:
    def make(size: int) -> str:
        count = size // (22 + len(body))
        return HEAD[:-1] + f" AS s0\n{body}" + "".join(f"FROM s{i} AS s{i + 1}\n{body}" for i in range(count))

    return make


def copies_from(size: int) -> str:
    count = size // 50
    return (
        HEAD[:-1]
        + " AS s0\n"
        + "".join(f"FROM debian:12 AS s{i + 1}\nCOPY --from=s{i} /a /b\n" for i in range(count))
    )


def heredocs_on_a_line(size: int) -> str:
    count = size // 18
    return (
        HEAD
        + "RUN cat "
        + " ".join(f"<<E{i}" for i in range(count))
        + "\n"
        + "".join(f"E{i}\n" for i in range(count))
    )


def shell_heredocs(size: int) -> str:
    """Heredocs that the shell reads inside of one that BuildKit reads."""
    count = size // 18
    return (
        HEAD
        + "RUN <<OUT\n"
        + "cat "
        + " ".join(f"<<E{i}" for i in range(count))
        + "\n"
        + "".join(f"E{i}\n" for i in range(count))
        + "OUT\n"
    )


SECRET = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"

DOCKERFILES: dict[str, Make] = {
    "env doubling": doubling("ENV"),
    "arg doubling": doubling("ARG"),
    "env list": lines("ENV A@=b\n"),
    "env one line": lambda size: HEAD + "ENV " + numbered("A@=b ", size) + "\n",
    "env path": lines("ENV PATH=$PATH:/x@\n"),
    "env undefined": lines("ENV A@=$UNDEFINED@\n"),
    "env nested default": lambda size: HEAD + "ENV A=" + "${B:-" * (size // 6) + "}" * (size // 6) + "\n",
    "env same name": lines("ENV A=b@\n"),
    "env uses": lambda size: HEAD + "ENV A=b\nENV B=" + repeated("$A", size) + "\n",
    "env big value used often": lambda size: HEAD + "ENV A=" + "x" * (size // 2) + "\n"
    + repeated("WORKDIR /$A\n", size // 2),
    "env pattern": lambda size: HEAD + "ENV A=" + "a" * (size // 2) + "\n"
    + repeated("ENV B=${A//a*b/c}\n", size // 2),
    "env legacy": lines("ENV A@ b\n"),
    "arg list": lines("ARG A@=b\n"),
    "arg global": lines("ARG A@=b\n", head="", tail=HEAD),
    "arg used": lines("ARG A@=b\nRUN echo $A@\n"),
    "label list": lines('LABEL a@="b"\n'),
    "label one line": lambda size: HEAD + "LABEL " + numbered("a@=b ", size) + "\n",
    "semicolons": line_of(" ; echo a"),
    "pipes": line_of(" | cat"),
    "ands": line_of(" && echo a"),
    "ors": line_of(" || echo a"),
    "ampersands": line_of(" & echo a"),
    "assignments": line_of(" ; A@=b"),
    "prefix assignments": line_of("A@=b ", ""),
    "exports": line_of("; export A@=b"),
    "words": line_of(" w@"),
    "quoted words": line_of(' "a b@"'),
    "one long word": lambda size: run("echo " + "a" * size),
    "one quoted word": lambda size: run("echo '" + "a" * size + "'"),
    "dollars": line_of("$A@", "echo "),
    "dollars in quotes": lambda size: run('echo "' + numbered("$A@ ", size) + '"'),
    "lone dollars": line_of(" $"),
    "braces": line_of(" ${A@:-b}"),
    "redirects": line_of(" >a@"),
    "redirects 2": line_of(" 2>&1"),
    "here-strings": line_of(" <<< a@"),
    "here-strings joined": line_of("; cat <<< a@"),
    "backticks": line_of(" `echo a@`"),
    "backticks escaped": line_of(" `echo \\`echo @\\``"),
    "substitutions": line_of(" $(echo a@)"),
    "substitutions quoted": line_of(' "$(echo a@)"'),
    "nested substitutions": deep("$(", "a", ")"),
    "nested substitutions with names": deep("$(e ", "a", ")"),
    "nested quoted substitutions": deep('"$(', "a", ')"'),
    "nested subshells": deep("(", "a", ")"),
    "nested subshells spaced": deep("( ", "a", " )"),
    "nested groups": deep("{ ", "a", "; }"),
    "nested ifs": deep("if a; then ", "a", "; fi"),
    "nested whiles": deep("while a; do ", "a", "; done"),
    "nested cases": deep("case a in a) ", "a", ";; esac"),
    "nested tests": deep("[[ (", "a", ") ]]"),
    "nested tests open": lambda size: run(repeated("[[ (", size)),
    "nested parentheses in a test": lambda size: run("[[ " + "(" * (size // 2) + " a " + ")" * (size // 2)
        + " ]]"),
    "nested arithmetic": lambda size: run("echo $((" + "(" * (size // 2) + "1" + ")" * (size // 2) + "))"),
    "nested defaults": lambda size: run("echo " + "${A:-" * (size // 6) + "}" * (size // 6)),
    "nested processes": deep("cat <(", "a", ")"),
    "negations": line_of("! ", ""),
    "open substitutions": lambda size: run(repeated("$(", size)),
    "open quoted substitutions": lambda size: run(repeated('"$(', size)),
    "open braces": lambda size: run(repeated("${", size)),
    "open groups": lambda size: run(repeated("{ ", size)),
    "open subshells": lambda size: run(repeated("(", size)),
    "closing parentheses": lambda size: run("a" + repeated(")", size)),
    "open ifs": lambda size: run(repeated("if ", size)),
    "open cases": lambda size: run(repeated("case a in ", size)),
    "open backticks": lambda size: run(repeated("a` ", size)),
    "open quotes": lambda size: run(repeated("'\" ", size)),
    "case items": lambda size: run("case a in " + numbered("a@) b ;; ", size) + "esac"),
    "case items fall": lambda size: run("case a in " + numbered("a@|", size) + "b) c;; esac"),
    "cases": line_of("; case a in a@) b ;; esac"),
    "ifs": line_of("; if a@; then b; fi"),
    "elifs": lambda size: run("if a; then b; " + numbered("elif c@; then d; ", size) + "fi"),
    "fors": line_of("; for a in b@; do c; done"),
    "functions": line_of("; f@() { a; }"),
    "tests": line_of("; [ -f a@ ]"),
    "double tests": line_of("; [[ -f a@ && b ]]"),
    "test ands": lambda size: run("[[ a " + repeated("&& a ", size) + "]]"),
    "test single ands": lambda size: run("[ a " + repeated("-a a ", size) + "]"),
    "arithmetic sums": lambda size: run("echo $((1" + repeated("+1", size) + "))"),
    "arrays": lambda size: run("A=(" + numbered("b@ ", size) + ")"),
    "brace expansions": line_of(" {a,b@}"),
    "globs": line_of(" *[a-z]?@"),
    "sh -c": line_of("; sh -c 'echo a@'"),
    "sh -c with escapes": lambda size: run('sh -c "' + repeated('echo \\"a\\"; ', size) + '"'),
    "sh -c many commands": lambda size: run("sh -c '" + repeated("echo a; ", size) + "'"),
    "sh -c quotes open": line_of("; sh -c '"),
    "sudo chain": lambda size: run(repeated("sudo ", size) + "a"),
    "env chain": lambda size: run(repeated("env A=b ", size) + "a"),
    "env -i assignments": lambda size: run("env " + numbered("A@=b ", size) + "a"),
    "find -exec": lambda size: run("find . " + repeated("-exec rm {} + ", size)),
    "find -exec nested": lambda size: run(repeated("find . -exec ", size)),
    "xargs nested": lambda size: run(repeated("xargs ", size)),
    "eval": line_of("; eval echo a@"),
    "cd": line_of("; cd a@"),
    "set": line_of("; set -e; set +e"),
    "pip installs in a line": line_of(" && pip install a@"),
    "pip install packages": lambda size: run("pip install " + numbered("a@ ", size)),
    "apt-get packages": lambda size: run("apt-get install -y " + numbered("a@ ", size)),
    "apt-get packages lines": lambda size: run("apt-get install -y \\\n" + numbered("  a@ \\\n", size)
        + "  b"),
    "apt-get lines": lines("RUN apt-get update && apt-get install -y a@\n"),
    "apt-get commands": line_of(" && apt-get update && apt-get install -y a@ && rm -rf /var/lib/apt/lists/*"),
    "apt-get alone": lines("RUN apt-get install a@\n"),
    "npm": lines("RUN npm install a@\n"),
    "npm ci": lines("RUN npm ci\n"),
    "yarn, go, cargo": lines(
        "RUN yarn install\nRUN go build ./...\nRUN cargo build\nRUN bundle install\nRUN composer install\n"
        "RUN poetry install\n"),
    "copy and npm": lines("COPY . .\nRUN npm ci\n"),
    "pip lines": lines("RUN pip install a@\n"),
    "pip requirements": lines("COPY r@.txt .\nRUN pip install -r r@.txt\n"),
    "curl pipes": lines("RUN curl https://a.example/@ | sh\n"),
    "curl and untar": lines("RUN curl -O https://a.example/a@.tar.gz && tar xf a@.tar.gz && rm a@.tar.gz\n"),
    "wget and rm": lines("RUN wget https://a.example/a@.tar.gz\nRUN tar xf a@.tar.gz\nRUN rm a@.tar.gz\n"),
    "git clones": lines("RUN git clone https://a.example/a@.git\n"),
    "rm later": lines("COPY a@ /srv/a@\nRUN rm -rf /srv/a@\n"),
    "touch and rm": lines("RUN touch /a@\nRUN rm /a@\n"),
    "chmods": lines("COPY a@ /a@\nRUN chmod +x /a@\n"),
    "chmod 777": line_of(" && chmod 777 /a@"),
    "chown -R": lines("RUN chown -R a:b /c@\n"),
    "useradd": lines("RUN useradd -u 1000000 a@\n"),
    "copy lines": lines("COPY a@ /b@\n"),
    "copy sources": lambda size: HEAD + "COPY " + numbered("a@ ", size) + "/b/\n",
    "copy sources json": lambda size: HEAD + "COPY [" + numbered('"a@",', size) + '"/b/"]\n',
    "copy and ignored": lines("COPY node_modules/@ /b@\n"),
    "copy relative": lines("WORKDIR a@\nCOPY a@ b\n"),
    "copy secrets": lines("COPY .env id_rsa @ /\n"),
    "copy and run": lines("COPY a@ .\nRUN make\n"),
    "copy heredocs": lines("COPY <<E /a@\nb\nE\n"),
    "copy link": lines("COPY --link --chmod=755 --chown=1:1 a@ /b@\n"),
    "add urls": lines("ADD https://a.example/a@ /b@\n"),
    "copies from stages": copies_from,
    "copies from one stage": lambda size: HEAD[:-1] + " AS a\nFROM debian:12\n"
    + numbered("COPY --from=a /b@ /c\n", size),
    "copies from numbers": lambda size: HEAD + "FROM debian:12\n" + repeated("COPY --from=0 /b /c\n", size),
    "copies from images": lines("COPY --from=nginx:@ /b /c\n"),
    "mounts": lines("RUN --mount=type=cache,target=/a@ make\n"),
    "mounts in a run": lambda size: HEAD + "RUN " + numbered("--mount=type=cache,target=/a@ ", size)
    + "make\n",
    "mounts cache ids": lines("RUN --mount=type=cache,id=a@,target=/root/.cache/pip pip install b\n"),
    "mounts cache same": lines("RUN --mount=type=cache,target=/root/.cache/pip pip install b@\n"),
    "mounts secret": lines("RUN --mount=type=secret,id=a@ cat /run/secrets/a@\n"),
    "mounts bind": lines("RUN --mount=type=bind,source=a@,target=/a@ cat /a@\n"),
    "mount options": lambda size: HEAD + "RUN --mount=type=cache," + numbered("a@=b,", size)
    + "target=/a make\n",
    "flags": lambda size: HEAD + "RUN " + numbered("--a@=b ", size) + "make\n",
    "users": lines("USER a@\nRUN make\n"),
    "workdirs": lines("WORKDIR a@\n"),
    "workdirs absolute": lines("WORKDIR /a@\n"),
    "workdirs and runs": lines("WORKDIR a@\nRUN cd /b && make\n"),
    "shells": lines('SHELL ["/bin/bash", "-c"]\nRUN a@\n'),
    "shells alone": lines('SHELL ["/bin/sh@", "-c"]\n'),
    "shells then runs": lambda size: HEAD + repeated('SHELL ["/bin/bash", "-c"]\n', size // 2)
    + numbered("RUN a@ | b\n", size // 2),
    "shells refused": lambda size: HEAD + repeated("SHELL a\n", size // 2)
    + numbered("RUN a@ | b\n", size // 2),
    "onbuilds": lines("ONBUILD RUN a@\n"),
    "onbuild nested": lambda size: HEAD + repeated("ONBUILD ", size) + "RUN a\n",
    "onbuild in a chain": lambda size: HEAD[:-1] + " AS a\n" + numbered("ONBUILD ENV A@=b\n", size // 2)
    + repeated("FROM a\n", size // 2),
    "exposes": lines("EXPOSE @\n"),
    "expose ports": lambda size: HEAD + "EXPOSE " + numbered("@ ", size) + "\n",
    "volumes": lines("VOLUME /a@\nRUN touch /a@/b\n"),
    "volume paths": lambda size: HEAD + "VOLUME " + numbered("/a@ ", size) + "\n",
    "cmds": lines("CMD a@\n"),
    "cmds json": lines('CMD ["a@"]\n'),
    "cmd json words": lambda size: HEAD + "CMD [" + numbered('"a@",', size) + '"b"]\n',
    "entrypoints": lines("ENTRYPOINT a@\n"),
    "healthchecks": lines("HEALTHCHECK CMD a@\n"),
    "stop signals": lines("STOPSIGNAL @\n"),
    "maintainers": lines("MAINTAINER a@\n"),
    "unknowns": lines("FOO@ a\n"),
    "near unknowns": lines("RUM a@\n"),
    "froms": lines("FROM debian:@\n", head=""),
    "froms by digest": lines("FROM debian@sha256:" + "0" * 64 + "\n", head=""),
    "froms named": lines("FROM debian:12 AS a@\n", head=""),
    "froms same name": lines("FROM debian:12 AS a\n", head=""),
    "froms with variable": lines("FROM debian:$A@\n", head="ARG A=1\n"),
    "froms with platforms": lines("FROM --platform=$BUILDPLATFORM debian:12 AS a@\nRUN make\n", head=""),
    "froms undefined": lines("FROM debian:12\nCOPY --from=a@ /a /b\n", head=""),
    "near stages": lambda size: "".join(f"FROM debian:12 AS builder{i}\n" for i in range(size // 60))
    + "FROM debian:12\n" + "".join(f"COPY --from=bulider{i} /a /b\n" for i in range(size // 60)),
    "chain": chain,
    "chain with runs": chain_with("RUN make\n"),
    "chain with installs": chain_with("RUN apt-get update && apt-get install -y a\n"),
    "chain with envs": chain_with("ENV A=b\n"),
    "chain with users": chain_with("USER a\nRUN make\n"),
    "chain with workdirs": chain_with("WORKDIR a\nCOPY a b\n"),
    "chain with shells": chain_with("RUN a | b\n"),
    "chain with copies": chain_with("COPY . .\nRUN npm ci\n"),
    "chain with onbuilds": chain_with("ONBUILD RUN a\n"),
    "chain end with runs": lambda size: chain(size // 2) + repeated("RUN a | b\n", size // 2),
    "chain end with copies": lambda size: chain(size // 2) + numbered("COPY a@ b\n", size // 2),
    "stages with the same installs": lines(
        "FROM debian:12\nRUN apt-get update && apt-get install -y a b c\n", head=""),
    "stages with one run": lines("FROM debian:12 AS a@\nRUN make\n", head=""),
    "lines": lines("RUN a@\n"),
    "blank lines": lambda size: HEAD + "\n" * size + "RUN a\n",
    "blanks": lambda size: HEAD + "RUN a" + " " * size + "b\n",
    "tabs at a line's end": lambda size: HEAD + repeated("RUN a" + "\t" * 100 + "\n", size),
    "carriage returns": lambda size: HEAD + "\r" * size + "\nRUN a\n",
    "carriage returns in lines": lines("RUN a@\r\n"),
    "carriage returns in continuations": lambda size: HEAD + "RUN a \\\r\n" + numbered("  b@ \\\r\n", size)
    + "  c\r\n",
    "continuations": lambda size: HEAD + "RUN a \\\n" + numbered("  b@ \\\n", size) + "  c\n",
    "continuations short": lambda size: HEAD + "RUN a\\\n" + repeated("\\\n", size) + "b\n",
    "continuations of commands": lambda size: HEAD + "RUN a \\\n" + numbered(" && b@ \\\n", size) + " && c\n",
    "continuations with comments": lambda size: HEAD + "RUN a \\\n" + numbered("# c@\n  b@ \\\n", size)
    + "  c\n",
    "continuations empty": lambda size: HEAD + "RUN a \\\n" + repeated("\n  b \\\n", size) + "  c\n",
    "continuations of quotes": lambda size: HEAD + 'RUN sh -c "\\\n' + repeated('echo \\"a\\"; \\\n', size)
    + 'b"\n',
    "continuations of backticks": lambda size: HEAD + "RUN a \\\n" + numbered(" `b \\`c\\`` \\\n", size)
    + "c\n",
    "continuations of env": lambda size: HEAD + "ENV A=b \\\n" + numbered("  B@=c \\\n", size) + "  C=d\n",
    "continuations of env uses": lambda size: HEAD + "ENV A=b \\\n" + numbered("  B@=$A \\\n", size)
    + "  C=d\n",
    "continuations of label": lambda size: HEAD + "LABEL A=b \\\n" + numbered("  B@=c \\\n", size)
    + "  C=d\n",
    "continuations of copy": lambda size: HEAD + "COPY a \\\n" + numbered("  b@ \\\n", size) + "  c/\n",
    "continuations of mounts": lambda size: HEAD + "RUN \\\n"
    + numbered(" --mount=type=cache,target=/a@ \\\n", size) + " make\n",
    "continuations of arg": lambda size: HEAD + "ARG A=b \\\n" + numbered("  B@=c \\\n", size) + "  C=d\n",
    "comments": lines("# a@\n"),
    "comments before a run": lambda size: HEAD + numbered("# a@\n", size) + "RUN a\n",
    "directives": lines("# a@=b\n", head="", tail=HEAD),
    "directive twice": lambda size: repeated("# syntax=a\n", size) + HEAD,
    "big heredoc": lambda size: HEAD + "RUN <<E\n" + numbered("echo a@\n", size) + "E\n",
    "big heredoc of python": lambda size: HEAD + "RUN <<E python3\n" + numbered("print(@)\n", size) + "E\n",
    "big heredoc copy": lambda size: HEAD + "COPY <<E /a\n" + numbered("a@: b\n", size) + "E\n",
    "big heredoc copy with variables": lambda size: HEAD + "COPY <<E /a\n" + numbered("a@: $A\n", size)
    + "E\n",
    "big heredoc chomped": lambda size: HEAD + "RUN <<-E\n" + numbered("\techo a@\n", size) + "\tE\n",
    "big heredoc with comments": lambda size: HEAD + "RUN <<E\n" + numbered("# a@\n", size) + "E\n",
    "big heredoc with commands": lambda size: HEAD + "RUN <<E\n"
    + numbered("apt-get install -y a@\npip install b@\ncd c@\n", size) + "E\n",
    "big heredoc fed": lambda size: HEAD + "RUN bash <<E\n" + numbered("echo a@\n", size) + "E\n",
    "heredocs": lines("RUN <<E@\na\nE@\n"),
    "heredocs open": lines("RUN <<E@\n"),
    "heredocs on a line": heredocs_on_a_line,
    "heredocs of the shell": shell_heredocs,
    "heredocs of the shell open": lambda size: HEAD + "RUN <<OUT\n" + numbered("cat <<E@\n", size) + "OUT\n",
    "heredocs of the shell closed": lambda size: HEAD + "RUN <<OUT\n" + numbered("cat <<E@\na\nE@\n", size)
    + "OUT\n",
    "ignores": lines("# dlint: ignore[shell] a\nRUN cd a@\n"),
    "ignores of one": lines("# dlint: ignore[curl-without-fail] a@\n"),
    "ignores at line ends": lines("RUN a@ # dlint: ignore[shell] a\n"),
    "ignore names": lambda size: HEAD + "# dlint: ignore[" + numbered("a@,", size) + "b] c\nRUN a\n",
    "ignore known names": lambda size: HEAD + "# dlint: ignore[" + repeated("curl-without-fail,", size)
    + "shell] c\nRUN a\n",
    "ignores of the file": lines("# dlint: ignore-file[shell] a@\n"),
    "ignores in a heredoc": lambda size: HEAD + "RUN <<E\n" + numbered("# dlint: ignore[shell] a@\n", size)
    + "E\n",
    "ignores in continuations": lambda size: HEAD + "RUN a \\\n"
    + numbered("# dlint: ignore[shell] a\n  b@ \\\n", size) + "  c\n",
    "ignores in values": lambda size: HEAD + "ENV A='" + repeated("# dlint: ignore[shell] a ", size) + "'\n",
    "ignores with a gap": lambda size: HEAD + repeated("# dlint: ignore[shell] a\n\n", size) + "\n" * 1000,
    "ignores of hadolint": lines("# hadolint ignore=DL3008\nRUN a@\n"),
    "ignores of hadolint stage": lines("# hadolint stage ignore=DL3008\n"),
    "ignores of hadolint names": lambda size: HEAD + "# hadolint ignore=" + numbered("DL@,", size)
    + "DL3008\nRUN a\n",
    "ignores of buildkit": lines("# check=skip=JSONArgsRecommended\nRUN a@\n"),
    "ignore malformed": lines("# dlint: ignore[shell\n"),
    "secrets": lambda size: HEAD + numbered("ENV A@=" + SECRET + "\n", size),
    "secrets in a line": lambda size: HEAD + "ENV A=" + repeated(SECRET + ",", size) + "\n",
    "secrets of env": lines("ENV PASSWORD@=hunter2x@z\n"),
    "secrets of arg": lines("ARG TOKEN@\nRUN a $TOKEN@\n"),
    "secrets in runs": lambda size: HEAD + numbered("RUN a --token=" + SECRET + " @\n", size),
    "secrets in comments": lambda size: HEAD + numbered("# " + SECRET + "\n", size),
    "secrets in urls": lines("RUN git clone https://user:pa@ssw@rd@a.example/b\n"),
    "private keys": lines("# -----BEGIN RSA PRIVATE KEY-----\n"),
    "keywords of secrets": lines("# password token secret api_key apikey aws key@\n"),
    "base64": lambda size: HEAD + "ENV A=" + repeated("QUtJQUlPU0ZPRE5ON0VYQU1QTEU", size) + "\n",
    "hexadecimal": lambda size: HEAD + "ENV A=" + repeated("0123456789abcdef", size) + "\n",
    "json array open": lambda size: HEAD + "RUN " + "[" * size + "\n",
    "json array": lambda size: HEAD + "RUN [" + numbered('"a@",', size) + '"b"]\n',
    "json arrays open": lines('RUN ["a@"\n'),
    "json strings open": lambda size: HEAD + "RUN [" + repeated('"\\', size) + "\n",
    "json escapes": lambda size: HEAD + 'RUN ["' + repeated("\\u0041", size) + '"]\n',
    "invalid bytes": lambda size: HEAD + "RUN a " + "\udcff" * size + "\n",
    "wide characters": lambda size: HEAD + "RUN a " + "日" * (size // 3) + "\n",
    "wide words": lambda size: HEAD + "RUN a " + "日@ " * (size // 5) + "\n",
    "no-break spaces": lambda size: HEAD + "RUN a" + "\xa0" * (size // 2) + "b\n",
    "colours": lambda size: HEAD + "RUN a \x1b[31m" * (size // 12) + "\n",
    "quotes": lambda size: HEAD + "ENV A=" + repeated("\"'\"'", size) + "\n",
    "escapes": lambda size: HEAD + "ENV A=" + "\\" * size + "\n",
    "equals signs": lambda size: HEAD + "ENV A" + "=" * size + "\n",
    "slashes": lambda size: HEAD + "WORKDIR " + "/" * size + "\n",
    "dots": lambda size: HEAD + "WORKDIR /" + "../" * (size // 3) + "\n",
    "long path": lambda size: HEAD + "COPY a /" + "a/" * (size // 2) + "\n",
    "stars": lambda size: HEAD + "COPY " + "*" * size + " /a\n",
    "double stars": lambda size: HEAD + "COPY " + "**/" * (size // 3) + "a /a\n",
    "hashes": lambda size: HEAD + "RUN a " + "#" * size + "\n",
    "image name": lambda size: "FROM " + "a/" * (size // 2) + "b\n",
    "image name of dashes": lambda size: "FROM " + "a-" * (size // 2) + "\n",
    "image name of dots": lambda size: "FROM a." + "." * size + "/b\n",
    "digits": lambda size: HEAD + "EXPOSE " + "1" * size + "\n",
    "port ranges": lines("EXPOSE @-65535/tcp\n"),
    "zeros": lambda size: HEAD + "COPY --from=" + "0" * size + " /a /b\n",
    "versions": lambda size: run("pip install a=" + "1." * (size // 2)),
    "package version": lambda size: run("pip install " + numbered("a@==1.@ ", size)),
    "urls": lambda size: run("curl " + numbered("https://a.example/@ ", size)),
    "long url": lambda size: run("curl https://a.example/" + "a/" * (size // 2)),
    "sed": line_of("; sed -i s/a@/b/ c"),
    "echo into files": lines("RUN echo a@ >> /b\n"),
    "dates": lines("RUN date > a@\n"),
    "sources of a file": line_of("; . a@"),
    "heredoc in a chain": lambda size: HEAD + "RUN a <<E && " + repeated("b && ", size) + "c\nE\n",
    "pipes after a heredoc": lambda size: HEAD + "RUN a <<E " + repeated("| b ", size) + "\nE\n",
    "pipes and ands": line_of(" | a && b"),
    "ands and pipes redirected": line_of(" && a | b >c"),
    "redirected groups": line_of("; { a; } >b@"),
    "nested redirected groups": deep("{ ", "a", "; } >b"),
    "redirected subshells nested": deep("(", "a", ")>b"),
    "comments in a script": lambda size: HEAD + "RUN <<E\n" + repeated("#\n", size) + "E\n",
    "powershell": lambda size: "FROM mcr.microsoft.com/windows/nanoserver:1\n"
    + numbered("RUN a@ | b\n", size),
    "platforms": lines("FROM --platform=linux/arm64 debian:@\n", head=""),
    "definition descriptions": lines("# A@ a\nARG A@=b\n"),
    "mixed": lines(
        "COPY package.json .\nRUN npm ci\nENV A=b\nARG C\nUSER d\nWORKDIR /e\nLABEL f=g\nEXPOSE 80\nRUN "
        "apt-get update && apt-get install -y h@ && rm -rf /var/lib/apt/lists/*\n"),
}


def workflow(body: str) -> str:
    return "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n" + body


def bake_json(targets: dict[str, object]) -> str:
    return json.dumps({"target": targets})


def twice(count: int) -> str:
    """Each target inherits twice from the one before."""
    targets: dict[str, object] = {"t0": {"context": "."}}
    for i in range(1, count):
        targets[f"t{i}"] = {"inherits": [f"t{i - 1}", f"t{i - 1}"]}
    return bake_json(targets)


def bake_twice(size: int) -> str:
    return 'target t0 {\n context="."\n}\n' + "".join(
        f'target t{i} {{\n inherits=["t{i - 1}","t{i - 1}"]\n}}\n' for i in range(1, size // 45)
    )


STEP = (
    "      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          tags: a:b@\n  "
    "        build-args: A=@\n"
)

WORKFLOWS: dict[str, Make] = {
    "expressions": lambda size: workflow("      - run: " + "${{" * (size // 3) + "\n"),
    "expressions closed": lambda size: workflow("      - run: " + "${{ a }}" * (size // 8) + "\n"),
    "expressions in tags": lambda size: workflow(
        "      - uses: docker/build-push-action@v6\n        with:\n          tags: "
        + "${{ github.sha }}" * (size // 17) + "\n"),
    "expressions open in tags": lambda size: workflow(
        "      - uses: docker/build-push-action@v6\n        with:\n          tags: " + "${{" * (size // 3)
        + "\n"),
    "steps": lambda size: workflow(numbered(STEP, size)),
    "runs": lambda size: workflow(numbered("      - run: docker build -t a:@ .\n", size)),
    "runs in a step": lambda size: workflow("      - run: |\n"
        + numbered("          docker build -t a:@ .\n", size)),
    "buildx in a step": lambda size: workflow("      - run: |\n"
        + numbered("          docker buildx build --cache-to type=gha,scope=a --build-arg A=@ -t a:@ .\n",
            size)),
    "ands in a step": lambda size: workflow("      - run: a" + repeated(" && docker build .", size) + "\n"),
    "nested in a step": lambda size: workflow("      - run: " + "$(" * (size // 3) + ")" * (size // 3)
        + "\n"),
    "jobs": lambda size: "on: push\njobs:\n"
    + numbered("  a@:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build .\n", size),
    "jobs that need": lambda size: "on: push\njobs:\n"
    + "".join(
        f"  a{i}:\n    needs: [a{max(0, i - 1)}]\n    runs-on: ubuntu-latest\n    steps:\n      "
        "- run: docker build .\n" for i in range(size // 95)),
    "matrix": lambda size: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    strategy:\n   "
        "   matrix:\n" + numbered("        m@: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", size) + "    steps:\n      - "
            "run: docker build -t ${{ matrix.m1 }}${{ matrix.m2 }} .\n",
    "matrix values": lambda size: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    "
        "strategy:\n      matrix:\n        m: [" + numbered("a@, ", size) + "b]\n    steps:\n"
        + STEP.replace("@v6", "@v6").replace("a:b@", "a:${{ matrix.m }}"),
    "deep lists": lambda size: workflow("      - run: " + "[" * size + "\n"),
    "deep lists closed": lambda size: workflow("      - with: " + "[" * (size // 2) + "]" * (size // 2)
        + "\n"),
    "deep maps": lambda size: workflow("      - with: " + "{a: " * (size // 5) + "}" * (size // 5) + "\n"),
    "deep sequence": lambda size: "on: push\njobs:\n  " + "- " * (size // 2) + "a\n",
    "deep indentation": lambda size: "".join(" " * i + "a:\n" for i in range(int((2 * size) ** 0.5))),
    "aliases": lambda size: "a0: &a0 [x]\n"
    + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, size // 25)) + "jobs: *a1\n",
    "alias of steps": lambda size: "jobs:\n  a:\n    steps: &s\n      - run: docker build .\n"
    + numbered("  b@:\n    steps: *s\n", size),
    "merge keys": lambda size: "a0: &a0 {x: y}\n"
    + "".join(f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n" for i in range(1, size // 35)),
    "ignores": lambda size: workflow(
        numbered("      # dlint: ignore[ci] a\n      - run: docker build -t a:@ .\n", size)),
    "keys": lambda size: workflow("      - with:\n" + numbered("          a@: b\n", size)),
    "quoted": lambda size: workflow('      - run: "' + "\\\"" * (size // 2) + '"\n'),
    "block": lambda size: workflow("      - run: |\n" + repeated("          echo a\n", size)),
    "comments": lambda size: workflow(repeated("      # a\n", size)),
    "quotes open": lambda size: workflow("      - run: \"" + repeated("a: b\n", size)),
    "build args": lambda size: workflow(
        "      - uses: docker/build-push-action@v6\n        with:\n          build-args: |\n"
        + numbered("            A@=${{ secrets.B@ }}\n", size)),
    "cache": lambda size: workflow(
        numbered(
            "      - uses: docker/build-push-action@v6\n        with:\n          cache-to: "
            "type=gha\n          tags: a@\n", size)),
}

COMPOSE: dict[str, Make] = {
    "services": lambda size: "services:\n" + numbered("  a@:\n    build: .\n    image: a@\n", size),
    "services that extend": lambda size: "services:\n  a0:\n    build: .\n"
    + "".join(f"  a{i}:\n    extends:\n      service: a{i - 1}\n" for i in range(1, size // 45)),
    "args": lambda size: "services:\n  a:\n    build:\n      context: .\n      args:\n"
    + numbered("        A@: b\n", size),
    "anchors": lambda size: "x: &x\n  build: .\nservices:\n" + numbered("  a@:\n    <<: *x\n", size),
    "anchors of many": lambda size: "x: &x\n" + numbered("  a@: b\n", size // 2) + "services:\n"
    + numbered("  a@:\n    <<: *x\n    build: .\n", size // 2),
    "variables": lambda size: "services:\n  a:\n    build:\n      context: " + "${A:-" * (size // 6)
    + "}" * (size // 6) + "\n",
}

BAKE: dict[str, Make] = {
    "inherit twice": bake_twice,
    "inherit chain": lambda size: 'target t0 {\n context="."\n}\n'
    + "".join(f'target t{i} {{\n inherits=["t{i - 1}"]\n}}\n' for i in range(1, size // 40)),
    "targets": lambda size: numbered('target t@ {\n context="."\n args={A="b"}\n}\n', size),
    "groups": lambda size: 'target t {\n}\n'
    + "".join(f'group g{i} {{\n targets=["g{max(0, i - 1)}","t"]\n}}\n' for i in range(size // 40)),
    "variables": lambda size: 'variable A0 {\n default="a"\n}\n'
    + "".join(f'variable A{i} {{\n default="${{A{i - 1}}}${{A{i - 1}}}"\n}}\n' for i in range(1, size // 55))
    + "target t {\n context=A1\n}\n",
    "matrix": lambda size: "target t {\n name=\"t-${a1}\"\n matrix={\n"
    + numbered(' a@=["1","2","3","4","5","6","7","8","9"]\n', size) + "}\n}\n",
    "matrix values": lambda size: "target t {\n name=\"t-${a}\"\n matrix={\n a=[" + numbered('"b@",', size)
    + "]\n}\n context=\".\"\n}\n",
    "deep lists": lambda size: "target t {\n tags=" + "[" * (size // 2) + "]" * (size // 2) + "\n}\n",
    "deep parentheses": lambda size: "target t {\n context=" + "(" * (size // 2) + "1" + ")" * (size // 2)
    + "\n}\n",
    "deep templates": lambda size: "target t {\n context=" + '"${' * (size // 5) + "1" + '}"' * (size // 5)
    + "\n}\n",
    "deep blocks": lambda size: "a {\n" * (size // 6) + "}\n" * (size // 6),
    "deep conditions": lambda size: "target t {\n context=" + "a ? b : " * (size // 8) + "c\n}\n",
    "sums": lambda size: 'target t {\n context="a"' + '+"a"' * (size // 4) + "\n}\n",
    "open": lambda size: "target t {\n context=" + "[" * size,
    "ignores": lambda size: numbered('# dlint: ignore[ci] a\ntarget t@ {\n}\n', size),
    "functions": lambda size: "target t {\n context=" + "f(" * (size // 3) + ")" * (size // 3) + "\n}\n",
    "tags": lambda size: "target t {\n tags=[" + numbered('"a:@",', size) + "]\n}\n",
}
