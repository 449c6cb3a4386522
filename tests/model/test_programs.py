"""Which words of an ordinary program name paths, and whether it reads or writes them."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.shell.programs import touched
from dlinter.model.text import Text

URL = "https://files.example/x.tgz"
HERE = "."


def found(shell: str) -> tuple[str, str] | None:
    facts = Facts(read(Text(f"FROM a\nRUN {shell}\n".encode())))
    run = next(i for i in facts.dockerfile.instructions if isinstance(i, Run))
    touches = touched(facts.script(run).commands[0])
    if touches is None:
        return None
    reads, writes = (" ".join(w.value for w in words) for words in (touches.reads, touches.writes))
    return reads, " ".join(filter(None, (writes, HERE if touches.here else "")))


@pytest.mark.parametrize(
    ("shell", "reads", "writes"),
    [
        ("mkdir -p a b", "", "a b"), ("mkdir -m 755 a", "", "a"), ("mkdir -pm755 a", "", "a"),
        ("mkdir --mode=755 a", "", "a"), ("mkdir --mode 755 a", "", "a"), ("mkdir -- -a", "", "-a"),
        ("mkdir --mo 755 a", "", "a"), ("rm -rf a b/*", "", "a b/*"), ("rmdir a", "", "a"),
        ("unlink a", "", "a"), ("shred -n 3 -u a", "", "a"), ("truncate -s 0 a", "", "a"),
        ("truncate -s0 a", "", "a"), ("truncate --size=0 -r b a", "b", "a"),
        ("touch -d yesterday a", "", "a"), ("touch -r b a", "b", "a"),
        ("touch -t 202601010000 a b", "", "a b"),
        ("touch --reference=b a", "b", "a"), ("tee -a a b", "", "a b"), ("dos2unix -q a b", "", "a b"),
        ("chmod 755 a b", "", "a b"), ("chmod -R u=rwX,go=rX a", "", "a"), ("chmod -x a", "", "a"),
        ("chmod -v -w a b", "", "a b"), ("chmod --reference=b a", "b", "a"), ("chmod +x a", "", "a"),
        ("chmod 755 -R a", "", "a"),
        ("chown -R a:b c d", "", "c d"), ("chown --from=x a c", "", "c"), ("chown --reference b a", "b", "a"),
        ("chgrp -h a b", "", "b"),
        ("cp a b c", "a b", "c"), ("cp -r a -t c b", "a b", "c"), ("cp --target-directory=c a", "a", "c"),
        ("cp --target-dir c a b", "a b", "c"), ("cp -tc a", "a", "c"), ("cp -S .x a b", "a", "b"),
        ("ln -sf a b", "a", "b"), ("ln -s a", "a", HERE), ("ln -st c a b", "a b", "c"),
        ("mv a b c", "", "a b c"), ("mv -t c a", "", "c a"),
        ("install -m 755 -o root -g root a b", "a", "b"), ("install -d -m 755 a b", "", "a b"),
        ("install --directory a b", "", "a b"), ("install -Dm755 a b", "a", "b"),
        ("install -t c a b", "a b", "c"),
        ("sed -i s/a/b/ c", "", "c"), ("sed -i -e s/a/b/ -e s/b/c/ c d", "", "c d"), ("sed -f x c", "x", "c"),
        ("sed -Ei --expression=s/a/b/ c", "", "c"), ("sed -n p c", "", "c"),
        (f"curl {URL}", "", ""), (f"curl -fsSLo a {URL}", "", "a"), (f"curl -oa {URL}", "", "a"),
        (f"curl -O {URL}", "", HERE), (f"curl -fsSLO {URL}", "", HERE),
        (f"curl --remote-name {URL}", "", HERE),
        (f"curl -O --output-dir a {URL}", "", "a"), (f"curl --output a --retry 3 {URL}", "", "a"),
        (f"curl --proto '=https' --tls-max 1.3 -H 'A: b/c' -o a {URL}", "", "a"),
        (f"curl -K a {URL}", "a", ""),
        (f"curl --cacert a {URL} -o -", "a", ""), (f"curl -m 9 -u a:b {URL}", "", ""),
        (f"curl --netrc -o a {URL}", "", "a"), (f"curl --head {URL} -o a", "", "a"),
        (f"curl -c a -D b {URL}", "", "a b"), (f"curl --cookie-jar a {URL}", "", "a"),
        (f"wget {URL}", "", HERE), (f"wget -qO a {URL}", "", "a"), (f"wget -qO- {URL}", "", ""),
        (f"wget -P a -t 3 {URL}", "", "a"), (f"wget --output-document=a {URL}", "", "a"),
        ("wget -i a -O b", "a", "b"),
        (f"wget -q --progress=dot:giga -O a {URL}", "", "a"), (f"wget -o a -O b {URL}", "", "a b"),
        ("tar xzf a", "", "a " + HERE), ("tar -xzf a", "", "a " + HERE), ("tar xzf a -C b", "", "a b"),
        ("tar -xzf - -C b", "", "b"), ("tar -C b --strip-components 1 -xJf a", "", "b a"),
        ("tar tf a", "", "a"),
        ("tar -xf a --strip-components=1 -C b c", "c", "a b"), ("tar xOf a", "", "a"),
        ("tar czf a b", "b", "a"),
        ("tar --extract --file=a --directory b", "", "a b"), ("tar -czf a -C b .", ".", "a b"),
        ("unzip a", "a", HERE), ("unzip -q a -d b", "a", "b"), ("unzip -l a", "a", ""),
        ("unzip -p a b", "a b", ""),
    ],
)  # fmt: skip
def test_the_paths_of_a_command(shell: str, reads: str, writes: str) -> None:
    assert found(shell) == (reads, writes)


@pytest.mark.parametrize(
    "shell",
    [
        "make", "python x", "rsync a b", "sed -i.bak s/a/b/ c", "sed --in-place=.bak s/a/b/ c",
        f"curl -d@/etc/x {URL}", f"curl --data-binary=@/x {URL}", "tar -x --files-from=/x -f a",
        "touch --x=/y a", "tar --exclude=./b -czf a .",
    ],
)  # fmt: skip
def test_what_the_table_does_not_tell(shell: str) -> None:
    assert found(shell) is None


@pytest.mark.parametrize(
    ("shell", "word"),
    [("curl -d @/etc/x", "@/etc/x"), ("cp --x y a b", "y"), ("tar -X y -xf a -C b", "y")],
)
def test_a_value_of_an_option_that_is_not_known_counts_for_a_path(shell: str, word: str) -> None:
    paths = found(shell)
    assert paths is not None and word in paths[0].split()
