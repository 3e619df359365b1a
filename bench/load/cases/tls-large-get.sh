# A response of 1 MiB over TLS: what a proxy pays for encrypting bytes.

# shellcheck source=/dev/null
source "$load_dir/cases/large-get.sh"

case_title="GET over TLS 1.3, 1 MiB response, 16 keep-alive connections"
case_tls=true
case_variants=(haproxy-large nginx-large)

case_load() { # PORT SECONDS
  run_wrk "https://127.0.0.1:$1$case_path" "$2"
}
