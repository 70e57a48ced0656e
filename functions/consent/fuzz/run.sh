#!/bin/sh
# Fuzzes one target as `host/manifest/fuzz/run.sh` does: ./run.sh TARGET [executions].
set -eu
here=$(cd "$(dirname "$0")" && pwd)
FUZZ="$here" exec "$here/../../../host/manifest/fuzz/run.sh" "$@"
