local function leave(i) error(i, 0) end

local function try(i) return 1 + leave(i) end

function run()
  local sum = 0
  for i = 0, 999999 do
    local _, x = pcall(try, i)
    sum = sum + x
  end
  return sum
end
