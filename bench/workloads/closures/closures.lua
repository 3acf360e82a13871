local function counter(n)
  return function()
    n = n + 1
    return n
  end
end

function run()
  local sum = 0
  for i = 0, 999999 do
    local next = counter(i)
    next()
    next()
    sum = sum + next()
  end
  return sum
end
