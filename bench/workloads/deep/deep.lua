local function count(n)
  if n == 0 then return 0 end
  return 1 + count(n - 1)
end

function run() return count(1000000) end
