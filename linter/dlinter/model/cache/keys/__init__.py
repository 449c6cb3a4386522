"""The keys that BuildKit's cache knows each step of a build by, computed without BuildKit.

`digests` (how a key is made of bytes), `operations` (what an operation is keyed on), `tree` and `content`
(what files are keyed on), `convert` (a Dockerfile as operations; `state`, `builder`, `runs`, `copies`,
`mounts`), `match` (which of them a cache has), `outputs` and `commands` (files that can be told without a
build), `causes` and `changed` (why a step misses). Verified with BuildKit of August 2026, Dockerfile frontend
1.26.
"""
