templates = [{"k": f"k{j}", "n": 1 + j % 97} for j in range(1000)]
events = [templates[i % 1000] for i in range(1000000)]


def run():
    totals = {}
    for e in events:
        k = e["k"]
        totals[k] = totals.get(k, 0) + e["n"]
    return f"{len(totals)} {sum(totals.values())} {totals['k96']}"
