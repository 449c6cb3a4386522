"""dlint's built-in rule pack: one file a rule, the folder is its family; `detectors/` one module a
provider."""

ABOUT_IMAGES = (
    "image/build-tools-in-final-image",
    "image/duplicate-file-content",
    "image/file-deleted-later",
    "image/file-overwritten",
    "image/mode-change-copies-file",
    "image/package-cache-in-layer",
    "secrets/secret-in-deleted-file",
    "secrets/secret-in-history",
    "secrets/secret-in-image-config",
    "secrets/secret-in-layer",
)
"""The rules whose subject is an image or a part of one: a scan imports these alone."""
