local size = 9

local function safe(col, placed, row)
  for r = 1, row - 1 do
    local c = placed[r]
    if c == col or math.abs(c - col) == row - r then return false end
  end
  return true
end

local function ways(row, placed)
  if row > size then return 1 end
  local sum = 0
  for col = 1, size do
    if safe(col, placed, row) then
      placed[row] = col
      sum = sum + ways(row + 1, placed)
    end
  end
  return sum
end

function run() return ways(1, {}) end
