from ast import literal_eval


def event(i):
    return (f'{{"stream": "account-{i % 1000}", "seq": {i}, "type": "deposited", '
            f'"at": 1700000000, "data": {{"amount": {i % 997}.25, "tags": [1, 2, 3]}}}},\n')


texts = ["[" + "".join(event(24 * i + j) for j in range(24)) + "]" for i in range(4000)]


def run():
    return sum(e["seq"] for text in texts for e in literal_eval(text))
