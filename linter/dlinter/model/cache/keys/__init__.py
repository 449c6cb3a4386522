"""The keys that BuildKit's cache knows each step of a build by, computed without BuildKit: `digests` (how a key is made of bytes), `operations` (what an
operation is keyed on), `content` (what files are keyed on), `convert` (a Dockerfile as operations), `match` (which of them a cache has)."""
