-- wrk -s cold.lua URL -- FILE: the paths of a file, one a line, each thread from a place of its own.
local paths = {}
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  for line in io.lines(args[1]) do
    local path, header = line:match("([^\t]+)\t?(.*)")
    local headers = {}
    if header ~= "" then headers["If-None-Match"] = header end
    paths[#paths + 1] = wrk.format("GET", path, headers)
  end
  at = (number * 7919) % #paths
end

function request()
  at = at % #paths + 1
  return paths[at]
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %.1f %.3f %.3f %d %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, summary.errors.status, summary.errors.connect
    + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
