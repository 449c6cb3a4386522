"""More hostile files by kind and size, as in `hostile.py`: what several features make of each other, words of
one character, and scripts that a shell's grammar may get lost in.

`KINDS` has the path of the file and what gives about `size` bytes of it.
"""

from __future__ import annotations

from collections.abc import Callable

SECRET = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
HEAD = "FROM debian:12\n"
Make = Callable[[int], str]
SCRIPT = 120_000
"""Bytes of the longest script that a shell is started with."""


def num(unit: str, size: int) -> str:
    """A unit over and over, with another number in place of each `@`."""
    return "".join(
        unit.replace("@", str(i)) for i in range(max(1, size // (len(unit) + 4 * unit.count("@"))))
    )


def rep(unit: str, size: int) -> str:
    return unit * max(1, size // len(unit))


D = "Dockerfile"
W = ".github/workflows/a.yml"
C = "compose.yaml"
B = "docker-bake.hcl"
G = ".gitlab-ci.yml"

JOB = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"


def flow(body: str) -> str:
    return JOB + "    steps:\n" + body


def dl(unit: str, head: str = HEAD, tail: str = "") -> tuple[str, Make]:
    return D, lambda size: head + num(unit, size) + tail


def script(body: Make) -> tuple[str, Make]:
    return D, lambda size: HEAD + "RUN " + body(min(size, SCRIPT)) + "\n"


KINDS: dict[str, tuple[str, Make]] = {
    "heredocs with secrets": dl("RUN <<E\necho " + SECRET + " > /a@\nexport TOKEN@=hunter2x@z\nE\n"),
    "heredoc of secrets": (
        D,
        lambda size: HEAD + "RUN <<E\n" + num("export TOKEN@=hunter2x@z\n", size) + "E\n",
    ),
    "copy heredoc of secrets": (
        D,
        lambda size: HEAD + "COPY <<E /a.env\n" + num("PASSWORD@=hunter2x@z\n", size) + "E\n",
    ),
    "heredoc with secret variables": (
        D,
        lambda size: HEAD + "ARG TOKEN\nRUN <<E\n" + num("echo $TOKEN > /a@\n", size) + "E\n",
    ),
    "heredocs fed with a secret": (
        D,
        lambda size: (
            HEAD
            + "ARG TOKEN\nRUN true"
            + num(" && cat > /a@ <<E@", min(size, 60000))
            + "\n"
            + num("$TOKEN\nE@\n", min(size, 60000))
        ),
    ),
    "npm config set of a token": (
        D,
        lambda size: (
            HEAD
            + "ARG NPM_TOKEN\nRUN true"
            + num(" && npm config set //r@.example/:_authToken=$NPM_TOKEN", size)
            + "\n"
        ),
    ),
    "npm config set and delete": (
        D,
        lambda size: (
            HEAD
            + "ARG NPM_TOKEN\nRUN true"
            + num(" && npm config set a@ $NPM_TOKEN && npm config delete a@", min(size, 120000))
            + "\n"
        ),
    ),
    "npm config set lines": dl(
        "RUN npm config set //r@.example/:_authToken=$NPM_TOKEN\n", HEAD + "ARG NPM_TOKEN\n"
    ),
    "tokens declared and written": dl("ARG TOKEN@\nRUN echo $TOKEN@ > /a@\nRUN npm config set a $TOKEN@\n"),
    "one token declared again": dl("ARG TOKEN\nRUN a $TOKEN\n"),
    "global tokens": dl("ARG TOKEN@\n", head="", tail=HEAD),
    "odd names of tokens": dl("ARG A-TOKEN@\nRUN a $A-TOKEN@\n"),
    "carriers of carriers": (
        D,
        lambda size: (
            HEAD
            + "ARG TOKEN\nENV A0=$TOKEN\n"
            + "".join(f"ENV A{i + 1}=$A{i}\nRUN echo $A{i} >/a\n" for i in range(size // 45))
        ),
    ),
    "onbuild secrets in stages": (
        D,
        lambda size: "".join(
            f"FROM debian:12 AS s{i}\nONBUILD ARG TOKEN{i}\nONBUILD RUN a $TOKEN{i}\nFROM s{i}\n"
            for i in range(size // 90)
        ),
    ),
    "onbuild in a chain of stages": (
        D,
        lambda size: (
            "FROM debian:12 AS s0\nONBUILD RUN a\n"
            + "".join(
                f"FROM s{i} AS s{i + 1}\nONBUILD COPY a{i} /b\nONBUILD ENV A{i}=b\n"
                for i in range(size // 70)
            )
        ),
    ),
    "onbuild of one base many times": (
        D,
        lambda size: (
            "FROM debian:12 AS a\n"
            + num("ONBUILD RUN a@ && b\n", size // 2)
            + rep("FROM a\nCOPY . .\n", size // 2)
        ),
    ),
    "copy parents": dl("COPY --parents a@/**/b*.json ./c@/./d /e/\nRUN npm ci\n"),
    "copy excludes": (D, lambda size: HEAD + "COPY " + num("--exclude=*.a@ ", size) + ". /b\n"),
    "copy excludes lines": dl("COPY --exclude=a@ --exclude=**/b@ . /c@\n"),
    "long flags": (D, lambda size: HEAD + "RUN --mount=type=cache,target=/" + "a" * size + " make\n"),
    "one long flag name": (D, lambda size: HEAD + "COPY --" + "a" * size + "=b c d\n"),
    "chown flags": dl("COPY --chown=user@:group@ --chmod=0@ a@ /b@\n"),
    "from chain of args": (
        D,
        lambda size: num("ARG I@=debian\n", size // 2) + num("FROM $I@:12 AS s@\n", size // 2),
    ),
    "arg chain to from": (
        D,
        lambda size: (
            "ARG A0=debian\n" + "".join(f"ARG A{i + 1}=$A{i}\n" for i in range(size // 20)) + "FROM $A9:12\n"
        ),
    ),
    "args again in each stage": (
        D,
        lambda size: (
            num("ARG A@=b\n", min(size, 2000))
            + "".join(
                f"FROM debian:12 AS s{i}\n" + "".join(f"ARG A{j}\n" for j in range(9)) + f"RUN a $A{i % 9}\n"
                for i in range(size // 110)
            )
        ),
    ),
    "label with json": dl('LABEL a@="{\\"b\\": [1, {\\"c\\": \\"d@\\"}], \\"token\\": \\"x@\\"}"\n'),
    "label of big json": (D, lambda size: HEAD + "LABEL a='" + "[" * (size // 2) + "]" * (size // 2) + "'\n"),
    "label devcontainer": (
        D,
        lambda size: HEAD + "LABEL devcontainer.metadata='[" + num('{"a@": "b"},', size) + "{}]'\n",
    ),
    "comments with ignores and findings": dl(
        "# dlint: ignore[sudo-in-build, shell, latest-base-image] a@\n"
        "# hadolint ignore=DL3004,SC2086\nRUN sudo a@\n"
    ),
    "ignores that ignore nothing": dl("# dlint: ignore[sudo-in-build] @\nWORKDIR /a\n"),
    "bidi": (D, lambda size: HEAD + "RUN echo " + "\u202e\u2066a\u2069\u202c" * (size // 13) + "\n"),
    "bidi in comments": dl("# \u202ea@\u2066\nRUN a\u200b@\n"),
    "combining marks": (D, lambda size: HEAD + "RUN a" + "\u0301" * (size // 2) + "\n"),
    "unicode names": dl("ENV \u00e9@=b\nRUN echo $\u00e9@ ${\u00e9@}\n"),
    "wide env words": dl("ENV A@='\u65e5\u672c $B \u8a9e'\n"),
    "CRLF mixed": (
        D,
        lambda size: HEAD + num("RUN a@ \\\r\n  && b@ \\\n  && c\r\n# d\r\n\r\nENV E@=f\r\n", size),
    ),
    "lone carriage returns in words": dl("RUN a@\rb\rc\r\n"),
    "escape directive": (
        D,
        lambda size: "# escape=`\n" + HEAD + "RUN a `\n" + num("  b@ `\n", size) + "  c\n",
    ),
    "escape directive in words": (D, lambda size: "# escape=`\n" + HEAD + num('ENV A@=b`$c``d`"\n', size)),
    "backticks with escape": (D, lambda size: "# escape=`\n" + HEAD + "ENV A=" + "`" * size + "\n"),
    "many healthchecks": dl(
        "HEALTHCHECK --interval=@s --timeout=1s CMD curl -f http://a.example/@ || exit 1\n"
    ),
    "healthcheck none": dl("HEALTHCHECK NONE\n"),
    "one word of a": (D, lambda size: "a" * size),
    "one word in env": (D, lambda size: HEAD + "ENV " + "a" * size + "\n"),
    "backslashes only": (D, lambda size: "\\" * size),
    "backslash lines": (D, lambda size: "\\\n" * (size // 2)),
    "backslashes in run": (D, lambda size: HEAD + "RUN echo " + "\\" * size + "\n"),
    "backslashes in quotes": (D, lambda size: HEAD + 'RUN echo "' + "\\" * size + '"\n'),
    "quotes in run": (D, lambda size: HEAD + "RUN echo " + "'" * size + "\n"),
    "double quotes in run": (D, lambda size: HEAD + "RUN echo " + '"' * size + "\n"),
    "dollars in run": (D, lambda size: HEAD + "RUN echo " + "$" * size + "\n"),
    "dollars in env": (D, lambda size: HEAD + "ENV A=" + "$" * size + "\n"),
    "dollars in from": (D, lambda size: "FROM " + "$" * size + "\n"),
    "open braces in from": (D, lambda size: "FROM " + "${" * (size // 2) + "\n"),
    "nested defaults in from": (
        D,
        lambda size: "FROM " + "${a:-" * (size // 6) + "b" + "}" * (size // 6) + "\n",
    ),
    "nested defaults in env, many": (
        D,
        lambda size: HEAD + num("ENV A@=" + "${a:-" * 20 + "b" + "}" * 20 + "\n", size),
    ),
    "nested defaults in copy": (
        D,
        lambda size: HEAD + "COPY ${a:-" * 1 + "${b:-" * (size // 6) + "}" * (size // 6) + "} /b\n",
    ),
    "pipes and negations": (D, lambda size: HEAD + "RUN " + rep("a |& ! ", size) + "b\n"),
    "pipes and negations 84": (D, lambda size: HEAD + "RUN " + rep("a |& ! ", min(size, 84000)) + "b\n"),
    "pipes with stderr": script(lambda size: rep("a |& ", size) + "b"),
    "negations in lists": script(lambda size: rep("! a && ", size) + "b"),
    "time words": script(lambda size: rep("time ", size) + "b"),
    "coproc": script(lambda size: rep("coproc ", size) + "b"),
    "selects": script(lambda size: rep("select a in b; do ", size) + "b"),
    "subscripts": script(lambda size: rep("a[", size)),
    "array elements": script(lambda size: num("a[@]=b ", size)),
    "ternaries": script(lambda size: "echo $((" + rep("a?b:", size) + "c))"),
    "extglobs": script(lambda size: "case a in " + rep("@(a|", size) + ") ;; esac"),
    "extglobs in tests": script(lambda size: "[[ a == " + rep("+(a|", size) + " ]]"),
    "regexes in tests": script(lambda size: "[[ a =~ " + rep("(a|", size) + " ]]"),
    "brace ranges": script(lambda size: "echo " + rep("{1..", size) + ""),
    "braces in braces": script(lambda size: "echo " + rep("{a,", size) + ""),
    "ansi strings": script(lambda size: "echo " + rep("$'a\\n'", size) + ""),
    "translated strings": script(lambda size: "echo " + rep('$"', size) + ""),
    "process substitutions out": script(lambda size: "a " + rep(">(b) ", size) + ""),
    "expansions with operators": script(lambda size: "echo " + rep("${a/b/${c%", size) + ""),
    "expansions with slashes": script(lambda size: "echo " + rep("${a//b/c}", size) + ""),
    "redirects alone": script(lambda size: rep(">a ", size)),
    "redirects with fds": script(lambda size: "a " + num("@>&@ ", size) + ""),
    "herestrings of substitutions": script(lambda size: "a " + rep("<<< $(b) ", size) + ""),
    "semicolons alone": script(lambda size: rep(";;", size)),
    "ampersands alone": script(lambda size: rep("& ", size)),
    "commands with comments": (
        D,
        lambda size: HEAD + "RUN <<E\n" + rep("a # b\n", min(size, 120000)) + "E\n",
    ),
    "functions of functions": script(lambda size: rep("f() { ", size)),
    "dos": script(lambda size: rep("do ", min(size, 120000)) + "\n"),
    "thens": (D, lambda size: HEAD + "RUN " + rep("then ", size)),
    "esacs": script(lambda size: rep("esac ", size)),
    "in words": script(lambda size: "for a in " + rep("in ", size) + ""),
    "cases open in substitutions": script(lambda size: rep("$(case a in b) ", size)),
    "installs in subshells": (
        D,
        lambda size: HEAD + "RUN " + rep("(apt-get update && apt-get install -y a) && ", size) + "b\n",
    ),
    "installs with long lists": dl(
        "RUN apt-get update && apt-get install -y " + " ".join(f"p{i}" for i in range(50)) + " a@\n"
    ),
    "requirements flags": (
        D,
        lambda size: HEAD + "RUN pip install " + num("-r r@.txt -c c@.txt ", size) + "\n",
    ),
    "cache mounts with ids": dl(
        "RUN --mount=type=cache,id=a@,target=/root/.npm --mount=type=bind,source=b@,target=/c "
        "--mount=type=secret,id=d@ npm ci\n"
    ),
    "urls with passwords": (
        D,
        lambda size: HEAD + "RUN curl " + num("https://u@:p@ssw0rd@@a.example/ ", size) + "\n",
    ),
    "urls without end": (D, lambda size: HEAD + "RUN curl " + "://" * (size // 3) + "\n"),
    "private key": (
        D,
        lambda size: (
            HEAD
            + "COPY <<E /k\n-----BEGIN RSA PRIVATE KEY-----\n"
            + rep("MIIEpAIBAAKCAQEA7Zq9k1y8Wm3n\n", size)
            + "-----END RSA PRIVATE KEY-----\nE\n"
        ),
    ),
    "private keys open": (D, lambda size: HEAD + num("# -----BEGIN PRIVATE KEY-----MIIEvQ@\n", size)),
    "jwt": (D, lambda size: HEAD + "ENV A=" + rep("eyJhbGciOiJIUzI1NiJ9.", size) + "\n"),
    "json web tokens": dl(
        "ENV A@=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0@In0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQ@\n"
    ),
    "aws keys": dl("ENV AWS_SECRET_ACCESS_KEY@=wJalrXUtnFEMIK7MDENGbPxRfiCY@Kq3mZp\n"),
    "aws words": (D, lambda size: HEAD + rep("# aws secret access key = \n", size)),
    "password equals": (D, lambda size: HEAD + "ENV A='" + rep("password=", size) + "'\n"),
    "password colons": (D, lambda size: HEAD + "# " + rep("password: ", size) + "\n"),
    "keys of yaml in a heredoc": (
        D,
        lambda size: HEAD + "COPY <<E /a.yml\n" + num("password@:\n  value: ab12@cd\n", size) + "E\n",
    ),
    "json in a heredoc": (
        D,
        lambda size: (
            HEAD + 'COPY <<E /a.json\n{"a": [' + num('{"password": "hunter2x@"},', size) + "{}]}\nE\n"
        ),
    ),
    "xml in a heredoc": (
        D,
        lambda size: HEAD + "COPY <<E /a.xml\n" + num("<password>hunter2x@</password>\n", size) + "E\n",
    ),
    "tables in a heredoc": (
        D,
        lambda size: (
            HEAD + "COPY <<E /a.csv\nuser,password,token\n" + num("a@,hunter2x@,tok3n@\n", size) + "E\n"
        ),
    ),
    "sql in a heredoc": (
        D,
        lambda size: (
            HEAD
            + "COPY <<E /a.sql\n"
            + num("INSERT INTO users (name, password) VALUES ('a@', 'hunter2x@');\n", size)
            + "E\n"
        ),
    ),
    "base64 lines": (
        D,
        lambda size: (
            HEAD
            + "COPY <<E /a\n"
            + rep("QUtJQUlPU0ZPRE5ON0VYQU1QTEVBYUJiQ2NEZEVlRmZHZ0hoSWlKag==\n", size)
            + "E\n"
        ),
    ),
    "hex lines": (D, lambda size: HEAD + num("# token 0123456789abcdef0123456789abcd@\n", size)),
    "command lines with passwords": (
        D,
        lambda size: HEAD + num("RUN mysql -u root -phunter2x@ --password=hunter2x@ a\n", size),
    ),
    "logins": dl("RUN echo hunter2x@ | docker login -u a --password-stdin r@.example\n"),
    "undefined near names": (
        D,
        lambda size: HEAD + num("ENV FOO_BAR@=b\n", size // 2) + num("RUN a\nENV X@=$FOO_BAZ@\n", size // 2),
    ),
    "stages named by numbers": dl("FROM debian:12 AS s@\nCOPY --from=@ /a /b\n", head=""),
    "targets far": (
        D,
        lambda size: (
            num("FROM debian:12 AS s@\nRUN a@\n", size - 40) + "FROM scratch\nCOPY --from=s1 /a /b\n"
        ),
    ),
    "bind from stages": (
        D,
        lambda size: (
            "FROM debian:12 AS s0\n"
            + "".join(
                f"FROM debian:12 AS s{i + 1}\nRUN --mount=type=bind,from=s{i},target=/a make\n"
                for i in range(size // 80)
            )
        ),
    ),
    "expose ranges": dl("EXPOSE @-6553@/udp $P@\n"),
    "volumes json": (D, lambda size: HEAD + "VOLUME [" + num('"/a@",', size) + '"/b"]\n'),
    "users and chowns": dl("USER u@:g@\nCOPY a@ .\nRUN chown -R u@ /a@\n"),
    "stopsignals": dl("STOPSIGNAL SIGKILL\nENTRYPOINT a@\n"),
    "add checksums": dl("ADD --checksum=sha256:" + "0" * 64 + " https://a.example/@ /b@\n"),
    "add gits": dl("ADD --keep-git-dir=true https://github.com/a/b@.git#v@ /c@\n"),
    "workflow include": (
        W,
        lambda size: (
            JOB
            + "    strategy:\n      matrix:\n        include:\n"
            + num("          - {m: a@, n: b@}\n", size)
            + "    steps:\n      - run: docker build -t a:${{ matrix.m }} -f ${{ matrix.n }} .\n"
        ),
    ),
    "workflow exclude": (
        W,
        lambda size: (
            JOB
            + "    strategy:\n      matrix:\n        m: [1, 2]\n        exclude:\n"
            + num("          - {m: @}\n", size)
            + "    steps:\n      - run: docker build -t a:${{ matrix.m }} .\n"
        ),
    ),
    "workflow env": (
        W,
        lambda size: (
            "on: push\nenv:\n"
            + num("  A@: b${{ env.A1 }}\n", size)
            + "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -t $A1 .\n"
        ),
    ),
    "workflow named contexts": (
        W,
        lambda size: flow(
            "      - uses: docker/build-push-action@v6\n        with:\n          build-contexts: |\n"
            + num("            a@=./b@\n", size)
        ),
    ),
    "workflow secrets": (
        W,
        lambda size: flow(
            "      - uses: docker/build-push-action@v6\n        with:\n          secrets: |\n"
            + num("            A@=${{ secrets.B@ }}\n", size)
        ),
    ),
    "workflow platforms": (
        W,
        lambda size: flow(
            "      - uses: docker/build-push-action@v6\n        with:\n          platforms: "
            + num("linux/a@,", size)
            + "\n"
        ),
    ),
    "workflow jobs with secrets": (
        W,
        lambda size: (
            "on: push\njobs:\n"
            + num(
                "  a@:\n    runs-on: ubuntu-latest\n    env:\n      TOKEN: hunter2x@z\n    "
                "steps:\n      - run: docker login -p hunter2x@\n",
                size,
            )
        ),
    ),
    "workflow quoted lines": (
        W,
        lambda size: flow('      - run: "' + rep("docker build . && ", size) + '"\n'),
    ),
    "workflow folded": (
        W,
        lambda size: flow("      - run: >\n" + rep("          docker build\n          --tag a .\n\n", size)),
    ),
    "compose named contexts": (
        C,
        lambda size: (
            "services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n"
            + num("        a@: ./b@\n", size)
        ),
    ),
    "compose deep anchors": (
        C,
        lambda size: (
            "x0: &x0 {build: .}\n"
            + "".join(f"x{i}: &x{i}\n  <<: *x{i - 1}\n  k{i}: v\n" for i in range(1, size // 36))
            + "services:\n  a: *x9\n"
        ),
    ),
    "compose anchors merged twice": (
        C,
        lambda size: (
            "x0: &x0 {build: .}\n"
            + "".join(f"x{i}: &x{i}\n  <<: [*x{i - 1}, *x{i - 1}]\n" for i in range(1, size // 34))
            + "services:\n  a: *x9\n"
        ),
    ),
    "compose secrets in environment": (
        C,
        lambda size: (
            "services:\n  a:\n    build: .\n    environment:\n" + num("      PASSWORD@: hunter2x@z\n", size)
        ),
    ),
    "compose args of secrets": (
        C,
        lambda size: (
            "services:\n"
            + num("  a@:\n    build:\n      context: .\n      args:\n        TOKEN: hunter2x@z\n", size)
        ),
    ),
    "compose documents": (C, lambda size: rep("---\nservices:\n  a:\n    build: .\n", size)),
    "compose long keys": (C, lambda size: "services:\n  ? " + "a" * size + "\n  : build: .\n"),
    "compose tags": (C, lambda size: "services:\n  a: " + rep("!a ", size) + "\n"),
    "compose flow": (C, lambda size: "services: {" + num("a@: {build: .}, ", size) + "}\n"),
    "compose inline secrets": (
        C,
        lambda size: (
            "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n"
            + num("        ENV PASSWORD@=hunter2x@z\n", size)
        ),
    ),
    "bake functions": (
        B,
        lambda size: (
            "function f { params=[a] result=a }\ntarget t {\n args = {\n"
            + num('  A@ = f(f(f("b@")))\n', min(size, 500000))
            + " }\n}\n"
        ),
    ),
    "bake secrets": (
        B,
        lambda size: (
            "target t {\n args = {\n" + num('  TOKEN@ = "hunter2x@z"\n', min(size, 500000)) + " }\n}\n"
        ),
    ),
    "bake contexts": (
        B,
        lambda size: (
            "target t {\n contexts = {\n"
            + num('  c@ = "target:t@"\n', min(size, 500000))
            + " }\n}\n"
            + num("target t@ {\n}\n", min(size, 200000))
        ),
    ),
    "bake conditions": (
        B,
        lambda size: "target t {\n args = {\n" + num('  A@ = a ? "b@" : c\n', min(size, 500000)) + " }\n}\n",
    ),
    "bake heredocs": (
        B,
        lambda size: num(
            "target t@ {\n dockerfile-inline = <<E\nFROM debian:12\nENV PASSWORD=hunter2x@z\nE\n}\n",
            min(size, 500000),
        ),
    ),
    "gitlab secrets": (
        G,
        lambda size: "a:\n  script:\n" + num("    - docker login -u a -p hunter2x@\n", size),
    ),
    "gitlab rules": (
        G,
        lambda size: num(
            "a@:\n  rules:\n    - if: $A@ == 'b'\n  script: docker build --build-arg TOKEN=hunter2x@ .\n",
            size,
        ),
    ),
}
