from functools import reduce

numbers = list(range(1000000))


def run():
    return reduce(lambda total, x: total + x,
                  filter(lambda x: x % 2 == 0, map(lambda x: x * 3, numbers)), 0)
