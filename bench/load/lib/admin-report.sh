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
  awk -F '\t' '{ printf "\nMeanwhile all other threads of Forebay took %d ms of processor time a second, %s %% of the processors were idle,\n", $1 / 1, $2 }' \
    "$work_dir/saturation.tsv"
  sed -n 's/^Requests\/sec: *\([0-9]*\).*/and \1 requests\/s were answered./p' "$work_dir/wrk"
}

cost_table() {
  echo "| round | | requests/s | us/request without the admin threads | admin threads, ms/s |"
  echo "|---|---|--:|--:|--:|"
  awk -F '\t' '{ printf "| %d | %s | %.0f | %.2f | %.2f |\n", $1, $2 ? "watched" : "unwatched",
      $3 * 1e6 / $4, $6 / 1000 / $3, $5 / $4 }' "$work_dir/cost.tsv"
  echo
  sort -n "$work_dir/cost.tsv" | awk -F '\t' '
    { cost[$1, $2] = $6 / 1000 / $3; admin[$1, $2] = $5 / $4; data[$1, $2] = $6 / $4; if ($1 > rounds) rounds = $1 }
    function median(values, count,   i, j, swap) {
      for (i = 2; i <= count; i++)
        for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
          swap = values[j]; values[j] = values[j - 1]; values[j - 1] = swap
        }
      return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
    }
    END {
      for (round = 1; round <= rounds; round++) {
        watched[round] = admin[round, 1]; unwatched[round] = admin[round, 0]
        more[round] = admin[round, 1] - admin[round, 0]
        share[round] = 100 * more[round] / data[round, 0]
        ratio[round] = cost[round, 1] / cost[round, 0]
      }
      printf "Medians: the admin threads take %.2f ms a second watched, %.2f unwatched; a scrape a second and an open page take %.2f ms more,\n", median(watched, rounds), median(unwatched, rounds), median(more, rounds)
      printf "%.2f %% of the %d ms that all other threads need at this rate. A request costs %.3f times as much (%.3f to %.3f).\n",
        median(share, rounds), mean(data), median(ratio, rounds), ratio[1], ratio[rounds]
    }
    function mean(values,   key, sum, count) {
      for (key in values) { sum += values[key]; count++ }
      return sum / count
    }'
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
