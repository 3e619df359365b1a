# Reads cost.tsv and prints the medians over the rounds: how much more watched rounds took than unwatched ones.

{
  admin[$1, $2] = $5 / $4
  data[$1, $2] = $6 / $4
  jvm[$1, $2] = $7 / $4
  cost[$1, $2] = $6 / $3
  if ($1 > rounds) rounds = $1
}

END {
  for (round = 1; round <= rounds; round++) {
    watched[round] = admin[round, 1]
    unwatched[round] = admin[round, 0]
    loops[round] = data[round, 0]
    share[round] = 100 * (admin[round, 1] - admin[round, 0]) / data[round, 0]
    collecting[round] = jvm[round, 1] - jvm[round, 0]
    ratio[round] = cost[round, 1] / cost[round, 0]
  }
  printf "Medians: the admin threads take %.2f ms a second watched and %.2f unwatched", median(watched), median(unwatched)
  printf ", the event loops %.0f unwatched: watching takes **%.2f %%** of that.\n", median(loops), median(share)
  printf "The JVM (collecting garbage, compiling) takes %.1f ms a second more", median(collecting)
  printf ", and a request %.3f times as much of the event loops", median(ratio)
  printf " (%.3f to %.3f).\n", ratio[1], ratio[rounds]
}

# Sorts the values, too.
function median(values,   i, j, swap) {
  for (i = 2; i <= rounds; i++)
    for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
      swap = values[j]
      values[j] = values[j - 1]
      values[j - 1] = swap
    }
  return (values[int((rounds + 1) / 2)] + values[int((rounds + 2) / 2)]) / 2
}
