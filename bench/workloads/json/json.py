import json


def event(i):
    return (f'{{"stream":"account-{i % 1000}","seq":{i},"type":"deposited",'
            f'"at":1700000000,"data":{{"amount":{i % 997}.25,"tags":["a","b","c"]}}}}')


text = "[" + ",\n".join(event(i) for i in range(90000)) + "]"


def run():
    return sum(e["seq"] for e in json.loads(text))
