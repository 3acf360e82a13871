from functools import cmp_to_key


def random_numbers(n):
    out = []
    x = 42
    for _ in range(n):
        x = x * 16807 % 2147483647
        out.append(x)
    return out


numbers = random_numbers(200000)


def run():
    a = sorted(numbers, key=cmp_to_key(lambda a, b: b - a))
    return f"{a[0]} {a[100000]} {a[199999]}"
