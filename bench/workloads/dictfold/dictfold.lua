local events = {}

function setup()
  local templates = {}
  for j = 0, 999 do templates[j] = {k = "k" .. j, n = 1 + j % 97} end
  for i = 0, 999999 do events[i + 1] = templates[i % 1000] end
end

function run()
  local totals = {}
  for _, e in ipairs(events) do
    totals[e.k] = (totals[e.k] or 0) + e.n
  end
  local count, sum = 0, 0
  for _, n in pairs(totals) do
    count = count + 1
    sum = sum + n
  end
  return count .. " " .. sum .. " " .. totals.k96
end
