"""The tables of a fleet's store. `docs/fleet.md` describes them for those who query the file themselves;
change both, and VERSION."""

from __future__ import annotations

VERSION = 1
"""`PRAGMA user_version` of the file. A file of another version is refused, never changed."""
APPLICATION = 0x646C6674
"""`PRAGMA application_id`: "dlft", so that another program's database is not taken for a fleet's."""

TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    began REAL NOT NULL,
    ended REAL,
    rules TEXT NOT NULL DEFAULT '',
    shard TEXT NOT NULL DEFAULT '',
    engine TEXT NOT NULL DEFAULT '',
    layers INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    images INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL DEFAULT '',
    rules TEXT NOT NULL DEFAULT '',
    planned REAL NOT NULL,
    pushed REAL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    host TEXT NOT NULL DEFAULT '',
    repository TEXT NOT NULL,
    tag TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL,
    platform TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT '',
    pushed REAL,
    size INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'planned',
    current INTEGER NOT NULL DEFAULT 1,
    rules TEXT NOT NULL DEFAULT '',
    first_run INTEGER NOT NULL REFERENCES runs (id),
    scan_run INTEGER REFERENCES runs (id),
    first_seen REAL NOT NULL,
    scanned REAL,
    document BLOB NOT NULL,
    UNIQUE (name, digest, platform)
);
CREATE INDEX images_by_repository ON images (host, repository);
CREATE TABLE layers (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    diff_id TEXT NOT NULL,
    sort TEXT NOT NULL DEFAULT '',
    media_type TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'planned',
    rules TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    bytes_read INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    scan_run INTEGER REFERENCES runs (id),
    scanned REAL,
    UNIQUE (digest, diff_id, sort)
);
CREATE INDEX layers_by_state ON layers (state, size);
CREATE TABLE records (
    layer_id INTEGER PRIMARY KEY REFERENCES layers (id),
    rules TEXT NOT NULL,
    record BLOB NOT NULL
);
CREATE TABLE image_layers (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    layer_id INTEGER NOT NULL REFERENCES layers (id),
    blob TEXT NOT NULL,
    chain TEXT NOT NULL,
    PRIMARY KEY (image_id, position)
) WITHOUT ROWID;
CREATE INDEX image_layers_by_layer ON image_layers (layer_id);
CREATE INDEX image_layers_by_chain ON image_layers (chain);
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    message TEXT NOT NULL,
    exposure TEXT NOT NULL DEFAULT '',
    layer_id INTEGER REFERENCES layers (id),
    position INTEGER,
    path TEXT NOT NULL DEFAULT '',
    inner TEXT NOT NULL DEFAULT '',
    line INTEGER,
    visibility TEXT NOT NULL DEFAULT '',
    detector TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    preview TEXT NOT NULL DEFAULT '',
    identity TEXT NOT NULL DEFAULT '',
    suppressed_by TEXT NOT NULL DEFAULT '',
    justification TEXT NOT NULL DEFAULT '',
    first_run INTEGER NOT NULL REFERENCES runs (id),
    first_seen REAL NOT NULL,
    place TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX findings_by_image ON findings (image_id);
CREATE INDEX findings_by_secret ON findings (detector, identity);
CREATE INDEX findings_by_fingerprint ON findings (fingerprint);
CREATE TABLE problems (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    stage TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    image_id INTEGER REFERENCES images (id) ON DELETE CASCADE,
    layer_id INTEGER REFERENCES layers (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX problems_by_image ON problems (image_id);
CREATE INDEX problems_by_layer ON problems (layer_id);
"""
