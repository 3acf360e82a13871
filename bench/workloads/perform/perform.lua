local function worker(n)
  local sum = 0
  for i = 0, n - 1 do sum = sum + coroutine.yield(i) end
  return sum
end

function run()
  local co = coroutine.create(worker)
  local _, v = coroutine.resume(co, 1000000)
  while coroutine.status(co) ~= "dead" do
    _, v = coroutine.resume(co, v + 1)
  end
  return v
end
