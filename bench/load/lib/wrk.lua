-- Sends the case's method and body.
wrk.method = os.getenv("CASE_METHOD")
local length = tonumber(os.getenv("CASE_REQUEST_BYTES"))
if length > 0 then
  wrk.body = string.rep("x", length)
end

-- Prints wrk's own counters in the order of load_result.
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("result %d %d %d %d %d %d %d %d %d %d\n",
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
