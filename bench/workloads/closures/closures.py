def counter(n):
    def following():
        nonlocal n
        n += 1
        return n
    return following


def run():
    total = 0
    for i in range(1000000):
        following = counter(i)
        following()
        following()
        total += following()
    return total
