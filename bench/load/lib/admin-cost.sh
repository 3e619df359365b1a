# What watching costs at a constant rate: rounds with a scrape each second and one open page, and without.

# Leaves round, watched (1 or 0), requests, microseconds, and nanoseconds of the admin endpoint, of the event
# loops and of the JVM in cost.tsv; the order changes from round to round.
measure_cost() {
  local round turn
  say "Measuring $rounds rounds of $round_seconds s, watched and unwatched ..."
  cost_round 0 0 >/dev/null # h2load's and the JVM's first seconds at this rate
  for ((round = 1; round <= rounds; round++)); do
    for turn in 0 1; do cost_round "$round" $(((round + turn) % 2)) >>"$work_dir/cost.tsv"; done
  done
}

cost_round() { # ROUND WATCHED
  local from to spent answered watchers=() watcher
  if (($2 == 1)); then start_watchers; fi
  from=$(micros)
  note_threads before
  steady_load
  wait "$load_pid" || fail_with_log "the load generator failed" "$work_dir/load"
  note_threads after
  read -ra spent <<<"$(spent before after)"
  to=$(micros)
  for watcher in "${watchers[@]}"; do end_process "$watcher:$(start_time "$watcher")"; done
  answered=$(sed -n 's/^status codes: \([0-9]*\) 2xx.*/\1/p' "$work_dir/load")
  grep -q ', 0 failed, 0 errored, 0 timeout' "$work_dir/load" ||
    fail_with_log "requests failed in round $1" "$work_dir/load"
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$answered" $((to - from)) "${spent[@]}"
}

steady_load() {
  local backend urls=()
  for backend in "${!backend_sizes[@]}"; do
    urls+=("http://127.0.0.1:${port[web]}/app$backend/items")
  done
  launch "$work_dir/load" h2load --h1 --clients "$connections" --duration "$round_seconds" \
    --rps "$(awk -v rate="$rate" -v clients="$connections" 'BEGIN { print rate / clients }')" \
    "${urls[@]}"
  load_pid=$!
}

# A scrape each second and a page whose events are read; their processes are left in watchers.
start_watchers() {
  local second
  for ((second = 0; second < round_seconds + 5; second++)); do
    printf 'url = "http://127.0.0.1:%s/metrics"\noutput = /dev/null\n' "${port[admin]}"
  done >"$work_dir/scrapes"
  launch "$work_dir/scraper" curl -q --silent --noproxy '*' --rate 60/m --config "$work_dir/scrapes"
  watchers+=("$!")
  launch "$work_dir/viewer" curl -q --silent --noproxy '*' --no-buffer \
    "http://127.0.0.1:${port[admin]}/stats/events"
  watchers+=("$!")
  sleep 0.2
  [[ -d /proc/${watchers[1]} ]] || fail_with_log "no events of the page" "$work_dir/viewer"
}
