#!/usr/bin/env python3
"""Whether twice as much of anything costs twice as much: instructions, not seconds.

    linear.py PROGRAM [NAME…]

For each kind of growth (rows, columns, terms, files, length of a text, entries of a dictionary, hits of kwic) an
input is made once, twice and four times as large, and the instructions of a run are counted with valgrind's
callgrind. The step from two to four must cost about twice the step from one to two, whatever a run costs in any
case. Prints the ratios; fails if one is above 2.2.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

CLAUSES = ["小区供水时常中断", "房间很干净", "服务很满意", "暖气不热", "希望尽快解决", "早餐一般", "物业没有收到", "湿地公园开放"]
MOST = 2.2


def text(draw, clauses=5):
    return "，".join(draw.choice(CLAUSES) + str(draw.randrange(50)) for _ in range(clauses)) + "。"


def write(name, content):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(content)


def rows(draw, n):
    write("a.csv", "id,text\n" + "".join(f"{i},{text(draw)}\n" for i in range(4000 * n)))
    return "analyze a.csv --topics 5 -o out"


def columns(draw, n):
    width = 2000 * n
    write("a.csv", "text," + ",".join(f"c{i}" for i in range(width)) + "\n" + "".join(text(draw) + ",x" * width + "\n" for _ in range(10)))
    return "analyze a.csv --text text --topics 2 -o out"


def terms(draw, n):
    write("a.txt", "\n".join(" ".join(f"w{draw.randrange(1 << 40):x}" for _ in range(20)) for _ in range(700 * n)))
    return "analyze a.txt --topics 2 --pages off -o out"


def files(draw, n):
    for i in range(150 * n):
        write(f"in/{i}.txt", text(draw))
    return "analyze in --topics 2 -o out"


def length(draw, n):
    write("a.txt", text(draw, 20_000 * n))
    return "analyze a.txt --pages off -o out"


def pages(draw, n):
    one = ["第一版：要闻", "2024年3月12日 星期二", "", "标题在这里", "本报记者 李明", *("　　" + text(draw, 2) for _ in range(6)), ""]
    write("a.txt", "\n".join(one * (240 * n)))
    return "analyze a.txt --topics 2 -o out"


def dictionary(draw, n):
    write("words.txt", "".join(f"{draw.choice(CLAUSES)[:2]}{draw.randrange(1 << 30):x}\n" for _ in range(4000 * n)))
    write("a.csv", "id,text\n" + "".join(f"{i},{text(draw)}\n" for i in range(100)))
    return "analyze a.csv --topics 2 --dictionary words.txt -o out"


def hits(draw, n):
    write("a.txt", text(draw, 3000 * n))
    return "kwic . a.txt --regex --pages off"


def instructions(program, make, n):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        command = make(random.Random(1), n).split()
        counted = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, *command, "-q", "--threads", "1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        os.chdir("/")
    if counted.returncode not in (0, 3):
        sys.exit(f"{make.__name__} × {n}: ended with {counted.returncode}\n{counted.stderr[-500:]}")
    return int(re.search(r"Collected : (\d+)", counted.stderr)[1])


def main():
    program = os.path.abspath(sys.argv[1])
    kinds = [rows, columns, terms, files, length, pages, dictionary, hits]
    wanted = [kind for kind in kinds if not sys.argv[2:] or kind.__name__ in sys.argv[2:]]
    worst = 0
    for kind in wanted:
        costs = [instructions(program, kind, n) for n in (1, 2, 4)]
        first, second = (costs[1] - costs[0], costs[2] - costs[1])
        worst = max(worst, second / first)
        print(f"{kind.__name__:12} {first / 1e6:10.0f} M {second / 1e6:10.0f} M  × {second / first:.2f}", flush=True)
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()
