#!/usr/bin/env python3
"""Whole runs over inputs that are broken at random, and files of options.

    whole.py PROGRAM [--minutes 10] [--seed 1]

Each run takes some small inputs (tables, pages, JSON lines, a workbook, a dictionary, options), breaks one or two
of them, and starts `analyze` or `inspect` over them, replacing the output of the run before. It may refuse what it
is given, but: no internal error, no signal, an end within 20 seconds, an output that is whole (`verify`), nothing
beside it. What breaks that is kept in the folder that is printed, with its command. Standard library only; the
same seed makes the same runs.
"""
import argparse
import collections
import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

CLAUSES = ["小区供水时常中断", "房间很干净", "服务很满意", "暖气不热", "希望尽快解决", "早餐一般", "物业没有收到", "5G基站", "湿地公园"]
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
BITS = [b"\0", b"\xff", b'"', b'""', b",", b"\n", b"\r", b"\t", b"'", b"=", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b[31m", b"{", b"}", b"[", b"]", b":",
        b"\\u0000", b"\\ud800", b"1e999", "　".encode(), "。".encode(), "\u202e".encode(), "(下转第２版)".encode(), "本报记者".encode(), b"A" * 5000]


def text(draw):
    return "，".join(draw.choice(CLAUSES) for _ in range(draw.randint(1, 6))) + "。"


def workbook(draw):
    cell = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = [("id", "text")] + [(str(n), text(draw)) for n in range(draw.randint(1, 30))]
    body = "".join(f'<row r="{n}">{cell.format("A", n, a)}{cell.format("B", n, b)}</row>' for n, (a, b) in enumerate(rows, 1))
    path = tempfile.mktemp()
    base = "http://schemas.openxmlformats.org/"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", f'<Types xmlns="{base}package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>')
        z.writestr("_rels/.rels", f'<Relationships xmlns="{base}package/2006/relationships"><Relationship Id="r" Type="{base}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{base}spreadsheetml/2006/main" xmlns:r="{base}officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{base}package/2006/relationships"><Relationship Id="r1" Type="{base}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", SHEET.format(body))
    with open(path, "rb") as file:
        content = file.read()
    os.remove(path)
    return content


def inputs(draw):
    """Small inputs, sound so far, by name."""
    table = "id,date,district,text\n" + "".join(
        f'{n},2024-0{draw.randint(1, 9)}-1{n % 10},{draw.choice("青白")}区,"{text(draw)}"\n' for n in range(draw.randint(2, 60)))
    lines = "".join(f'{{"text":"{text(draw)}","n":{n}}}\n' for n in range(draw.randint(1, 20)))
    page = "\n".join([f"{text(draw)}"[:12], "本报记者 李明", *("　　" + text(draw) for _ in range(draw.randint(2, 9)))])
    files = {
        "a.csv": table.encode(draw.choice(["utf-8", "gb18030", "utf-16"])),
        "b.jsonl": lines.encode(),
        "c.txt": page.encode(draw.choice(["utf-8", "gb18030", "big5hkscs"]), "replace"),
        "d.xlsx": workbook(draw),
        "e.csv.gz": gzip.compress(table.encode()),
    }
    return dict(draw.sample(sorted(files.items()), draw.randint(1, len(files))))


def lists(draw):
    """Lists and options, by name."""
    words = "".join(f"{draw.choice(CLAUSES)} {draw.randint(0, 9999)} n\n" for _ in range(draw.randint(1, 9)))
    options = "".join(draw.choice(["topics = 3\n", "keywords = 2\n", "hmm = true\n", "lang = 'en'\n", "[words]\nno-negation = true\n", "unclear = 0.1\n"])
                      for _ in range(draw.randint(0, 2)))
    return {"words.txt": words.encode(), "options.toml": options.encode()}


def broken(draw, content):
    """The content with something in it changed."""
    content = bytearray(content)
    for _ in range(draw.choice([1, 1, 2, 5, 30])):
        at = draw.randrange(len(content) + 1)
        what = draw.randrange(5)
        if what == 0 and content:
            content[at % len(content)] ^= 1 << draw.randrange(8)
        elif what == 1:
            content[at:at] = draw.choice(BITS)
        elif what == 2:
            del content[at:at + draw.choice([1, 3, 50])]
        elif what == 3:
            content[at:at] = content[at:at + draw.choice([10, 300])] * draw.choice([1, 20])
        else:
            del content[at:]
    return bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    program, draw = os.path.abspath(args.program), random.Random(args.seed)
    faults, ends, kept = 0, collections.Counter(), tempfile.mkdtemp(prefix="cimai-fuzz-")
    os.chdir(tempfile.mkdtemp())
    until = time.monotonic() + 60 * args.minutes
    while time.monotonic() < until:
        shutil.rmtree("in", ignore_errors=True)
        os.mkdir("in")
        files, beside = inputs(draw), lists(draw)
        for which in draw.sample(sorted([*files, *beside]), draw.randint(1, 2)):
            into = files if which in files else beside
            into[which] = broken(draw, into[which])
        for name, content in [*((f"in/{name}", content) for name, content in files.items()), *beside.items()]:
            with open(name, "wb") as file:
                file.write(content)
        command = [program, draw.choice(["analyze", "analyze", "inspect"]), "in", "-q"]
        if command[1] == "analyze":
            command += ["-o", "out", "--force"]
            command += draw.choice([[], ["--topics", "3"], ["--dictionary", "words.txt"], ["--text", "text", "--group", "district"], ["--pages", "on"]])
        command += draw.choice([[], [], ["--config", "options.toml"]])
        try:
            ended = subprocess.run(command, capture_output=True, timeout=20).returncode
        except subprocess.TimeoutExpired:
            ended = "never"
        whole = not os.path.exists("out") or subprocess.run([program, "verify", "out"], capture_output=True).returncode == 0
        litter = set(os.listdir(".")) - {"in", "out", "words.txt", "options.toml"}
        ends[ended] += 1
        if ended not in (0, 1, 2, 3) or not whole or litter:
            faults += 1
            case = os.path.join(kept, str(faults))
            shutil.copytree(".", case, symlinks=True)
            print(f"{case}: ended {ended}, whole {whole}, left {sorted(litter)}: {' '.join(command[1:])}", flush=True)
            for name in litter | {"out"}:
                shutil.rmtree(name, ignore_errors=True)
    print(f"{sum(ends.values())} runs, ended {dict(ends)}, faults {faults}, kept in {kept}")
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
