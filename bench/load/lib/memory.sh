# What an idle keep-alive connection holds: memory of the proxy's process with and without many.

# Each round starts the proxy anew, as memory once touched would hide what connections need.
measure_memory() {
  local round proxy
  say "Measuring $rounds rounds of $case_connections idle connections for ${proxies[*]} ..."
  for ((round = 1; round <= rounds; round++)); do
    for proxy in "${proxies[@]}"; do
      restart_proxy "$proxy"
      sample_memory "$proxy" "$round"
    done
  done
}

restart_proxy() { # PROXY
  end_process "${proxy_pid[$1]}:$(start_time "${proxy_pid[$1]}")"
  start_proxy "$1"
  case_load "${port[$1_web]}" "$forebay_warm_up_seconds"
  sleep 1
}

# Leaves a line in rounds.tsv: round, proxy, KiB before and after, bytes of live heap before and after.
sample_memory() { # PROXY ROUND
  local pids before after
  pids=$(process_tree "${proxy_pid[$1]}")
  # shellcheck disable=SC2086 # one argument per process
  read -ra before <<<"$(settled_memory "$1" before $pids)"
  start_clients "${port[$1_web]}" "$case_connections" 2 1000000 || die "$1: the clients do not connect"
  await_answers "$1"
  # shellcheck disable=SC2086
  read -ra after <<<"$(settled_memory "$1" after $pids)"
  (($(established "${port[$1_web]}") >= case_connections)) || die "$1 closed idle connections"
  stop_clients
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$2" "$1" "${before[0]}" "${after[0]}" "${before[1]}" \
    "${after[1]}" >>"$work_dir/rounds.tsv"
  say "  round $2 $1: ${before[0]} KiB, ${after[0]} KiB"
}

# Every client has had one answer and is idle.
await_answers() { # PROXY
  local waited
  for ((waited = 0; waited < 300; waited++)); do
    (($(wc -l <"$work_dir/requests") < case_connections)) || break
    sleep 0.1
  done
  [[ $(awk '$2 == 200' "$work_dir/requests" | wc -l) == "$case_connections" ]] ||
    die "$1 did not answer every client"
  sleep 2
}

# Prints KiB of VmRSS, and bytes of live heap after a full collection for a JVM.
settled_memory() { # PROXY WHEN PID...
  local proxy=$1 heap=0 histogram=$work_dir/$1-$2.histogram
  shift 2
  if [[ $(kind_of "$proxy") == forebay ]]; then
    "$(java_tool "${proxy_pid[$proxy]}" jcmd)" "${proxy_pid[$proxy]}" GC.class_histogram >"$histogram"
    heap=$(awk '$1 == "Total" { print $3 }' "$histogram")
  fi
  echo "$(status_kib VmRSS "$@") $heap"
}

java_tool() { echo "$(dirname "$(readlink "/proc/$1/exe")")/$2"; } # PID TOOL

summarize_memory() { # medians|rounds
  local proxy
  if [[ $1 == rounds ]]; then
    echo "| round | proxy | RSS before KiB | RSS after KiB | live heap before | live heap after |"
    echo "|---|---|---|---|---|---|"
    sed 's/\t/ | /g; s/^/| /; s/$/ |/' "$work_dir/rounds.tsv"
    heap_growth
    return
  fi
  echo "| proxy | KiB per connection, median | least | most | of it live heap |"
  echo "|---|---|---|---|---|"
  for proxy in "${proxies[@]}"; do
    awk -F '\t' -v proxy="$proxy" -v connections="$case_connections" '$2 == proxy {
      printf "%.3f %.3f\n", ($4 - $3) / connections, ($6 - $5) / 1024 / connections
    }' "$work_dir/rounds.tsv" | sort -n | awk -v proxy="$proxy" '
      { value[NR] = $1; heap[NR] = $2 }
      END {
        middle = int((NR + 1) / 2)
        live = (heap[middle] > 0 ? sprintf("%.2f", heap[middle]) : "-")
        printf "| %s | %.2f | %.2f | %.2f | %s |\n", proxy, value[middle], value[1], value[NR], live
      }'
  done
}

# Which classes the live heap grew by, in the last round.
heap_growth() {
  local proxy
  for proxy in "${proxies[@]}"; do
    [[ $(kind_of "$proxy") == forebay ]] || continue
    printf '\nLive heap per connection in %s, last round:\n\n' "$proxy"
    printf '| bytes | objects | class |\n|---|---|---|\n'
    awk -v connections="$case_connections" '
      NF < 4 { next }
      NR == FNR { bytes[$4] = $3; objects[$4] = $2; next }
      $3 - bytes[$4] >= connections {
        printf "| %.0f | %.1f | `%s` |\n", ($3 - bytes[$4]) / connections,
          ($2 - objects[$4]) / connections, $4
      }' "$work_dir/$proxy-before.histogram" "$work_dir/$proxy-after.histogram"
  done
}
