-- Asks for each address of a file in turn; ends with one line of JSON: milliseconds at percentiles, requests a second.
local addresses, place = {}, 0

function init(args)
  for line in io.lines(args[1]) do addresses[#addresses + 1] = line end
end

function request()
  place = place % #addresses + 1
  return wrk.format("GET", addresses[place])
end

function done(summary, latency)
  io.write(string.format(
    '{"p50": %.3f, "p95": %.3f, "p99": %.3f, "requests": %d, "per_second": %.1f, "errors": %d}\n',
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.requests, summary.requests / (summary.duration / 1e6), summary.errors.status + summary.errors.timeout
  ))
end
