# The small GET over TLS, on connections that stay open.

# shellcheck source=/dev/null
source "$load_dir/cases/small-get.sh"

case_title="GET with 10 browser headers over TLS 1.3, 1 KiB response, 64 keep-alive connections"
case_tls=true

case_load() { # PORT SECONDS
  run_wrk "https://127.0.0.1:$1$case_path" "$2"
}
