"""Where compilers and builders lie in an image, and the files that prove that the whole tool is there.

The places are those of the distributions' packages (`dpkg -L`, `apk info -L`, `rpm -ql`) and of the official
images.
"""

COMPILER_FOLDERS = {
    "usr/libexec/gcc/": "gcc", "usr/lib/gcc/": "gcc", "usr/local/libexec/gcc/": "gcc",
    "usr/lib/llvm": "clang", "usr/local/go/pkg/tool/": "go",
    "usr/lib/go": "go", "usr/local/rustup/": "rust", "root/.rustup/": "rust", "usr/lib/rustlib/": "rust",
    "usr/share/cmake": "cmake",
    "usr/share/maven/": "maven", "opt/gradle/": "gradle", "usr/lib/node_modules/node-gyp/": "node-gyp",
}  # fmt: skip
COMPILER_PROOF = {
    "gcc": ("/cc1", "/cc1plus", "/lto1", "/f951"), "clang": ("/clang", "/clang++", "/lld", "/opt"),
    "go": ("/compile", "/link"),
    "rust": ("/rustc", "/cargo"), "cmake": ("/CMake.cmake", "/CPack.cmake", "/CMakeCCompiler.cmake.in"),
    "maven": ("/mvn",), "gradle": ("/gradle",),
    "node-gyp": ("/node-gyp.js",),
}  # fmt: skip
"""The folders hold libraries of programs too: without one of these files there is no tool."""
