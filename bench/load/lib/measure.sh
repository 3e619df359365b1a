# Warm-up and the measured rounds.

sample_columns="requests wall_us user_ticks system_ticks p50_us p99_us rss_kib errors"
sample_columns+=" server_connections other_ticks steal_ticks peak_kib"
failures=()

warm_up() { # PROXY
  local seconds=$forebay_warm_up_seconds
  if [[ $(kind_of "$1") != forebay ]]; then
    seconds=$((seconds < 3 ? 1 : seconds < 15 ? seconds / 3 : 5))
  fi
  say "Warming up $1 for $seconds s ..."
  case_warm_up "${port[$1_web]}" "$seconds"
  take_sample "$1" "$seconds"
  judge_sample "$1" "the warm-up"
  ((${#failures[@]} == 0)) || wrong "$1" "$(printf '%s; ' "${failures[@]}")not measured"
  if (($(stat --format=%s "${proxy_log[$1]}") > 65536)); then wrong "$1" "seems to log requests"; fi
}

# Leaves one line per proxy and round in rounds.tsv.
measure_cpu() {
  local round turn proxy
  for proxy in "${proxies[@]}"; do warm_up "$proxy"; done
  say "Measuring $rounds rounds of $round_seconds s each for ${proxies[*]} ..."
  for ((round = 1; round <= rounds; round++)); do
    for ((turn = 0; turn < ${#proxies[@]}; turn++)); do
      proxy=${proxies[(round - 1 + turn) % ${#proxies[@]}]}
      take_sample "$proxy" "$round_seconds"
      judge_sample "$proxy" "round $round"
      printf '%s %s %s\n' "$round" "$proxy" "${sample[*]}" | tr ' ' '\t' >>"$work_dir/rounds.tsv"
      say "  round $round $proxy: $((sample[0] * 1000000 / sample[1])) requests/s"
    done
  done
}

# Puts the values of sample_columns for one run of the load into the array sample.
take_sample() { # PROXY SECONDS
  local pids connections cpu_before cpu_after core_before core_after errors=0 value own
  pids=$(process_tree "${proxy_pid[$1]}")
  connections=$(server_connections)
  case_prepare "${port[$1_web]}" "$2" || fail_with_log "$1: the load does not begin" "$work_dir/load"
  read -ra core_before <<<"$(core_ticks)"
  # shellcheck disable=SC2086 # one argument per process
  read -ra cpu_before <<<"$(cpu_ticks $pids)"
  case_load "${port[$1_web]}" "$2" || fail_with_log "$1: the load generator failed" "$work_dir/load"
  # shellcheck disable=SC2086
  read -ra cpu_after <<<"$(cpu_ticks $pids)"
  read -ra core_after <<<"$(core_ticks)"
  case_finish "${port[$1_web]}" || fail_with_log "$1: the load generator failed" "$work_dir/load"
  [[ -d /proc/${proxy_pid[$1]} && $(process_tree "${proxy_pid[$1]}") == "$pids" ]] ||
    wrong "$1" "its processes ended or changed under load"
  for value in "${load_result[@]:5}"; do errors=$((errors + value)); done
  if ((load_result[2] < load_result[0] * case_counted_bytes)); then
    errors=$((errors + 1))
    failures+=("$1 sent less than $case_counted_bytes bytes per answer")
  fi
  own=$((cpu_after[0] + cpu_after[1] - cpu_before[0] - cpu_before[1]))
  # shellcheck disable=SC2086
  sample=(
    "${load_result[0]}" "${load_result[1]}"
    $((cpu_after[0] - cpu_before[0])) $((cpu_after[1] - cpu_before[1]))
    "${load_result[3]}" "${load_result[4]}" "$(status_kib VmRSS $pids)" "$errors"
    $(($(server_connections) - connections - 1))
    $((core_after[0] - core_before[0] - own)) $((core_after[1] - core_before[1]))
    "$(status_kib VmHWM $pids)"
  )
}

judge_sample() { # PROXY WHEN
  ((sample[0] > 0)) || wrong "$1" "served nothing in $2"
  ((sample[7] == 0)) || failures+=("$1 had ${sample[7]} errors in $2")
  ((sample[8] <= sample[0] / 100 + 2 * case_connections * case_streams + 32)) ||
    failures+=("$1 opened ${sample[8]} connections to the servers in $2")
}

# Puts what case_load promises into the array load_result.
run_wrk() { # URL SECONDS
  local options=() header
  for header in "${case_headers[@]}"; do options+=(--header "$header"); done
  run_to_end "$work_dir/load" "${load_pin[@]}" timeout $(($2 + 30)) \
    env CASE_METHOD="$case_method" CASE_REQUEST_BYTES="$case_request_bytes" \
    wrk --threads 1 --connections "$case_connections" --duration "$2s" --latency \
    --script "$load_dir/lib/wrk.lua" "${options[@]}" "$1" || return 1
  read -ra load_result <<<"$(sed -n 's/^result //p' "$work_dir/load")"
  ((${#load_result[@]} == 10))
}
