# gRPC behind the proxies: three ports of one server that sends every message back.

grpc_message=forebay-unary-call

start_servers_grpc() {
  local classes
  make_grpc_message
  run_to_end "$work_dir/build-bench.log" timeout 1200 \
    mvn -B -q -f "$root/pom.xml" -pl bench -am package -DskipTests ||
    fail_with_log "the gRPC servers cannot be built" "$work_dir/build-bench.log"
  classes="$root/bench/target/test-classes:$root/bench/target/test-lib/*"
  launch "$work_dir/servers.log" "${load_pin[@]}" \
    java -cp "$classes" io.forebay.bench.grpc.EchoServers \
    "${port[server1]}" "${port[server2]}" "${port[server3]}"
  servers_pid=$!
  await_url "$servers_pid" "http://127.0.0.1:${port[server1]}$case_path" 30 \
    --http2-prior-knowledge "${case_first_options[@]}" ||
    fail_with_log "the gRPC servers do not start" "$work_dir/servers.log"
}

# A message as it travels: not compressed, four bytes of length, the bytes.
make_grpc_message() {
  printf '\0\0\0\0%b%s' "\\x$(printf %02x ${#grpc_message})" "$grpc_message" \
    >"$work_dir/grpc-message"
}

check_proxy_grpc() { # PROXY
  fetch "${web_options[@]}" --header "Host: app.example.test" "${case_first_options[@]}" \
    --dump-header "$work_dir/head" --output "$work_dir/body" "$(web_url "$1")$case_path" || wrong "$1" "no answer"
  cmp -s "$work_dir/body" "$work_dir/grpc-message" || wrong "$1" "changes the message"
  [[ $(head -n 1 "$work_dir/head") == "HTTP/2 200"* ]] || wrong "$1" "does not answer 200 by HTTP/2"
  has_line "$work_dir/head" "grpc-status: 0" || wrong "$1" "loses the trailer grpc-status"
  check_pinning "$1"
  say "$1 answers correctly"
}
