"""Writes a file into one comment of the pull request: the one that an earlier run wrote is updated, else a
new one is made.

Reads GITHUB_EVENT_PATH, GITHUB_REPOSITORY, GITHUB_API_URL and DLINT_TOKEN. What goes wrong is a warning in
the job's log and fails nothing: a pull request from a fork has a token that may not write.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

MARKER = "<!-- dlint diff -->"
LARGEST = 60_000
"""Characters of a comment: GitHub takes 65,536."""
PAGES = 10


def main(path: str) -> int:
    text = Path(path).read_text("utf-8")
    if len(text) > LARGEST:
        text = text[:LARGEST].rpartition("\n")[0] + "\n\ncut off: the job summary has all of it\n"
    number = pull_request()
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if number is None or not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        print("::notice::diff-comment: this run has no pull request to write a comment into")
        return 0
    base = f"{os.environ.get('GITHUB_API_URL', 'https://api.github.com')}/repos/{repository}"
    try:
        known = earlier(base, number)
        if known is None:
            call(f"{base}/issues/{number}/comments", "POST", {"body": text})
        else:
            call(f"{base}/issues/comments/{known}", "PATCH", {"body": text})
    except (OSError, ValueError) as error:
        said = f"HTTP {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        print(
            f"::warning::diff-comment: the comment was not written ({said}): the job needs the permission "
            "`pull-requests: write`"
        )
    return 0


def pull_request() -> int | None:
    """The number of the pull request that the run is for."""
    try:
        event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    except (KeyError, OSError, ValueError):
        return None
    found = event.get("pull_request") if isinstance(event, dict) else None
    number = found.get("number") if isinstance(found, dict) else None
    return number if isinstance(number, int) else None


def earlier(base: str, number: int) -> int | None:
    """The id of the comment that an earlier run wrote: a person's comment that begins alike is not
    touched."""
    for page in range(1, PAGES + 1):
        comments = call(f"{base}/issues/{number}/comments?per_page=100&page={page}", "GET")
        if not isinstance(comments, list):
            raise ValueError
        for comment in comments:
            if comment.get("user", {}).get("type") == "Bot" and str(comment.get("body", "")).startswith(
                MARKER
            ):
                return int(comment["id"])
        if len(comments) < 100:
            return None
    return None


def call(url: str, method: str, body: object = None) -> object:
    data = json.dumps(body).encode() if body is not None else None
    headers = {
        "Authorization": f"Bearer {os.environ.get('DLINT_TOKEN', '')}",
        "Accept": "application/vnd.github+json",
        "Content-Type": "application/json",
    }
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
