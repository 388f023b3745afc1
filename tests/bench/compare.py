#!/usr/bin/env python3
"""Times cimai and what an analyst would run instead, in turn, on the same table.

    compare.py PROGRAM TABLE.csv --text COLUMN [--pairs 5] [--topics 10] [--textrank]

The peer is rjieba (jieba with --textrank) and scikit-learn: words, TF-IDF keywords, LSA and k-means, three
tables. It needs `pip install rjieba jieba scikit-learn pandas` for the Python that runs this script. cimai
writes all of its tables, the report and the workbook.

Prints the median of the wall time, the processor time and the peak memory of both, the ratios pair by pair,
and where cimai's time goes. Quote the ratios: machines differ, and one machine differs from hour to hour.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

PEER = """
import re, sys
import numpy, pandas
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

table, column, out, topics, textrank = sys.argv[1:]
texts = pandas.read_csv(table)[column].fillna("").astype(str)
if textrank == "yes":
    import jieba, jieba.analyse
    cut = jieba.lcut
else:
    from rjieba import cut
is_word = re.compile(r"\\w{2,}").fullmatch
words = [[word for word in cut(text) if is_word(word)] for text in texts]

model = TfidfVectorizer(analyzer=lambda words: words, dtype=numpy.float32)
weights = model.fit_transform(words)
names = model.get_feature_names_out()
counts = pandas.Series([word for text in words for word in text]).value_counts()
counts.to_csv(out + "/terms.csv", encoding="utf-8-sig")

keywords = []
for number in range(len(texts)):
    row = weights[number]
    for place in row.data.argsort()[::-1][:10]:
        keywords.append((number, "tfidf", names[row.indices[place]], row.data[place]))
    if textrank == "yes":
        ranked = jieba.analyse.textrank(texts[number], topK=10, withWeight=True)
        keywords += [(number, "textrank", word, weight) for word, weight in ranked]
pandas.DataFrame(keywords).to_csv(out + "/keywords.csv", index=False, encoding="utf-8-sig")

vectors = normalize(TruncatedSVD(min(100, weights.shape[1] - 1), random_state=0).fit_transform(weights))
clusters = KMeans(int(topics), n_init=10, random_state=0).fit_predict(vectors)
pandas.DataFrame({"topic": clusters}).to_csv(out + "/assignments.csv", encoding="utf-8-sig")
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("table")
    parser.add_argument("--text", required=True)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--topics", type=int, default=10)
    parser.add_argument("--textrank", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "cimai")
        topics, textrank = str(args.topics), "yes" if args.textrank else "no"
        ours = [args.program, "analyze", args.table, "--text", args.text, "--topics", topics, "-o", out, "--force", "-q"]
        peer = [sys.executable, "-c", PEER, args.table, args.text, folder, topics, textrank]
        pairs = [(measured(ours), measured(peer)) for _ in range(args.pairs)]
        for name, which in (("cimai", 0), ("peer", 1)):
            wall, processor, peak = (statistics.median(pair[which][i] for pair in pairs) for i in range(3))
            print(f"{name:6} {wall:7.2f} s   processor {processor:7.2f} s   peak {peak:6.0f} MB")
        ratios = sorted(peer[0] / ours[0] for ours, peer in pairs)
        print(f"peer / cimai {statistics.median(ratios):.2f} (of {len(ratios)} pairs {ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)
        subprocess.run([*ours, "--timings"], check=True)


def measured(command):
    """Seconds by the clock and of the processors, and the peak of the memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"ended with {os.waitstatus_to_exitcode(status)}: {' '.join(command[:3])} …")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
