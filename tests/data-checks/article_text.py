#!/usr/bin/env python3
"""F1 of article text against the article extraction benchmark (github.com/scrapinghub).

usage: dateline enrich --text PAGES | article_text.py GROUND-TRUTH.json

Texts are compared as bags of shingles of four words. Precision and recall are means over the pages, as the
benchmark defines them.
"""

import collections
import json
import os
import re
import sys

WORD = re.compile(r"\w+")


def shingles(text, size=4):
    words = WORD.findall(text or "")
    last = max(len(words) - size + 1, 1 if words else 0)
    return collections.Counter(tuple(words[at : at + size]) for at in range(last))


def main():
    truth = json.load(open(sys.argv[1]))
    bodies = {}
    for line in sys.stdin:
        article = json.loads(line)
        bodies[os.path.basename(article["path"]).split(".")[0]] = article["body"]
    precisions, recalls = [], []
    for page, expected in truth.items():
        true, found = shingles(expected["articleBody"]), shingles(bodies.get(page, ""))
        both = sum((true & found).values())
        if found:
            precisions.append(both / sum(found.values()))
        if true:
            recalls.append(both / sum(true.values()))
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(truth)} pages  precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


if __name__ == "__main__":
    main()
