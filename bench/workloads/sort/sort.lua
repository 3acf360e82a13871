local numbers = {}

function setup()
  local x = 42
  for i = 1, 200000 do
    x = x * 16807 % 2147483647
    numbers[i] = x
  end
end

function run()
  local t = {}
  for i, x in ipairs(numbers) do t[i] = x end
  table.sort(t, function(a, b) return a > b end)
  return t[1] .. " " .. t[100001] .. " " .. t[200000]
end
