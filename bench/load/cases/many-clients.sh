# 10,000 clients that each send a request every 2.5 s, 4,000 requests/s in total whatever the answers take.

case_title="GET, 1 KiB response, 10,000 keep-alive clients, 4,000 requests/s in total"
case_path=/api/v1/items
case_response_bytes=1024
case_connections=10000
case_load_tool=h2load
case_headers=("Host: app.example.test" "User-Agent: many-clients" "Accept: */*")

case_locations() {
  printf '    location /api/v1/items { return 200 "%s"; }\n' "$(printf 'forebay-%.0s' {1..128})"
}

case_configuration() { # PROXY
  case $1 in
    haproxy*)
      # It wants two descriptors for each client there may be, more than are needed here, and would
      # keep no server connections while clients use a quarter of them.
      sed 's/maxconn 1024/maxconn 12000\n  no strict-limits\n  tune.pool-low-fd-ratio 90/
        s/pool-low-fd-ratio 90/&\n  tune.pool-high-fd-ratio 95/'
      ;;
    nginx*) sed 's/worker_connections 4096/worker_connections 16384/' ;;
    *) cat ;;
  esac
}

# A JVM that has yet to compile its code must not meet all clients at once.
case_warm_up() { # PORT SECONDS
  case_connections=64 run_wrk "http://127.0.0.1:$1$case_path" "$2"
}

# All clients are connected and have sent once before the processor time is read.
case_prepare() { # PORT SECONDS
  local paces=$(($2 * 1000 / client_pace_millis + 100))
  start_clients "$1" "$case_connections" "$paces" "$client_pace_millis"
}

case_load() { # PORT SECONDS
  load_from=$(micros)
  sleep "$2"
  load_to=$(micros)
}

# Waits for answers to the last requests, so that slow ones are not left out.
case_finish() { # PORT
  local connected due=$(((load_to - load_from) / 1000 * case_connections / client_pace_millis))
  connected=$(established "$1")
  ((connected >= case_connections)) ||
    die "$connected of $case_connections clients are still connected"
  sleep "$((2 * client_pace_millis / 1000))"
  stop_clients
  read_clients "$load_from" "$load_to" || return 1
  ((load_result[0] >= due * 9 / 10)) || die "${load_result[0]} of $due requests were answered"
}
