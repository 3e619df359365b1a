# A Forebay with 200 servers in six backends, and one nginx that plays them all.

backend_sizes=(10 20 30 40 50 50)
connections=64

require_tools() {
  local tool missing=()
  for tool in wrk h2load nginx curl; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  ((${#missing[@]} == 0)) ||
    die "missing: ${missing[*]} (Debian has them in: wrk nghttp2-client nginx curl)"
}

prepare_forebay() {
  [[ -z $jdk ]] || export JAVA_HOME=$jdk FOREBAY_JAVA_HOME=$jdk
  export FOREBAY_JAVA_OPTS=$java_options
  say "Building Forebay if its sources are newer ..."
  run_to_end "$work_dir/build.log" timeout 1200 "$root/forebay" version ||
    fail_with_log "./forebay version failed" "$work_dir/build.log"
  "$root/forebay" version >"$work_dir/version" 2>/dev/null
}

choose_admin_ports() {
  local name
  for name in web admin servers; do port[$name]=$(free_port "${port[@]}"); done
}

# Prints BACKEND NUMBER, counted from 1 through all backends, for each server.
all_servers() {
  local backend number=0 server
  for backend in "${!backend_sizes[@]}"; do
    for ((server = 0; server < backend_sizes[backend]; server++)); do
      echo "$backend $((++number))"
    done
  done
}

start_many_servers() {
  mkdir -p "$work_dir/servers"
  servers_conf >"$work_dir/servers.conf"
  launch "$work_dir/servers.log" nginx -p "$work_dir/servers" -c "$work_dir/servers.conf" -e stderr
  await_url "$!" "http://127.0.1.1:${port[servers]}/health" 10 ||
    fail_with_log "the servers do not start" "$work_dir/servers.log"
}

servers_conf() {
  local number user_line=""
  ((EUID != 0)) || user_line="user $(id -un) $(id -gn);"
  cat <<TEXT
daemon off;
worker_processes 1;
pid servers.pid;
error_log stderr warn;
$user_line
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
TEXT
  while read -r _ number; do echo "    listen 127.0.1.$number:${port[servers]} backlog=1024;"; done \
    < <(all_servers)
  cat <<TEXT
    location = /health { return 204; }
    location / { return 200 "$(printf 'forebay-%.0s' {1..128})"; }
  }
}
TEXT
}

forebay_yaml() {
  local backend number
  echo "listeners: { web: { bind: \"127.0.0.1:${port[web]}\", routes: ["
  for backend in "${!backend_sizes[@]}"; do
    echo "  { match: { path_prefix: /app$backend/ }, backend: app$backend },"
  done
  echo "] } }"
  echo "backends:"
  for backend in "${!backend_sizes[@]}"; do
    echo "  app$backend:"
    echo "    health_check: { path: /health }"
    echo "    servers:"
    while read -r _ number; do
      echo "      - { name: server$number, address: \"127.0.1.$number:${port[servers]}\" }"
    done < <(all_servers | grep "^$backend ")
  done
  echo "admin: { bind: \"127.0.0.1:${port[admin]}\" }"
}

start_watched_forebay() {
  forebay_yaml >"$work_dir/forebay.yaml"
  launch "$work_dir/forebay.log" "$root/forebay" run -c "$work_dir/forebay.yaml"
  forebay_pid=$!
  await_url "$forebay_pid" "http://127.0.0.1:${port[web]}/app0/" 60 ||
    fail_with_log "Forebay does not start, or does not answer 2xx" "$work_dir/forebay.log"
  [[ $(readlink "/proc/$forebay_pid/exe") == */java ]] ||
    die "process $forebay_pid is not the Java program that the launcher should have become"
}

# wrk with as many requests as fit, over all backends in turns.
saturate() { # SECONDS
  local script=$work_dir/backends.lua
  cat >"$script" <<TEXT
local paths, turn = {}, 0
init = function()
  for backend = 0, ${#backend_sizes[@]} - 1 do
    paths[backend] = wrk.format("GET", "/app" .. backend .. "/items")
  end
end
request = function()
  turn = (turn + 1) % ${#backend_sizes[@]}
  return paths[turn]
end
TEXT
  launch "$work_dir/wrk" wrk --threads 1 --connections "$connections" --duration "$1s" --latency \
    --script "$script" "http://127.0.0.1:${port[web]}/"
  load_pid=$!
}
