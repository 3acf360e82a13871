function run()
  local parts = {}
  for i = 0, 199999 do parts[#parts + 1] = "item" .. i end
  local text = table.concat(parts, ",")
  return #text .. " " .. text:sub(1000001, 1000020)
end
