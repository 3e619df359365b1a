# How clients reach the proxies: with TLS or without, by HTTP/1.1 or HTTP/2.

web_options=()

# One certificate for all proxies, and what curl needs to speak as the case's clients do.
make_certificate() {
  if [[ $case_http_version == 2 ]]; then
    if $case_tls; then web_options=(--http2); else web_options=(--http2-prior-knowledge); fi
  fi
  $case_tls || return 0
  [[ $case_http_version == 2 ]] || web_options=(--http1.1)
  mkdir -p "$work_dir/tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj /CN=app.example.test -addext "subjectAltName=DNS:*.example.test,DNS:localhost,IP:127.0.0.1" \
    -keyout "$work_dir/tls/key.pem" -out "$work_dir/tls/cert.pem" 2>"$work_dir/tls/log" ||
    fail_with_log "openssl made no certificate" "$work_dir/tls/log"
  cat "$work_dir/tls/cert.pem" "$work_dir/tls/key.pem" >"$work_dir/tls/both.pem"
  chmod -R a+rX "$work_dir"
  web_options+=(--cacert "$work_dir/tls/cert.pem")
}

web_scheme() { if $case_tls; then echo https; else echo http; fi; }

web_url() { echo "$(web_scheme)://127.0.0.1:${port[$1_web]}"; } # PROXY

haproxy_bind() {
  if $case_tls; then
    echo " ssl crt $work_dir/tls/both.pem alpn h2,http/1.1"
  elif [[ $case_http_version == 2 ]]; then
    echo " proto h2"
  fi
}

nginx_listen() {
  ! $case_tls || echo -n " ssl"
  if [[ $case_http_version == 2 ]]; then echo " http2"; fi
}

nginx_http() {
  $case_tls || return 0
  echo "  ssl_certificate $work_dir/tls/cert.pem; ssl_certificate_key $work_dir/tls/key.pem;"
  echo "  ssl_protocols TLSv1.2 TLSv1.3;"
}

forebay_listener() {
  $case_tls || return 0
  echo "    tls: { certificates: [{ cert: $work_dir/tls/cert.pem, key: $work_dir/tls/key.pem }] }"
}
