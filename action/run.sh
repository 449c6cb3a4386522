#!/usr/bin/env bash
# Lints and scans, writes one SARIF file, annotations and the job summary. Never fails by itself: the last step of the action
# does, after the upload. Inputs come by environment variables and go into arrays: nothing is ever evaluated.
set +e
set -uo pipefail
venv="${RUNNER_TEMP:-/tmp}/dlint-venv"
python="$venv/bin/python"
[ -x "$python" ] || python="$venv/Scripts/python"
dlint() { "$python" -I -m dlinter "$@"; }

lines() { # the non-empty lines of $1 → the array `list`
  list=()
  local line
  while IFS= read -r line; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [ -z "$line" ] || list+=("$line")
  done <<< "$1"
}

if ! cd -- "${DLINT_FOLDER:-.}"; then
  echo "::error title=dlint failed::working-directory is not a folder"
  if [ "${DLINT_SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    echo "### dlint failed: nothing was examined, working-directory is not a folder" >> "$GITHUB_STEP_SUMMARY"
  fi
  echo "exit-code=2" >> "$GITHUB_OUTPUT"
  exit 0
fi
work=$(mktemp -d)
code=0
worse() { [ "$1" -le "$code" ] || code=$1; }

errors() { # what went wrong, to the log and the summary; as annotations where dlint wrote none ($1 is the file of its annotations)
  cat "$work/stderr" >&2
  grep '^dlint: error: ' "$work/stderr" >> "$work/errors"
  [ -n "$1" ] && [ -s "$1" ] && return
  local line
  while IFS= read -r line; do
    line="${line#dlint: error: }"
    line="${line//'%'/%25}"
    line="${line//$'\r'/%0D}"
    echo "::error title=dlint failed::$line"
  done < <(grep '^dlint: error: ' "$work/stderr")
}

common=("--fail-on=$DLINT_FAIL_LEVEL")
[ -z "${DLINT_CONFIG_FILE:-}" ] || common+=("--config=$DLINT_CONFIG_FILE")
parts=()

lines "${DLINT_PATHS:-}"
if [ "${#list[@]}" -gt 0 ]; then
  paths=("${list[@]}")
  lines "${DLINT_LINT_ARGS:-}"
  dlint lint "${common[@]}" --format text --output "sarif=$work/lint.sarif" --output "github=$work/lint.github" "${list[@]+"${list[@]}"}" -- "${paths[@]}" 2> "$work/stderr" | tee -a "$work/text"
  worse "${PIPESTATUS[0]}"
  errors "$work/lint.github"
  parts+=("$work/lint.sarif")
fi

lines "${DLINT_IMAGE:-}"
if [ "${#list[@]}" -gt 0 ]; then
  images=("${list[@]}")
  tied=()
  [ -z "${DLINT_DOCKERFILE:-}" ] || tied=("--dockerfile=$DLINT_DOCKERFILE")
  lines "${DLINT_SCAN_ARGS:-}"
  dlint scan "${common[@]}" --format text --output "sarif=$work/scan.sarif" --output "github=$work/scan.github" "${tied[@]+"${tied[@]}"}" "${list[@]+"${list[@]}"}" -- "${images[@]}" 2> "$work/stderr" | tee -a "$work/text"
  worse "${PIPESTATUS[0]}"
  errors "$work/scan.github"
  parts+=("$work/scan.sarif")
fi

record() { # the record that $1 names: a file, or the first one in a folder → `found_record`, empty for none
  found_record=
  if [ -d "$1" ]; then
    local file
    for file in "${1%/}"/*.dockerbuild "${1%/}"/*/*.dockerbuild; do
      [ -f "$file" ] && { found_record=$file; break; }
    done
  elif [ -e "$1" ]; then
    found_record=$1
  fi
}

compared=
if [ -n "${DLINT_DIFF_OLD:-}" ] && [ -n "${DLINT_DIFF_NEW:-}" ]; then
  compared=none
  record "$DLINT_DIFF_OLD"; old=$found_record
  record "$DLINT_DIFF_NEW"; new=$found_record
  if [ -z "$new" ]; then
    echo "::error::diff-new: there is no record of this build"
    worse 2
  elif [ -z "$old" ]; then
    echo "::notice::diff-old: there is no record of a build before, so there is nothing to compare with"
  else
    lines "${DLINT_DIFF_FAIL_ON:-}"
    gates=()
    for gate in "${list[@]+"${list[@]}"}"; do gates+=("--fail-on=$gate"); done
    dlint diff "${gates[@]+"${gates[@]}"}" --format markdown --output "$work/diff.md" -- "$old" "$new" 2> "$work/stderr"
    worse "$?"
    errors ""
    [ ! -f "$work/diff.md" ] || compared=done
  fi
fi

found=
sarif=
present=()
for part in "${parts[@]+"${parts[@]}"}"; do [ -f "$part" ] && present+=("$part"); done
if [ "${#present[@]}" -gt 0 ]; then
  # Refused where the repository holds a link of that name: nothing is uploaded then, least of all what the link leads to.
  if found=$(dlint merge --count "--output=$DLINT_SARIF" -- "${present[@]}"); then
    sarif="${DLINT_FOLDER:-.}/$DLINT_SARIF"
  else
    worse 2
  fi
elif [ -n "$compared" ]; then
  found=0
elif [ "$code" -eq 0 ]; then
  found=0
  echo "::warning::dlint had nothing to do: set paths or image"
fi

# No findings in what was examined are not "0 findings" where not everything was.
if [ "$code" -gt 1 ] && [ "$found" = 0 ]; then found=; fi

if [ "${DLINT_ANNOTATIONS:-true}" = true ]; then
  for part in "$work/lint.github" "$work/scan.github"; do [ ! -f "$part" ] || cat "$part"; done
fi
if [ "${DLINT_SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  {
    if [ -f "$work/diff.md" ]; then
      head -c 100000 "$work/diff.md"
      echo
    fi
    if [ "$code" -gt 1 ]; then
      echo "### dlint failed: not everything was examined${found:+, $found findings}"
    else
      [ "${#parts[@]}" -eq 0 ] && [ -n "$compared" ] || echo "### dlint: ${found:-0} findings"
    fi
    if [ -s "$work/errors" ]; then
      echo
      head -c 50000 "$work/errors" | sed 's/^/    /'
    fi
    if [ -s "$work/text" ]; then
      echo
      # Four blanks make a code block that no content can close; the summary's limit is 1 MiB.
      head -c 900000 "$work/text" | sed 's/^/    /'
    fi
  } >> "$GITHUB_STEP_SUMMARY"
fi
if [ "${DLINT_DIFF_COMMENT:-false}" = true ] && [ -f "$work/diff.md" ]; then
  "$python" -I "$DLINT_SOURCE/action/comment.py" "$work/diff.md"
fi
{
  echo "sarif-file=$sarif"
  echo "findings=$found"
  echo "exit-code=$code"
} >> "$GITHUB_OUTPUT"
rm -rf "$work"
exit 0
