# Reads rounds.tsv, prints the table of medians (table=medians) or of every round (table=rounds).
# Needs hz, the clock ticks per second, and pinned, true or false.

BEGIN {
  if (table == "rounds") {
    print "| round | proxy | requests | seconds | user ticks | system ticks | us/request | ratio" \
      " | p50 us | p99 us | RSS KiB | peak KiB | errors | new server connections | other work on the core %" \
      " | steal % |"
    print "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
  } else {
    format = "| %-16s | %23s | %23s | %16s | %10s | %6s | %6s | %7s | %8s | %6s |\n"
    printf format, "proxy", "us/request (user + sys)", "ratio, median of rounds",
      "ratio of medians", "requests/s", "p50 ms", "p99 ms", "RSS MiB", "peak MiB", "errors"
    printf format, "----------------", "----------------------:", "----------------------:",
      "---------------:", "---------:", "-----:", "-----:", "------:", "-------:", "-----:"
  }
}

{
  round = $1
  proxy = $2
  if (!(proxy in count)) proxies[++proxy_count] = proxy
  row = ++count[proxy]
  line[NR] = $0
  user[proxy, row] = $5 * 1e6 / hz / $3
  system_time[proxy, row] = $6 * 1e6 / hz / $3
  cost[proxy, row] = ($5 + $6) * 1e6 / hz / $3
  rate[proxy, row] = $3 * 1e6 / $4
  p50[proxy, row] = $7 / 1000
  p99[proxy, row] = $8 / 1000
  memory[proxy, row] = $9 / 1024
  peak[proxy, row] = $14 / 1024
  errors[proxy] += $10
  other[NR] = $12 * 1e8 / hz / $4
  steal[NR] = $13 * 1e8 / hz / $4
  if (pinned == "true" && other[NR] + steal[NR] > disturbed) disturbed = other[NR] + steal[NR]
  round_of[proxy, row] = round
  row_of[NR] = row
  if (is_peer(proxy) && (!(round in best) || cost[proxy, row] < best[round])) {
    best[round] = cost[proxy, row]
  }
}

END {
  if (table == "rounds") print_rounds()
  else print_medians()
}

function is_peer(name) { return name == "haproxy" || name == "nginx" }

function ratio_text(value, base) { return base > 0 ? sprintf("%.2f", value / base) : "-" }

function print_rounds(    i, f, wall) {
  for (i = 1; i <= NR; i++) {
    split(line[i], f, "\t")
    wall = f[4] / 1e6
    printf "| %d | %s | %d | %.2f | %d | %d | %.2f | %s | %d | %d | %d | %d | %d | %d | %s | %.1f |\n", \
      f[1], f[2], f[3], wall, f[5], f[6], cost[f[2], row_of[i]],
      ratio_text(cost[f[2], row_of[i]], best[f[1]]), f[7], f[8], f[9], f[14], f[10], f[11],
      (pinned == "true" ? sprintf("%.1f", other[i]) : "-"), steal[i]
  }
}

function print_medians(    i, name, row, base, ratio) {
  for (i = 1; i <= proxy_count; i++) {
    name = proxies[i]
    if (is_peer(name) && (base == 0 || median(cost, name) < base)) base = median(cost, name)
    for (row = 1; row <= count[name]; row++) {
      if (round_of[name, row] in best) {
        ratio[name, row] = cost[name, row] / best[round_of[name, row]]
      }
    }
  }
  for (i = 1; i <= proxy_count; i++) {
    name = proxies[i]
    printf format, name,
      sprintf("%.2f (%.2f + %.2f)", median(cost, name), median(user, name),
        median(system_time, name)),
      (base > 0 ? sprintf("%.3f", median(ratio, name)) : "-"),
      (base > 0 ? sprintf("%.3f", median(cost, name) / base) : "-"),
      sprintf("%.0f", median(rate, name)),
      sprintf("%.2f", median(p50, name)), sprintf("%.2f", median(p99, name)),
      sprintf("%.1f", median(memory, name)),
      sprintf("%.1f", median(peak, name)), errors[name]
  }
  if (disturbed > 5) {
    printf "\nDisturbed: other work took up to %.0f %% of the proxies' core.\n", disturbed
  }
}

function median(values, name,    n, i, j, sorted, value) {
  n = count[name]
  for (i = 1; i <= n; i++) {
    value = values[name, i]
    for (j = i - 1; j >= 1 && sorted[j] > value; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = value
  }
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}
