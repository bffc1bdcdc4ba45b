-- wrk: posts one signed event over and over, each under a webhook id of its own, and prints what came of it as JSON.
-- Arguments: the file with the body, its signature.
local head, tail
local count = 0

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local body = file:read("*a")
  file:close()
  head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Api-Key: bench\r\n" ..
    "X-Webhook-Attempt: 1\r\nX-Signature: " .. arguments[2] .. "\r\nContent-Length: " .. #body .. "\r\n" ..
    "X-Webhook-Id: bench-" .. os.time() .. "-" .. arguments[3] .. "-"
  tail = "\r\n\r\n" .. body
end

function request()
  count = count + 1
  return head .. count .. tail
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"max_ms":%f,"bad_status":%d,"socket_errors":%d,"timeouts":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.status, errors.connect + errors.read + errors.write, errors.timeout))
end
