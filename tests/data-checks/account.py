#!/usr/bin/env python3
"""What became of every file: a table per format, and the commonest reasons.

usage: dateline index FOLDER.. --index NEW --format json | account.py FOLDER..

The index must be new. Ends with status 1 where a file of the folders is in no row of the account: hidden
files apart, none may be lost.
"""

import collections
import json
import os
import re
import sys

# Reasons that are shown.
SHOWN = 12


def files(folder):
    """Files that a walk finds."""
    count = 0
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        count += sum(not name.startswith(".") for name in names)
    return count


def main():
    account = json.loads(sys.stdin.readline())
    print(f"{'format':14} {'files':>6} {'articles':>9} {'skipped':>8}")
    for row in account["formats"]:
        print(f"{row['name']:14} {row['files']:6} {row['articles']:9} {row['skipped']:8}")
    reasons = collections.Counter(re.sub(r"\d+", "N", row["reason"])[:100] for row in account["skipped"])
    print(f"{sum(reasons.values())} reasons:")
    for reason, count in reasons.most_common(SHOWN):
        print(f"{count:6}  {reason}")
    told, there = account["files_new"] + account["files_skipped"], sum(map(files, sys.argv[1:]))
    print(f"{told} of {there} files accounted for: {account['files_new']} with articles, {account['files_skipped']} without")
    return 0 if told == there else 1


if __name__ == "__main__":
    sys.exit(main())
