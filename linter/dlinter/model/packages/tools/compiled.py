"""Tools of Go, Rust, the JVM, .NET, Haskell, Swift, C and C++.

Sources: `go help environment` (GOMODCACHE, GOPATH, GOCACHE, `go env -w`), Go Modules Reference; The Cargo
Book "Cargo Home", "cargo build" (`--offline`, `--frozen`); Maven "Settings Reference" (localRepository), CLI
options (`-o`, `-Dmaven.repo.local`); Gradle "Directories and Files", CLI (`--offline`, `-g`); coursier
"Cache"; NuGet "Managing the global packages folder"; Stack "Configuration"; Cabal "Environment variables";
SwiftPM; ccache(1) (`cache_dir`); Conan 2 "Configuration files" (`core.cache:storage_path`: packages are in
`p`, profiles beside it).
"""

from __future__ import annotations

from dlinter.model.packages.reads import compiled as reads
from dlinter.model.packages.reads import dotnet
from dlinter.model.packages.reads.scripted import by_name
from dlinter.model.packages.tool import (
    BUILD,
    CLEAN,
    DOWNLOAD,
    INSTALL,
    OTHER,
    OUTER,
    STORE,
    UPDATE,
    UPGRADE,
    WORK,
    Folder,
    Frozen,
    Manifests,
    Tool,
    xdg,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GRADLE = (
    "build.gradle",
    "build.gradle.kts",
    "settings.gradle",
    "settings.gradle.kts",
    "gradle.properties",
    "libs.versions.toml",
    "gradlew",
)
_DOTNET = ("*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx", "Directory.*.props", "Directory.*.targets",
    "NuGet.Config", "nuget.config", "global.json", "packages.lock.json")
TOOLS = (
    Tool(
        "go", "go help", ("go",),
        {"install": INSTALL, "get": INSTALL, "build": BUILD, "test": BUILD, "vet": BUILD, "run": BUILD,
            "generate": BUILD, "mod": DOWNLOAD, "clean": CLEAN, "tool": OTHER},
        {"mod": {"download": DOWNLOAD, "tidy": DOWNLOAD, "vendor": DOWNLOAD}},
        _words(
            "-o -ldflags -gcflags -tags -mod -C -p -asmflags -buildmode -modfile -overlay "
            "-pkgdir -run -count -timeout -coverprofile -exec -toolexec -covermode"), ecosystem="Go",
            read_only=("download", "mod"),
        manifests=Manifests(("go.mod", "go.sum", "go.work", "go.work.sum"), ("go.sum",),
            ("go.mod", "go.sum*")), reads=reads.go,
        folders=(
            Folder("~/go/pkg/mod", (("GOMODCACHE", ""), ("GOPATH", "pkg/mod")), name="mod", content=STORE,
                waste=("~/go/pkg/mod/cache", "/go/pkg/mod/cache"), settings=("go env -w GOMODCACHE=",)),
            xdg("go-build", ("GOCACHE", ""), name="build", content=WORK, settings=("go env -w GOCACHE=",)),
        ),
        plans=("-mod=vendor",), build_fetches=True,
        offline_variables=(("GOPROXY", "off"), ("GOFLAGS", "-mod=vendor")), runs=("run", "test"), cross=True,
        nested_words=OUTER, chdir=("-C",), also_set_by=("cgo",),
    ),
    Tool("zig", "Zig docs", ("zig",), {"build": BUILD}, cross=True),
    Tool(
        "cargo", "The Cargo Book", ("cargo",),
        {
            "install": INSTALL, "binstall": INSTALL, "build": BUILD, "b": BUILD, "check": BUILD,
            "test": BUILD, "run": BUILD, "rustc": BUILD, "fetch": DOWNLOAD, "chef": BUILD,
            "vendor": DOWNLOAD, "clean": CLEAN, "update": UPGRADE, "zigbuild": BUILD, "auditable": BUILD,
            "leptos": BUILD,
        },
        {"chef": {"cook": INSTALL, "prepare": BUILD}},
        # cargo-chef: `prepare` writes a recipe from the sources, `cook` builds the dependencies of the recipe
        # alone
        valued=_words(
            "--target --target-dir --manifest-path --features -F --bin --example --package -p --profile "
            "--root --git --branch --tag --rev --version --vers --path --index "
            "--registry -j --jobs -Z --config --recipe-path"
        ),
        ecosystem="Rust", manifests=Manifests(("Cargo.toml", "Cargo.lock", "config.toml"), ("Cargo.lock",)),
        reads=reads.cargo,
        folders=(
            Folder("~/.cargo/registry", (("CARGO_HOME", "registry"),), name="registry", content=STORE,
                waste=("~/.cargo/registry", "/usr/local/cargo/registry")),
            Folder("~/.cargo/git/db", (("CARGO_HOME", "git/db"),), name="git", content=STORE,
                waste=("~/.cargo/git/db", "/usr/local/cargo/git/db")),
        ),
        outputs=("target",), plans=("prepare",), also_set_by=("rust",), cleans=False, build_fetches=True,
        offline=("--offline", "--frozen"), offline_variables=(("CARGO_NET_OFFLINE", "true"),),
        runs=("run", "test"),
        frozen=Frozen(("build", "b", "rustc", "test", "run", "fetch"), ("--locked", "--frozen", "--offline"),
            with_packages=True),
    ),
    Tool(
        "maven", "Maven docs", ("mvn",),
        {
            "install": BUILD, "package": BUILD, "verify": BUILD, "compile": BUILD, "test": BUILD,
            "deploy": BUILD, "clean": CLEAN, "dependency:go-offline": DOWNLOAD,
            "dependency:resolve": DOWNLOAD, "dependency:resolve-plugins": DOWNLOAD,
        },
        valued=_words(
            "-f --file -pl --projects -P --activate-profiles -s --settings -gs -T --threads -D -l"),
            goals=True, ecosystem="JVM",
        manifests=Manifests(("pom.xml", "settings.xml")), reads=reads.maven,
        folders=(
            Folder(
                "~/.m2/repository", (("MAVEN_USER_HOME", "repository"),), content=STORE,
                waste=("~/.m2/repository",), options=("-Dmaven.repo.local", "--define=maven.repo.local"),
                files=(("settings.xml", r"<localRepository>"), (".mvn/maven.config", r"maven\.repo\.local"),
                    (".mvn/settings.xml", r"<localRepository>")),
            ),
        ),
        aliases=("mvnw", "mvnd"), outputs=("target",), cleans=False, build_fetches=True,
        offline=("-o", "--offline"), runs=("spring-boot:run", "exec:java", "test", "verify"),
    ),
    Tool(
        "gradle", "Gradle docs", ("gradle",),
        {
            "build": BUILD, "assemble": BUILD, "bootJar": BUILD, "jar": BUILD, "shadowJar": BUILD,
            "installDist": BUILD, "dependencies": DOWNLOAD, "test": BUILD, "clean": CLEAN,
            "check": BUILD,
        },
        valued=_words(
            "-p --project-dir -b --build-file -c --settings-file -g --gradle-user-home -I "
            "--init-script -x --exclude-task"), goals=True, ecosystem="JVM",
        manifests=Manifests(_GRADLE, ("gradle.lockfile",)), reads=reads.gradle,
        folders=(Folder("~/.gradle", (("GRADLE_USER_HOME", ""),), content=STORE, waste=("~/.gradle/caches",),
            options=("-g", "--gradle-user-home", "-Dgradle.user.home")),), sharing="locked",
        aliases=("gradlew",), chdir=("-p", "--project-dir"), cleans=False, build_fetches=True,
        offline=("--offline",), runs=("run", "bootRun", "test"),
    ),
    Tool(
        "sbt", "sbt docs", ("sbt",), {"compile": BUILD, "assembly": BUILD, "package": BUILD,
            "update": DOWNLOAD, "stage": BUILD, "dist": BUILD, "test": BUILD}, goals=True,
        ecosystem="JVM", manifests=Manifests(("build.sbt", "build.properties", "plugins.sbt")), reads=by_name,
        folders=(
            xdg("coursier", ("COURSIER_CACHE", ""), name="coursier", content=STORE),
            Folder("~/.ivy2", name="ivy2", content=STORE, options=("-ivy", "-Dsbt.ivy.home")),
            Folder("~/.sbt", name="boot", content=STORE, options=("-Dsbt.global.base",)),
        ),
        cleans=False, build_fetches=True, runs=("run", "test", "~run"), outputs=("target",),
    ),
    Tool(
        "dotnet", "NuGet docs", ("dotnet",),
        {"restore": INSTALL, "build": BUILD, "publish": BUILD, "test": BUILD, "pack": BUILD, "run": BUILD,
            "tool": INSTALL, "add": INSTALL, "nuget": CLEAN, "workload": INSTALL},
        {"tool": {"install": INSTALL, "restore": INSTALL, "update": UPGRADE, "run": BUILD},
            "workload": {"install": INSTALL, "restore": INSTALL, "update": UPGRADE}},
        _words(
            "-c --configuration -o --output -r --runtime -f --framework -s --source -a --arch "
            "--os -v --verbosity -p --property --packages --configfile -l --logger --tool-path --add-source "
            "--tool-manifest --version"), ecosystem=".NET",
        manifests=Manifests(_DOTNET, ("packages.lock.json",)), reads=dotnet.dotnet,
        sources=dotnet.sources,
        folders=(
            Folder(
                "~/.nuget/packages", (("NUGET_PACKAGES", ""),), content=STORE, options=("--packages",),
                files=tuple((n, "globalPackagesFolder")
                    for n in ("NuGet.Config", "nuget.config", "NuGet.config")),
            ),
        ),
        off_options=("--no-cache", "--no-http-cache"), build_fetches=True,
        offline=("--no-restore", "--no-build"), runs=("run", "watch", "test"), cross=True,
        also_set_by=("nuget",),
    ),
    Tool(
        "nuget", "NuGet CLI reference", ("nuget",), {"restore": INSTALL, "install": INSTALL},
        valued=_words("-OutputDirectory -ConfigFile -Source -PackagesDirectory"),
        manifests=Manifests(("packages.config", "*.sln", "NuGet.Config", "nuget.config")), reads=by_name,
        folders=(Folder("~/.nuget/packages", (("NUGET_PACKAGES", ""),), content=STORE,
            options=("-PackagesDirectory",)),),
    ),
    Tool(
        "stack", "Stack docs", ("stack",),
        {"build": BUILD, "install": BUILD, "setup": INSTALL, "test": BUILD},
        manifests=Manifests(("stack.yaml", "stack.yaml.lock", "package.yaml", "*.cabal"),
            ("stack.yaml.lock",)), reads=by_name,
        folders=(Folder("~/.stack", (("STACK_ROOT", ""),), content=STORE, options=("--stack-root",)),),
        build_fetches=True, runs=("run", "exec", "test"),
    ),
    Tool(
        "cabal", "Cabal docs", ("cabal",),
        {"build": BUILD, "install": INSTALL, "update": UPDATE, "v2-build": BUILD, "v2-install": INSTALL,
            "v2-update": UPDATE, "new-build": BUILD},
        manifests=Manifests(("*.cabal", "cabal.project", "cabal.project.freeze"), ("cabal.project.freeze",)),
        reads=by_name,
        folders=(Folder("~/.cabal/packages", (("CABAL_DIR", "packages"),), content=STORE),),
        build_fetches=True, offline=("--offline",), index_of="cabal",
    ),
    Tool(
        "swift", "SwiftPM docs", ("swift",), {"build": BUILD, "package": INSTALL, "test": BUILD},
        valued=_words("-c --configuration --package-path --build-path --scratch-path"),
        manifests=Manifests(("Package.swift", "Package.resolved"), ("Package.resolved",)), reads=by_name,
        folders=(xdg("org.swift.swiftpm", options=("--cache-path",)),), build_fetches=True,
    ),
    Tool("ccache", "ccache(1)", (),
        folders=(Folder("~/.cache/ccache", (("CCACHE_DIR", ""), ("XDG_CACHE_HOME", "ccache")), content=WORK,
            waste=("~/.cache/ccache", "~/.ccache")),)),
    Tool(
        "conan", "Conan docs", ("conan",), {"install": INSTALL, "create": BUILD, "build": BUILD},
        valued=_words("-pr --profile -s -o -of --output-folder -b --build -r"),
        manifests=Manifests(("conanfile.txt", "conanfile.py", "conan.lock"), ("conan.lock",)), reads=by_name,
        folders=(Folder("~/.conan2/p", (("CONAN_HOME", "p"),), content=STORE),),
    ),
)  # fmt: skip
