local numbers = {}

function setup()
  local x = 42
  for i = 1, 100000 do
    x = x * 16807 % 2147483647
    numbers[i] = x
  end
end

local function split(t, lo, hi)
  local pivot, i = t[hi], lo
  for j = lo, hi - 1 do
    if t[j] < pivot then
      t[i], t[j] = t[j], t[i]
      i = i + 1
    end
  end
  t[i], t[hi] = t[hi], t[i]
  return i
end

local function sort(t, lo, hi)
  if lo < hi then
    local p = split(t, lo, hi)
    sort(t, lo, p - 1)
    sort(t, p + 1, hi)
  end
end

function run()
  local t = {}
  for i, x in ipairs(numbers) do t[i] = x end
  sort(t, 1, #t)
  return t[1] .. " " .. t[50001] .. " " .. t[100000]
end
