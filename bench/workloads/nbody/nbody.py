import math


class Body:
    __slots__ = ("x", "y", "z", "vx", "vy", "vz", "mass")

    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def advance(bodies, dt):
    for i, a in enumerate(bodies):
        for b in bodies[i + 1:]:
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * math.sqrt(d2))
            ma, mb = mag * a.mass, mag * b.mass
            a.vx -= dx * mb
            a.vy -= dy * mb
            a.vz -= dz * mb
            b.vx += dx * ma
            b.vy += dy * ma
            b.vz += dz * ma
    for b in bodies:
        b.x += dt * b.vx
        b.y += dt * b.vy
        b.z += dt * b.vz


def run():
    bodies = [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5),
        Body(4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.037),
        Body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.011),
        Body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.0017),
        Body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
    ]
    for _ in range(20000):
        advance(bodies, 0.001)
    total = 0.0
    for b in bodies:
        total = total + b.x + b.vy
    return math.floor(total * 1000000)
