local function body(x, y, z, vx, vy, vz, mass)
  return {x = x, y = y, z = z, vx = vx, vy = vy, vz = vz, mass = mass}
end

local function advance(bodies, dt)
  for i = 1, #bodies do
    local a = bodies[i]
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = dt / (d2 * math.sqrt(d2))
      local ma, mb = mag * a.mass, mag * b.mass
      a.vx = a.vx - dx * mb
      a.vy = a.vy - dy * mb
      a.vz = a.vz - dz * mb
      b.vx = b.vx + dx * ma
      b.vy = b.vy + dy * ma
      b.vz = b.vz + dz * ma
    end
  end
  for _, b in ipairs(bodies) do
    b.x = b.x + dt * b.vx
    b.y = b.y + dt * b.vy
    b.z = b.z + dt * b.vz
  end
end

function run()
  local bodies = {
    body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5),
    body(4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.037),
    body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.011),
    body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.0017),
    body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
  }
  for _ = 1, 20000 do advance(bodies, 0.001) end
  local sum = 0.0
  for _, b in ipairs(bodies) do sum = sum + b.x + b.vy end
  return math.floor(sum * 1000000)
end
