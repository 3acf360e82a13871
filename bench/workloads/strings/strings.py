def run():
    text = ",".join(f"item{i}" for i in range(200000))
    return f"{len(text)} {text[1000000:1000020]}"
