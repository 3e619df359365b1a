# A small GET as a browser sends it; the answer fits into one packet.

case_title="GET with 10 browser headers, 1 KiB response, 64 keep-alive connections"
case_path="/api/v1/items?page=1"
case_response_bytes=1024
case_connections=64
case_headers=(
  "Host: app.example.test"
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
  "Accept-Language: en-US,en;q=0.7,de;q=0.3"
  "Accept-Encoding: gzip, deflate, br, zstd"
  "Referer: http://app.example.test/api/v1/items"
  "Cookie: session=4f1d2c7be3a94d0f8a5e6b7c; theme=dark; consent=all"
  "Sec-Fetch-Dest: document"
  "Sec-Fetch-Mode: navigate"
  "Cache-Control: max-age=0"
)

# nginx configuration of the servers for this case.
case_locations() {
  local body
  body=$(printf 'forebay-%.0s' {1..128})
  printf '    location /api/v1/items { return 200 "%s"; }\n' "$body"
}

# Sends requests to a proxy's web port for so many seconds and puts into the array load_result:
# requests, microseconds, bytes, p50 and p99 in microseconds, then the errors: connect, read, write,
# timeout, status.
case_load() { # PORT SECONDS
  run_wrk "http://127.0.0.1:$1$case_path" "$2"
}
