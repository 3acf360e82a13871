class Leave(Exception):
    pass


def leave(i):
    raise Leave(i)


def run():
    total = 0
    for i in range(1000000):
        try:
            total += 1 + leave(i)
        except Leave as x:
            total += x.args[0]
    return total
