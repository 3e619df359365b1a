# The tables, and the dated report with everything needed to judge them.

report() {
  local file=${out_file:-$root/bench/results/$(date +%F)-admin.md}
  echo
  fetch_table
  echo
  cost_table
  $save || return 0
  mkdir -p "$(dirname "$file")"
  report_text >"$file"
  say "Saved ${file#"$root/"}"
}

fetch_table() {
  echo "| page | bytes | CPU ms | p50 ms | p99 ms | max ms | first ever ms |"
  echo "|---|--:|--:|--:|--:|--:|--:|"
  awk -F '\t' 'NR == FNR { first[$1] = $2; next }
    { printf "| `%s` | %d | %.2f | %.1f | %.1f | %.1f | %.0f |\n", $1, $2, $3, $4, $5, $6, first[$1] }' \
    "$work_dir/first.tsv" "$work_dir/fetches.tsv"
  awk -F '\t' '{ printf "\nMeanwhile the event loops of the data plane took %d ms of processor time a second, %s %% of the processors were idle,\n", $1, $2 }' \
    "$work_dir/saturation.tsv"
  sed -n 's/^Requests\/sec: *\([0-9]*\).*/and \1 requests\/s were answered./p' "$work_dir/wrk"
}

cost_table() {
  echo "| round | | requests/s | event loops, us/request | event loops, ms/s | admin threads, ms/s | JVM, ms/s |"
  echo "|---|---|--:|--:|--:|--:|--:|"
  awk -F '\t' '{ printf "| %d | %s | %.0f | %.2f | %.0f | %.2f | %.1f |\n", $1, $2 ? "watched" : "unwatched",
      $3 * 1e6 / $4, $6 / 1000 / $3, $6 / $4, $5 / $4, $7 / $4 }' "$work_dir/cost.tsv"
  echo
  awk -F '\t' -f "$load_dir/lib/admin-cost.awk" "$work_dir/cost.tsv"
}

report_text() {
  cat <<TEXT
# Watching a busy proxy, $(date +%F)

${#backend_sizes[@]} backends with ${backend_sizes[*]} servers, a 1 KiB answer each, $connections clients over HTTP/1.1, default threads.
How to read this: docs/benchmarks.md.

## Answers under full load

$fetches fetches of each page, 20 a second at most, by one local client that shares all processors with wrk, the servers and the proxy.

$(fetch_table)

## What a scrape each second and an open page cost

At $rate requests/s, $rounds rounds of $round_seconds s of each kind in turns.

$(cost_table)

## Conditions

| | |
|---|---|
| date | $(date '+%F %H:%M %z') |
| CPU | $(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc --all) cores |
| memory | $(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo) |
| system | $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), Linux $(uname -r) $(uname -m) |
| pinning | none |
| load average at the end | $(cut -d ' ' -f 1-3 /proc/loadavg) |
| load | wrk $(wrk -v 2>&1 | awk 'NR == 1 { print $2 }'), $(h2load --version), $(curl --version | awk 'NR == 1 { print $1, $2 }') |
| servers | nginx $(nginx -v 2>&1 | sed 's|.*nginx/||'), one worker |
| forebay | $(sed ':a;N;$!ba;s/\n/; /g' "$work_dir/version") |
| commit | $(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown) |
| JVM options | $(tr '\0' '\n' <"/proc/$forebay_pid/cmdline" | sed -n '/\//d; /^-[XD-]/p' | paste -sd ' ') |
TEXT
}
