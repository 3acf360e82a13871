local function numbers(n)
  return coroutine.wrap(function()
    for i = 0, n - 1 do coroutine.yield(i) end
  end)
end

function run()
  local sum = 0
  for x in numbers(1000000) do sum = sum + x end
  return sum
end
