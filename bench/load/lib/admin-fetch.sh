# How long a local client waits for each page while both the proxy and its clients want all processors.

pages=("/health" "/stats" "/stats;csv" "/metrics" "/api/v1/statistics")

# Writes status, seconds and bytes of each of COUNT fetches, one after the other over one connection.
fetch_often() { # PATH COUNT FETCHES_PER_MINUTE FILE
  local count
  for ((count = 0; count < $2; count++)); do
    printf 'url = "http://127.0.0.1:%s%s"\noutput = /dev/null\n' "${port[admin]}" "$1"
  done >"$work_dir/urls"
  run_to_end "$4" curl -q --silent --show-error --noproxy '*' --max-time 120 --rate "$3/m" \
    --write-out '%{http_code} %{time_total} %{size_download}\n' --config "$work_dir/urls" ||
    fail_with_log "$1: no answer" "$4"
  ! grep -qv '^200 ' "$4" || fail_with_log "$1: an answer other than 200" "$4"
}

# The first answers come from code that the JVM has not compiled yet; they are reported apart.
warm_up_all() {
  local page
  say "Warming up for $warm_up_seconds s and more ..."
  saturate $((warm_up_seconds + 60))
  for page in "${pages[@]}"; do
    fetch_often "$page" 1 6000 "$work_dir/first"
    awk -v page="$page" '{ printf "%s\t%.1f\n", page, $2 * 1000 }' "$work_dir/first" \
      >>"$work_dir/first.tsv"
  done
  sleep "$warm_up_seconds"
  for page in "${pages[@]}"; do fetch_often "$page" 100 2400 "$work_dir/warm"; done
  stop_load
}

# Leaves one line per page in fetches.tsv, and how busy everything was in saturation.tsv.
measure_fetches() {
  local page seconds=$((${#pages[@]} * fetches / 20 * 2 + 20)) from to idle_before idle_after spent
  saturate "$seconds"
  sleep 2
  from=$(micros)
  note_threads before
  idle_before=$(idle_ticks)
  for page in "${pages[@]}"; do
    say "Fetching $page $fetches times under full load ..."
    note_threads before_page
    fetch_often "$page" "$fetches" 1200 "$work_dir/fetched"
    note_threads after_page
    read -ra spent <<<"$(spent before_page after_page)"
    [[ -d /proc/$load_pid ]] || die "the load ended before the fetches did; ask for fewer"
    awk '{ printf "%.2f %d\n", $2 * 1000, $3 }' "$work_dir/fetched" | sort -n |
      awk -v page="$page" -v cpu="${spent[0]}" -v OFS='\t' '
        { millis[NR] = $1; bytes = $2 }
        function at(share) { rank = int(NR * share); return millis[rank < NR * share ? rank + 1 : rank] }
        END { print page, bytes, cpu / NR / 1e6, at(0.5), at(0.99), millis[NR] }' \
        >>"$work_dir/fetches.tsv"
  done
  to=$(micros)
  idle_after=$(idle_ticks)
  note_threads after
  read -ra spent <<<"$(spent before after)"
  awk -v micros=$((to - from)) -v data="${spent[1]}" -v cores="$(nproc)" \
    -v idle=$((idle_after - idle_before)) -v hz="$ticks_per_second" 'BEGIN {
      printf "%.0f\t%.1f\n", data / micros, idle * 1e8 / hz / micros / cores }' \
    >"$work_dir/saturation.tsv"
  stop_load
}

stop_load() { # wrk tells what it did when it is interrupted
  kill -INT "$load_pid"
  wait "$load_pid" || fail_with_log "the load generator failed" "$work_dir/wrk"
}

micros() { echo $(($(date +%s%N) / 1000)); }

idle_ticks() { awk '$1 == "cpu" { print $5 + $6 }' /proc/stat; }

# Remembers the processor time of every thread in FILE: thread, name, nanoseconds.
note_threads() { # FILE
  local task name nanos
  for task in "/proc/$forebay_pid/task"/*; do
    { read -r name <"$task/comm" && read -r nanos _ <"$task/schedstat"; } 2>/dev/null || continue
    printf '%s\t%s\t%s\n' "${task##*/}" "$name" "$nanos"
  done >"$work_dir/$1"
}

# Nanoseconds that the threads of the admin endpoint, the data plane's event loops and all others, those of
# the JVM, took between two notes. A thread that has ended since counts for nothing, one that has begun from its start.
spent() { # FILE FILE
  awk -F '\t' -v OFS='\t' 'NR == FNR { before[$1] = $3; next }
    { kind = $2 ~ /^admin/ ? 1 : $2 ~ /^forebay-worker/ ? 2 : 3; sum[kind] += $3 - before[$1] }
    END { printf "%.0f\t%.0f\t%.0f\n", sum[1], sum[2], sum[3] }' "$work_dir/$1" "$work_dir/$2"
}
