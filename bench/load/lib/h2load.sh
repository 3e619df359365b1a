# HTTP/2 clients: h2load with so many streams on each of its connections.

# Puts what case_load promises into the array load_result.
run_h2load() { # URL SECONDS H2LOAD_OPTION...
  local url=$1 seconds=$2 options=() header data
  shift 2
  for header in "${case_headers[@]}"; do
    # The name travels as :authority, and h2load takes that from the URL or from here.
    options+=(--header "${header/#Host:/:authority:}")
  done
  rm -f "$work_dir/requests"
  run_to_end "$work_dir/load" "${load_pin[@]}" timeout $((seconds + 30)) \
    h2load --threads 1 --clients "$case_connections" --max-concurrent-streams "$case_streams" \
    --duration "$seconds" --log-file "$work_dir/requests" "${options[@]}" "$@" "$url" || return 1
  data=$(sed -n 's/^traffic: .* (\([0-9]*\)) data$/\1/p' "$work_dir/load")
  awk '{ print $3, $2 }' "$work_dir/requests" | sort -n >"$work_dir/window"
  local count failed
  count=$(wc -l <"$work_dir/window")
  ((count > 0)) || return 1
  failed=$(sed -n 's/^requests: .* \([0-9]*\) failed, .*/\1/p' "$work_dir/load")
  load_result=(
    "$count" $((seconds * 1000000)) "${data:-0}"
    "$(percentile 50 "$count")" "$(percentile 99 "$count")" "${failed:-1}" 0 0 0
    "$(awk '$2 != 200 { count++ } END { print count + 0 }' "$work_dir/window")"
  )
}
