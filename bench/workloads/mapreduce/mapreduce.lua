local numbers = {}

function setup()
  for i = 0, 999999 do numbers[i + 1] = i end
end

local function map(f, t)
  local out = {}
  for i, x in ipairs(t) do out[i] = f(x) end
  return out
end

local function filter(f, t)
  local out = {}
  for _, x in ipairs(t) do
    if f(x) then out[#out + 1] = x end
  end
  return out
end

local function reduce(f, acc, t)
  for _, x in ipairs(t) do acc = f(acc, x) end
  return acc
end

function run()
  return reduce(function(sum, x) return sum + x end, 0,
    filter(function(x) return x % 2 == 0 end,
      map(function(x) return x * 3 end, numbers)))
end
