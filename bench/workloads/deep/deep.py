import sys

sys.setrecursionlimit(1100000)


def count(n):
    if n == 0:
        return 0
    return 1 + count(n - 1)


def run():
    return count(1000000)
