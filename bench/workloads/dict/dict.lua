local names = {}

function setup()
  for i = 0, 199999 do names[#names + 1] = "key" .. i end
end

function run()
  local d = {}
  for i, k in ipairs(names) do d[k] = i - 1 end
  local sum, count = 0, 0
  for _, k in ipairs(names) do sum = sum + d[k] end
  for _ in pairs(d) do count = count + 1 end
  return count .. " " .. sum
end
