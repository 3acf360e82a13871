def random_numbers(n):
    out = []
    x = 42
    for _ in range(n):
        x = x * 16807 % 2147483647
        out.append(x)
    return out


numbers = random_numbers(100000)


def split(a, lo, hi):
    pivot = a[hi]
    i = lo
    for j in range(lo, hi):
        if a[j] < pivot:
            a[i], a[j] = a[j], a[i]
            i += 1
    a[i], a[hi] = a[hi], a[i]
    return i


def sort(a, lo, hi):
    if lo < hi:
        p = split(a, lo, hi)
        sort(a, lo, p - 1)
        sort(a, p + 1, hi)


def run():
    a = list(numbers)
    sort(a, 0, len(a) - 1)
    return f"{a[0]} {a[50000]} {a[99999]}"
