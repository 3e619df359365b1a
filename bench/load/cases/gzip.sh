# JSON of some 20 KiB, compressed for every client; HAProxy has no zlib but an algorithm of its own.

case_title="GET, 20 KiB of JSON compressed with gzip, level 6, 32 keep-alive connections"
case_path=/api/items
case_connections=32
case_headers=("Host: app.example.test" "User-Agent: wrk" "Accept-Encoding: gzip")
case_counted_bytes=1500 # nobody makes less of it

case_files() { # DIRECTORY
  awk 'BEGIN {
    srand(20)
    split("amber birch cedar delta ember fjord grove haven inlet jetty knoll ledge marsh north ocean", word, " ")
    printf "["
    for (i = 1; i <= 160; i++) {
      printf "%s{\"id\":%d,\"name\":\"%s %s\",\"price\":%.2f,\"stock\":%d,\"sku\":\"%08x\",\"tags\":[\"%s\",\"%s\"],\"active\":%s}",
        (i > 1 ? "," : ""), 1000 + i, word[1 + int(rand() * 15)], word[1 + int(rand() * 15)], rand() * 500,
        int(rand() * 900), int(rand() * 2147483647), word[1 + int(rand() * 15)], word[1 + int(rand() * 15)],
        (rand() < 0.5 ? "true" : "false")
    }
    print "]"
  }' >"$1/items"
  chmod -R a+rX "$work_dir"
}

case_http() { echo "  sendfile on; open_file_cache max=4 inactive=1h;"; }

case_locations() {
  echo "    location = /api/items { default_type application/json; alias @work_dir@/servers/items; }"
}

case_configuration() { # PROXY
  case $1 in
    forebay*)
      sed 's|^backends:|defaults:\
  compression: { algorithms: [gzip], level: 6, types: [application/json], min_size: 256B }\
&|'
      ;;
    nginx)
      sed 's|^http {|&\
  gzip on; gzip_comp_level 6; gzip_types application/json; gzip_proxied any; gzip_vary on;\
  gzip_min_length 256;|'
      ;;
    haproxy)
      sed 's|^defaults|&\
  compression algo gzip\
  compression type application/json|'
      ;;
    *) cat ;;
  esac
}

case_load() { # PORT SECONDS
  run_wrk "http://127.0.0.1:$1$case_path" "$2"
}

# In place of the check of an answer that passes as it is.
check_answer() { # PROXY
  local answer
  answer=$(fetch "${web_options[@]}" --header "Host: app.example.test" --header "Accept-Encoding: gzip" \
    --dump-header "$work_dir/head" --output "$work_dir/body" --write-out '%{http_code} %{size_download}' \
    "$(web_url "$1")$case_path") || wrong "$1" "no answer"
  has_line "$work_dir/head" "content-encoding: gzip" || wrong "$1" "does not compress: $answer"
  has_line "$work_dir/head" "vary: accept-encoding" || wrong "$1" "does not say Vary"
  gzip -dc "$work_dir/body" >"$work_dir/plain" || wrong "$1" "sends no gzip"
  cmp -s "$work_dir/plain" "$work_dir/servers/items" || wrong "$1" "changes the body"
  say "$1 answers ${answer#* } bytes for $(stat --format=%s "$work_dir/servers/items")"
}
