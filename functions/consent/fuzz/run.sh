#!/bin/sh
# Fuzzes one target: ./run.sh TARGET [executions, 10 million unless told].
# Stable Rust will do: coverage comes from LLVM's pass, without a sanitizer of
# memory, which code without `unsafe` has little need of. MAX_LEN is the longest
# input in bytes, TIMEOUT seconds of wall clock for one: more on a busy machine.
set -eu
cd "$(dirname "$0")"
target=$1
executions=${2:-10000000}
export RUSTFLAGS="-C passes=sancov-module -C codegen-units=1 \
    -C llvm-args=-sanitizer-coverage-level=4 \
    -C llvm-args=-sanitizer-coverage-inline-8bit-counters \
    -C llvm-args=-sanitizer-coverage-pc-table \
    -C llvm-args=-sanitizer-coverage-trace-compares"
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --bin "$target" --target "$host"
mkdir -p "corpus/$target" "artifacts/$target"
exec "${CARGO_TARGET_DIR:-target}/$host/release/$target" "corpus/$target" "seeds/$target" \
    -runs="$executions" -timeout="${TIMEOUT:-1}" -rss_limit_mb=64 -max_len="${MAX_LEN:-4096}" \
    -artifact_prefix="artifacts/$target/" -print_final_stats=1
