# Very many clients that are mostly idle: h2load keeps the connections and the pace.

client_pace_millis=2500 # each client sends a request this often

# Connects CLIENTS clients within one pace; each sends its first request at once. Returns when all
# are connected.
start_clients() { # PORT CLIENTS REQUESTS_PER_CLIENT PACE_MILLIS
  local options=() header per_tick=$(($2 * 10 / client_pace_millis)) waited
  for header in "${case_headers[@]}"; do
    [[ $header == Host:* ]] || options+=(--header "$header")
  done
  rm -f "$work_dir/requests"
  launch "$work_dir/load" "${load_pin[@]}" h2load --h1 --clients "$2" --requests $(($2 * $3)) \
    --rate $((per_tick > 0 ? per_tick : 1)) --rate-period 10ms \
    --rps "$(awk -v pace="$4" 'BEGIN { print 1000 / pace }')" --log-file "$work_dir/requests" \
    --connect-to "127.0.0.1:$1" "${options[@]}" "http://app.example.test$case_path"
  clients_pid=$!
  for ((waited = 0; waited < 600; waited++)); do
    (($(established "$1") < $2)) || return 0
    [[ -d /proc/$clients_pid ]] || return 1
    sleep 0.1
  done
  return 1
}

established() { # PORT
  awk -v port="$(printf ':%04X' "$1")" '$4 == "01" && index($2, port) { count++ }
    END { print count + 0 }' /proc/net/tcp
}

stop_clients() { end_process "$clients_pid:$(start_time "$clients_pid")"; }

# Puts what h2load logged of the requests that began between two moments into load_result. A client
# sends late only if its last answer took longer than the pace, so nothing is hidden from p99.
read_clients() { # FROM_MICROS TO_MICROS
  local late=0 count
  awk -v from="$1" -v to="$2" '$1 >= from && $1 < to { print $3, $2 }' "$work_dir/requests" |
    sort -n >"$work_dir/window"
  count=$(wc -l <"$work_dir/window")
  ((count > 0)) || return 1
  late=$(awk -v pace="$client_pace_millis" '$1 > pace * 1000 { count++ } END { print count + 0 }' \
    "$work_dir/window")
  load_result=(
    "$count" $(($2 - $1)) $((count * case_response_bytes))
    "$(percentile 50 "$count")" "$(percentile 99 "$count")" 0 0 0 "$late"
    "$(awk '$2 != 200 { count++ } END { print count + 0 }' "$work_dir/window")"
  )
}

percentile() { # PERCENT COUNT
  sed -n "$((($2 * $1 + 99) / 100))p" "$work_dir/window" | cut -d ' ' -f 1
}

micros() { echo $(($(date +%s%N) / 1000)); }
