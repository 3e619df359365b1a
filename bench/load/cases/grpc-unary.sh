# gRPC calls with one message each way, without TLS on either side.

case_title="gRPC unary calls over h2c on both sides, 23 byte message, 8 connections with 32 streams each"
case_path=/api/Echo
case_first_path=$case_path
case_response_bytes=23
case_http_version=2
case_load_tool=h2load
case_servers=grpc
case_counts=call
case_connections=8
case_streams=32
case_headers=(
  "Host: app.example.test" "User-Agent: grpc-c++/1.60" "Content-Type: application/grpc" "TE: trailers"
  "grpc-timeout: 10S"
)

case_set_up() {
  case_first_options=(
    --header "Content-Type: application/grpc" --header "TE: trailers"
    --data-binary "@$work_dir/grpc-message"
  )
}

# The servers speak HTTP/2 alone, and have no /health.
case_configuration() { # PROXY
  case $1 in
    haproxy*) sed '/option httpchk/d; s/^\( *server server[123] .*\)/\1 proto h2/' ;;
    nginx*) sed 's|proxy_pass http://app;|grpc_pass grpc://app;|; s|^\( *\)proxy_connect_timeout.*|&\n\1grpc_set_header TE trailers;|' ;;
    *)
      sed '/^  app:/,/^  assets:/ { s/^    balance:/    protocol: h2c\n&/; s/health_check:.*/health_check: {}/ }
        /^  assets:/,$ s/health_check:.*/health_check: {}/'
      ;;
  esac
}

case_load() { # PORT SECONDS
  run_h2load "http://127.0.0.1:$1$case_path" "$2" --data "$work_dir/grpc-message"
}
