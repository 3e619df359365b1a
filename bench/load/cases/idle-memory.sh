# 10,000 keep-alive connections that have had one answer and are idle: what each holds.

case_title="Memory per idle keep-alive connection, 10,000 connections after one GET each"
case_measures=memory
case_path=/api/v1/items
case_response_bytes=1024
case_connections=10000
case_load_tool=h2load
case_headers=("Host: app.example.test" "User-Agent: idle-memory" "Accept: */*")

case_locations() {
  printf '    location /api/v1/items { return 200 "%s"; }\n' "$(printf 'forebay-%.0s' {1..128})"
}

case_configuration() { # PROXY
  case $1 in
    haproxy*) sed 's/maxconn 1024/maxconn 12000\n  no strict-limits/; s/http-keep-alive 65s/http-keep-alive 10m/' ;;
    nginx*) sed 's/worker_connections 4096/worker_connections 16384/; s/keepalive_timeout 65s/keepalive_timeout 10m/' ;;
    *) cat ;;
  esac
}

# The warm-up: the memory that any traffic needs is there before connections are counted.
case_load() { # PORT SECONDS
  case_connections=64 run_wrk "http://127.0.0.1:$1$case_path" "$2"
}
