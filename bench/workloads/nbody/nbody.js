"use strict";
class Body {
  constructor(x, y, z, vx, vy, vz, mass) {
    this.x = x; this.y = y; this.z = z;
    this.vx = vx; this.vy = vy; this.vz = vz;
    this.mass = mass;
  }
}

function advance(bodies, dt) {
  for (let i = 0; i < bodies.length; i++) {
    const a = bodies[i];
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j];
      const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      const d2 = dx * dx + dy * dy + dz * dz;
      const mag = dt / (d2 * Math.sqrt(d2));
      const ma = mag * a.mass, mb = mag * b.mass;
      a.vx -= dx * mb;
      a.vy -= dy * mb;
      a.vz -= dz * mb;
      b.vx += dx * ma;
      b.vy += dy * ma;
      b.vz += dz * ma;
    }
  }
  for (const b of bodies) {
    b.x += dt * b.vx;
    b.y += dt * b.vy;
    b.z += dt * b.vz;
  }
}

function run() {
  const bodies = [
    new Body(0, 0, 0, 0, 0, 0, 39.5),
    new Body(4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.037),
    new Body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.011),
    new Body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.0017),
    new Body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
  ];
  for (let i = 0; i < 20000; i++) advance(bodies, 0.001);
  let sum = 0;
  for (const b of bodies) sum = sum + b.x + b.vy;
  return Math.floor(sum * 1000000);
}
