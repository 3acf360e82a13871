local texts = {}
local load = loadstring or load

local function event(i)
  return '{stream = "account-' .. i % 1000 .. '", seq = ' .. i ..
    ', type = "deposited", at = 1700000000, data = {amount = ' .. i % 997 .. '.25, tags = {1, 2, 3}}},\n'
end

function setup()
  for i = 0, 3999 do
    local events = {}
    for j = 0, 23 do events[j + 1] = event(24 * i + j) end
    texts[i + 1] = "return {" .. table.concat(events) .. "}"
  end
end

function run()
  local sum = 0
  for _, text in ipairs(texts) do
    for _, e in ipairs(load(text)()) do sum = sum + e.seq end
  end
  return sum
end
