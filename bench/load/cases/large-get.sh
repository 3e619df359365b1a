# A response of 1 MiB: what a proxy pays for moving bytes.

case_title="GET, 1 MiB response, 16 keep-alive connections"
case_path=/api/large
case_response_bytes=1048576
case_connections=16
case_headers=("Host: app.example.test" "User-Agent: wrk")
case_variants=(haproxy-splice haproxy-large nginx-large)
case_variant=(
  [haproxy-splice]="option splice-auto"
  [haproxy-large]="tune.bufsize 262144"
  [nginx-large]="proxy_buffers 8 128k"
)

case_files() { # DIRECTORY
  head -c "$case_response_bytes" /dev/zero | tr '\0' x >"$1/large"
  chmod -R a+rX "$work_dir"
}

case_http() { echo "  sendfile on; sendfile_max_chunk 2m; open_file_cache max=4 inactive=1h;"; }

case_locations() { echo "    location = /api/large { alias @work_dir@/servers/large; }"; }

# nginx keeps everything in memory; the main comparison moves every byte through user space.
case_configuration() { # PROXY
  case $1 in
    nginx) sed 's|^http {|&\n  proxy_max_temp_file_size 0;|' ;;
    nginx-large)
      sed 's|^http {|&\n  proxy_max_temp_file_size 0; proxy_buffer_size 128k; proxy_buffers 8 128k;|'
      ;;
    haproxy) sed 's|^global|&\n  nosplice|' ;;
    haproxy-splice) sed 's|^defaults|&\n  option splice-auto|' ;;
    haproxy-large) sed 's|^global|&\n  nosplice\n  tune.bufsize 262144|' ;;
    *) cat ;;
  esac
}

case_load() { # PORT SECONDS
  run_wrk "http://127.0.0.1:$1$case_path" "$2"
}
