# Configures and starts the servers and the proxies.

declare -A proxy_pid=() proxy_log=()

start_servers() {
  render servers.conf
  launch "$work_dir/servers.log" "${load_pin[@]}" \
    nginx -p "$work_dir/servers" -c "$work_dir/servers.conf" -e stderr
  servers_pid=$!
  await_url "$servers_pid" "http://127.0.0.1:${port[status]}/" 10 ||
    fail_with_log "the servers do not start" "$work_dir/servers.log"
}

start_proxy() { # PROXY
  say "Starting $1 ..."
  proxy_log[$1]=$work_dir/$1.log
  "start_$1"
  proxy_pid[$1]=$!
  await_url "${proxy_pid[$1]}" "http://127.0.0.1:${port[$1_web]}/api/echo" 60 \
    --header "Host: app.example.test" ||
    fail_with_log "$1 does not start, or does not answer 2xx" "${proxy_log[$1]}"
}

start_haproxy() {
  render haproxy.cfg
  launch "${proxy_log[haproxy]}" "${proxy_pin[@]}" haproxy -db -f "$work_dir/haproxy.cfg"
}

start_nginx() {
  render nginx.conf
  launch "${proxy_log[nginx]}" "${proxy_pin[@]}" \
    nginx -p "$work_dir/nginx" -c "$work_dir/nginx.conf" -e stderr
}

start_forebay() {
  render forebay.yaml
  launch "${proxy_log[forebay]}" "${proxy_pin[@]}" "$root/forebay" run -c "$work_dir/forebay.yaml"
}

# Has the launcher build Forebay on all cores before anything is measured.
prepare_forebay() {
  compares forebay || return 0
  local advice="use --only haproxy,nginx to measure the peers alone"
  [[ -x $root/forebay ]] || die "Forebay cannot be measured: no launcher ./forebay; $advice"
  [[ -z $jdk ]] || export JAVA_HOME=$jdk FOREBAY_JAVA_HOME=$jdk
  export FOREBAY_JAVA_OPTS=$java_options
  say "Building Forebay if its sources are newer ..."
  run_to_end "$work_dir/build.log" timeout 1200 "$root/forebay" version ||
    fail_with_log "Forebay cannot be measured: ./forebay version failed; $advice" \
      "$work_dir/build.log"
  "$root/forebay" version >"$work_dir/forebay-version" 2>/dev/null # without the messages of a build
}

# Fills in a template of peers/ and lets the case change the result.
render() { # FILE
  local text name user_line="" metrics_line=""
  ((EUID != 0)) || user_line="user $(id -un) $(id -gn);"
  if [[ $1 == haproxy.cfg && $(haproxy -vv) == *"Prometheus exporter"* ]]; then
    metrics_line="  http-request use-service prometheus-exporter if { path /metrics }"
  fi
  mkdir -p "$work_dir/${1%.*}"
  text=$(<"$load_dir/peers/$1")
  for name in "${!port[@]}"; do text=${text//"@$name@"/"${port[$name]}"}; done
  text=${text//"@work_dir@"/"$work_dir"}
  text=${text//"@user_line@"/"$user_line"}
  text=${text//"@haproxy_metrics_line@"/"$metrics_line"}
  text=${text//"@case_locations@"/"$(case_locations)"}
  case_configuration "${1%.*}" <<<"$text" >"$work_dir/$1"
  if grep -nE '@[a-z0-9_]+@' "$work_dir/$1" >&2; then die "$1: names left to fill in"; fi
}

metrics_url() { # PROXY
  local path=/metrics
  [[ $1 != nginx ]] || path=/status
  if [[ $1 == haproxy ]] && ! grep -q prometheus-exporter "$work_dir/haproxy.cfg"; then
    path="/stats;csv"
  fi
  echo "http://127.0.0.1:${port[$1_admin]}$path"
}

fail_with_log() { # MESSAGE FILE
  tail -n 15 "$2" | sed 's/^/  | /' >&2
  die "$1"
}
