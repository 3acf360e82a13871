local function escape(cr, ci)
  local x, y = 0.0, 0.0
  for n = 0, 99 do
    local xx, yy = x * x, y * y
    if xx + yy > 4.0 then return n end
    y = 2.0 * x * y + ci
    x = xx - yy + cr
  end
  return 100
end

function run()
  local sum = 0
  for i = 0, 199 do
    for j = 0, 199 do sum = sum + escape(j * 0.015 - 2.0, i * 0.015 - 1.5) end
  end
  return sum
end
