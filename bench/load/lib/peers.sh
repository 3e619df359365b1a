# Configures and starts the servers and the proxies.

declare -A proxy_pid=() proxy_log=()

start_servers() {
  "start_servers_$case_servers"
}

start_servers_nginx() {
  render servers.conf servers
  case_files "$work_dir/servers"
  launch "$work_dir/servers.log" "${load_pin[@]}" \
    nginx -p "$work_dir/servers" -c "$work_dir/conf/servers.conf" -e stderr
  servers_pid=$!
  await_url "$servers_pid" "http://127.0.0.1:${port[status]}/" 10 ||
    fail_with_log "the servers do not start" "$work_dir/servers.log"
}

start_proxy() { # PROXY
  say "Starting $1 ..."
  proxy_log[$1]=$work_dir/$1.log
  render_proxy "$1"
  "start_$(kind_of "$1")" "$1"
  proxy_pid[$1]=$!
  await_url "${proxy_pid[$1]}" "$(web_url "$1")$case_first_path" 60 "${web_options[@]}" \
    --header "Host: app.example.test" "${case_first_options[@]}" ||
    fail_with_log "$1 does not start, or does not answer 2xx" "${proxy_log[$1]}"
}

start_haproxy() { # PROXY
  launch "${proxy_log[$1]}" "${proxy_pin[@]}" haproxy -db -f "$work_dir/conf/$1.cfg"
}

start_nginx() { # PROXY
  launch "${proxy_log[$1]}" "${proxy_pin[@]}" \
    nginx -p "$work_dir/$1" -c "$work_dir/conf/$1.conf" -e stderr
}

start_forebay() { # PROXY
  launch "${proxy_log[$1]}" "${proxy_pin[@]}" "$(launcher "$1")" run -c "$work_dir/conf/$1.yaml"
}

launcher() { # PROXY
  local directory=$root
  [[ $1 != forebay-baseline ]] || directory=$baseline
  if [[ -x $directory/forebay ]]; then echo "$directory/forebay"; else echo "$directory/bin/forebay"; fi
}

# Has the launcher build Forebay on all cores before anything is measured.
prepare_forebay() {
  compares forebay || return 0
  local proxy advice="use --only haproxy,nginx to measure the peers alone"
  [[ -x $root/forebay ]] || die "Forebay cannot be measured: no launcher ./forebay; $advice"
  [[ -z $jdk ]] || export JAVA_HOME=$jdk FOREBAY_JAVA_HOME=$jdk
  export FOREBAY_JAVA_OPTS=$java_options
  say "Building Forebay if its sources are newer ..."
  for proxy in "${proxies[@]}"; do
    [[ $(kind_of "$proxy") == forebay ]] || continue
    run_to_end "$work_dir/build.log" timeout 1200 "$(launcher "$proxy")" version ||
      fail_with_log "Forebay cannot be measured: ./forebay version failed; $advice" \
        "$work_dir/build.log"
    # again, without the messages of a build
    "$(launcher "$proxy")" version >"$work_dir/$proxy-version" 2>/dev/null
  done
}

render_proxy() { # PROXY
  case $(kind_of "$1") in
    haproxy) render haproxy.cfg "$1" ;;
    nginx) render nginx.conf "$1" ;;
    forebay) render forebay.yaml "$1" ;;
  esac
}

# Fills in a template of peers/ for NAME and lets the case change the result.
render() { # FILE NAME
  local text name user_line="" metrics_line=""
  ((EUID != 0)) || user_line="user $(id -un) $(id -gn);"
  if [[ $1 == haproxy.cfg && $(haproxy -vv) == *"Prometheus exporter"* ]]; then
    metrics_line="  http-request use-service prometheus-exporter if { path /metrics }"
  fi
  mkdir -p "$work_dir/$2" "$work_dir/conf" # watched, so no log may grow beside it
  text=$(<"$load_dir/peers/$1")
  text=${text//"@name@"/"$2"}
  text=${text//"@web@"/"${port[$2_web]:-}"}
  text=${text//"@admin@"/"${port[$2_admin]:-}"}
  for name in "${!port[@]}"; do text=${text//"@$name@"/"${port[$name]}"}; done
  text=${text//"@user_line@"/"$user_line"}
  text=${text//"@haproxy_metrics_line@"/"$metrics_line"}
  text=${text//"@scheme@"/"$(web_scheme)"}
  text=${text//"@haproxy_bind@"/"$(haproxy_bind)"}
  text=${text//"@nginx_listen@"/"$(nginx_listen)"}
  text=${text//"@nginx_http@"/"$(nginx_http)"}
  text=${text//"@forebay_listener@"/"$(forebay_listener)"}
  text=${text//"@case_http@"/"$(case_http)"}
  text=${text//"@case_locations@"/"$(case_locations)"}
  text=${text//"@work_dir@"/"$work_dir"}
  case_configuration "$2" <<<"$text" >"$work_dir/conf/$2.${1##*.}"
  if grep -nE '@[a-z0-9_]+@' "$work_dir/conf/$2.${1##*.}" >&2; then die "$1: names left to fill in"; fi
}

metrics_url() { # PROXY
  local path=/metrics kind
  kind=$(kind_of "$1")
  [[ $kind != nginx ]] || path=/status
  if [[ $kind == haproxy ]] && ! grep -q prometheus-exporter "$work_dir/conf/$1.cfg"; then
    path="/stats;csv"
  fi
  echo "http://127.0.0.1:${port[$1_admin]}$path"
}
