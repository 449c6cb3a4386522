"""Code Climate's name for what GitLab reads: an issue each, in one array (Code Climate's spec, "Data types",
"Issues")."""

from __future__ import annotations

from dlinter.report.formats.gitlab import write as write

ABOUT = "Code Climate's issues, which is what `gitlab` writes"
ENDINGS: tuple[str, ...] = ()
