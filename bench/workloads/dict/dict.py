names = [f"key{i}" for i in range(200000)]


def run():
    d = {}
    for i, k in enumerate(names):
        d[k] = i
    return f"{len(d)} {sum(d[k] for k in names)}"
