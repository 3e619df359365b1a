# Free loopback ports, and HTTP requests from this script.

declare -A port=()

choose_ports() {
  local name names=(server1 server2 server3 assets status)
  for name in "${proxies[@]}"; do names+=("${name}_web" "${name}_admin"); done
  for name in "${names[@]}"; do
    port[$name]=$(free_port "${port[@]}")
  done
}

# A random port below the range for outgoing connections, held by no socket and not in TAKEN.
free_port() { # TAKEN...
  local first_outgoing candidate attempt
  read -r first_outgoing _ </proc/sys/net/ipv4/ip_local_port_range
  if ((first_outgoing < 12000)); then first_outgoing=65536; fi
  for ((attempt = 0; attempt < 1000; attempt++)); do
    candidate=$((10000 + (RANDOM << 15 | RANDOM) % (first_outgoing - 10000)))
    [[ " $* " != *" $candidate "* ]] || continue
    ! grep -qsi ":$(printf '%04X' "$candidate") " /proc/net/tcp /proc/net/tcp6 || continue
    echo "$candidate"
    return 0
  done
  die "found no free port on the loopback interface"
}

# Neither a proxy from the environment nor a personal configuration may come between.
fetch() { curl -q --silent --show-error --noproxy '*' --max-time 10 "$@"; }

# Waits until URL answers 2xx while the process lives.
await_url() { # PID URL SECONDS CURL_OPTION...
  local pid=$1 url=$2 end=$((SECONDS + $3))
  shift 3
  until fetch --fail --output /dev/null "$@" "$url" 2>/dev/null; do
    if [[ ! -d /proc/$pid ]] || ((SECONDS >= end)); then return 1; fi
    sleep 0.1
  done
}
