def worker(n):
    total = 0
    for i in range(n):
        total += yield i
    return total


def run():
    g = worker(1000000)
    v = next(g)
    try:
        while True:
            v = g.send(v + 1)
    except StopIteration as end:
        return end.value
