# The table, and the dated report with everything needed to judge it.

report() {
  local file
  echo
  "summarize_$case_measures" medians
  if ((${#failures[@]} > 0)); then
    printf 'compare: %s\n' "${failures[@]}" >&2
    die "the numbers are not valid and were not saved"
  fi
  $save || return 0
  file=$(report_file)
  mkdir -p "$(dirname "$file")"
  report_text >"$file"
  say "Saved ${file#"$root/"}"
}

summarize_cpu() { # medians|rounds
  awk -F '\t' -v hz="$ticks_per_second" -v pinned="$pinned" -v table="$1" \
    -f "$load_dir/lib/summary.awk" "$work_dir/rounds.tsv"
}

# A run of some proxies does not overwrite the day's full comparison.
report_file() {
  local subset=
  [[ -z $only ]] || subset=-$(tr ' ' '-' <<<"${proxies[*]}")
  echo "${out_file:-$root/bench/results/$(date +%F)-$case_name$subset.md}"
}

report_text() {
  cat <<TEXT
# $("title_$case_measures"), $case_name, $(date +%F)

$case_title.

$("explanation_$case_measures") How to read this: docs/benchmarks.md.

$("summarize_$case_measures" medians)

## Conditions

$(conditions)

## Every round

$("summarize_$case_measures" rounds)
TEXT
}

title_cpu() { echo "CPU per $case_counts"; }

explanation_cpu() {
  cat <<TEXT
CPU microseconds of the proxy per $case_counts, medians of $rounds rounds of $round_seconds s in turns;
ratios to the better of HAProxy and nginx. One clock tick is $((1000 / ticks_per_second)) ms.
TEXT
}

title_memory() { echo "Memory per connection"; }

explanation_memory() {
  cat <<TEXT
Growth of VmRSS by $case_connections idle connections over their number; $rounds starts of each proxy.
Forebay after a full collection before and after; socket memory of the kernel is not part of it.
TEXT
}

conditions() {
  local proxy
  cat <<TEXT
| | |
|---|---|
| date | $(date '+%F %H:%M %z') |
| CPU | $(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc --all) cores |
| memory | $(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo) |
| system | $(system_name), Linux $(uname -r) $(uname -m) |
| pinning | $(pinning) |
| load average at the end | $(cut -d ' ' -f 1-3 /proc/loadavg) |
| load | $(load_tool) |
| servers | $(describe_servers) |
TEXT
  for proxy in "${proxies[@]}"; do
    if [[ $proxy == forebay* ]]; then describe_forebay "$proxy"; else describe_peer "$proxy"; fi
  done
}

describe_servers() {
  if [[ $case_servers == grpc ]]; then
    echo "grpc-java, three ports"
  else
    echo "nginx $(nginx -v 2>&1 | sed 's|.*nginx/||'), one worker, three ports"
  fi
}

load_tool() {
  if [[ $case_load_tool == h2load ]]; then
    h2load --version
  elif [[ $case_load_tool == openssl ]]; then
    echo "openssl s_time, $(openssl version)"
  else
    echo "wrk $(wrk -v 2>&1 | awk 'NR == 1 { print $2 }')"
  fi
}

system_name() { sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release; }

pinning() {
  if $pinned; then
    echo "proxies on core $proxy_core, wrk and servers on core $load_core"
  else
    echo "none"
  fi
}

describe_peer() { # PROXY
  case $1 in
    haproxy) echo "| haproxy | HAProxy $(haproxy -v | awk 'NR == 1 { print $3 }'), nbthread 1 |" ;;
    nginx) echo "| nginx | nginx $(nginx -v 2>&1 | sed 's|.*nginx/||'), worker_processes 1 |" ;;
    *) echo "| $1 | as $(kind_of "$1"), but ${case_variant[$1]} |" ;;
  esac
}

describe_forebay() { # PROXY
  local pid java
  echo "| $1 | $(sed ':a;N;$!ba;s/\n/; /g' "$work_dir/$1-version"), worker_threads 1 |"
  echo "| commit | $(git -C "$(dirname "$(launcher "$1")")" describe --always --dirty 2>/dev/null ||
    echo unknown) |"
  for pid in $(process_tree "${proxy_pid[$1]}"); do
    java=$(readlink "/proc/$pid/exe")
    [[ $java == */bin/java ]] || continue
    echo "| JDK | $(jdk_name "${java%/bin/java}/release") |"
    echo "| JVM options | $(jvm_options "$pid") |"
  done
}

# Without those that name files of this machine.
jvm_options() { # PID
  tr '\0' '\n' <"/proc/$1/cmdline" | sed -n '/\//d; /^-[XD-]/p' | paste -sd ' '
}

jdk_name() { # RELEASE_FILE
  sed -n 's/^\(IMPLEMENTOR\|JAVA_RUNTIME_VERSION\)="\(.*\)"/\2/p' "$1" | paste -sd ' '
}
