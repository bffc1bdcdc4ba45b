#!/usr/bin/env bash
# The whole of the action: expectations from its inputs, a summary of what came. STREAM_API_SECRET comes from the job.
set -euo pipefail

expectations=()
while IFS= read -r type; do
  if [ -n "$type" ]; then expectations+=(--expect "$type"); fi
done <<<"$INPUT_EXPECT"

code=0
streamctl listen --port 0 --compact "${expectations[@]}" --timeout "$INPUT_TIMEOUT" --junit "$INPUT_JUNIT" \
  --record webhooks.jsonl -- bash -c "$INPUT_COMMAND" || code=$?

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  { echo '```'; streamctl inspect webhooks.jsonl --color never || true; echo '```'; } >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
