# Checks before the measurement: a proxy that answers wrongly must not get a number.

keep_alive_requests=300

check_proxy() { # PROXY
  "check_proxy_$case_servers" "$1"
}

check_proxy_nginx() { # PROXY
  check_answer "$1"
  check_forwarding "$1"
  check_routes "$1"
  check_connections "$1"
  check_pinning "$1"
  fetch --fail --output /dev/null "$(metrics_url "$1")" || wrong "$1" "no metrics"
  say "$1 answers correctly and keeps its connections to the servers"
}

wrong() { # PROXY MESSAGE...
  local proxy=$1
  shift
  fail_with_log "$proxy: $*" "${proxy_log[$proxy]}"
}

# The answer through the proxy is the server's, byte for byte, on a connection that stays open.
check_answer() { # PROXY
  local status options=() header
  for header in "${case_headers[@]}"; do options+=(--header "$header"); done
  if ((case_request_bytes > 0)); then
    head -c "$case_request_bytes" /dev/zero | tr '\0' x >"$work_dir/request"
    options+=(--request "$case_method" --header "Expect:" --data-binary "@$work_dir/request")
  fi
  status=$(fetch "${web_options[@]}" "${options[@]}" --dump-header "$work_dir/head" --output "$work_dir/body" \
    --write-out '%{http_code} %{http_version} %{size_download}' \
    "$(web_url "$1")$case_path") || wrong "$1" "no answer"
  local expected="200 $case_http_version $case_response_bytes"
  [[ $status == "$expected" ]] ||
    wrong "$1" "status, version, body bytes: $status (expected: $expected)"
  fetch "${options[@]}" --output "$work_dir/expected" "http://127.0.0.1:${port[server1]}$case_path"
  cmp -s "$work_dir/body" "$work_dir/expected" || wrong "$1" "changes the body"
  has_line "$work_dir/head" "content-length: $case_response_bytes" || wrong "$1" "no Content-Length"
  has_line "$work_dir/head" "content-type: text/plain" || wrong "$1" "changes Content-Type"
  ! has_line "$work_dir/head" "connection: close" || wrong "$1" "closes the client's connection"
}

has_line() { tr -d '\r' <"$1" | grep -qixF "$2"; } # FILE LINE

# The servers see the client's request, with forwarding fields that the client cannot forge.
check_forwarding() { # PROXY
  local line
  fetch "${web_options[@]}" "$(web_url "$1")/api/echo" --output "$work_dir/echo" \
    --header "Host: app.example.test" --header "User-Agent: check" --header "Cookie: a=1; b=2" \
    --header "X-Forwarded-For: 203.0.113.7" --header "X-Forwarded-Proto: forged" \
    --header "X-Real-IP: 203.0.113.7" || wrong "$1" "no answer"
  for line in "request=GET /api/echo HTTP/1.1" host=app.example.test user-agent=check \
    "cookie=a=1; b=2" x-forwarded-for=127.0.0.1 "x-forwarded-proto=$(web_scheme)" x-real-ip=127.0.0.1; do
    has_line "$work_dir/echo" "$line" ||
      wrong "$1" "the server received: $(paste -sd '|' "$work_dir/echo") (expected: $line)"
  done
  ! has_line "$work_dir/echo" connection=close || wrong "$1" "asks the servers to close"
}

check_routes() { # PROXY
  local url
  url=$(web_url "$1")
  [[ $(fetch "${web_options[@]}" "$url/assets/logo.svg" --header "Host: assets.example.test") == assets ]] ||
    wrong "$1" "does not route assets.example.test/assets/ to the backend assets"
  [[ $(status_of "$url/api/echo" unknown.example.test) == [45]?? ]] ||
    wrong "$1" "routes an unknown host"
  [[ $(status_of "$url/elsewhere" app.example.test) == [45]?? ]] ||
    wrong "$1" "routes an unknown path"
}

status_of() { # URL HOST
  fetch "${web_options[@]}" "$1" --header "Host: $2" --output /dev/null --write-out '%{http_code}'
}

# Many requests over one client connection need few connections to the servers, and reach all three.
check_connections() { # PROXY
  local before after answers one
  before=$(server_connections)
  fetch "${web_options[@]}" "$(web_url "$1")/api/echo?[1-$keep_alive_requests]" \
    --header "Host: app.example.test" --write-out 'answer=%{http_code} connects=%{num_connects}\n' \
    >"$work_dir/answers" || wrong "$1" "no answer"
  after=$(server_connections)
  answers=$(grep -c '^answer=200' "$work_dir/answers" || true)
  ((answers == keep_alive_requests)) ||
    wrong "$1" "$answers of $keep_alive_requests answers were 200"
  [[ $(grep -c 'connects=1$' "$work_dir/answers") == 1 ]] ||
    wrong "$1" "closes the client's connection"
  ((after - before <= keep_alive_requests / 10)) ||
    wrong "$1" "$keep_alive_requests requests opened $((after - before)) connections to the servers"
  for one in server1 server2 server3; do
    answers=$(grep -cx "port=${port[$one]}" "$work_dir/answers" || true)
    ((answers >= keep_alive_requests / 4)) ||
      wrong "$1" "$one got $answers of $keep_alive_requests requests"
  done
}

# Connections that the servers ever accepted.
server_connections() {
  [[ $case_servers == nginx ]] || { echo 0; return; } # only nginx counts them
  fetch "http://127.0.0.1:${port[status]}/" | awk 'NR == 3 { print $1 }'
}

check_pinning() { # PROXY
  local pid
  $pinned || return 0
  for pid in $(process_tree "${proxy_pid[$1]}"); do
    grep -qP "^Cpus_allowed_list:\t$proxy_core\$" "/proc/$pid"/task/*/status ||
      wrong "$1" "process $pid is not bound to core $proxy_core"
  done
}
