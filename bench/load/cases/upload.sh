# An upload of 256 KiB with Content-Length; the servers read it whole before they answer.

case_title="POST of 256 KiB with Content-Length, 2 byte response, 16 keep-alive connections"
case_path=/api/upload
case_method=POST
case_request_bytes=262144
case_response_bytes=2
case_connections=16
case_headers=("Host: app.example.test" "User-Agent: wrk" "Content-Type: application/octet-stream")
case_variants=(nginx-buffering)
case_variant=([nginx-buffering]="proxy_request_buffering on, with room for a whole body in memory")

# nginx answers a body unread unless it passes the request on: to itself, without the body.
case_http() {
  cat <<TEXT
  upstream answers { server unix:@work_dir@/servers/answers; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen unix:@work_dir@/servers/answers;
    location / { return 200 "ok"; }
  }
TEXT
}

case_locations() {
  cat <<TEXT
    location = /api/upload {
      client_body_buffer_size 512k;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header Connection "";
      proxy_http_version 1.1;
      proxy_pass http://answers;
    }
TEXT
}

case_configuration() { # PROXY
  case $1 in
    nginx) sed 's|^http {|&\n  proxy_request_buffering off;|' ;;
    nginx-buffering) sed 's|^http {|&\n  client_body_buffer_size 512k;|' ;;
    *) cat ;;
  esac
}

case_load() { # PORT SECONDS
  run_wrk "http://127.0.0.1:$1$case_path" "$2"
}
