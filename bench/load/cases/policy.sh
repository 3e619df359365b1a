# The small GET with a rate limit, a sticky cookie and ten header rules.

# shellcheck source=/dev/null
source "$load_dir/cases/small-get.sh"

case_title="small GET under a rate limit per client, with a sticky cookie and 10 header rules"
policy_headers=("${case_headers[@]}")

case_configuration() { # PROXY
  case $1 in
    forebay*) policy_of_forebay ;;
    haproxy) policy_of_haproxy ;;
    nginx) policy_of_nginx ;;
    *) cat ;;
  esac
}

policy_of_forebay() {
  sed '
    s|^global:.*|&\
rate_limits:\
  general: { key: client_ip, rate: 1000000/s }\
defaults:\
  rate_limit: { zone: general, burst: 100000, delay: none }\
  headers:\
    request:\
      remove: [X-Internal]\
      set: { X-Tenant: shop, X-Stage: production }\
    response:\
      remove: [X-Powered-By]\
      set:\
        Strict-Transport-Security: "max-age=31536000; includeSubDomains"\
        X-Frame-Options: SAMEORIGIN\
        X-Content-Type-Options: nosniff\
        X-XSS-Protection: "1; mode=block"\
        Referrer-Policy: no-referrer-when-downgrade\
        X-Served-By: proxy|
    s|^  app:|&\
    sticky: { cookie: SERVERID, indirect: true, no_cache: true, http_only: true }|'
}

policy_of_haproxy() {
  sed '
    s|^  http-request set-header X-Forwarded-Proto .*|&\
  stick-table type ip size 160k expire 30s store http_req_rate(1s)\
  http-request track-sc0 src\
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1000000 }\
  http-request del-header X-Internal\
  http-request set-header X-Tenant shop\
  http-request set-header X-Stage production\
  http-response del-header X-Powered-By\
  http-response set-header Strict-Transport-Security "max-age=31536000; includeSubDomains"\
  http-response set-header X-Frame-Options SAMEORIGIN\
  http-response set-header X-Content-Type-Options nosniff\
  http-response set-header X-XSS-Protection "1; mode=block"\
  http-response set-header Referrer-Policy no-referrer-when-downgrade\
  http-response set-header X-Served-By proxy|
    s|^  balance roundrobin|&\
  cookie SERVERID insert indirect nocache httponly|
    s|^\(  server \(server[123]\) .*\)|\1 cookie \2|'
}

# nginx of Debian has no sticky cookie: a map chooses the server that the cookie names, and the
# answer sets one only where there was none. It leaves the cookie in the request.
policy_of_nginx() {
  local a=127.0.0.1:${port[server1]} b=127.0.0.1:${port[server2]} c=127.0.0.1:${port[server3]}
  sed '
    s|^http {|&\
  limit_req_zone $binary_remote_addr zone=general:10m rate=1000000r/s;\
  map $cookie_SERVERID $sticky { default app; server1 server1; server2 server2; server3 server3; }\
  map $sticky:$upstream_addr $sticky_cookie {\
    default "";\
    "app:'"$a"'" "SERVERID=server1; Path=/; HttpOnly";\
    "app:'"$b"'" "SERVERID=server2; Path=/; HttpOnly";\
    "app:'"$c"'" "SERVERID=server3; Path=/; HttpOnly";\
  }\
  upstream server1 { keepalive 256; keepalive_requests 1000000000; server '"$a"'; server '"$b"' backup; }\
  upstream server2 { keepalive 256; keepalive_requests 1000000000; server '"$b"'; server '"$c"' backup; }\
  upstream server3 { keepalive 256; keepalive_requests 1000000000; server '"$c"'; server '"$a"' backup; }|
    s|location /api/ { proxy_pass http://app; }|location /api/ {\
      limit_req zone=general burst=100000 nodelay;\
      proxy_set_header Connection "";\
      proxy_set_header Host $http_host;\
      proxy_set_header X-Forwarded-For $remote_addr;\
      proxy_set_header X-Real-IP $remote_addr;\
      proxy_set_header X-Forwarded-Proto $scheme;\
      proxy_set_header X-Internal "";\
      proxy_set_header X-Tenant shop;\
      proxy_set_header X-Stage production;\
      proxy_hide_header X-Powered-By;\
      add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;\
      add_header X-Frame-Options SAMEORIGIN always;\
      add_header X-Content-Type-Options nosniff always;\
      add_header X-XSS-Protection "1; mode=block" always;\
      add_header Referrer-Policy no-referrer-when-downgrade always;\
      add_header X-Served-By proxy always;\
      add_header Set-Cookie $sticky_cookie;\
      proxy_pass http://$sticky;\
    }|'
}

# Each client shows the cookie that it was given. Without it another server may answer.
case_load() { # PORT SECONDS
  local cookie
  case_headers=("${policy_headers[@]}")
  cookie=$(policy_cookie "$1")
  case_headers=("${policy_headers[@]/#Cookie: /Cookie: $cookie; }")
  policy_check "$1" "$cookie"
  run_wrk "http://127.0.0.1:$1$case_path" "$2"
}

policy_fetch() { # PORT CURL_OPTION...
  local url="http://127.0.0.1:$1$case_path"
  shift
  fetch --header "Host: app.example.test" --dump-header - --output /dev/null "$@" "$url" | tr -d '\r'
}

policy_cookie() { # PORT
  policy_fetch "$1" | sed -n 's/^[Ss]et-[Cc]ookie: \(SERVERID=[^;]*\).*/\1/p'
}

# The rules are at work, or the number says nothing.
policy_check() { # PORT COOKIE
  local answer line
  answer=$(policy_fetch "$1" --header "Cookie: $2")
  [[ $2 == SERVERID=* ]] || die "port $1 gives no sticky cookie"
  ! grep -qi '^set-cookie:' <<<"$answer" || die "port $1 gives another cookie to who has one"
  for line in "x-frame-options: SAMEORIGIN" "x-served-by: proxy" "referrer-policy: no-referrer-when-downgrade"; do
    grep -qix "$line" <<<"$answer" || die "port $1 answers without $line"
  done
}
