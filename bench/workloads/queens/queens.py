size = 9


def safe(col, placed, row):
    for r in range(row):
        c = placed[r]
        if c == col or abs(c - col) == row - r:
            return False
    return True


def ways(row, placed):
    if row == size:
        return 1
    total = 0
    for col in range(size):
        if safe(col, placed, row):
            placed[row] = col
            total += ways(row + 1, placed)
    return total


def run():
    return ways(0, [0] * size)
