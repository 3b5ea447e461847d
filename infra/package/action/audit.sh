#!/usr/bin/env bash
# Writes the SARIF report, then annotates the lines of the pull request; the second result is that of the step.
set -uo pipefail

read -ra paths <<<"$AUDIT_PATHS"
rostrum="$RUNNER_TEMP/rostrum/node_modules/.bin/rostrum"

"$rostrum" audit "${paths[@]}" --format sarif --fail "$AUDIT_FAIL" >"$AUDIT_SARIF"
"$rostrum" audit "${paths[@]}" --format github --fail "$AUDIT_FAIL"
