# Full handshakes, one after the other: a client that comes for the first time and leaves again.

# shellcheck source=/dev/null
source "$load_dir/cases/small-get.sh"

case_title="TLS 1.3, full handshakes with a P-256 certificate, never resumed, 4 clients at a time"
case_tls=true
case_load_tool=openssl
case_counts=handshake
case_counted_bytes=0
case_clients=4

# wrk and h2load resume the sessions of earlier connections; this client has none.
case_load() { # PORT SECONDS
  local index pids=() total=0 from to
  from=$(micros)
  for ((index = 0; index < case_clients; index++)); do
    launch "$work_dir/load$index" "${load_pin[@]}" \
      openssl s_time -new -tls1_3 -time "$2" -connect "127.0.0.1:$1"
    pids+=("$!")
  done
  wait "${pids[@]}" || return 1
  to=$(micros)
  for ((index = 0; index < case_clients; index++)); do
    total=$((total + $(sed -n 's/^\([0-9]*\) connections in .* real seconds.*/\1/p' \
      "$work_dir/load$index")))
  done
  load_result=("$total" $((to - from)) 0 0 0 0 0 0 0 0)
}
