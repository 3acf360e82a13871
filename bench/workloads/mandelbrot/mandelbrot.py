def escape(cr, ci):
    x, y = 0.0, 0.0
    for n in range(100):
        xx, yy = x * x, y * y
        if xx + yy > 4.0:
            return n
        x, y = xx - yy + cr, 2.0 * x * y + ci
    return 100


def run():
    total = 0
    for i in range(200):
        for j in range(200):
            total += escape(j * 0.015 - 2.0, i * 0.015 - 1.5)
    return total
