# Starting processes, reading their CPU time and memory from /proc, and ending exactly those.

ticks_per_second=$(getconf CLK_TCK)
started=() # PID:START_TIME, so that a number the kernel gave out again is never signalled
on_exit=() # further commands to run at the end
proxy_pin=()
load_pin=()

raise_descriptor_limit() {
  local hard
  hard=$(ulimit -Hn)
  if [[ $hard == unlimited ]] || ((hard > 65536)); then hard=65536; fi
  ulimit -Sn "$hard"
}

choose_cores() {
  $pinned || return 0
  local cores
  read -ra cores <<<"$(allowed_cores)"
  ((${#cores[@]} >= 2)) || die "cores: ${#cores[@]} (expected: 2 or more, or --unpinned)"
  proxy_core=${cores[0]}
  load_core=${cores[-1]}
  local siblings=/sys/devices/system/cpu/cpu$proxy_core/topology/thread_siblings_list
  if [[ -r $siblings && " $(expand_list "$(<"$siblings")") " == *" $load_core "* ]]; then
    say "note: cores $proxy_core and $load_core are two threads of one physical core"
  fi
  proxy_pin=(taskset -c "$proxy_core")
  load_pin=(taskset -c "$load_core")
  taskset -pc "$load_core" $$ >/dev/null # curl and this script stay off the proxy's core too
}

allowed_cores() { expand_list "$(sed -n 's/^Cpus_allowed_list:\s*//p' /proc/self/status)"; }

expand_list() { # 0-2,5 -> 0 1 2 5
  local range numbers=()
  for range in ${1//,/ }; do
    mapfile -t -O "${#numbers[@]}" numbers < <(seq "${range%-*}" "${range#*-}")
  done
  echo "${numbers[*]}"
}

# Starts a command in the background, its output in FILE; its PID is in $!.
launch() { # FILE COMMAND...
  local output=$1
  shift
  "$@" >"$output" 2>&1 &
  started+=("$!:$(start_time "$!")")
}

# Runs a command to its end, yet lets signals interrupt at once, unlike a foreground command.
run_to_end() { # FILE COMMAND...
  launch "$@"
  wait "$!"
}

# Puts the fields of /proc/PID/stat from the state on, as the name before them may hold anything,
# into the array stat_fields; empty when there is no such process.
read_stat() { # PID
  local line=
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || true
  read -ra stat_fields <<<"${line##*) }" || true
}

start_time() { # PID
  local stat_fields
  read_stat "$1"
  echo "${stat_fields[19]:-}"
}

# The process and all its descendants, in the order of their numbers.
process_tree() { # PID
  local tree=" $1 " grown=true entry pid stat_fields
  local -A parents=()
  for entry in /proc/[0-9]*; do
    read_stat "${entry#/proc/}"
    parents[${entry#/proc/}]=${stat_fields[1]:-none}
  done
  while $grown; do
    grown=false
    for pid in "${!parents[@]}"; do
      if [[ $tree == *" ${parents[$pid]} "* && $tree != *" $pid "* ]]; then
        tree+="$pid "
        grown=true
      fi
    done
  done
  tr ' ' '\n' <<<"$tree" | sort -n | xargs
}

# User and system ticks of all threads, ended ones included, of the processes of a proxy.
cpu_ticks() { # PID...
  local pid stat_fields user=0 system=0
  for pid in "$@"; do
    read_stat "$pid"
    user=$((user + ${stat_fields[11]:-0}))
    system=$((system + ${stat_fields[12]:-0}))
  done
  echo "$user $system"
}

# The sum of VmRSS, the memory in use, or VmHWM, the most there ever was.
status_kib() { # FIELD PID...
  local pid field=$1 files=()
  shift
  for pid in "$@"; do files+=("/proc/$pid/status"); done
  awk -v field="$field:" '$1 == field { sum += $2 } END { print sum + 0 }' "${files[@]}"
}

# Ticks that the proxy's core spent on any work, and ticks the hypervisor withheld.
core_ticks() {
  local name=cpu
  ! $pinned || name=cpu$proxy_core
  awk -v name="$name" '$1 == name { print $2 + $3 + $4 + $7 + $8, $9 }' /proc/stat
}

end_process() { # PID:START_TIME
  local member members=() waited
  is_alive "$1" || return 0
  for member in $(process_tree "${1%:*}"); do members+=("$member:$(start_time "$member")"); done
  for member in "${members[@]}"; do kill -TERM "${member%:*}" 2>/dev/null || true; done
  for member in "${members[@]}"; do
    for ((waited = 0; waited < 50; waited++)); do
      is_alive "$member" || continue 2
      sleep 0.1
    done
    kill -KILL "${member%:*}" 2>/dev/null || true
  done
}

is_alive() { # PID:START_TIME
  local stat_fields
  read_stat "${1%:*}"
  [[ -n ${1#*:} && ${stat_fields[19]:-} == "${1#*:}" && ${stat_fields[0]} != Z ]]
}

trap_exits() {
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

clean_up() {
  local index command
  trap '' HUP INT TERM
  set +e
  for ((index = ${#started[@]} - 1; index >= 0; index--)); do end_process "${started[index]}"; done
  for command in "${on_exit[@]}"; do eval "$command"; done
  rm -rf "$work_dir"
}
