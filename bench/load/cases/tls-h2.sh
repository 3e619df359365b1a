# The small GET over HTTP/2 and TLS, many at a time on each connection.

# shellcheck source=/dev/null
source "$load_dir/cases/small-get.sh"

case_title="GET with 10 browser headers over HTTP/2 and TLS 1.3, 1 KiB response, 8 connections with 32 streams each"
case_tls=true
case_http_version=2
case_load_tool=h2load
case_connections=8
case_streams=32

case_load() { # PORT SECONDS
  run_h2load "https://127.0.0.1:$1$case_path" "$2"
}
