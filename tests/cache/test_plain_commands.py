"""What each plain command does to files, option by option (POSIX), and which layer is what a RUN wrote."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.commands import Refused
from dlinter.model.cache.keys.copying import copied_folders, taken_files
from dlinter.model.cache.keys.execution import LARGEST, Execution, new_file, same_layer, understood
from dlinter.model.cache.keys.operations import CACHE, SECRET, SSH, TMPFS, CopyFiles, Exec, ExecMount
from dlinter.model.cache.keys.tree import BLOCK, FILE, FOLDER, SYMLINK, Entry, Tree, Unreadable
from dlinter.values import replace
from tests.cache.against import tree_of

ROOT = ExecMount("/", input=0, output=0)


def sample() -> Tree:
    tree = tree_of({"w/a": ("A", 0o600), "w/run": ("R", 0o4777), "w/d/x": "X", "w/d/e/y": "Y", "w/own": "O"})
    tree.add("w/own", replace(tree.entries["w/own"], uid=5, gid=6, xattrs={"user.a": b"1"}))
    tree.add("w/l", Entry(SYMLINK, 0o777, link="d"))
    tree.add("w/block", Entry(BLOCK, 0o600))
    return tree


def after(
    script: str,
    *,
    user: str = "",
    open_: bool = False,
    mounts: tuple[ExecMount, ...] = (),
    mounted: tuple[Tree | None, ...] = (),
) -> Execution:
    done = Execution(
        Exec(("/bin/sh", "-c", script), (), "/w", user, (ROOT, *mounts)),
        sample(),
        (None, *mounted),
        open=open_,
    )
    done.run()
    return done


def told(entry: Entry) -> tuple[str, int, int, int, str]:
    """Bytes, mode, owner and group, target."""
    return (
        b"".join(entry.chunks() if entry.chunks else ()).decode(),
        entry.mode,
        entry.uid,
        entry.gid,
        entry.link,
    )


@pytest.mark.parametrize(
    ("script", "path", "wanted"),
    [
        ("cp a b", "w/b", ("A", 0o600, 0, 0, "")), ("cp run b", "w/b", ("R", 0o755, 0, 0, "")),
        ("cp -p run b", "w/b", ("R", 0o4777, 0, 0, "")), ("cp -a own b", "w/b", ("O", 0o644, 5, 6, "")),
        ("cp own b", "w/b", ("O", 0o644, 0, 0, "")), ("cp a own", "w/own", ("A", 0o644, 5, 6, "")),
        ("cp a run d", "w/d/run", ("R", 0o755, 0, 0, "")), ("cp a d/", "w/d/a", ("A", 0o600, 0, 0, "")),
        ("cp a l", "w/d/a", ("A", 0o600, 0, 0, "")), ("cp -R d n", "w/n/e/y", ("Y", 0o644, 0, 0, "")),
        ("cp -r d/ n", "w/n/x", ("X", 0o644, 0, 0, "")),
        ("mkdir n && cp -r d n", "w/n/d/x", ("X", 0o644, 0, 0, "")),
        ("cp -f -v a b", "w/b", ("A", 0o600, 0, 0, "")), ("mv own b", "w/b", ("O", 0o644, 5, 6, "")),
        ("mv d n", "w/n/e/y", ("Y", 0o644, 0, 0, "")), ("mv a run d", "w/d/run", ("R", 0o4777, 0, 0, "")),
        ("mkdir n", "w/n", ("", 0o755, 0, 0, "")), ("mkdir -p n/m d", "w/n/m", ("", 0o755, 0, 0, "")),
        ("mkdir /n", "n", ("", 0o755, 0, 0, "")), ("touch n", "w/n", ("", 0o644, 0, 0, "")),
        ("touch a", "w/a", ("A", 0o600, 0, 0, "")),
        ("ln -s a n", "w/n", ("", 0o777, 0, 0, "a")), ("ln -s /w/a d", "w/d/a", ("", 0o777, 0, 0, "/w/a")),
        ("ln -sf d/x a", "w/a", ("", 0o777, 0, 0, "d/x")), ("chmod 755 a", "w/a", ("A", 0o755, 0, 0, "")),
        ("chmod 4711 a own", "w/own", ("O", 0o4711, 5, 6, "")),
        ("chmod a+x a", "w/a", ("A", 0o711, 0, 0, "")), ("chown 3:4 a", "w/a", ("A", 0o600, 3, 4, "")),
        ("chown -R 3:4 d", "w/d/e/y", ("Y", 0o644, 3, 4, "")),
        ("chown 3:4 d", "w/d", ("", 0o755, 3, 4, "")), ("chown 3:4 d", "w/d/x", ("X", 0o644, 0, 0, "")),
        ("echo x > own", "w/own", ("x\n", 0o644, 5, 6, "")),
        ("echo x >> n", "w/n", ("x\n", 0o644, 0, 0, "")), ("cat l/x > n", "w/n", ("X", 0o644, 0, 0, "")),
        ("printf x > n", "w/n", ("x", 0o644, 0, 0, "")), ("printf %s x > n", "w/n", ("x", 0o644, 0, 0, "")),
        ("printf '%s\\n' x > n", "w/n", ("x\n", 0o644, 0, 0, "")),
        ("printf 'a\\tb\\n' > n", "w/n", ("a\tb\n", 0o644, 0, 0, "")),
        ("printf 100 > n", "w/n", ("100", 0o644, 0, 0, "")), ("touch a > n", "w/n", ("", 0o644, 0, 0, "")),
        ("true >> a", "w/a", ("A", 0o600, 0, 0, "")),
        ("cd d/e && echo x > z", "w/d/e/z", ("x\n", 0o644, 0, 0, "")),
        ("cd / && cd w && echo x > z", "w/z", ("x\n", 0o644, 0, 0, "")),
        ("cat a > /dev/null && echo x > z", "w/z", ("x\n", 0o644, 0, 0, "")),
        ("echo -n > z", "w/z", ("", 0o644, 0, 0, "")), ("echo > z", "w/z", ("\n", 0o644, 0, 0, "")),
    ],
)  # fmt: skip
def test_what_each_command_makes(script: str, path: str, wanted: tuple[str, int, int, int, str]) -> None:
    done = after(script)
    assert told(done.made.entries[path]) == wanted
    assert (path in done.written) is ((script, path) not in {("touch a", "w/a"), ("chown 3:4 d", "w/d/x")})


def test_only_what_a_command_names_is_written() -> None:
    for script, written, removed in (
        ("cp a b", {"w/b"}, set()), ("mv d n", {"w/n", "w/n/x", "w/n/e", "w/n/e/y"},
            {"w/d", "w/d/x", "w/d/e", "w/d/e/y"}), ("touch a", set(), set()),
            ("rm -rf d/e none", set(), {"w/d/e", "w/d/e/y"}),
        ("touch n && rm n", set(), set()), ("mkdir -p d/e/f", {"w/d/e/f"}, set()),
        ("chown 3:4 d", {"w/d"}, set()), ("cat a", set(), set()), ("echo x > /dev/null", set(), set()),
        ("sleep 1; test -f a", set(), set()),
        ("mkdir -p x/y && cd x/y && cd ..", {"w/x", "w/x/y"}, set()), ("ln -sf x l", {"w/d/x"}, set()),
    ):  # fmt: skip
        done = after(script)
        assert (set(done.written), done.removed) == (written, removed), script


@pytest.mark.parametrize(
    "script",
    [
        "cp d n", "cp -r block n", "cp a", "cp a b c", "cp a n/", "cp -r d/. n", "cp none n", "cp a block",
        "mv none n", "mv a a", "mv a", "rm", "mkdir", "mkdir d", "mkdir -p a", "mkdir n/m", "touch n/m",
        "ln a n", "ln -s a b n",
        "ln -s a run", "chmod", "chmod u+s a", "chmod 9 a", "chmod 755 none", "chown app a", "chown 1: a",
        "chown 1 a", "chown 1:2 none", "echo -e x > n", "echo -E x > n", "echo -n -n x > n",
        "echo 'a\\b' > n", "printf %d 1 > n",
        "printf a b > n", "printf '%s' 'a\\b' > n", "printf '\\x41' > n", "printf -v a > n",
        "printf '%s%s' a > n", "cat > n", "cat -n a > n", "cat none > n", "cat d > n", "cat a > d",
        "cat a > n/m", "cd none && echo x > n", "cd -P d && echo x > n",
        "cd d e && echo x > n", "cp --archive a n", "make", "touch -t 1 a", "mv -i a n", "chmod -R 755 d",
        "echo x > block",
    ],
)  # fmt: skip
def test_what_is_refused(script: str) -> None:
    with pytest.raises(Refused):
        after(script)


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("cp -rpf a b", True), ("cp -u a b", False), ("mv -f a b", True), ("rm -rf a", True),
        ("rm -i a", False), ("mkdir -pv a", True), ("touch a", True), ("touch -c a", False),
        ("ln -sfv a b", True), ("chmod +x a", True), ("chmod -x a", False),
        ("chown -R 1:2 a", True), ("echo -e a", True), ("cd a", True), ("cd -P a", False),
        ("sleep 1; true; :", True), ("make", False), ("cat a | b", False), ("true && make", False),
    ],
)  # fmt: skip
def test_what_is_understood(script: str, wanted: bool) -> None:
    assert understood(Exec(("/bin/sh", "-c", script), (), "/")) is wanted


def test_users() -> None:
    for user in ("", "0", "root", "0:0", "root:root"):
        assert told(after("touch n", user=user).made.entries["w/n"])[2:4] == (0, 0)
    for user, owner in (("5", (5, 0)), ("5:6", (5, 6)), ("0:6", (0, 6))):
        done = after("touch n && mkdir m && cp own o && ln -s a k", user=user, open_=True).made.entries
        assert [told(done[f"w/{name}"])[2:4] for name in "nmok"] == [owner] * 4
        with pytest.raises(Refused):
            after("touch n", user=user)
    for user in ("app", "5:app", "app:5", "-5"):
        with pytest.raises(Refused):
            after("touch n", user=user, open_=True)


def test_the_largest_file() -> None:
    tree = sample()
    tree.add("w/big", new_file(b"x" * LARGEST, 0o644))
    tree.add("w/bigger", new_file(b"x" * (LARGEST + 1), 0o644))

    def run(script: str) -> Execution:
        done = Execution(Exec(("/bin/sh", "-c", script), (), "/w", "", (ROOT,)), tree.copy())
        done.run()
        return done

    assert run("cat big > n").made.entries["w/n"].size == LARGEST
    with pytest.raises(Unreadable):
        run("cat bigger > n").made.entries["w/n"].digest()
    with pytest.raises(Refused):
        run("cat big a > n")


def test_mounts() -> None:
    source = tree_of({"s/f": "F", "s/g/h": "H"})
    bind = ExecMount("/m", input=1, path="/s")
    done = after("cat /m/g/h > n && echo x > /m/new", mounts=(bind,), mounted=(source,))
    assert (
        told(done.made.entries["w/n"])[0] == "H"
        and set(done.written) == {"w/n"}
        and "m/new" not in done.made.entries
    )
    whole = after("cat /m/s/f > n", mounts=(ExecMount("/m", input=1),), mounted=(source,))
    assert told(whole.made.entries["w/n"])[0] == "F"
    hidden = after("touch d/z && cat d/z > n", mounts=(ExecMount("/w/d", TMPFS),))
    assert (
        told(hidden.made.entries["w/n"])[0] == ""
        and "w/d/x" in hidden.made.entries
        and "w/d/z" not in hidden.made.entries
    )
    for mounts, mounted, script in (
        ((bind,), (None,), "true"), ((replace(bind, path="/none"),), (source,), "true"),
        ((ExecMount("/w/d", TMPFS),), (), "cat d/x > n"), ((ExecMount("/w/d", CACHE),), (), "cat d/x > n"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            after(script, mounts=mounts, mounted=mounted)
    for kind in (SECRET, SSH):
        secret = after("cat /run/s > n && cat a > o", mounts=(ExecMount("/run/s", kind),))
        with pytest.raises(Unreadable):
            secret.made.entries["w/n"].digest()
        assert told(secret.made.entries["w/o"])[0] == "A" and "run/s" not in secret.made.entries
        with pytest.raises(Unreadable):
            after("cp /run/s n", mounts=(ExecMount("/run/s", kind),)).made.entries["w/n"].digest()
    gone = after("rm -rf /m/f d", mounts=(bind,), mounted=(source,))
    assert gone.removed == {"w/d", "w/d/x", "w/d/e", "w/d/e/y"}


def test_files_of_an_image_that_is_not_known() -> None:
    done = after("cat /etc/x a > n && cat a > o && cat no/where > p", open_=True)
    for name in ("n", "p"):
        with pytest.raises(Unreadable):
            done.made.entries[f"w/{name}"].digest()
    assert told(done.made.entries["w/o"])[0] == "A"
    with pytest.raises(Refused):
        after("cat d > n", open_=True)


def test_the_layer_that_was_written() -> None:
    done = after("mkdir n && echo x > n/f && cp a b")
    layer = tree_of({"w/n/f": "x\n", "w/b": ("A", 0o600)})
    assert same_layer(done, layer)
    for path, entry in (
        ("w/b", Entry(FILE, 0o644, size=1, chunks=lambda: (b"A",))),
        ("w/c", Entry(FILE, 0o644)),
        ("w/n", Entry(FOLDER, 0o700)),
        ("w/n/f", Entry(FILE, 0o644, size=2, chunks=lambda: (b"y\n",))),
    ):
        other = layer.copy()
        other.add(path, entry)
        assert not same_layer(done, other), path
    above = layer.copy()
    above.add("w", Entry(FOLDER, 0o700))  # a folder above is in a layer as it is
    assert same_layer(done, above)
    less = layer.copy()
    less.remove("w/b")
    assert not same_layer(done, less)
    assert not same_layer(after("rm a && cp own b"), tree_of({"w/b": "O"}))
    assert not same_layer(after("cat /etc/x > n", open_=True), tree_of({"w/n": "x"}))


@pytest.mark.parametrize(
    ("src", "dest", "wanted"),
    [
        ("/w/a", "/x", {"w/a": "x"}), ("/w/a", "/x/", {"w/a": "x/a"}), ("/w/a", "/x/.", {"w/a": "x/a"}),
        ("/w/d", "/x", {"w/d": "x", "w/d/e": "x/e", "w/d/e/y": "x/e/y", "w/d/x": "x/x"}),
        ("/w/d", "/x/", {"w/d": "x", "w/d/e": "x/e", "w/d/e/y": "x/e/y", "w/d/x": "x/x"}),
        ("/w/r*", "/x", {"w/run": "x/run"}), ("/w/[a]", "/", {"w/a": "a"}), ("/none", "/x", {}),
        ("/w/l", "/x", {"w/d": "x", "w/d/e": "x/e", "w/d/e/y": "x/e/y", "w/d/x": "x/x"}),
    ],
)  # fmt: skip
def test_where_a_copy_puts_files(src: str, dest: str, wanted: dict[str, str]) -> None:
    assert dict(taken_files(CopyFiles(src, dest), sample())) == wanted


def test_folders_that_are_copied() -> None:
    tree = sample()
    assert list(copied_folders(CopyFiles("/w/d", "/x/."), tree)) == [("x", "w/d")]
    assert list(copied_folders(CopyFiles("/w/l", "/x/"), tree)) == [("x", "w/d")]
    for files in (
        CopyFiles("/w/a", "/x"),
        CopyFiles("/w/*", "/x"),
        CopyFiles("/none", "/x"),
        CopyFiles("/w/d", "/x", include=("e",)),
        CopyFiles("/w/d", "/x", exclude=("e",)),
    ):
        assert list(copied_folders(files, tree)) == []
